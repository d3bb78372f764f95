"""The organisation from TOML: units, shifts, staff, changes of turns, rules of dispatch.

The form is explained in resources/org/sample.toml. A file is read whole or refused whole, with the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path

from backend.calendars import load_calendars, seconds_of_day
from backend.datafile import Row, read_data, refusing
from backend.domain.dispatch import DispatchRules
from backend.domain.errors import Refused
from backend.domain.org import Organisation, OrgFault, OrgUnit, Point, UnitKind, organise
from backend.domain.roster import DAY_S, EVERY_DAY, POSTED_AT, Change, Duty, Roster, Shift, Staff

ORGANISATIONS = Path(__file__).parent.parent / "resources" / "org"
UNITS_MAX = 20_000
POSTS_MAX = 200
"""Posts of one duty at one unit."""

ID = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"
_NAME = re.compile(r"[a-z0-9_]+")


@dataclass(frozen=True, slots=True)
class OrgFile:
    """One organisation as read. `note` says what kind of data it is, for example that it is a sample."""

    name: str
    version: str
    note: str
    organisation: Organisation
    roster: Roster = field(default_factory=Roster)
    rules: DispatchRules = field(default_factory=DispatchRules)


def load_organisation(name: str) -> OrgFile:
    """The organisation called `name`, or the one in the file at that path.

    Raises:
        Refused: `no_org` when there is none; `bad_org` with file, line and remedy (a datafile.Flaw).
    """
    shipped = ORGANISATIONS / f"{name}.toml"
    path = shipped if _NAME.fullmatch(name) and shipped.is_file() else Path(name)
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in ORGANISATIONS.glob("*.toml")))
        raise Refused("no_org", f"no organisation {name!r}; give a file or one of: {known}", rule="org")
    with refusing("bad_org", path):
        return read_organisation(read_data(path))


def read_organisation(top: Row) -> OrgFile:
    """An organisation from a whole file.

    Raises:
        Fault: something in it is wrong.
    """
    top.only("name", "version", "note", "unit", "shift", "staff", "change", "dispatch")
    organisation = _units(top)
    shifts = {}
    for row in top.rows("shift"):
        shift = _shift(row)
        if shift.name in shifts:
            raise row.fault("name", f"there are two shifts {shift.name!r}", "give one another name")
        shifts[shift.name] = shift
    staff = _staff(top, organisation, shifts)
    roster = Roster(shifts, staff, _changes(top, Roster(shifts, staff)))
    return OrgFile(
        top.text("name", ""),
        top.text("version", ""),
        top.text("note", ""),
        organisation,
        roster,
        _rules(top.row("dispatch")),
    )


def _units(top: Row) -> Organisation:
    rows = top.rows("unit")
    if not rows:
        raise top.fault("", "there is no unit", "add [[unit]] with id, kind, name_zh and name_en")
    if len(rows) > UNITS_MAX:
        raise top.fault("unit", f"there are {len(rows)} units", f"at most {UNITS_MAX} are taken")
    units, points = [], {}
    for row in rows:
        unit = _unit(row)
        units.append(unit)
        place = row.point("at")
        if place is not None:
            points[unit.id] = Point(*place)
    try:
        return organise(units, points)
    except OrgFault as fault:
        raise rows[fault.index].fault(fault.key, fault.words, fault.remedy) from fault


def _unit(row: Row) -> OrgUnit:
    row.only("id", "kind", "name_zh", "name_en", "parent", "code", "office", "at")
    return OrgUnit(
        row.text("id", form=ID),
        row.choice("kind", UnitKind),
        row.text("name_zh"),
        row.text("name_en"),
        row.text("parent", ""),
        row.text("code", "", form=r"\d{6,12}"),
        row.text("office", "", form=r"[a-z_]+"),
    )


def _shift(row: Row) -> Shift:
    row.only("name", "from", "to", "calendar", "name_zh", "name_en")
    start_s, end_s = _time(row, "from"), _time(row, "to")
    if start_s == DAY_S:
        raise row.fault("from", "a shift cannot begin at 24:00", "write 00:00")
    return Shift(
        row.text("name", form=r"[a-z_]+"),
        start_s,
        end_s if end_s > start_s else end_s + DAY_S,
        row.one_of("calendar", load_calendars(), EVERY_DAY),
        row.text("name_zh"),
        row.text("name_en"),
    )


def _time(row: Row, key: str) -> int:
    text = row.text(key)
    try:
        return seconds_of_day(text)
    except ValueError as fault:
        raise row.fault(key, f"{key} = {text!r} is no time of day", "write it like 08:30") from fault


def _staff(
    top: Row, organisation: Organisation, shifts: Mapping[str, Shift]
) -> Mapping[str, tuple[Staff, ...]]:
    """Rows for single units count instead of rows for many (`every`, `office`) of the same duty."""
    single: dict[tuple[str, Duty], Staff] = {}
    many: dict[tuple[str, Duty], Staff] = {}
    for row in top.rows("staff"):
        found = single if "unit" in row.values else many
        for one in _staffed(row, organisation, shifts):
            if (one.unit, one.duty) in found:
                words = f"the {one.duty.value}s of {one.unit!r} are given twice"
                raise row.fault("", words, "leave one of the rows out")
            found[one.unit, one.duty] = one
    by_unit: dict[str, list[Staff]] = {}
    for one in (many | single).values():
        by_unit.setdefault(one.unit, []).append(one)
    return {unit: tuple(rows) for unit, rows in by_unit.items()}


def _staffed(row: Row, organisation: Organisation, shifts: Mapping[str, Shift]) -> Iterator[Staff]:
    row.only("unit", "every", "office", "duty", "count", "on", "shifts", "skills")
    duty = row.choice("duty", Duty)
    count, on = row.number("count", None, 1, POSTS_MAX), row.number("on", 1, 1, POSTS_MAX)
    stood = row.some_of("shifts", shifts)
    if not stood:
        raise row.fault("shifts", "nobody stands a shift", f"name some of {', '.join(shifts) or '[[shift]]'}")
    if count < on * len(stood):
        words = f"{count} posts cannot fill {len(stood)} shifts a day with {on} each"
        raise row.fault("count", words, f"write count = {on * len(stood)} or more")
    skills = row.texts("skills")
    for unit in _where(row, organisation):
        kind = organisation.units[unit].kind
        if kind not in POSTED_AT[duty]:
            may = ", ".join(POSTED_AT[duty])
            raise row.fault("duty", f"a {kind.value} has no {duty.value}", f"only these have: {may}")
        yield Staff(unit, duty, count, stood, on, skills)


def _where(row: Row, organisation: Organisation) -> tuple[str, ...]:
    given = [key for key in ("unit", "every", "office") if key in row.values]
    if len(given) != 1:
        words = "it does not say where" if not given else f"{' and '.join(given)} are both given"
        raise row.fault("", words, "give one of unit, every (a kind) and office")
    units = organisation.units.values()
    if given == ["unit"]:
        return (row.one_of("unit", organisation.units),)
    if given == ["every"]:
        kind = row.choice("every", UnitKind)
        return tuple(unit.id for unit in units if unit.kind is kind)
    office = row.one_of("office", sorted({unit.office for unit in units} - {""}))
    return tuple(unit.id for unit in units if unit.office == office)


def _changes(top: Row, roster: Roster) -> Mapping[tuple[str, Duty, date, str], tuple[Change, ...]]:
    found: dict[tuple[str, Duty, date, str], tuple[Change, ...]] = {}
    for row in top.rows("change"):
        change = _change(row, roster)
        key = (change.unit, change.duty, change.day, change.shift)
        before = found.get(key, ())
        if any(change.instead == one.instead or change.stands == one.stands for one in before):
            raise row.fault("", "this turn is changed twice", "leave one of the changes out")
        found[key] = (*before, change)
    return found


def _change(row: Row, roster: Roster) -> Change:
    row.only("unit", "duty", "day", "shift", "instead", "stands", "reason")
    unit, duty = row.one_of("unit", roster.staff), row.choice("duty", Duty)
    staff = next((one for one in roster.staff[unit] if one.duty is duty), None)
    if staff is None:
        raise row.fault("duty", f"{unit!r} has no {duty.value}", "name a duty of this unit")
    day = row.values.get("day")
    if type(day) is not date:
        raise row.fault("day" if day else "", f"day = {day!r} is no date", "write day = 2026-10-01")
    name = row.one_of("shift", staff.shifts)
    turn = roster.numbers_of(staff, roster.shifts[name], day)
    instead = row.number("instead", None, 1, staff.count)
    stands = row.number("stands", None, 1, staff.count)
    if instead not in turn:
        shown = ", ".join(str(number) for number in turn)
        raise row.fault("instead", f"number {instead} has no turn then", f"on duty is number {shown}")
    if stands in turn:
        raise row.fault("stands", f"number {stands} has a turn then already", "name another number")
    return Change(unit, duty, day, name, instead, stands, row.text("reason", ""))


def _rules(row: Row) -> DispatchRules:
    rules = DispatchRules()
    names = [one.name for one in fields(rules)]
    row.only(*names)
    return DispatchRules(**{name: row.number(name, getattr(rules, name), 1, 100_000) for name in names})
