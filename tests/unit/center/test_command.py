from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from backend.net.keys import new_pair
from backend.serve.audit import audit
from backend.serve.command import center
from backend.store.unit import SqlStore
from resources.logs import Lines


def _given(folder: Path, **changes: str) -> list[str]:
    given = {"profile": "district", "id": "tl", "data": str(folder), "listen": "tcp://127.0.0.1:0", **changes}
    return [part for name, value in given.items() for part in (f"--{name.replace('_', '-')}", value)]


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ({"profile": "province"}, "district"),
        ({"id": "a b"}, "tl-bc"),
        ({"id": "tl-bc"}, "town"),
        ({"parent": "tcp://127.0.0.1:1"}, "--parent-key"),
        ({"parent": "tcp://127.0.0.1:1", "parent_key": "short"}, "40 characters"),
        ({"listen": "nowhere"}, "tcp://"),
        ({"limits": "none"}, "standard"),
    ],
)
def test_that_bad_input_ends_with_two_and_words_that_help(
    changes: dict[str, str], hint: str, tmp_path: Path
) -> None:
    done = CliRunner().invoke(center, _given(tmp_path, **changes))
    assert (done.exit_code, done.stdout) == (2, "")
    assert hint in done.stderr.splitlines()[-1]


def test_that_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("")
    done = CliRunner().invoke(center, _given(tmp_path / "x"))
    assert (done.exit_code, "is not a folder" in done.stderr) == (2, True)


def test_that_a_folder_in_use_ends_with_one(tmp_path: Path) -> None:
    store = SqlStore(tmp_path)
    try:
        done = CliRunner().invoke(center, _given(tmp_path))
    finally:
        store.close()
    assert (done.exit_code, "another center" in done.stderr) == (1, True)


def test_that_a_port_in_use_ends_with_one_and_leaves_the_folder_free(tmp_path: Path) -> None:
    from backend.net.keys import Keyring
    from backend.net.sockets import Listener

    other = Listener("tcp://127.0.0.1:0", new_pair(), Keyring(tmp_path))
    try:
        done = CliRunner().invoke(center, _given(tmp_path, listen=other.endpoint))
    finally:
        other.close()
    assert (done.exit_code, "another port" in done.stderr) == (1, True)
    SqlStore(tmp_path).close()


def test_that_the_audit_of_a_new_center_passes(tmp_path: Path) -> None:
    SqlStore(tmp_path).close()
    done = CliRunner().invoke(audit, ["verify", "--data", str(tmp_path), "--json"])
    assert json.loads(done.stdout)["passed"] is True
    plain = CliRunner().invoke(audit, ["verify", "--data", str(tmp_path)])
    assert "everything fits" in plain.stdout or "0" in plain.stdout


def test_that_a_log_line_that_cannot_be_written_is_dropped() -> None:
    class Full(io.StringIO):
        def write(self, text: str, /) -> int:
            raise OSError(28, "No space left on device")

    lines = Lines(Full())
    lines.warning("x")
    assert lines.lost == 1
    stream = io.StringIO()
    Lines(stream).info("y")
    assert stream.getvalue() == "y\n"
