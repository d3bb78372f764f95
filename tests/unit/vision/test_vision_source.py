"""Naming and opening sources."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.vision_files import moving_square, write_video
from videowall.feeds.errors import EndOfSource, FeedError, SourceLost, SourceRefused
from videowall.feeds.reader import open_source
from videowall.feeds.source import SourceKind, SourceSpec

QT = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("rtsp://camera/1", SourceKind.CAMERA),
        ("RTSPS://user:secret@camera/1", SourceKind.CAMERA),
        ("scene:yard", SourceKind.SCENE),
        ("clip.mp4", SourceKind.FILE),
        ("/videos/clip.mp4", SourceKind.FILE),
        ("file:/videos/clip.mp4", SourceKind.FILE),
        (r"C:\videos\clip.mp4", SourceKind.FILE),
    ],
)
def test_that_an_address_names_its_kind(url: str, kind: SourceKind) -> None:
    assert SourceSpec(url).kind is kind


@pytest.mark.parametrize("url", ["http://camera/1", "concat:a|b", "pipe:0", "data:x"])
def test_that_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(SourceRefused, match="cannot open"):
        open_source(SourceSpec(url))


@pytest.mark.parametrize("fps", [0.0, -1.0, 1000.0, float("nan"), float("inf")])
def test_that_an_impossible_rate_is_refused(fps: float) -> None:
    with pytest.raises(SourceRefused, match="frame rate"):
        SourceSpec("clip.mp4", fps=fps)


def test_that_an_empty_address_and_a_negative_width_are_refused() -> None:
    with pytest.raises(SourceRefused):
        SourceSpec("")
    with pytest.raises(SourceRefused):
        SourceSpec("clip.mp4", max_width=-1)


def test_that_a_missing_file_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match="no such file"):
        open_source(SourceSpec(str(tmp_path / "nowhere.mp4")))


def test_that_an_unknown_scene_names_the_known_ones() -> None:
    with pytest.raises(SourceRefused, match="yard, road, market, hill"):
        open_source(SourceSpec("scene:moon"))


def test_that_a_file_plays_at_the_rate_it_is_told_not_at_its_headers(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.avi", moving_square(4), fps=10)
    source = open_source(SourceSpec(str(path), fps=7), camera="c1", now_ms=lambda: 1234)
    frames = [source.read() for _ in range(4)]
    assert [f.index for f in frames] == [0, 1, 2, 3]
    assert [f.time_s for f in frames] == pytest.approx([0, 1 / 7, 2 / 7, 3 / 7])
    assert {(f.camera, f.captured_ms, f.size) for f in frames} == {("c1", 1234, (160, 120))}
    with pytest.raises(EndOfSource):
        source.read()
    source.close()


def test_that_a_looping_file_goes_on_counting(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.avi", moving_square(3), fps=10)
    source = open_source(SourceSpec(str(path), loop=True))
    frames = [source.read() for _ in range(7)]
    source.close()
    assert [f.index for f in frames] == list(range(7))
    times = [f.time_s for f in frames]
    assert times == sorted(set(times))
    assert (frames[0].image == frames[3].image).all()


def test_that_pictures_are_scaled_down_to_the_greatest_width(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.avi", moving_square(1, (320, 240)))
    source = open_source(SourceSpec(str(path), max_width=100))
    assert source.size == (100, 76)
    assert source.read().size == (100, 76)
    source.close()


def test_that_a_closed_source_is_lost(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.avi", moving_square(2))
    for url in (str(path), "scene:hill"):
        source = open_source(SourceSpec(url))
        source.close()
        with pytest.raises(SourceLost):
            source.read()


def test_that_a_camera_that_does_not_answer_is_lost_and_its_login_is_not_told() -> None:
    with pytest.raises(SourceLost) as caught:
        open_source(SourceSpec("rtsp://user:secret@127.0.0.1:9/stream"))
    assert "127.0.0.1:9" in caught.value.words
    assert "secret" not in caught.value.words


def test_that_every_fault_of_a_source_has_words() -> None:
    for kind in (SourceRefused, SourceLost, EndOfSource):
        assert issubclass(kind, FeedError)
        assert kind("why").words == "why"


@pytest.mark.parametrize("before", [None, "/my/plugins"])
def test_that_importing_opencv_leaves_qts_environment_as_it_was(before: str | None) -> None:
    environment = {k: v for k, v in os.environ.items() if k not in QT}
    if before is not None:
        environment |= dict.fromkeys(QT, before)
    script = (
        "import json, os; from videowall.feeds.opencv import cv2;"
        f"print(json.dumps([[os.environ.get(n) for n in {QT!r}], cv2.getNumThreads()]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == [[before, before], 1]


def test_that_pictures_nobody_wants_are_passed_over_and_others_keep_their_time(tmp_path: Path) -> None:
    clip = write_video(tmp_path / "clip.mp4", moving_square(10), fps=10)
    source = open_source(SourceSpec(str(clip)), wanted=lambda time_s: round(time_s * 10) % 3 == 0)
    found = [source.read() for _ in range(4)]
    with pytest.raises(EndOfSource):
        source.read()
    source.close()
    assert [frame.index for frame in found] == [0, 3, 6, 9]
    assert [frame.time_s for frame in found] == pytest.approx([0.0, 0.3, 0.6, 0.9])
