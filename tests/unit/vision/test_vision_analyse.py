"""`onegrid analyse`: what it writes, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from resources.commandline import run
from tests.fakes.vision_files import moving_square, write_video
from videowall.analyse import analyse

ZONE = {"id": "right", "type": "zone", "polygon": [[80, 0], [160, 0], [160, 120], [80, 120]], "loiter_s": 2}
LINE = {"id": "mid", "type": "line", "a": [70, 0], "b": [70, 119]}


class Place:
    """A folder with a rules file, a table and a video in it."""

    def __init__(self, folder: Path) -> None:
        self.rules = folder / "rules.json"
        self.rules.write_text(
            json.dumps({"s": {"fps": 10, "size": [160, 120], "rules": [ZONE, LINE]}}), "utf-8"
        )
        self.table = folder / "a.csv"
        self.table.write_text("\n".join(f"{i},0.9,{i * 2},40,18,60" for i in range(70)), "utf-8")
        self.events = folder / "events.jsonl"

    def run(self, *given: str, seq: str = "s") -> int:
        arguments = [*given, "--seq", seq, "--rules", str(self.rules), "--events", str(self.events)]
        with pytest.raises(SystemExit) as ended:
            run(analyse, "onegrid analyse", arguments)
        code = ended.value.code
        assert isinstance(code, int)
        return code


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_that_events_are_written_in_the_agreed_form(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert place.run("--detections", str(place.table), "--json") == 0
    lines = [json.loads(line) for line in place.events.read_text("utf-8").splitlines()]
    assert [(line["rule"], line["type"]) for line in lines] == [
        ("mid", "line_cross"),
        ("right", "zone_entry"),
        ("right", "loiter"),
    ]
    assert lines[0]["dir"] == "R2L"
    assert [set(line) for line in lines] == [
        {"seq", "rule", "type", "t", "dir"},
        {"seq", "rule", "type", "t"},
        {"seq", "rule", "type", "t"},
    ]
    assert all(line["seq"] == "s" and isinstance(line["t"], int) for line in lines)
    printed = capsys.readouterr()
    assert json.loads(printed.out) == {"seq": "s", "frames": 70, "events": 3}
    assert printed.err == ""


def test_that_a_video_is_analysed_too(place: Place, tmp_path: Path) -> None:
    video = write_video(tmp_path / "a.avi", moving_square(65))
    assert place.run("--video", str(video)) == 0
    kinds = {json.loads(line)["type"] for line in place.events.read_text("utf-8").splitlines()}
    assert "zone_entry" in kinds


def test_that_the_rate_given_changes_the_rules_time(place: Place) -> None:
    assert place.run("--detections", str(place.table), "--fps", "100") == 0
    kinds = [json.loads(line)["type"] for line in place.events.read_text("utf-8").splitlines()]
    assert "loiter" not in kinds


@pytest.mark.parametrize(
    ("given", "seq", "words"),
    [
        ((), "s", "--video or --detections"),
        (("--detections", "a", "--video", "b"), "s", "--video or --detections"),
        (("--detections", "nowhere.csv"), "s", "cannot be read"),
        (("--video", "nowhere.mp4"), "s", "no such file"),
        (("--video", "nowhere.mp4"), "other", "no rules for other"),
        (("--detections", "a.csv", "--fps", "0"), "s", "--fps"),
        (("--detections", "a.csv", "--fps", "nan"), "s", "--fps"),
    ],
)
def test_that_bad_input_ends_with_2_and_one_line(
    place: Place, capsys: pytest.CaptureFixture[str], given: tuple[str, ...], seq: str, words: str
) -> None:
    place.events.write_text("kept\n", "utf-8")
    assert place.run(*given, seq=seq) == 2
    message = capsys.readouterr().err.strip()
    assert words in message
    assert len(message.splitlines()) == 1
    assert place.events.read_text("utf-8") == "kept\n", "what was there is left alone"


def test_that_a_broken_rules_file_ends_with_2(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    place.rules.write_text("{", "utf-8")
    assert place.run("--detections", str(place.table)) == 2
    assert "line 1" in capsys.readouterr().err


def test_that_a_place_that_cannot_be_written_ends_with_1(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    place.events = place.events.parent / "nowhere" / "events.jsonl"
    assert place.run("--detections", str(place.table)) == 1
    assert "cannot write" in capsys.readouterr().err
