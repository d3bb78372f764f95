"""Models: pinned, fetched from a loopback server, resumed, believed only by their digest."""

from __future__ import annotations

import hashlib
import http.server
import json
import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from resources.commandline import run
from videowall import models
from videowall.fetching import FetchFailed, fetch_file

CONTENT = bytes(range(256)) * 2000
DIGEST = hashlib.sha256(CONTENT).hexdigest()


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves CONTENT with ranges; `/cut` ends early the first time it is asked for."""

    requests: list[str]
    cut: bool

    def do_GET(self) -> None:
        asked = self.headers.get("Range", "")
        type(self).requests.append(f"{self.path} {asked}".strip())
        if self.path == "/none":
            self.send_error(404)
            return
        if self.path in {"/moved", "/away"}:
            self.send_response(302)
            place = "/model" if self.path == "/moved" else "http://example.org/model"
            self.send_header("Location", place)
            self.end_headers()
            return
        if self.path == "/whole":
            asked = ""  # a server that knows no ranges
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        if start >= len(CONTENT):
            self.send_error(416)
            return
        self.send_response(206 if asked else 200)
        self.send_header("Content-Length", str(len(CONTENT) - start))
        self.end_headers()
        body = CONTENT[start:]
        if self.path == "/cut" and type(self).cut:
            type(self).cut = False
            body = body[: len(body) // 2]
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Nothing is printed."""


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    class Fresh(Handler):
        requests: list[str] = []  # noqa: RUF012 (one list per test, made here)
        cut = True

    with http.server.HTTPServer(("127.0.0.1", 0), Fresh) as found:
        thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{found.server_port}", Fresh.requests
        found.shutdown()
        thread.join()


def test_that_a_file_is_fetched_and_verified(server: tuple[str, list[str]], tmp_path: Path) -> None:
    target = tmp_path / "deep" / "model.onnx"
    fetch_file(f"{server[0]}/model", target, DIGEST, label="m")
    assert target.read_bytes() == CONTENT
    assert [p.name for p in target.parent.iterdir()] == ["model.onnx"]


def test_that_an_interrupted_fetch_goes_on_where_it_stopped(
    server: tuple[str, list[str]], tmp_path: Path
) -> None:
    target = tmp_path / "model.onnx"
    fetch_file(f"{server[0]}/cut", target, DIGEST, label="m")
    assert target.read_bytes() == CONTENT
    assert server[1] == ["/cut", f"/cut bytes={len(CONTENT) // 2}-"]


def test_that_a_fetch_of_yesterday_goes_on_today(server: tuple[str, list[str]], tmp_path: Path) -> None:
    (tmp_path / "model.onnx.part").write_bytes(CONTENT[:1000])
    fetch_file(f"{server[0]}/model", tmp_path / "model.onnx", DIGEST, label="m")
    assert (tmp_path / "model.onnx").read_bytes() == CONTENT
    assert server[1] == ["/model bytes=1000-"]


def test_that_a_server_without_ranges_is_asked_for_everything(
    server: tuple[str, list[str]], tmp_path: Path
) -> None:
    (tmp_path / "model.onnx.part").write_bytes(b"x" * 1000)
    fetch_file(f"{server[0]}/whole", tmp_path / "model.onnx", DIGEST, label="m")
    assert (tmp_path / "model.onnx").read_bytes() == CONTENT


def test_that_redirections_are_followed_but_not_off_https(
    server: tuple[str, list[str]], tmp_path: Path
) -> None:
    fetch_file(f"{server[0]}/moved", tmp_path / "model.onnx", DIGEST, label="m")
    assert (tmp_path / "model.onnx").read_bytes() == CONTENT
    with pytest.raises(FetchFailed, match="redirected to no https address"):
        fetch_file(f"{server[0]}/away", tmp_path / "other.onnx", DIGEST, label="m")


def test_that_a_full_disk_is_told_before_it_is_full(
    server: tuple[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=len(CONTENT) - 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(FetchFailed, match="make room"):
        fetch_file(f"{server[0]}/model", tmp_path / "model.onnx", DIGEST, label="m")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
def test_that_a_disk_that_fills_up_meanwhile_is_told(server: tuple[str, list[str]], tmp_path: Path) -> None:
    (tmp_path / "model.onnx.part").symlink_to("/dev/full")
    with pytest.raises(FetchFailed, match=r"cannot write .*[Ss]pace"):
        fetch_file(f"{server[0]}/model", tmp_path / "model.onnx", DIGEST, label="m")


def test_that_without_a_network_a_person_is_told_what_to_do(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        nobody = held.getsockname()[1]
    with pytest.raises(FetchFailed, match=r"cannot be reached .* put the file to .*model.onnx") as failed:
        fetch_file(f"http://127.0.0.1:{nobody}/m", tmp_path / "model.onnx", DIGEST, label="m")
    assert "\n" not in failed.value.words


def test_that_a_complete_part_is_only_verified(server: tuple[str, list[str]], tmp_path: Path) -> None:
    (tmp_path / "model.onnx.part").write_bytes(CONTENT)
    fetch_file(f"{server[0]}/model", tmp_path / "model.onnx", DIGEST, label="m")
    assert (tmp_path / "model.onnx").read_bytes() == CONTENT


def test_that_another_file_than_the_pinned_one_is_deleted(
    server: tuple[str, list[str]], tmp_path: Path
) -> None:
    with pytest.raises(FetchFailed, match="another file than the pinned one"):
        fetch_file(f"{server[0]}/model", tmp_path / "model.onnx", "0" * 64, label="m")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("path", "words"),
    [("/none", "HTTP 404"), ("ftp://127.0.0.1/x", "not an https"), ("http://example.org/x", "not an https")],
)
def test_that_what_cannot_be_fetched_is_told_in_words(
    server: tuple[str, list[str]], tmp_path: Path, path: str, words: str
) -> None:
    url = path if "://" in path else server[0] + path
    with pytest.raises(FetchFailed, match=words):
        fetch_file(url, tmp_path / "model.onnx", DIGEST, label="m")
    assert len(server[1]) <= 1, "a final answer is not asked for again"


def command(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        run(models.models, "onegrid models", list(arguments))
    code = ended.value.code
    assert isinstance(code, int)
    return code


def test_that_the_pinned_models_are_complete() -> None:
    known = models.catalogue()
    assert models.FACES in [m.name for m in known]
    for model in known:
        assert len(model.sha256) == 64
        assert model.url.startswith("https://")
        assert model.licence


def test_that_commands_list_check_and_fetch(
    server: tuple[str, list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("ONEGRID_MODELS", str(tmp_path / "here"))
    manifest = tmp_path / "models.toml"
    manifest.write_text(
        f'[m]\nfile = "m.onnx"\nurl = "{server[0]}/m"\nsha256 = "{DIGEST}"\n'
        'licence = "MIT"\npurpose = "test"\n',
        "utf-8",
    )
    assert command("list", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert {row["state"] for row in listed} == {"missing"}
    assert command("fetch", "m", "--manifest", str(manifest)) == 0
    assert (tmp_path / "here" / "m.onnx").read_bytes() == CONTENT
    assert command("fetch", "m", "--manifest", str(manifest)) == 0
    assert len(server[1]) == 1, "what is here already is not fetched again"
    assert command("fetch", "unknown", "--manifest", str(manifest)) == 2
    assert command("fetch", "m", "--manifest", str(tmp_path / "none.toml")) == 2
    assert command("check") == 0


def test_that_a_changed_model_is_found_wrong_and_never_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ONEGRID_MODELS", str(tmp_path))
    faces = next(m for m in models.catalogue() if m.name == models.FACES)
    (tmp_path / faces.file).write_bytes(b"something else")
    assert models.find(models.FACES) is None
    assert command("check") == 1
    assert faces.file in capsys.readouterr().err


def test_that_the_pinned_face_model_is_found(shared: Path) -> None:
    folder = shared / "data" / "models"
    found = models.find(models.FACES, folder)
    assert found is not None
    assert found.parent == folder


def test_that_models_live_in_the_users_cache_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ONEGRID_MODELS", raising=False)
    assert models.models_folder().parts[-2:] == ("onegrid", "models")
