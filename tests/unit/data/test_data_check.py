from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import resources

RESOURCES = Path(resources.__file__).parent
MINE = """name = "mine"
version = "3"
[[category]]
code = "city.pigeons"
name_zh = "鸽子"
name_en = "Pigeons"
lead = "cg"
"""


def onegrid(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "backend", *arguments],
        capture_output=True, text=True, check=False, env={**os.environ, "ONEGRID_LANG": "en"},
    )  # fmt: skip


def asked(*arguments: str) -> dict[str, Any]:
    done = onegrid(*arguments, "--json")
    found: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == (0 if found["ok"] else 2), done.stderr
    assert len(done.stderr.strip().splitlines()) == (0 if found["ok"] else 1)
    return found


def test_that_the_sample_organisation_is_good() -> None:
    file = RESOURCES / "org" / "sample.toml"
    found = asked("org", "check", str(file))
    assert (found["ok"], found["name"], found["town"]) == (True, "sample", 28)
    plain = onegrid("org", "check", str(file))
    assert plain.returncode == 0
    assert plain.stdout.startswith(f"{file} is good: ")
    assert len(plain.stdout.splitlines()) == 1


@pytest.mark.parametrize("name", ["categories/standard.toml", "modules/city.toml"])
def test_that_what_comes_with_the_program_is_checked_in_its_own_place(name: str) -> None:
    found = asked("categories", "check", str(RESOURCES / name))
    assert found["ok"]
    assert Path(name).name not in found["checked_with"]


def test_that_a_file_of_the_users_is_checked_with_the_rest(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(MINE, encoding="utf-8")
    found = asked("categories", "check", str(file))
    assert (found["ok"], found["categories"], found["modules"], found["version"]) == (True, 1, 0, "3")
    assert "standard.toml" in found["checked_with"]


@pytest.mark.parametrize(
    ("group", "old", "new", "line"),
    [("categories", '"cg"', '"cgg"', 7), ("categories", "city.pigeons", "city.waste", 4), ("org", "", "", 1)],
)
def test_that_a_bad_file_ends_with_2_and_one_line(
    group: str, old: str, new: str, line: int, tmp_path: Path
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(MINE.replace(old, new), encoding="utf-8")
    found = asked(group, "check", str(file))
    assert (found["ok"], found["file"], found["line"]) == (False, str(file), line if group != "org" else 3)
    assert found["remedy"]
    done = onegrid(group, "check", str(file))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"onegrid: {file}:{found['line']}: ")
    assert len(done.stderr.strip().splitlines()) == 1


def test_that_a_class_is_checked_against_the_organisation_asked_for(tmp_path: Path) -> None:
    org = tmp_path / "org.toml"
    org.write_text(
        'unit = [{ id = "d", kind = "district", name_zh = "区", name_en = "D" },\n'
        ' { id = "zz", kind = "department", parent = "d", name_zh = "局", name_en = "Z" }]\n',
        encoding="utf-8",
    )
    # The classes that come with the program name departments that this organisation does not have.
    found = asked("categories", "check", str(RESOURCES / "categories" / "standard.toml"), "--org", str(org))
    assert not found["ok"]
    assert "zz" in found["remedy"] or "write" in found["remedy"]


def test_that_no_file_is_said() -> None:
    for group in ("org", "categories"):
        found = asked(group, "check", "nowhere.toml")
        assert not found["ok"]
        assert "nowhere.toml" in found["words"] or found["file"] == "nowhere.toml"
