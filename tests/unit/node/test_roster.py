"""The cameras file of a node: read whole, or refused in one line with a remedy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backend.domain.alarm import Priority
from backend.domain.errors import Refused
from videowall.node.roster import PICTURE_WIDTH, load_roster, rules_of

ENTRY = {"fps": 7, "size": [100, 100], "rules": []}
CAMERA = '[[camera]]\nid = "c1"\nname = "Gate"\nurl = "scene:yard"\nrules = "rules.json"\n'


def written(folder: Path, text: str) -> Path:
    (folder / "rules.json").write_text(json.dumps({"c1": ENTRY, "gate": ENTRY | {"size": [64, 48]}}), "utf-8")
    path = folder / "cameras.toml"
    path.write_text(text, "utf-8")
    return path


def test_that_a_whole_camera_is_read(tmp_path: Path) -> None:
    text = (
        '[[camera]]\nid = "c1"\nname = "Gate"\nurl = "clip.mp4"\nfps = 7\nloop = true\nmask = true\n'
        'rules = "rules.json"\nseq = "gate"\npriority = ["zone_entry=emergency"]\n'
    )
    (post,) = load_roster(written(tmp_path, text)).values()
    assert (post.camera, post.place, post.epoch) == ("c1", "Gate", 0)
    assert post.source.url == str(tmp_path / "clip.mp4"), "relative to the file"
    assert (post.source.fps, post.source.loop, post.source.live) == (7, True, True)
    assert post.source.max_width == PICTURE_WIDTH
    assert post.rules.size == (64, 48)
    assert post.priorities["zone_entry"] is Priority.EMERGENCY


def test_that_several_cameras_keep_their_order(tmp_path: Path) -> None:
    text = CAMERA + CAMERA.replace('"c1"', '"c0"') + 'seq = "gate"\n'
    assert list(load_roster(written(tmp_path, text))) == ["c1", "c0"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "0 cameras"),
        ("[[camera]]\n", "id is missing"),
        (CAMERA + CAMERA, "c1 is named twice"),
        (CAMERA + "speed = 3\n", "speed is not known"),
        (CAMERA + 'fps = "fast"\n', "is not a number"),
        (CAMERA + "fps = -1.0\n", "frame rate"),
        (CAMERA.replace("scene:yard", "http://x/y"), "cannot open http"),
        (CAMERA.replace("rules.json", "none.json"), "none.json"),
        (CAMERA + 'priority = ["zone_entry=soon"]\n', "zone_entry=soon"),
        (CAMERA.replace('"c1"', '"c9"'), "no rules for 'c9'"),
        ("[[camera]\n", "correct the TOML"),
    ],
)
def test_that_every_mistake_is_told_in_one_line(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(Refused, match=words) as refusal:
        load_roster(written(tmp_path, text))
    assert "\n" not in refusal.value.words


def test_that_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        load_roster(tmp_path / "none.toml")


def test_that_a_file_with_one_entry_serves_the_camera_and_another_does_not(tmp_path: Path) -> None:
    one, two = tmp_path / "one.json", tmp_path / "two.json"
    one.write_text(json.dumps({"pets": ENTRY}), "utf-8")
    two.write_text(json.dumps({"a": ENTRY, "b": ENTRY}), "utf-8")
    assert rules_of(one, "c1").size == (100, 100)
    with pytest.raises(Refused, match="no rules for 'c1'"):
        rules_of(two, "c1")
