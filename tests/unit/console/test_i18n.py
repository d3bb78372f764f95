"""The catalogue of the screens is complete, fresh and compiled."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
I18N = ROOT / "resources" / "i18n"
SOURCES = ("console", "widgets", "videowall/wall")
TOOLS = Path(sys.executable).parent
PLACE = re.compile(r"\{\w*\}|%n|%\d")

Key = tuple[str, str]


def messages(path: Path) -> dict[Key, tuple[str, bool]]:
    """(context, source) -> (translation, finished)."""
    found = {}
    for context in ET.parse(path).getroot().iter("context"):  # noqa: S314 - our own file
        name = context.findtext("name") or ""
        for message in context.findall("message"):
            translation = message.find("translation")
            assert translation is not None
            forms = [form.text or "" for form in translation.findall("numerusform")]
            text = "".join(forms) or (translation.text or "")
            finished = translation.get("type") is None and bool(text)
            found[name, message.findtext("source") or ""] = (text, finished)
    return found


@pytest.fixture(scope="module")
def catalogue() -> dict[Key, tuple[str, bool]]:
    return messages(I18N / "onegrid_zh_CN.ts")


def test_that_every_text_of_the_screens_is_in_the_catalogue(
    tmp_path: Path, catalogue: dict[Key, tuple[str, bool]]
) -> None:
    fresh = tmp_path / "fresh.ts"
    command = [str(TOOLS / "pyside6-lupdate"), "-extensions", "py", *SOURCES, "-ts", str(fresh)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    assert set(messages(fresh)) == set(catalogue), "run lupdate as docs/design/console.md says"


def test_that_everything_is_translated(catalogue: dict[Key, tuple[str, bool]]) -> None:
    assert [key for key, (_text, finished) in catalogue.items() if not finished] == []


def test_that_translations_keep_their_places(catalogue: dict[Key, tuple[str, bool]]) -> None:
    broken = [
        key for key, (text, _) in catalogue.items() if set(PLACE.findall(key[1])) != set(PLACE.findall(text))
    ]
    assert broken == []


def test_that_the_compiled_catalogue_is_the_written_one(tmp_path: Path) -> None:
    made = tmp_path / "made.qm"
    command = [str(TOOLS / "pyside6-lrelease"), str(I18N / "onegrid_zh_CN.ts"), "-qm", str(made)]
    subprocess.run(command, check=True, capture_output=True)
    assert made.read_bytes() == (I18N / "onegrid_zh_CN.qm").read_bytes()
