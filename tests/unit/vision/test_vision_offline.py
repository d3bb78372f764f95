"""Recordings and tables: decoding in a process of its own, and tables that are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes.vision_children import crash, hang
from tests.fakes.vision_files import moving_square, write_video
from videowall.analytics.fence import FenceEvent
from videowall.analytics.offline import (
    Body,
    Job,
    Progress,
    analyse_detections,
    analyse_here,
    analyse_recording,
)
from videowall.analytics.rules import FieldRule, RuleSet
from videowall.analytics.table import read_detections
from videowall.feeds.errors import SourceRefused

RULES = RuleSet(10, (160, 120), (FieldRule("right", ((80, 0), (160, 0), (160, 120), (80, 120))),))


def test_that_a_process_of_its_own_sees_the_same_as_this_one(tmp_path: Path) -> None:
    job = Job(str(write_video(tmp_path / "a.avi", moving_square(60))), 10, RULES)
    here, apart = list(analyse_here(job)), list(analyse_recording(job))
    assert [e for e in here if isinstance(e, FenceEvent)] == [e for e in apart if isinstance(e, FenceEvent)]
    assert [e.rule for e in apart if isinstance(e, FenceEvent)] == ["right"]
    assert apart[-1] == Progress(60, done=True, detector="motion")


@pytest.mark.parametrize(
    ("body", "hang_s", "words"),
    [(crash, 60.0, "the decoder crashed on it"), (hang, 3.0, "no progress for 3 s")],
)
def test_that_a_decoder_that_dies_or_hangs_is_told_in_words(body: Body, hang_s: float, words: str) -> None:
    with pytest.raises(SourceRefused, match=words):
        list(analyse_recording(Job("evil.avi", 10, RULES), body=body, hang_s=hang_s))


def test_that_a_refusal_crosses_the_process_border(tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match="no such file"):
        list(analyse_recording(Job(str(tmp_path / "none.avi"), 10, RULES)))


def test_that_leaving_early_ends_the_process(tmp_path: Path) -> None:
    job = Job(str(write_video(tmp_path / "a.avi", moving_square(60))), 10, RULES)
    events = analyse_recording(job)
    next(iter(events))
    events.close()  # type: ignore[attr-defined]  # a generator; the leak fixture looks for its process


def test_that_a_table_is_read_by_frames_in_any_order(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "frame,conf,x,y,w,h\n7,0.5,1,2,3,4\n0,1.5,1,2,3,4\n\n7,0.9,5,5,5,5\n3,0.9,1,1,0,4\n", "utf-8"
    )
    table = read_detections(path)
    assert {frame: len(found) for frame, found in table.items()} == {7: 2, 0: 1, 3: 0}
    assert table[0].confidence.tolist() == [1.0]
    assert table[7].boxes[0].tolist() == [1, 2, 4, 6]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0,1,2\n", "line 1: needs the 6 columns"),
        ("0,1,2,3,4,5\n0,1,2,3,x,5\n", "line 2: every column must be a number"),
        ("0,1,2,3,nan,5\n", "finite"),
        ("0,1,2,3,1e300,5\n", "finite"),
        ("-1,1,2,3,4,5\n", "whole number"),
        ("0.5,1,2,3,4,5\n", "whole number"),
        ("0,1,2,3,4,5\n" * 3000, "more than 2000 detections"),
        ("\x00", "cannot be read|number|columns"),
    ],
)
def test_that_a_wrong_table_is_refused_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(SourceRefused, match=words):
        read_detections(path)


def test_that_a_binary_or_missing_table_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\xff\xfe\x00\x81")
    for name in ("a.csv", "none.csv"):
        with pytest.raises(SourceRefused, match="cannot be read"):
            read_detections(tmp_path / name)


def test_that_a_table_gives_events_with_its_own_frame_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [f"{100 + i},0.9,{i * 2},40,18,60" for i in range(60)]
    path.write_text("\n".join(rows), "utf-8")
    events = [e for e in analyse_detections(path, RULES, 10) if isinstance(e, FenceEvent)]
    assert len(events) == 1
    assert 135 < events[0].frame < 146
    assert events[0].time_s == pytest.approx(events[0].frame / 10)
