"""What somebody tries to do with a ticket, and how a verb of the trade is described as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from backend.domain.errors import Refused
from backend.domain.evidence import EvidenceRef
from backend.domain.limits import Budget, LimitTable
from backend.domain.log import State, Ticket
from backend.domain.roles import Actor, Role
from backend.domain.worktime import WorkCalendar


@dataclass(frozen=True, slots=True)
class Act:
    """One attempt. `ticket_id` names the ticket to be made by a verb that creates; else it may be empty."""

    verb: str
    args: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[EvidenceRef, ...] = ()
    ticket_id: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """Who acts, when and where: what the rules may know besides the ticket. `now_ms` is UTC, above 0.

    `parent` is empty at the root; `departments` are those that `center` may dispatch to. `calendars` time
    what is only allowed early enough: without them a screen may still offer it, and `decide` refuses it.
    `tickets` are those known here, for merging and splitting; `reports` are the ids of tickets by (source,
    the source's own key).
    """

    now_ms: int
    actor: Actor
    center: str
    parent: str = ""
    children: frozenset[str] = frozenset()
    limits: LimitTable = field(default_factory=LimitTable)
    departments: frozenset[str] = frozenset()
    calendars: Mapping[str, WorkCalendar] = field(default_factory=dict)
    tickets: Mapping[str, Ticket] = field(default_factory=dict)
    reports: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Arg:
    """One argument of a verb; with `choices` only those values are taken."""

    name: str
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """An event without its place, time and author, which `decide` adds."""

    kind: str
    args: Mapping[str, str] = field(default_factory=dict)
    budgets: tuple[Budget, ...] = ()


class Hold(StrEnum):
    """What an act asks of custody."""

    NONE = "none"  # makes a ticket
    MINE = "mine"  # this center is the custodian and the ticket is not on its way
    COMING = "coming"  # the ticket is on its way to this center
    AWAY = "away"  # another center holds it, and it is not on its way


Guard = Callable[[Ticket, Context], Refused | None]
Maker = Callable[[Ticket, Act, Context], tuple[Draft, ...]]
Opener = Callable[[Act, Context], Draft]


def free(_ticket: Ticket, _context: Context) -> Refused | None:
    """The guard of a verb that asks for nothing beyond state, role and custody."""
    return None


@dataclass(frozen=True, slots=True)
class Verb:
    """One row of the table of transitions.

    `opens` is set for a verb that makes a ticket, `makes` for every other. `guard` looks at what is
    known without arguments, so that a screen can ask it too; `makes` checks the arguments.
    """

    name: str
    states: frozenset[State]
    roles: tuple[Role, ...]
    args: tuple[Arg, ...] = ()
    hold: Hold = Hold.MINE
    guard: Guard = free
    makes: Maker | None = None
    opens: Opener | None = None
