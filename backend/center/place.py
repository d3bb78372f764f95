"""Where a center stands and by which rules it works: fixed while it runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from backend.domain.dispatch import DispatchRules
from backend.domain.limits import LimitTable
from backend.domain.modules import Catalogue
from backend.domain.org import Organisation, OrgUnit
from backend.domain.roster import Roster
from backend.domain.worktime import WorkCalendar

ALARMS = "alarms"
"""The module of a profile without which a center takes no alarms."""


@dataclass(frozen=True, slots=True)
class Place:
    """One center. `parent` may be empty until the first WELCOME tells; `boot_ms` is when it started.

    `departments` are those it may dispatch to; `modules` what its profile holds. A center without a
    catalogue takes any class and asks for no form; the command line always gives one.
    """

    center: str
    level: str
    boot_ms: int
    limits: LimitTable
    calendars: Mapping[str, WorkCalendar]
    parent: str = ""
    dials_parent: bool = False
    feed_endpoint: str = ""
    departments: frozenset[str] = frozenset()
    modules: frozenset[str] = field(default_factory=lambda: frozenset({ALARMS}))
    org: tuple[OrgUnit, ...] = ()
    catalogue: Catalogue = field(default_factory=Catalogue)
    organisation: Organisation = field(default_factory=Organisation)
    roster: Roster = field(default_factory=Roster)
    rules: DispatchRules = field(default_factory=DispatchRules)
