"""Recordings that are broken or hostile: the command says so in words; it never dies, never hangs."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fakes.vision_files import moving_square, write_video
from videowall.analytics.offline import Job, Progress, analyse_recording
from videowall.analytics.rules import FieldRule, RuleSet
from videowall.feeds.errors import SourceRefused

RULES = RuleSet(10, (160, 120), (FieldRule("z", ((80, 0), (160, 0), (160, 120), (80, 120))),))


def sized(raw: bytes, width: int, height: int) -> bytes:
    """The AVI with another picture size in its headers."""
    changed = bytearray(raw)
    struct.pack_into("<ii", changed, changed.find(b"strf") + 12, width, height)
    struct.pack_into("<ii", changed, changed.find(b"avih") + 40, width, height)
    return bytes(changed)


def flipped(raw: bytes, seed: int) -> bytes:
    """The file with some of its bytes changed, its first header left alone."""
    rng = random.Random(seed)
    changed = bytearray(raw)
    for _ in range(120):
        changed[rng.randrange(64, len(changed))] = rng.randrange(256)
    return bytes(changed)


BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _raw: b"",
    "noise": lambda _raw: random.Random(3).randbytes(40_000),
    "text": lambda _raw: b"not a video\n" * 500,
    "playlist": lambda _raw: b"#EXTM3U\n#EXTINF:10,\n/etc/hostname\n",
    "header only": lambda raw: raw[:100],
    "unknown codec": lambda raw: raw.replace(b"MJPG", b"ZZZZ"),
    "wrong codec": lambda raw: raw.replace(b"MJPG", b"H264"),
    "16384 pixels a side": lambda raw: sized(raw.replace(b"MJPG", b"HFYU"), 16384, 16384),
    "1 pixel": lambda raw: sized(raw.replace(b"MJPG", b"HFYU"), 1, 1),
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return write_video(tmp_path_factory.mktemp("sound") / "a.avi", moving_square(30)).read_bytes()


def attempt(path: Path) -> str:
    """`done`, or the words of the refusal; anything else fails the test."""
    words = "done"
    items: list[object] = []
    try:
        items += analyse_recording(Job(str(path), 10, RULES), hang_s=60.0)
    except SourceRefused as refusal:
        words = refusal.words
    assert len(words.splitlines()) == 1
    assert words != "done" or isinstance(items[-1], Progress)
    return words


@pytest.mark.parametrize("name", BROKEN)
def test_that_a_broken_recording_is_refused_in_words(name: str, sound: bytes, tmp_path: Path) -> None:
    path = tmp_path / "evil.avi"
    path.write_bytes(BROKEN[name](sound))
    assert attempt(path).startswith("evil.avi: ")


def test_that_what_is_left_of_a_truncated_recording_is_used(sound: bytes, tmp_path: Path) -> None:
    path = tmp_path / "half.avi"
    path.write_bytes(sound[: len(sound) // 2])
    assert attempt(path) == "done"


@pytest.mark.parametrize("seed", range(3))
def test_that_flipped_bytes_end_in_events_or_in_words(seed: int, sound: bytes, tmp_path: Path) -> None:
    path = tmp_path / "flipped.avi"
    path.write_bytes(flipped(sound, seed))
    assert attempt(path)


@pytest.mark.parametrize("stamps", [range(-50, -20), [i * 1000 - (0 if i % 2 else 700) for i in range(30)]])
def test_that_negative_and_jumping_timestamps_stop_nothing(stamps: list[int], tmp_path: Path) -> None:
    path = write_video(tmp_path / "jump.mkv", moving_square(30), stamps=list(stamps))
    assert attempt(path) == "done"
