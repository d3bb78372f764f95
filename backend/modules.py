"""Modules and classes of matters from TOML: everything in resources/modules and resources/categories.

Every file may hold modules and classes; all are read together, so one more file adds a module or a class
and no code changes. The form is explained in docs/design/modules.md. Read whole or refused whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeVar

from backend.datafile import Fault, Row, read_data, refusing
from backend.domain.limits import Urgency
from backend.domain.modules import (
    Assignment,
    Catalogue,
    Category,
    Condition,
    FieldKind,
    FormField,
    Module,
    Need,
    Step,
)
from backend.domain.org import LEVELS, Organisation, UnitKind
from backend.domain.routing import OFFICE

RESOURCES = Path(__file__).parent.parent / "resources"
FOLDERS = (RESOURCES / "modules", RESOURCES / "categories")
CODE = r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){1,3}"
MODULE = r"[a-z][a-z0-9_]*"
NEVER = 101

Item = TypeVar("Item")


class _Assigned(NamedTuple):
    """What a class or one of its `when` rows says of departments."""

    row: Row
    assignment: Assignment


@dataclass(slots=True)
class _Reading:
    """What has been read so far, with the row that each came from."""

    organisation: Organisation | None
    modules: dict[str, tuple[Row, Module]]
    categories: dict[str, tuple[Row, Category]]


def shipped() -> tuple[Path, ...]:
    """The files that come with the program, in the order in which they are read."""
    return tuple(path for folder in FOLDERS for path in sorted(folder.glob("*.toml")))


def load_catalogue(
    paths: Sequence[Path] | None = None, organisation: Organisation | None = None
) -> Catalogue:
    """Everything in the files (those shipped, if none are given) as one catalogue.

    With an organisation, departments and places that it does not have are refused too.

    Raises:
        Refused: `bad_categories` with file, line and remedy (a datafile.Flaw).
    """
    files = shipped() if paths is None else tuple(paths)
    with refusing("bad_categories", files[0] if files else FOLDERS[0]):
        return read_catalogue([read_data(path) for path in files], organisation)


def read_catalogue(tops: Sequence[Row], organisation: Organisation | None = None) -> Catalogue:
    """A catalogue from whole files; modules may stand in another file than their classes.

    Raises:
        Fault: something in them is wrong.
    """
    reading = _Reading(organisation, {}, {})
    percent, tables = NEVER, []
    for top in tops:
        top.only("name", "version", "note", "routing", "module", "category")
        tables.append(f"{top.text('name', form=MODULE)}@{top.text('version')}")
        top.text("note", "")
        routing = top.row("routing")
        routing.only("automatic_percent")
        percent = routing.number("automatic_percent", percent, 1, NEVER)
        for row in top.rows("module"):
            module = _module(row)
            _once(reading.modules, module.id, row, module, "id")
    for top in tops:
        for row in top.rows("category"):
            category = _category(row, reading)
            _once(reading.categories, category.code, row, category, "code")
    return Catalogue(
        {name: module for name, (_, module) in reading.modules.items()},
        {code: category for code, (_, category) in reading.categories.items()},
        percent,
        tuple(tables),
    )


def _once(known: dict[str, tuple[Row, Item]], name: str, row: Row, item: Item, key: str) -> None:
    if name in known:
        other = known[name][0]
        where = f"{other.file.path}:{other.file.line(other.place)}"
        raise row.fault(key, f"{name!r} is there already ({where})", "take one out or rename it")
    known[name] = (row, item)


def _module(row: Row) -> Module:
    row.only("id", "name_zh", "name_en", "field", "closing")
    own = _fields(row, ())
    return Module(
        row.text("id", form=MODULE), row.text("name_zh"), row.text("name_en"), own, _closing(row, own)
    )


def _category(row: Row, reading: _Reading) -> Category:
    row.only(
        "code", "module", "name_zh", "name_en", "urgency", "level", "automatic", "alarm_kinds",
        "lead", "assists", "clause", "confidence_percent", "when", "field", "closing",
    )  # fmt: skip
    code = row.text("code", form=CODE)
    name = row.text("module", code.partition(".")[0])
    if name not in reading.modules:
        known = ", ".join(reading.modules)
        key = "module" if "module" in row.values else "code"
        raise row.fault(key, f"there is no module {name!r}", f"write module = one of: {known}")
    module = reading.modules[name][1]
    assigned = [_assigned(row, base=True), *(_assigned(when, base=False) for when in row.rows("when"))]
    for one in assigned:
        _check_departments(one, reading.organisation)
    fields = (*module.fields, *_fields(row, module.fields))
    return Category(
        code,
        name,
        row.text("name_zh"),
        row.text("name_en"),
        row.choice("urgency", Urgency, Urgency.NORMAL),
        UnitKind(row.one_of("level", [level.value for level in LEVELS], LEVELS[-1].value)),
        tuple(one.assignment for one in assigned),
        row.flag("automatic", default=True),
        row.texts("alarm_kinds"),
        fields,
        _united(module.closing, _closing(row, fields)),
    )


def _assigned(row: Row, *, base: bool) -> _Assigned:
    """The row of a class itself holds always; a `when` row must state a condition."""
    if not base:
        row.only("lead", "assists", "clause", "confidence_percent", "within", "words", "urgencies")
    assignment = Assignment(
        row.text("lead"),
        row.texts("assists"),
        "" if base else row.text("within", ""),
        () if base else row.texts("words"),
        frozenset(() if base else (Urgency(u) for u in row.some_of("urgencies", [u.value for u in Urgency]))),
        row.number("confidence_percent", 90, 1, 100),
        row.text("clause", ""),
    )
    if not base and not assignment.conditions:
        raise row.fault("", "it states no condition", "add within, words or urgencies")
    if assignment.lead in assignment.assists:
        raise row.fault("assists", f"{assignment.lead!r} leads and assists", "take it out of assists")
    return _Assigned(row, assignment)


def _check_departments(assigned: _Assigned, organisation: Organisation | None) -> None:
    if organisation is None:
        return
    row, one = assigned
    departments = organisation.departments_of("")
    offices = {organisation.units[name].office for name in departments} - {""}
    known = (*departments, *sorted(OFFICE + office for office in offices))
    row.one_of("lead", known)
    row.some_of("assists", known)
    if one.within:
        row.one_of("within", organisation.units)


def _fields(row: Row, before: tuple[FormField, ...]) -> tuple[FormField, ...]:
    found: list[FormField] = []
    for one in row.rows("field"):
        made = _field(one)
        if any(made.key == other.key for other in (*before, *found)):
            raise one.fault("key", f"there are two fields {made.key!r}", "give one of them another key")
        found.append(made)
    return tuple(found)


def _field(row: Row) -> FormField:
    row.only("key", "kind", "name_zh", "name_en", "step", "required", "private", "choices")
    kind, choices = row.choice("kind", FieldKind), tuple(_choices(row))
    if bool(choices) is not (kind is FieldKind.CHOICE):
        words = "a choice offers nothing" if not choices else f"a {kind.value} offers no choices"
        remedy = 'add choices = [["value", "中文", "English"]]' if not choices else 'write kind = "choice"'
        raise row.fault("choices" if choices else "", words, remedy)
    return FormField(
        row.text("key", form=r"[a-z][a-z0-9_]{0,31}"),
        kind,
        row.text("name_zh"),
        row.text("name_en"),
        row.choice("step", Step, Step.REPORT),
        row.flag("required", default=False),
        row.flag("private", default=False),
        choices,
    )


def _choices(row: Row) -> Iterator[tuple[str, str, str]]:
    given = row.values.get("choices", [])
    for n, one in enumerate(given if isinstance(given, list) else [given]):
        if not (isinstance(one, list) and len(one) == 3 and all(isinstance(t, str) and t for t in one)):
            place = (*row.place, "choices", n)
            remedy = 'write ["value", "中文", "English"]'
            raise Fault(place, f"{one!r} is no choice", remedy, row.file)
        yield one[0], one[1], one[2]


def _closing(row: Row, fields: tuple[FormField, ...]) -> tuple[Condition, ...]:
    found = []
    for one in row.rows("closing"):
        one.only("need", "count", "field")
        need = one.choice("need", Need)
        name = one.text("field", "")
        if (need is Need.FIELD) is not bool(name):
            words = "it names no field" if not name else f"{need.value} asks for no field"
            raise one.fault("field" if name else "", words, 'need = "field" and field = … go together')
        if name:
            one.one_of("field", [other.key for other in fields])
        found.append(Condition(need, one.number("count", 1, 1, 365), name))
    return tuple(found)


def _united(module: tuple[Condition, ...], own: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """A class adds to its module's conditions, and may set another count for one of them."""
    named = {(one.need, one.field): one for one in (*module, *own)}
    return tuple(named.values())
