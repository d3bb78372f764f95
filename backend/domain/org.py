"""The tree of centers, grids, buildings and departments, as plain values; which unit is which is data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class UnitKind(StrEnum):
    """What a unit of the organisation is. Nobody but `org` and profiles may compare these."""

    DISTRICT = "district"
    TOWN = "town"
    COMMUNITY = "community"
    GRID = "grid"
    DEPARTMENT = "department"
    BUILDING = "building"


LEVELS = (UnitKind.DISTRICT, UnitKind.TOWN, UnitKind.COMMUNITY)
"""Kinds of units that have a center of their own, the highest first."""

STANDS_IN: Mapping[UnitKind, tuple[UnitKind, ...]] = {
    UnitKind.DISTRICT: (),
    UnitKind.TOWN: (UnitKind.DISTRICT,),
    UnitKind.COMMUNITY: (UnitKind.TOWN, UnitKind.DISTRICT),
    UnitKind.GRID: (UnitKind.COMMUNITY, UnitKind.TOWN, UnitKind.DISTRICT),
    UnitKind.BUILDING: (UnitKind.GRID,),
    UnitKind.DEPARTMENT: LEVELS,
}
"""Directly under what a unit of each kind may stand; only a kind that may stand under nothing is a root."""


@dataclass(frozen=True, slots=True)
class OrgUnit:
    """One center, grid, building or department. `parent` is empty at the root.

    `code` is the official area code where there is one. `office` says what a department does at its level
    (`enforcement`), so that a rule can name "the enforcement team of wherever this is".
    """

    id: str
    kind: UnitKind
    name_zh: str
    name_en: str
    parent: str = ""
    code: str = ""
    office: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the ground in degrees (WGS-84)."""

    lon: float
    lat: float


class OrgFault(ValueError):  # noqa: N818 (a fault of the data, not of the program)
    """Units that make no tree: which one (its place in the list), which of its keys, and what to do."""

    def __init__(self, index: int, key: str, words: str, remedy: str) -> None:
        super().__init__(f"{words}; {remedy}")
        self.index, self.key, self.words, self.remedy = index, key, words, remedy


@dataclass(frozen=True, slots=True)
class Organisation:
    """A whole organisation. Made by `organise`, which checks it; every answer is in the order of the data.

    `points` holds places of single units; `point` also answers from the unit above.
    """

    units: Mapping[str, OrgUnit] = field(default_factory=dict)
    points: Mapping[str, Point] = field(default_factory=dict)
    under: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # parent → its units

    def above(self, unit: str) -> tuple[str, ...]:
        """The unit itself, then what it stands in, up to the root; empty for one that is not listed."""
        found: list[str] = []
        while unit in self.units:
            found.append(unit)
            unit = self.units[unit].parent
        return tuple(found)

    def within(self, unit: str, above: str) -> bool:
        """Whether a unit is `above` or stands somewhere in it."""
        return above in self.above(unit)

    def below(self, unit: str) -> Iterator[str]:
        """Everything that stands in a unit, at any depth, without itself."""
        for child in self.under.get(unit, ()):
            yield child
            yield from self.below(child)

    def center_of(self, unit: str) -> str:
        """The nearest center at or above a unit; empty when there is none."""
        return next((name for name in self.above(unit) if self.units[name].kind in LEVELS), "")

    def center_at(self, unit: str, level: UnitKind) -> str:
        """The center of `level` at or above a unit; empty when there is none."""
        return next((name for name in self.above(unit) if self.units[name].kind is level), "")

    def is_above(self, one: str, other: str) -> bool:
        """Whether center `one` stands above center `other`."""
        return one != other and self.within(other, one)

    def centers_under(self, center: str) -> tuple[str, ...]:
        """Centers directly below one."""
        return tuple(name for name in self.under.get(center, ()) if self.units[name].kind in LEVELS)

    def departments_of(self, center: str) -> tuple[str, ...]:
        """Departments that a center may dispatch to: its own and those of every center above it.

        The highest center's come first. A center that is not listed may dispatch to all.
        """
        above = self.above(center)
        named = (name for one in reversed(above) for name in self.under.get(one, ()))
        return tuple(
            name for name in (named if above else self.units) if self.units[name].kind is UnitKind.DEPARTMENT
        )

    def office(self, office: str, unit: str) -> str:
        """The department that does `office` nearest above a unit; empty when nobody there does."""
        for above in self.above(unit):
            for name in self.under.get(above, ()):
                if self.units[name].office == office and self.units[name].kind is UnitKind.DEPARTMENT:
                    return name
        return ""

    def point(self, unit: str) -> Point | None:
        """Where a unit is: its own place, or that of the nearest unit above which has one."""
        return next((self.points[name] for name in self.above(unit) if name in self.points), None)

    def served(self) -> tuple[OrgUnit, ...]:
        """The units that every console is told about: all but buildings, which are many."""
        return tuple(unit for unit in self.units.values() if unit.kind is not UnitKind.BUILDING)

    def counts(self) -> Mapping[str, int]:
        """How many units there are of each kind."""
        kinds = [unit.kind for unit in self.units.values()]
        return {kind.value: kinds.count(kind) for kind in UnitKind}


def organise(units: Iterable[OrgUnit], points: Mapping[str, Point] | None = None) -> Organisation:
    """Check that units make one forest with known kinds in known places, and index it.

    A unit may stand before the one it stands in; several roots are allowed.

    Raises:
        OrgFault: they do not; it names the first unit that is wrong.
    """
    listed = tuple(units)
    known: dict[str, OrgUnit] = {}
    for n, unit in enumerate(listed):
        if unit.id in known:
            raise OrgFault(n, "id", f"there are two units {unit.id!r}", "give one of them another id")
        known[unit.id] = unit
    offices: dict[tuple[str, str], str] = {}
    for n, unit in enumerate(listed):
        _check_parent(n, unit, known)
        _check_office(n, unit, offices)
    # STANDS_IN only leads up, so what passed has no circle in it.
    under: dict[str, list[str]] = {}
    for unit in listed:
        under.setdefault(unit.parent, []).append(unit.id)
    return Organisation(known, dict(points or {}), {name: tuple(ids) for name, ids in under.items()})


def _check_parent(n: int, unit: OrgUnit, known: Mapping[str, OrgUnit]) -> None:
    allowed = STANDS_IN[unit.kind]
    if not unit.parent:
        if allowed:
            words = f"{unit.kind.value} {unit.id!r} stands in nothing"
            raise OrgFault(n, "", words, f"add parent = the id of a {_names(allowed)}")
        return
    above = known.get(unit.parent)
    if above is None:
        words = f"{unit.id!r} stands in {unit.parent!r}, which is not there"
        raise OrgFault(n, "parent", words, "add that unit or name another")
    if above.kind not in allowed:
        words = f"{unit.kind.value} {unit.id!r} stands in {above.kind.value} {above.id!r}"
        remedy = f"it may stand in a {_names(allowed)}" if allowed else "leave parent out"
        raise OrgFault(n, "parent", words, remedy)


def _check_office(n: int, unit: OrgUnit, offices: dict[tuple[str, str], str]) -> None:
    if not unit.office:
        return
    if unit.kind is not UnitKind.DEPARTMENT:
        raise OrgFault(
            n, "office", f"{unit.kind.value} {unit.id!r} has an office", "only a department may have one"
        )
    other = offices.setdefault((unit.parent, unit.office), unit.id)
    if other != unit.id:
        words = f"{unit.id!r} and {other!r} are both the office {unit.office!r} of {unit.parent!r}"
        raise OrgFault(n, "office", words, "only one department of a center may be that")


def _names(kinds: tuple[UnitKind, ...]) -> str:
    return " or ".join(kind.value for kind in kinds)
