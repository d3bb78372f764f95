"""The tree of centers and departments, as plain values; which unit is which is data, not code."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class UnitKind(StrEnum):
    """What a unit of the organisation is. Nobody but `org` and profiles may compare these."""

    DISTRICT = "district"
    TOWN = "town"
    COMMUNITY = "community"
    GRID = "grid"
    DEPARTMENT = "department"


@dataclass(frozen=True, slots=True)
class OrgUnit:
    """One center, grid or department. `parent` is empty at the root."""

    id: str
    kind: UnitKind
    name_zh: str
    name_en: str
    parent: str = ""
