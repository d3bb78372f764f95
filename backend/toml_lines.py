"""Which line of a TOML file each key stands in: tomllib reads values but forgets where they were.

Only for text that tomllib has read without complaint: nothing is checked here again.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

Place = tuple[str | int, ...]
"""Keys and list positions from the top of a file: ("unit", 3, "parent")."""

_BLANK: Final = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_STRING: Final = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|' + r"'''.*?'{3,5}" + r'|"(?:\\.|[^"\\])*"|' + r"'[^']*'", re.DOTALL
)
_SCALAR: Final = re.compile(r"[^,\]}\n#]*")


@lru_cache(maxsize=8)
def lines_of(text: str) -> Mapping[Place, int]:
    """Line (from 1) of every key, table and list element of a whole TOML file."""
    scanner = _Scanner(text)
    scanner.file()
    return scanner.lines


class _Scanner:
    """Walks over the text once; `at` is the offset of what comes next."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.lines: dict[Place, int] = {}
        self._counts: dict[Place, int] = {}  # elements of each [[list of tables]] so far
        self._ends = [n for n, letter in enumerate(text) if letter == "\n"]

    def file(self) -> None:
        """Every statement of the file."""
        table: Place = ()
        self._skip()
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip()

    def _header(self) -> Place:
        start, many = self.at, self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        keys = self._keys()
        self.at += 2 if many else 1
        place: Place = ()
        for n, key in enumerate(keys, start=1):
            place = (*place, key)
            if many and n == len(keys):
                self._counts[place] = self._counts.get(place, 0) + 1
                self._note(place, start)
            if place in self._counts:
                place = (*place, self._counts[place] - 1)
            self._note(place, start)
        return place

    def _pair(self, table: Place) -> None:
        start = self.at
        place = (*table, *self._keys())
        self._note(place, start)
        self.at += 1  # the equals sign
        self._value(place)

    def _keys(self) -> tuple[str, ...]:
        """A dotted key, up to what follows it."""
        keys = [self._key()]
        self._skip()
        while self.text[self.at] == ".":
            self.at += 1
            keys.append(self._key())
            self._skip()
        return tuple(keys)

    def _key(self) -> str:
        self._skip()
        bare = _BARE.match(self.text, self.at)
        if bare:
            self.at = bare.end()
            return bare[0]
        return self._string()[1:-1]

    def _value(self, place: Place) -> None:
        self._skip()
        letter = self.text[self.at]
        if letter == "[":
            self._list(place)
        elif letter == "{":
            self._inline(place)
        elif letter in "\"'":
            self._string()
        else:
            found = _SCALAR.match(self.text, self.at)
            self.at = found.end() if found else self.at

    def _list(self, place: Place) -> None:
        self.at += 1
        self._skip()
        number = 0
        while self.text[self.at] != "]":
            self._note((*place, number), self.at)
            self._value((*place, number))
            number += 1
            self._comma()
        self.at += 1

    def _inline(self, place: Place) -> None:
        self.at += 1
        self._skip()
        while self.text[self.at] != "}":
            self._pair(place)
            self._comma()
        self.at += 1

    def _comma(self) -> None:
        self._skip()
        if self.text[self.at] == ",":
            self.at += 1
            self._skip()

    def _string(self) -> str:
        found = _STRING.match(self.text, self.at)
        # There always is one in text that tomllib has read; without one, going on by a letter ends too.
        start, self.at = self.at, found.end() if found else self.at + 1
        return self.text[start : self.at]

    def _skip(self) -> None:
        found = _BLANK.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def _note(self, place: Place, at: int) -> None:
        self.lines.setdefault(place, bisect_left(self._ends, at) + 1)
