"""Probing says why a stream cannot be opened, and survives streams that kill the decoder."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from backend.domain.camera import Why
from tests.fakes.probe_server import SILENT, rtsp_server
from videowall import probing
from videowall.feeds import probe, transcode
from videowall.feeds.probe import probe_stream
from videowall.probing import Found, Prober, Target, probe_all


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real H.264 stream of a drawn scene."""
    path = tmp_path_factory.mktemp("clips") / "yard.h264"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transcode, "PICTURES_MAX", 30)
        transcode.to_h264("scene:yard", path, fps=10)
    return path


def test_that_a_picture_tells_codec_size_and_rate(clip: Path) -> None:
    found = probe_stream(str(clip))
    assert (found.code, found.codec) == ("", "h264")
    assert min(found.width, found.height) > 100
    assert found.fps > 1


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("gopher://h/x", Why.BAD_URL),
        ("rtsp://h:70000/x", Why.BAD_URL),
        ("rtsp:///x", Why.BAD_URL),
        ("rtsp://no-such-host.invalid/x", Why.NAME_NOT_FOUND),
        ("/no/such/file.mp4", Why.NO_PATH),
    ],
)
def test_that_addresses_are_judged_before_anything_is_opened(url: str, code: Why) -> None:
    assert probe_stream(url).code == code


@pytest.mark.parametrize(
    ("status", "code"),
    [(401, Why.WRONG_LOGIN), (403, Why.WRONG_LOGIN), (404, Why.NO_PATH), (SILENT, Why.TIMEOUT)],
)
def test_that_what_a_camera_answers_is_understood(status: int, code: Why) -> None:
    with rtsp_server(status) as port:
        found = probe_stream(f"rtsp://admin:s3cret@127.0.0.1:{port}/main", open_s=1.0)
    assert found.code == code
    assert "s3cret" not in found.words


def test_that_a_closed_port_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert probe_stream(f"rtsp://127.0.0.1:{port}/x").code == Why.REFUSED


@pytest.mark.parametrize("raw", [b"", b"\x00" * 4000, b"hello " * 1000, bytes(range(256)) * 40])
def test_that_what_is_no_video_is_called_so(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "x.mp4"
    path.write_bytes(raw)
    assert probe_stream(str(path)).code == Why.NO_VIDEO


def test_that_a_stream_without_a_key_picture_is_called_so(clip: Path, tmp_path: Path) -> None:
    pictures = clip.read_bytes().split(b"\x00\x00\x00\x01\x09")[1:]
    headless = tmp_path / "headless.h264"
    headless.write_bytes(b"".join(b"\x00\x00\x00\x01\x09" + one for one in pictures[1:5]))
    found = probe_stream(str(headless))
    assert found.code == Why.NO_KEYFRAME


def test_that_every_code_is_one_the_center_knows() -> None:
    told = {code for _, code, _ in probe._MEANINGS}
    assert told | {"other", "crashed", "bad_url", "name_not_found", "unreachable"} <= set(Why)


def test_that_many_are_probed_at_once_in_children(clip: Path) -> None:
    targets = [Target("good", str(clip)), Target("bad", "gopher://x"), Target("none", "/no/file")]
    found = {target.name: one.code for target, one in probe_all(targets, jobs=2)}
    assert found == {"good": "", "bad": "bad_url", "none": "no_path"}


def _child(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setattr(probing, "CHILD", ("-c", program))


def test_that_a_decoder_which_dies_takes_nobody_along(monkeypatch: pytest.MonkeyPatch) -> None:
    _child(monkeypatch, "import os, sys; sys.stdin.readline(); os.abort()")
    prober = Prober(0.5, 0.5)
    try:
        assert prober.probe(Target("x", "rtsp://h/x")).code == Why.CRASHED
        assert prober.probe(Target("x", "rtsp://h/x")).code == Why.CRASHED
    finally:
        prober.close()


def test_that_a_decoder_which_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probing, "SLACK_S", 0.2)
    _child(monkeypatch, "import sys, threading; sys.stdin.readline(); threading.Event().wait()")
    prober = Prober(0.1, 0.1)
    try:
        assert prober.probe(Target("x", "rtsp://h/x")) == Found(
            Why.TIMEOUT, "the stream kept the decoder busy without a picture"
        )
    finally:
        prober.close()


def test_that_a_target_shows_no_address() -> None:
    assert "s3cret" not in repr(Target("x", "rtsp://a:s3cret@h/x"))
