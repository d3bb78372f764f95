from __future__ import annotations

import subprocess

import pytest

from tests.rules import source

COMMANDS = ("demo", "test", "check", "bench", "shots", "run", "setup", "lock")


def _dev(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(source.ROOT / "dev"), *arguments], capture_output=True, text=True, check=False
    )


def test_that_dev_is_plain_sh() -> None:
    done = subprocess.run(["sh", "-n", str(source.ROOT / "dev")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_that_dev_explains_itself() -> None:
    done = _dev("help")
    assert done.returncode == 0
    assert all(f"./dev {command}" in done.stdout for command in COMMANDS)


def test_that_an_unknown_command_ends_with_2_and_the_list() -> None:
    done = _dev("nonsense")
    assert done.returncode == 2
    assert "./dev demo" in done.stderr


@pytest.mark.parametrize("name", ["dev", ".ci/run"])
def test_that_scripts_may_be_run(name: str) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--stage", name], cwd=source.ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert listed.startswith("100755")
