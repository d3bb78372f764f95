"""Data files of the user's: TOML whose every fault is told with file, line and remedy.

`read_data` gives a `Row`, a table that knows where it stands. Readers ask it for what they need; whatever
is wrong becomes a Fault, and `refusing` turns that into one Refused line: `FILE:LINE: what; what to do`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypeVar

from backend.domain.errors import Refused
from backend.toml_lines import Place, lines_of

Choice = TypeVar("Choice", bound=StrEnum)

TEXT_CHARS_MAX = 400
SIZE_MAX_BYTES = 8 << 20
"""A data file larger than this is not read: nobody wrote it by hand."""

_KIND_WORDS: Final[Mapping[type, str]] = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    list: "a list",
    dict: "a table",
    float: "a number",
}
_SYNTAX: Final = re.compile(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", re.DOTALL)


class Fault(ValueError):  # noqa: N818 (a fault of the file, not of the program)
    """One thing wrong in a data file, the place it stands at, and what to do about it."""

    def __init__(self, place: Place, words: str, remedy: str, file: DataFile | None = None) -> None:
        super().__init__(f"{words}; {remedy}")
        self.place, self.words, self.remedy, self.file = place, words, remedy, file


class Flaw(Refused):
    """A data file is refused. `words` say it in one line; the parts are for programs."""

    def __init__(self, code: str, path: Path, line: int, fault: Fault) -> None:
        super().__init__(code, f"{path}:{line}: {fault.words}; {fault.remedy}", rule="data")
        self.path, self.line, self.fault = path, line, fault


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file as it was read."""

    path: Path
    text: str = field(repr=False)

    def line(self, place: Place) -> int:
        """The line (from 1) of a place in the file, or of what it is part of."""
        lines = lines_of(self.text)
        while place and place not in lines:
            place = place[:-1]
        return lines.get(place, 1)


@dataclass(frozen=True, slots=True)
class Row:
    """One table of a file. Every question either answers or raises Fault."""

    values: Mapping[str, Any]
    place: Place
    file: DataFile

    def fault(self, key: str, words: str, remedy: str) -> Fault:
        """What is wrong with `key` of this table; an empty key means the whole table."""
        return Fault((*self.place, key) if key else self.place, words, remedy, self.file)

    def only(self, *known: str) -> None:
        """Refuse keys that nobody reads: a typing error must not vanish."""
        for key in self.values:
            if key not in known:
                near = get_close_matches(key, known, 1)
                remedy = f"write {near[0]}" if near else f"known here are {', '.join(known)}"
                raise self.fault(key, f"{key} is not known", remedy)

    def text(self, key: str, default: str | None = None, form: str = "") -> str:
        """A text of one line; with `form` (a regular expression) only a whole match is taken."""
        value: str = self._value(key, str, default)
        if "\n" in value or len(value) > TEXT_CHARS_MAX:
            raise self.fault(
                key, f"{key} is not one short line", f"at most {TEXT_CHARS_MAX} characters, no line break"
            )
        if default is None and not value.strip():
            raise self.fault(key, f"{key} is empty", "write it out")
        if form and value != default and not re.fullmatch(form, value):
            raise self.fault(key, f"{key} = {value!r} is not of the form", f"it must match {form}")
        return value

    def number(self, key: str, default: int | None, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        value: int = self._value(key, int, default)
        if not low <= value <= high:
            raise self.fault(key, f"{key} = {value} is out of range", f"write a number from {low} to {high}")
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """True or false."""
        value: bool = self._value(key, bool, default)
        return value

    def choice(self, key: str, kinds: type[Choice], default: Choice | None = None) -> Choice:
        """One of the values of an enumeration."""
        return kinds(self.one_of(key, [kind.value for kind in kinds], default))

    def one_of(self, key: str, known: Iterable[str], default: str | None = None) -> str:
        """One of these texts."""
        names = list(known)
        value: str = self._value(key, str, default)
        if value != default and value not in names:
            raise self._unknown(key, value, names)
        return value

    def some_of(self, key: str, known: Iterable[str]) -> tuple[str, ...]:
        """A list of some of these texts, each at most once; empty when there is no such key."""
        names = list(known)
        for n, value in enumerate(found := self.texts(key)):
            if value not in names:
                raise self._unknown(key, value, names, n)
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, none twice; empty when there is no such key."""
        values = self._value(key, list, [])
        for n, value in enumerate(values):
            if not isinstance(value, str) or not value.strip():
                raise Fault(
                    (*self.place, key, n), f"{key} holds {value!r}", "only texts may stand in it", self.file
                )
            if value in values[:n]:
                raise Fault((*self.place, key, n), f"{key} names {value!r} twice", "take one out", self.file)
        return tuple(values)

    def rows(self, key: str) -> tuple[Row, ...]:
        """A list of tables, written [[key]] or as inline tables; empty when there is no such key."""
        values = self._value(key, list, [])
        for n, value in enumerate(values):
            if not isinstance(value, dict):
                place = (*self.place, key, n)
                raise Fault(place, f"{key} holds {value!r}", f"write [[{key}]] and its keys below", self.file)
        return tuple(Row(value, (*self.place, key, n), self.file) for n, value in enumerate(values))

    def row(self, key: str) -> Row:
        """A table inside this one; empty when there is no such key."""
        return Row(self._value(key, dict, {}), (*self.place, key), self.file)

    def point(self, key: str) -> tuple[float, float] | None:
        """`[longitude, latitude]` in degrees, or None when there is no such key."""
        if key not in self.values:
            return None
        value = self._value(key, list, [])
        good = len(value) == 2 and all(type(n) in (int, float) for n in value)
        if not good or not (-180 <= value[0] <= 180 and -90 <= value[1] <= 90):
            raise self.fault(key, f"{key} = {value!r} is no place", "write [longitude, latitude] in degrees")
        return float(value[0]), float(value[1])

    def _value(self, key: str, kind: type[Any], default: Any) -> Any:
        if key not in self.values:
            if default is None:
                raise self.fault("", f"{key} is missing", f"add {key} = … ({_KIND_WORDS[kind]})")
            return default
        value = self.values[key]
        # A bool is an int to Python, never to a person.
        if type(value) is not kind:
            raise self.fault(key, f"{key} = {value!r} is not {_KIND_WORDS[kind]}", "write it as one")
        return value

    def _unknown(self, key: str, value: str, known: list[str], n: int | None = None) -> Fault:
        near = get_close_matches(value, known, 1)
        shown = ", ".join(known[:20]) + (" …" if len(known) > 20 else "")
        place = (*self.place, key) if n is None else (*self.place, key, n)
        remedy = f"write {near[0]!r}" if near else f"known are {shown}"
        return Fault(place, f"{key}: there is no {value!r}", remedy, self.file)


def read_data(path: Path) -> Row:
    """The whole of a TOML file.

    Raises:
        Fault: it cannot be read or is no TOML.
    """
    empty = DataFile(path, "")
    try:
        if path.stat().st_size > SIZE_MAX_BYTES:
            raise Fault((), "the file is larger than 8 MiB", "split it", empty)
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as fault:
        raise Fault((), "the file is not UTF-8", "save it as UTF-8", empty) from fault
    except OSError as fault:
        words = f"the file cannot be read ({fault.strerror})"
        raise Fault((), words, "give a readable TOML file", empty) from fault
    try:
        return Row(tomllib.loads(text), (), DataFile(path, text))
    except tomllib.TOMLDecodeError as fault:
        raise _syntax(fault, DataFile(path, text)) from fault


@contextmanager
def refusing(code: str, path: Path) -> Iterator[None]:
    """Turn a Fault into a Flaw with this code; `path` is named where a fault does not know its file.

    Raises:
        Flaw: in place of the Fault.
    """
    try:
        yield
    except SyntaxFault as fault:
        raise Flaw(code, fault.path, fault.line, fault) from fault
    except Fault as fault:
        file = fault.file
        raise Flaw(code, file.path if file else path, file.line(fault.place) if file else 1, fault) from fault


class SyntaxFault(Fault):
    """The file is no TOML; the line is what the reader of TOML says."""

    def __init__(self, path: Path, line: int, words: str) -> None:
        super().__init__((), words, "correct the TOML there")
        self.path, self.line = path, line


def _syntax(fault: tomllib.TOMLDecodeError, file: DataFile) -> SyntaxFault:
    found = _SYNTAX.fullmatch(str(fault))
    words = found[1] if found else str(fault)
    line = int(found[2]) if found and found[2] else file.text.count("\n") + 1
    return SyntaxFault(file.path, line, words)
