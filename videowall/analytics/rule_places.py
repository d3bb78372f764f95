"""On which line of a rules file something stands, in JSON and in TOML that has been parsed already."""

from __future__ import annotations

import re
from collections.abc import Mapping

Path = tuple[str | int, ...]
"""Keys and places in lists from the top of the document, as in ("gate", "rules", 1, "polygon", 2)."""

_JSON = re.compile(r'"(?:\\.|[^"\\])*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_TOML_PART = re.compile(r'"((?:\\.|[^"\\])*)"|\'([^\']*)\'|([A-Za-z0-9_-]+)')
_TOML_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'')


def line_of(places: Mapping[Path, int], path: Path) -> int | None:
    """The line of what is at `path`, or of the nearest thing around it."""
    for length in range(len(path), 0, -1):
        if path[:length] in places:
            return places[path[:length]]
    return None


def json_places(text: str) -> dict[Path, int]:
    """The line of every value of a valid JSON text."""
    places: dict[Path, int] = {}
    stack: list[str | int] = []
    opened: list[str] = []
    line, at, key_next = 1, 0, False
    for token in _JSON.finditer(text):
        line += text.count("\n", at, token.start())
        at = token.start()
        word = token.group()
        if word in "{[":
            places.setdefault(tuple(stack), line)
            opened.append(word)
            stack.append("" if word == "{" else 0)
            key_next = word == "{"
        elif word in "}]":
            opened.pop()
            stack.pop()
        elif word == ",":
            last = stack[-1]
            key_next = opened[-1] == "{"
            stack[-1] = last + 1 if isinstance(last, int) else ""
        elif word == ":":
            key_next = False
        elif key_next:
            stack[-1] = re.sub(r"\\(.)", r"\1", word[1:-1])
            places[tuple(stack)] = line
        else:
            places.setdefault(tuple(stack), line)
    return places


def toml_places(text: str) -> dict[Path, int]:
    """The line of every table and of every key of a valid TOML text."""
    places: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    depth = 0
    for number, raw in enumerate(text.splitlines(), start=1):
        bare = _TOML_QUOTED.sub(lambda match: "q" * len(match.group()), raw)
        end = bare.find("#")
        bare = bare if end < 0 else bare[:end]
        if depth == 0 and bare.strip().startswith("["):
            table = _table(raw[: len(bare)].strip(), counts)
            places.setdefault(table, number)
        elif depth == 0 and "=" in bare:
            key = table + _parts(raw[: bare.index("=")])
            places.setdefault(key, number)
            depth += _opened(bare[bare.index("=") :])
        elif depth:
            depth += _opened(bare)
    return places


def _opened(bare: str) -> int:
    return sum(bare.count(sign) for sign in "[{") - sum(bare.count(sign) for sign in "]}")


def _table(header: str, counts: dict[Path, int]) -> Path:
    """The path of `[a.b]` or `[[a.b]]`, with places in lists of tables."""
    many = header.startswith("[[")
    parts = _parts(header.strip("[]"))
    path: Path = ()
    for index, part in enumerate(parts):
        path += (part,)
        last = index == len(parts) - 1
        if last and many:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path += (counts[path],)
    return path


def _parts(dotted: str) -> Path:
    return tuple(a or b or c for a, b, c in _TOML_PART.findall(dotted))
