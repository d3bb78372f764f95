"""The command itself on broken and hostile folders, traces and tables: exit 0 or 2, one line, no signal."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from resources.commandline import run
from tests.fakes.vision_frames import line_walk, standing, watch
from videowall.analyse import analyse
from videowall.analytics.rules import FieldRule
from videowall.evidence.traces import trace_facts
from videowall.feeds.opencv import cv2
from videowall.replay import replay_trace

RULES = {
    "s": {
        "size": [160, 120],
        "rules": [
            {"id": "z", "type": "zone", "polygon": [[80, 0], [160, 0], [160, 120], [80, 120]]},
            {"id": "t", "type": "tamper"},
            {"id": "h", "type": "thermal", "pre_alarm_c": 60, "alarm_c": 90, "gain": 0.01, "offset": -273.15},
            {"id": "l", "type": "object_left"},
        ],
    }
}


def ended(arguments: list[str]) -> int:
    """The exit code of the command."""
    command = replay_trace if "--replay" in arguments else analyse
    with pytest.raises(SystemExit) as caught:
        run(command, "onegrid analyse", arguments)
    assert isinstance(caught.value.code, int)
    return caught.value.code


def on(folder: Path, *given: str) -> int:
    rules = folder.parent / "rules.json"
    rules.write_text(json.dumps(RULES), "utf-8")
    out = str(folder.parent / "events.jsonl")
    return ended([*given, "--seq", "s", "--rules", str(rules), "--events", out])


def picture(index: int) -> bytes:
    counts = np.random.default_rng(index).integers(28_000, 40_000, (120, 160)).astype(np.uint16)
    return bytes(cv2.imencode(".png", counts)[1].tobytes())


def sound(folder: Path) -> None:
    for index in range(12):
        (folder / f"{index:03}.png").write_bytes(picture(index))


def one_is_cut(folder: Path) -> None:
    sound(folder)
    (folder / "005.png").write_bytes(picture(5)[:200])


def one_is_noise(folder: Path) -> None:
    sound(folder)
    (folder / "005.tiff").write_bytes(random.Random(1).randbytes(5_000))


def one_is_a_folder(folder: Path) -> None:
    sound(folder)
    (folder / "005x.png").mkdir()


def a_bomb(folder: Path) -> None:
    raw = bytearray(picture(0))
    raw[16:24] = (16_384).to_bytes(4, "big") * 2
    (folder / "0.png").write_bytes(raw)


def a_pickle(folder: Path) -> None:
    np.save(folder / "0.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)


def one_pixel(folder: Path) -> None:
    np.save(folder / "0.npy", np.zeros((1, 1), np.uint16))


def empty(_folder: Path) -> None:
    """No picture at all."""


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (sound, 0),
        (one_is_cut, 2),
        (one_is_noise, 2),
        (one_is_a_folder, 2),
        (a_bomb, 2),
        (a_pickle, 2),
        (one_pixel, 2),
        (empty, 2),
    ],
)
def test_that_a_folder_of_pictures_ends_with_0_or_2_and_a_line(
    spoil: Callable[[Path], None], code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "heat"
    folder.mkdir()
    spoil(folder)
    assert on(folder, "--video", str(folder)) == code
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


@pytest.fixture(scope="module")
def trace() -> dict[str, Any]:
    field = FieldRule("f", ((150, 100), (300, 100), (300, 299), (150, 299)))
    (event,) = watch([field], [standing(foot) for foot in line_walk((60, 200), (225, 200), 40)])
    document: dict[str, Any] = json.loads(json.dumps(trace_facts(event, "c")))
    return document


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _raw: b"",
    "noise": lambda _raw: random.Random(2).randbytes(4_000),
    "text": lambda _raw: b"not a trace",
    "cut": lambda raw: raw[: len(raw) // 2],
    "deep": lambda _raw: b"[" * 100_000,
    "a list": lambda _raw: b"[1, 2]",
    "other version": lambda raw: raw.replace(b'"v": 1', b'"v": 99'),
    "rows of words": lambda raw: raw.replace(b'"rows": [[', b'"rows": [["a", '),
    "not a number": lambda raw: raw.replace(b'"rows": [[', b'"rows": [[NaN, '),
    "rule of nothing": lambda raw: raw.replace(b'"type": "zone"', b'"type": "none"'),
    "huge number": lambda raw: raw.replace(b'"dwell_s": 0.5', b'"dwell_s": 1e999'),
}


@pytest.mark.parametrize("name", SPOILT)
def test_that_a_spoilt_trace_ends_with_2_and_a_line(
    name: str, trace: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "trace.json"
    raw = json.dumps(trace).encode()
    assert SPOILT[name](raw) != raw
    path.write_bytes(SPOILT[name](raw))
    assert ended(["--replay", str(path)]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_that_a_sound_trace_ends_with_0(trace: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "trace.json"
    path.write_text(json.dumps(trace), "utf-8")
    assert ended(["--replay", str(path)]) == 0


@pytest.mark.parametrize("seed", range(6))
def test_that_flipped_bytes_of_a_trace_end_in_words(seed: int, trace: dict[str, Any], tmp_path: Path) -> None:
    rng = random.Random(seed)
    raw = bytearray(json.dumps(trace).encode())
    for _ in range(8):
        raw[rng.randrange(len(raw))] = rng.randrange(32, 127)
    path = tmp_path / "trace.json"
    path.write_bytes(raw)
    assert ended(["--replay", str(path)]) in {0, 1, 2}


@pytest.mark.parametrize(
    "row", ["0,0.9,1e999,0,5,5", "0,nan,0,0,5,5", "-1,0.9,0,0,5,5", "0,0.9,0,0,5,5,dog", "0,0.9", "\x00"]
)
def test_that_a_spoilt_table_ends_with_2(row: str, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(f"0,0.9,0,0,5,5\n{row}\n", "utf-8")
    assert on(path, "--detections", str(path)) == 2
