from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import resources
from backend.datafile import DataFile, Flaw, read_data, refusing
from backend.toml_lines import Place, lines_of

TEXT = '''# a comment with "quotes" and [brackets]
a = 1
"b.c" = """x
]y" = 1
""" # after
[t."u.v"]
k = [1, # one
  { p = 2, q = [ "a]", 'b#' ] },
  -3.5e1,
]
d.e = 1979-05-27 07:32:00
[[unit]]
id = "x \\" y"
[[unit.duty]]
lead = 1
[[unit.duty]]
lead = 2
[[unit]]
id = ''
'''

LINES: dict[Place, int] = {
    ("a",): 2,
    ("b.c",): 3,
    ("t", "u.v"): 6,
    ("t", "u.v", "k"): 7,
    ("t", "u.v", "k", 0): 7,
    ("t", "u.v", "k", 1): 8,
    ("t", "u.v", "k", 1, "q", 1): 8,
    ("t", "u.v", "k", 2): 9,
    ("t", "u.v", "d", "e"): 11,
    ("unit", 0): 12,
    ("unit", 0, "id"): 13,
    ("unit", 0, "duty", 0): 14,
    ("unit", 0, "duty", 1, "lead"): 17,
    ("unit", 1): 18,
    ("unit", 1, "id"): 19,
}


def places(value: Any, at: Place = ()) -> list[Place]:
    """Every key and list position of parsed TOML."""
    items: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    return [place for key, one in items for place in ((*at, key), *places(one, (*at, key)))]


@pytest.mark.parametrize("place", LINES)
def test_that_every_key_is_found_in_its_line(place: Place) -> None:
    assert lines_of(TEXT)[place] == LINES[place]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_that_a_file_of_windows_has_the_same_lines(newline: str) -> None:
    text = TEXT.replace("\n", newline)
    tomllib.loads(text)
    assert lines_of(text) == lines_of(TEXT)


SHIPPED = sorted(Path(resources.__file__).parent.glob("*/*.toml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_that_every_place_of_every_shipped_file_has_a_line(path: Path) -> None:
    text = path.read_text("utf-8")
    lines, written = lines_of(text), text.splitlines()
    found = places(tomllib.loads(text))
    # A dotted header names tables that are written nowhere themselves.
    missing = [
        place for place in found if place not in lines and not any(p[: len(place)] == place for p in lines)
    ]
    assert missing == []
    for place in found:
        key = place[-1]
        if isinstance(key, str) and place in lines:
            assert key in written[lines[place] - 1]


def test_that_what_has_no_line_is_told_by_what_it_is_part_of() -> None:
    file = DataFile(Path("x"), TEXT)
    assert file.line(("unit", 1, "colour")) == 18
    assert file.line(("nothing",)) == 1


BAD_FILES = {
    "syntax": (b"a = 1\nb = \n", 2, "correct the TOML"),
    "unfinished": (b'a = 1\nb = "x', 2, "correct the TOML"),
    "not utf-8": (b"a = '\xff'", 1, "save it as UTF-8"),
    "too large": (b"#" * (8 << 20) + b"#", 1, "split it"),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_that_a_file_that_is_no_toml_is_refused_with_the_line(case: str, tmp_path: Path) -> None:
    raw, line, remedy = BAD_FILES[case]
    path = tmp_path / "bad.toml"
    path.write_bytes(raw)
    with pytest.raises(Flaw) as caught, refusing("bad", path):
        read_data(path)
    assert (caught.value.code, caught.value.line) == ("bad", line)
    assert remedy in caught.value.fault.remedy
    assert "\n" not in caught.value.words


def test_that_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Flaw, match="cannot be read"), refusing("bad", tmp_path):
        read_data(tmp_path / "nothing.toml")
