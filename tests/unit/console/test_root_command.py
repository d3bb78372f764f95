from __future__ import annotations

import os
import subprocess
import sys

import pytest

from console.cli.root import ROOTS


def _onegrid(*arguments: str, language: str = "en") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from console.cli import main; main()", *arguments],
        capture_output=True, text=True, check=False, env={**os.environ, "ONEGRID_LANG": language},
    )  # fmt: skip


def test_that_help_lists_every_command() -> None:
    done = _onegrid("--help")
    assert done.returncode == 0
    assert all(name in done.stdout for name in [*ROOTS, "ticket", "doctor"])


@pytest.mark.parametrize("name", [*ROOTS, "ticket", "doctor"])
def test_that_every_command_explains_itself(name: str) -> None:
    done = _onegrid(name, "--help")
    assert done.returncode == 0, done.stderr
    assert "--help" in done.stdout


@pytest.mark.parametrize("name", [*ROOTS, "ticket", "doctor"])
def test_that_help_is_in_the_users_language(name: str) -> None:
    done = _onegrid(name, "--help", language="zh_CN")
    assert done.returncode == 0, done.stderr
    assert any("\u4e00" <= letter <= "\u9fff" for letter in done.stdout)


@pytest.mark.parametrize("arguments", [["no-such-command"], ["center", "--no-such-flag"], ["ticket", "show"]])
def test_that_bad_input_ends_with_2_and_one_line(arguments: list[str]) -> None:
    done = _onegrid(*arguments)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
