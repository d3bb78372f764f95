from __future__ import annotations

from pathlib import Path

import pytest

from console.demo import footage
from videowall.feeds.errors import SourceRefused


def test_that_a_file_that_is_no_video_is_refused_in_words(tmp_path: Path) -> None:
    clip = tmp_path / "yard.mp4"
    clip.write_bytes(b"this is not a video")
    with pytest.raises(SourceRefused, match=r"yard\.mp4"):
        footage.choose(clip)


def test_that_pets_plays_at_its_true_rate(tmp_path: Path) -> None:
    clip = tmp_path / "vtest.avi"
    clip.write_bytes(b"x")
    assert footage.choose(clip).fps == 7.0


def test_that_a_drawn_scene_stands_in_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(footage, "cached_clip", lambda: tmp_path / "none.avi")
    chosen = footage.choose(None)
    assert not chosen.is_file
    assert "drawn" in chosen.words
