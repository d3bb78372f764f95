"""What recorded video says about a day of alarms, before rules are armed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from videowall.analytics.rules import FieldRule, RuleSet
from videowall.evidence.forecast import Load, Verdict, chatters, joined, rate
from videowall.evidence.rehearsal import Noticed
from videowall.preflight import Run, fence, report

FIELD = [[196, 168], [468, 168], [560, 262], [118, 262]]
SKY = [[10, 10], [200, 10], [200, 60], [10, 60]]


def rules_file(folder: Path) -> Path:
    entry = {
        "fps": 8,
        "size": [640, 360],
        "rules": [
            {"id": "field", "type": "zone", "polygon": FIELD},
            {"id": "sky", "type": "zone", "polygon": SKY},
        ],
    }
    path = folder / "rules.json"
    path.write_text(json.dumps({"c1": entry}), "utf-8")
    return path


def test_that_the_interval_is_the_exact_one_of_poisson() -> None:
    none, ten = rate(0, 24.0), rate(10, 24.0)
    assert (none.per_day, none.low) == (0.0, 0.0)
    assert none.high == pytest.approx(3.689, abs=0.001)
    assert ten.low == pytest.approx(4.795, abs=0.001)
    assert ten.high == pytest.approx(18.39, abs=0.01)
    assert rate(5, 12.0).per_day == 10.0


def test_that_loads_and_verdicts_follow_the_bounds_of_eemua() -> None:
    loads = [rate(count, 24.0).load for count in (144, 288, 720, 721)]
    assert loads == [Load.ACCEPTABLE, Load.MANAGEABLE, Load.OVER_DEMANDING, Load.UNACCEPTABLE]
    assert rate(0, 1.0).verdict is Verdict.SILENT
    assert rate(100, 24.0).verdict is Verdict.FITS
    assert rate(2, 0.1).verdict is Verdict.UNSURE
    assert rate(400, 24.0).verdict is Verdict.FLOODS


def test_that_repeats_within_a_minute_are_joined_and_chatter_is_seen() -> None:
    assert joined([0, 30, 80, 150]) == [True, False, False, True]
    assert chatters([0, 30, 60])
    assert not chatters([0, 30, 61, 100])


def test_that_a_scene_gives_expected_alarms_with_masked_pictures(tmp_path: Path) -> None:
    out = tmp_path / "out"
    given = ["preflight", "--video", "scene:yard", "--fps", "5", "--detector", "motion", "--json"]
    done = CliRunner().invoke(fence, [*given, "--rules", str(rules_file(tmp_path)), "--out", str(out)])
    assert done.exit_code == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["hours"] == pytest.approx(40 / 3600, abs=1e-4)
    verdicts = {rule["rule"]: rule["verdict"] for rule in document["rules"]}
    assert verdicts == {"field": "unsure", "sky": "silent"}
    assert document["total"]["low"] < document["total"]["per_day"] < document["total"]["high"]
    assert len(document["alarms"]) == document["total"]["alarms"] >= 1
    for alarm in document["alarms"]:
        assert (out / alarm["picture"]).read_bytes()[:3] == b"\xff\xd8\xff"
        assert json.loads((out / alarm["trace"]).read_text("utf-8"))["rule"] == alarm["rule"]


def test_that_a_flooding_rule_is_an_exit_of_1(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    noticed = [Noticed("field", "zone_entry", 120.0 * n, repeat=False) for n in range(60)]
    found = Run("film.mp4", 7200.0, 9, "motion", noticed)
    document = report(RuleSet(8.0, (640, 360), (FieldRule("field", ()),)), [found], tmp_path)
    assert document["rules"][0]["verdict"] == "floods"
    monkeypatch.setattr("videowall.preflight.watch", lambda _job, _progress: found)
    given = ["preflight", "--video", "film.mp4", "--rules", str(rules_file(tmp_path))]
    done = CliRunner().invoke(fence, given, standalone_mode=False)
    assert done.return_value == 1
    assert "would flood" in done.stderr
    assert "never fired" in done.stderr


@pytest.mark.parametrize(
    ("video", "more", "words"),
    [
        ("absent.mp4", [], "no such file"),
        ("http://x/y", [], "cannot open http"),
        ("scene:yard", ["--camera", "c9"], "c1"),
        ("scene:yard", ["--fps", "0"], "frame rate"),
    ],
)
def test_that_bad_input_is_an_exit_of_2_in_one_line(
    tmp_path: Path, video: str, more: list[str], words: str
) -> None:
    given = [
        "preflight",
        "--video",
        video,
        "--rules",
        str(rules_file(tmp_path)),
        "--out",
        str(tmp_path / "o"),
    ]
    done = CliRunner().invoke(fence, [*given, *more], standalone_mode=True)
    assert done.exit_code == 2
    assert words in done.stderr
