"""Profiles of centers and the organisation they stand in, from TOML. Read whole or refused whole.

The same program runs at every level: what differs is in these files, and no other code asks which level
it is. Source: design 1-architecture.md, Same program, three levels.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.domain.errors import Refused
from backend.domain.org import OrgUnit, UnitKind

RESOURCES = Path(__file__).parent.parent / "resources"
PROFILES = RESOURCES / "profiles"
ORGANISATIONS = RESOURCES / "org"
MODULES = frozenset({"tickets", "alarms"})
LEVELS = (UnitKind.DISTRICT, UnitKind.TOWN, UnitKind.COMMUNITY)
"""Kinds of units that have a center of their own."""

_NAME = re.compile(r"[a-z0-9_]+")


@dataclass(frozen=True, slots=True)
class CenterProfile:
    """What one kind of center is and holds. `org` are all units of the organisation."""

    level: str
    modules: frozenset[str]
    limits: str
    org: tuple[OrgUnit, ...]

    def unit(self, center: str) -> OrgUnit | None:
        """The unit of the organisation with this id, if it has one."""
        return next((unit for unit in self.org if unit.id == center), None)

    def parent_of(self, center: str) -> str:
        """The center above, as the organisation says; empty at the root and for an unlisted center."""
        unit = self.unit(center)
        return unit.parent if unit else ""

    def departments_of(self, center: str) -> frozenset[str]:
        """Departments that `center` may dispatch to: its own and those of every unit above it.

        A center that is not listed may dispatch to all.
        """
        departments = [unit for unit in self.org if unit.kind is UnitKind.DEPARTMENT]
        if self.unit(center) is None:
            return frozenset(unit.id for unit in departments)
        above: set[str] = set()
        while center and center not in above:
            above.add(center)
            center = self.parent_of(center)
        return frozenset(unit.id for unit in departments if unit.parent in above)


def load_profile(name: str) -> CenterProfile:
    """The profile called `name`, or the one in the file at that path.

    Raises:
        Refused: `no_profile` when there is none, `bad_profile` when it cannot be used; the words say why.
    """
    path = _find(name, PROFILES, "no_profile", "profile")
    table = _read(path, "bad_profile")
    try:
        return _profile(table, path.parent)
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise Refused("bad_profile", f"{path}: {_words(fault)}", rule="profile") from fault


def load_org(name: str) -> tuple[OrgUnit, ...]:
    """The organisation called `name`, or the one in the file at that path.

    Raises:
        Refused: `no_org` or `bad_org`; the words say why.
    """
    path = _find(name, ORGANISATIONS, "no_org", "organisation")
    table = _read(path, "bad_org")
    try:
        units = tuple(OrgUnit(**{**row, "kind": UnitKind(row["kind"])}) for row in table["unit"])
        _check_tree(units)
    except (KeyError, TypeError, ValueError) as fault:
        raise Refused("bad_org", f"{path}: {_words(fault)}", rule="org") from fault
    return units


def _profile(table: Mapping[str, Any], folder: Path) -> CenterProfile:
    unknown = set(table) - {"level", "modules", "limits", "org"}
    if unknown:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    level = UnitKind(table["level"])
    modules = frozenset(table.get("modules", MODULES))
    if level not in LEVELS:
        raise ValueError(f"a {level.value} has no center")
    if not modules <= MODULES:
        raise ValueError(f"modules are {', '.join(sorted(MODULES))}")
    limits, org = str(table.get("limits", "standard")), str(table.get("org", "sample"))
    return CenterProfile(level.value, modules, _beside(limits, folder), load_org(_beside(org, folder)))


def _beside(name: str, folder: Path) -> str:
    """A file named in a profile is looked for beside the profile."""
    return name if _NAME.fullmatch(name) else str(folder / name)


def _check_tree(units: tuple[OrgUnit, ...]) -> None:
    ids = [unit.id for unit in units]
    doubled = {name for name in ids if ids.count(name) > 1}
    orphans = {unit.id for unit in units if unit.parent and unit.parent not in ids}
    if doubled or orphans:
        wrong = ", ".join(sorted(doubled | orphans))
        raise ValueError(f"ids that are given twice or whose parent is not there: {wrong}")
    parents = {unit.id: unit.parent for unit in units}
    for name in ids:
        seen: set[str] = set()
        while name:
            if name in seen:
                raise ValueError(f"{name} is above itself")
            seen.add(name)
            name = parents[name]  # noqa: PLW2901 (walking up)


def _find(name: str, folder: Path, code: str, what: str) -> Path:
    shipped = folder / f"{name}.toml"
    path = shipped if _NAME.fullmatch(name) and shipped.is_file() else Path(name)
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in folder.glob("*.toml")))
        raise Refused(code, f"no {what} {name!r}; give a file or one of: {known}", rule=what)
    return path


def _read(path: Path, code: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise Refused(code, f"{path}: {fault}", rule="toml") from fault


def _words(fault: Exception) -> str:
    return f"{fault.args[0]} is missing" if isinstance(fault, KeyError) else str(fault)
