"""Classes of matters and the responsibility list, as this console knows them: for names and proposals only.

Reads the same files as the center and lets the domain's own routing propose, so both propose the same. The
center decides; a proposal that it does not know is refused there with a reason.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from backend.domain import modules
from backend.domain.limits import Urgency
from backend.domain.modules import Assignment, Category, FieldKind, FormField, Module, Step
from backend.domain.org import LEVELS, Organisation, OrgUnit, UnitKind
from backend.domain.routing import Matter, Route, route

FOLDERS = ("modules", "categories")
"""Folders of resources; every file in them may hold modules and classes."""

Table = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The classes, in the order in which they are offered."""

    listed: modules.Catalogue = field(default_factory=modules.Catalogue)

    def name(self, code: str, lang: str) -> str:
        """What a class is called; its code when it is not known here."""
        entry = self.listed.categories.get(code)
        if entry is None:
            return code
        return entry.name_zh if lang.startswith("zh") else entry.name_en

    def categories(self, lang: str) -> tuple[tuple[str, str], ...]:
        """Codes and names of all classes."""
        return tuple((code, self.name(code, lang)) for code in self.listed.categories)

    def urgency_of(self, code: str) -> str:
        """How urgent a class usually is; empty when it is not known here."""
        entry = self.listed.categories.get(code)
        return entry.urgency.value if entry else ""

    def clause_of(self, code: str) -> str:
        """Where the responsibility list names who leads a class; empty when it does not say."""
        entry = self.listed.categories.get(code)
        return entry.assignments[0].clause if entry and entry.assignments else ""

    def for_alarm(self, kind: str) -> str:
        """The class proposed for an alarm of this kind; empty when none claims it."""
        return next((category.code for category in self.listed.for_alarm(kind)), "")

    def fields(self, code: str, *steps: Step) -> tuple[FormField, ...]:
        """What the form of a class, or of the nearest coarser one, asks for at these steps."""
        entry = self.listed.nearest(code)
        return tuple(one for one in entry.fields if one.step in steps) if entry else ()

    def field(self, code: str, key: str) -> FormField | None:
        """One field of the form of a class; `None` when it has no such field."""
        return next((one for one in self.fields(code, *Step) if one.key == key), None)

    def route(self, matter: Matter, units: Mapping[str, OrgUnit]) -> Route:
        """Who is proposed for a matter among these units, with the reasons."""
        under: dict[str, list[str]] = {}
        for unit in units.values():
            under.setdefault(unit.parent, []).append(unit.id)
        known = Organisation(dict(units), {}, {name: tuple(ids) for name, ids in under.items()})
        return route(matter, self.listed, known)


def load_catalogue() -> Catalogue:
    """Read every file of `resources/modules` and `resources/categories`.

    Raises:
        LookupError: an entry lacks its code, its names or who leads it.
    """
    named: dict[str, Module] = {}
    classes: dict[str, Category] = {}
    for table in _tables():
        for row in table.get("module", ()):
            named[row["id"]] = Module(row["id"], row["name_zh"], row["name_en"], _fields(row))
    for table in _tables():
        for row in table.get("category", ()):
            classes[row["code"]] = _category(row, named)
    return Catalogue(modules.Catalogue(named, classes))


def _tables() -> Iterator[Table]:
    for name in FOLDERS:
        folder = files("resources") / name
        for path in sorted(folder.iterdir(), key=lambda path: path.name):
            if path.name.endswith(".toml"):
                yield tomllib.loads(path.read_text("utf-8"))


def _category(row: Table, named: Mapping[str, Module]) -> Category:
    module = row.get("module", row["code"].partition(".")[0])
    return Category(
        row["code"],
        module,
        row["name_zh"],
        row["name_en"],
        Urgency(row.get("urgency", Urgency.NORMAL)),
        UnitKind(row.get("level", LEVELS[-1])),
        (_assignment(row), *(_assignment(when) for when in row.get("when", ()))),
        automatic=row.get("automatic", True),
        alarm_kinds=tuple(row.get("alarm_kinds", ())),
        fields=named[module].fields + _fields(row),
    )


def _fields(row: Table) -> tuple[FormField, ...]:
    return tuple(
        FormField(
            one["key"],
            FieldKind(one["kind"]),
            one["name_zh"],
            one["name_en"],
            Step(one.get("step", Step.REPORT)),
            one.get("required", False),
            one.get("private", False),
            tuple((value, zh, en) for value, zh, en in one.get("choices", ())),
        )
        for one in row.get("field", ())
    )


def _assignment(row: Table) -> Assignment:
    return Assignment(
        row["lead"],
        tuple(row.get("assists", ())),
        row.get("within", ""),
        tuple(row.get("words", ())),
        frozenset(Urgency(name) for name in row.get("urgencies", ())),
        row.get("confidence_percent", 90),
        row.get("clause", ""),
    )
