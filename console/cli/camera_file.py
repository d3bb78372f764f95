"""Files of cameras: every row becomes a form, or its mistakes with row, field and what to do.

CSV (UTF-8 with or without BOM, or GB18030; comma, semicolon or tab) and TOML ([[camera]] tables). Column
names are English or Chinese. An empty login, armed or rules leaves what the center has; `-` takes it away.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from backend.datafile import Fault, Row, read_data
from backend.domain.camera import Camera, Transport
from backend.domain.camera_form import flaws_of, transport_flaw, without_login
from backend.domain.errors import Refused
from backend.wire.cameras import RULES_CHARS_MAX, CameraForm, FormFault, Login
from resources.commandline import BadInput
from resources.words import _

SIZE_MAX_BYTES: Final = 64 << 20
ROWS_MAX: Final = 100_000
TAKEN_AWAY: Final = "-"

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("编号", "摄像机编号", "设备编码"),
    "name": ("名称", "摄像机名称", "设备名称"),
    "unit": ("网格", "单位", "组织", "所属网格"),
    "place": ("位置", "地点", "安装位置"),
    "key_area": ("重点区域", "重点"),
    "main": ("主码流", "地址", "取流地址"),
    "sub": ("子码流", "辅码流"),
    "transport": ("传输", "传输方式"),
    "user": ("用户名", "账号"),
    "password": ("密码", "口令"),
    "armed": ("布防", "启用分析"),
    "rules": ("规则", "规则文件"),
}
"""Columns of a file, with their Chinese names."""

NEEDED: Final = ("id", "name", "unit", "main")
_NAMES: Final = {alias: name for name, aliases in COLUMNS.items() for alias in (name, *aliases)}
_YES: Final = frozenset({"yes", "true", "1", "y", "是", "√"})
_NO: Final = frozenset({"no", "false", "0", "n", "否", "×", ""})


@dataclass(slots=True)
class CameraFile:
    """What a file holds. `rows` are the good ones, each with the line it begins in."""

    path: Path
    encoding: str
    rows: list[tuple[int, CameraForm]] = field(default_factory=list)
    faults: list[FormFault] = field(default_factory=list)  # `index` is the line
    warnings: list[FormFault] = field(default_factory=list)
    total: int = 0


def read_cameras(path: Path, progress: Callable[[int], None] = lambda _: None) -> CameraFile:
    """Read and check a whole file; `progress` is told how many rows were read.

    Raises:
        BadInput: it is no file of cameras at all.
    """
    try:
        if path.stat().st_size > SIZE_MAX_BYTES:
            raise BadInput(_("{path} is larger than 64 MiB; split it").format(path=path))
        raw = path.read_bytes()
    except OSError as fault:
        raise BadInput(_("{path} cannot be read ({why})").format(path=path, why=fault.strerror)) from fault
    text, encoding = _decoded(path, raw)
    found = CameraFile(path, encoding)
    rows = _toml_rows(path) if path.suffix.lower() == ".toml" else _csv_rows(path, text)
    reader = _Reader(found, path.parent)
    for line, values in rows:
        found.total += 1
        if found.total > ROWS_MAX:
            raise BadInput(_("{path} has more than {n} rows; split it").format(path=path, n=ROWS_MAX))
        reader.take(line, values)
        progress(found.total)
    return found


def _decoded(path: Path, raw: bytes) -> tuple[str, str]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    raise BadInput(_("{path} is neither UTF-8 nor GB18030; save it as CSV in UTF-8").format(path=path))


def _csv_rows(path: Path, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        header = _header(path, next(reader, []))
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                if len(cells) > len(header):
                    values = {"": f"{len(cells)} cells where the header has {len(header)}"}
                else:
                    values = {name: cell.strip() for name, cell in zip(header, cells, strict=False) if name}
                yield line, values
            line = reader.line_num + 1
    except csv.Error as fault:
        raise BadInput(
            _("{path}:{line}: this is no CSV ({why})").format(path=path, line=line, why=fault)
        ) from fault


def _header(path: Path, cells: list[str]) -> list[str]:
    names = []
    for cell in cells:
        told = cell.strip()
        name = _NAMES.get(told) or _NAMES.get(told.lower(), "")
        if told and not name:
            near = get_close_matches(told.lower(), _NAMES, 1)
            remedy = f"write {near[0]}" if near else f"known are {', '.join(COLUMNS)}"
            words = _("{path}:1: there is no column {name!r}; {remedy}")
            raise BadInput(words.format(path=path, name=told[:40], remedy=remedy))
        if name and name in names:
            raise BadInput(_("{path}:1: the column {name} stands there twice").format(path=path, name=name))
        names.append(name)
    missing = [name for name in NEEDED[:1] if name not in names]
    if missing:
        words = _("{path}:1: the first line must name the columns; {missing} is missing")
        raise BadInput(words.format(path=path, missing=", ".join(missing)))
    return names


def _toml_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        top = read_data(path)
        top.only("camera")
        for row in top.rows("camera"):
            yield row.file.line(row.place), dict(_texts(row))
    except Fault as fault:
        line = fault.file.line(fault.place) if fault.file else getattr(fault, "line", 1)
        raise BadInput(f"{path}:{line}: {fault}") from fault


def _texts(row: Row) -> Iterator[tuple[str, str]]:
    """The values of a table as a CSV would hold them."""
    for key, value in row.values.items():
        if key not in COLUMNS:
            near = get_close_matches(key, COLUMNS, 1)
            raise row.fault(key, f"{key} is not known", f"write {near[0]}" if near else "take it out")
        if isinstance(value, bool):
            yield key, "yes" if value else "no"
        elif isinstance(value, str):
            yield key, value.strip()
        else:
            raise row.fault(key, f"{key} = {value!r} is not a text", "write it in quotes")


class _Reader:
    """Makes forms of rows, and remembers what stood where."""

    def __init__(self, found: CameraFile, folder: Path) -> None:
        self._found = found
        self._folder = folder
        self._ids: dict[str, int] = {}
        self._addresses: dict[str, tuple[int, str]] = {}
        self._texts: dict[int, str] = {}  # rules of the row being read

    def take(self, line: int, values: Mapping[str, str]) -> None:
        """One row."""
        name = values.get("id", "")
        faults = [FormFault(line, name[:128], *told) for told in self._judge(line, values)]
        self._found.faults += faults
        if not faults:
            self._found.rows.append((line, _form(values, self._texts.pop(line, None))))

    def _judge(self, line: int, values: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
        """(field, code, words) of each mistake of a row."""
        if "" in values:
            yield "", "cells", values[""] + "; quote cells that hold the separator"
            return
        name = values.get("id", "")
        if name and self._ids.setdefault(name, line) != line:
            yield "id", "twice", f"{name} stands in row {self._ids[name]} already; take one out"
        for column in ("key_area", "armed"):
            if values.get(column, "").lower() not in _YES | _NO:
                yield column, "bad_value", f"{column} is {values[column][:20]!r}; write yes or no"
        transport = values.get("transport", "").lower() or Transport.TCP.value
        if (flaw := transport_flaw(transport)) is not None:
            yield flaw.field, flaw.code, flaw.sentence
        yield from self._login_faults(values)
        for one in flaws_of(_camera(values)):
            if one.field in values or one.field in NEEDED:
                yield one.field, one.code, one.sentence
        rules = values.get("rules", "")
        if rules not in {"", TAKEN_AWAY}:
            try:
                self._texts[line] = rules_text(self._folder / rules, name)
            except Refused as no:
                yield "rules", "bad_rules", no.words
        self._warn(line, values)

    def _login_faults(self, values: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
        user, password = values.get("user", ""), values.get("password", "")
        logins = {(user, password)} if user and user != TAKEN_AWAY else set()
        logins |= {login for url in _urls(values) if any(login := without_login(url)[1:])}
        if password and not user:
            yield "user", "missing", "there is a password without a user; write the user, too"
        if len(logins) > 1:
            yield "main", "two_logins", "the row holds different logins; a camera has one"
        if any(len(text) > 128 for login in logins for text in login):
            yield "password", "too_long", "user and password have at most 128 characters each"

    def _warn(self, line: int, values: Mapping[str, str]) -> None:
        bare = without_login(values.get("main", ""))[0]
        before, name = self._addresses.setdefault(bare, (line, values.get("id", "")))
        if bare and before != line:
            words = f"the same address as {name} in row {before}"
            self._found.warnings.append(FormFault(line, values.get("id", ""), "main", "same_address", words))


def rules_text(path: Path, camera: str) -> str:
    """The rules of one camera out of a rules file, as the center keeps them.

    A file with a single entry serves whatever camera is asked for.

    Raises:
        Refused: the file, or what it says for this camera, cannot be used.
    """
    return _entry(_rules_file(path), path, camera)


@lru_cache(maxsize=64)
def _rules_file(path: Path) -> Mapping[str, Any]:
    from videowall.analytics.rules import entries_of  # noqa: PLC0415 (most files name no rules)

    return entries_of(path)


def _entry(table: Mapping[str, Any], path: Path, camera: str) -> str:
    from videowall.analytics.rules import read_text  # noqa: PLC0415

    entry = table.get(camera, next(iter(table.values())) if len(table) == 1 else None)
    if entry is None:
        raise Refused("rules", f"{path} has no rules for {camera}; add an entry of that name")
    try:
        text = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    except TypeError as fault:  # TOML knows dates and times, rules hold them as texts
        raise Refused("rules", f"{path}: the rules of {camera} hold a bare date or time; quote it") from fault
    if len(text) > RULES_CHARS_MAX:
        raise Refused("rules", f"{path}: the rules of {camera} are longer than {RULES_CHARS_MAX} characters")
    read_text(text, camera)
    return text


def _form(values: Mapping[str, str], rules: str | None) -> CameraForm:
    """A row without mistakes, with the text of its rules."""
    told = values.get
    main, sub = (None if url is None else without_login(url)[0] for url in (told("main"), told("sub")))
    armed, key_area = told("armed", "").lower(), told("key_area")
    return CameraForm(
        values["id"],
        told("name"),
        told("unit"),
        main,
        sub,
        told("place"),
        None if key_area is None else key_area.lower() in _YES,
        told("transport", "").lower() or None,
        _login(values),
        armed in _YES if armed else None,
        "" if told("rules") == TAKEN_AWAY else rules,
    )


def _camera(values: Mapping[str, str]) -> Camera:
    """The row as a camera, for the checks that need no center. What a row leaves out stands as it may be."""
    lent = {"name": "-", "unit": "-", "main": "rtsp://host/"}
    text = {**lent, **{key: value for key, value in values.items() if key in values}}
    main, sub = (without_login(text.get(name, ""))[0] for name in ("main", "sub"))
    return Camera(text.get("id", ""), text["name"], text["unit"], main, sub, text.get("place", ""))


def _urls(values: Mapping[str, str]) -> Iterable[str]:
    return filter(None, (values.get("main", ""), values.get("sub", "")))


def _login(values: Mapping[str, str]) -> Login | None:
    """The login of a row: of its own columns, or out of an address; None leaves what the center has."""
    user = values.get("user", "")
    if user == TAKEN_AWAY:
        return Login("", "")
    if user:
        return Login(user, values.get("password", ""))
    found = (without_login(url)[1:] for url in _urls(values))
    return next((Login(*login) for login in found if any(login)), None)
