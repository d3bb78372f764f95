"""Every word of the command line is translated, and the compiled catalogue is the one that was written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from resources.words import LOCALE_DIR
from tests.rules import source

PO = LOCALE_DIR / "zh_CN" / "LC_MESSAGES" / "onegrid.po"
QT_WORDS = ("console/screens/", "widgets/", "videowall/wall/")


def _catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="zh_CN") if path.suffix == ".po" else read_mo(file)


def _messages() -> Iterator[tuple[str, str]]:
    """(where, message) of every text passed to gettext in the product."""
    for path in source.product_files():
        where = path.relative_to(source.ROOT).as_posix()
        if where.startswith(QT_WORDS) or "from resources.words import _" not in path.read_text("utf-8"):
            continue
        for line, message, _comments, _context in extract_from_file("python", path, keywords={"_": None}):
            yield f"{where}:{line}", message if isinstance(message, str) else message[0]


def test_that_every_message_is_translated() -> None:
    known = {message.id for message in _catalogue(PO) if message.string}
    missing = [f"{where} {message}" for where, message in _messages() if message not in known]
    assert missing == []


def test_that_placeholders_survive_translation() -> None:
    broken = [error for message in _catalogue(PO) for error in message.check()]
    assert broken == []


def test_that_the_compiled_catalogue_is_the_written_one() -> None:
    written, compiled = (
        {message.id: message.string for message in _catalogue(path) if message.id and message.string}
        for path in (PO, PO.with_suffix(".mo"))
    )
    assert compiled == written, "compile it: pybabel compile -D onegrid -d resources/locale -l zh_CN"
