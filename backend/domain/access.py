"""Who may say, watch and do what: one table, asked in one place. Everything that is not in it is refused.

A key stands for a center, an analyst or a person. What it may send goes by its kind; what a person may
watch and do goes by role, by what the center can do at all (its modules, a center above or below), by
department and by grid. Source: design 3-federation.md rule 9; printed in docs/design/access.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from backend.domain.alarm import ALARM_ROLES
from backend.domain.camera import CAMERA_ROLES
from backend.domain.errors import Refused
from backend.domain.log import Ticket
from backend.domain.org import Organisation
from backend.domain.roles import Actor, Role
from backend.domain.transitions import TRANSITIONS

LINK = frozenset({"Hello", "Ping", "Bye"})
"""What keeps a link, whoever is at its other end."""

MESSAGES: Mapping[str, frozenset[str]] = {
    "center": LINK | {"Welcome", "Data", "Ack", "Ask", "Told", "BlobAsk", "BlobWant", "BlobAnswer"},
    "operator": LINK
    | {"Snap", "Command", "SignIn", "SignOut", "AskStreams", "HealthReport", "BlobAsk", "BlobOffer"},
    "analyst": LINK | {"Command", "Track", "Announce", "HealthReport", "BlobOffer"},
}
"""Kinds of messages that a kind of key may send at all."""

BEFORE_SIGNING_IN = frozenset({"Hello", "Ping", "Bye", "SignIn", "SignOut"})
"""What a workstation may send on which nobody has signed in yet."""


class Scope(Enum):
    """Which tickets of a center one sees."""

    NONE = "none"
    REPORTED = "reporter"  # those he reported himself
    DEPARTMENT = "department"  # those in which his department was ever named
    GRID = "grid"  # those in his grid
    PLAIN = "plain"  # all, without private values
    ALL = "all"


@dataclass(frozen=True, slots=True)
class View:
    """What somebody sees of the tickets: `name` is the department, grid or person of the scope."""

    scope: Scope = Scope.NONE
    name: str = ""

    @property
    def topic(self) -> str:
        """The topic of the feed that carries this view; empty for one that sees nothing."""
        if self.scope is Scope.NONE:
            return ""
        if self.scope is Scope.ALL:
            return "ticket"
        return "/".join(("ticket", self.scope.value, *filter(None, (self.name,))))


SEES: Mapping[Role, Scope] = {
    Role.INTAKE: Scope.ALL,
    Role.DISPATCHER: Scope.ALL,
    Role.DUTY_LEADER: Scope.ALL,
    Role.CENTER_LEADER: Scope.ALL,
    Role.CHECKER: Scope.ALL,
    Role.CALLBACK: Scope.ALL,
    Role.OPERATOR: Scope.PLAIN,
    Role.VIEWER: Scope.PLAIN,
    Role.GRID_OFFICER: Scope.GRID,
    Role.DEPARTMENT: Scope.DEPARTMENT,
    Role.REPORTER: Scope.REPORTED,
}
"""Which tickets a role sees; who has several sees what the widest of them does."""

_WIDEST = (Scope.ALL, Scope.PLAIN, Scope.GRID, Scope.DEPARTMENT, Scope.REPORTED)

INSIDE = frozenset(role for role, scope in SEES.items() if scope in {Scope.ALL, Scope.PLAIN, Scope.GRID})
"""Roles of a center's own people: they see its alarms, cameras and overlays too."""

TOPICS: Mapping[str, frozenset[Role]] = {
    "alarm": INSIDE,
    "track/": INSIDE,
    "camera": (INSIDE | {Role.DEPARTMENT}) - {Role.GRID_OFFICER, Role.CALLBACK},
    "center": INSIDE | {Role.DEPARTMENT},
    "status": INSIDE,
}
"""Topics besides `ticket`, and the roles that may watch them; `/` at the end: everything below it."""

SUGGEST = "suggest"
BACKUP = "backup"
BACKUP_ROLES = frozenset({Role.DUTY_LEADER, Role.CENTER_LEADER})
SUGGEST_ROLES = frozenset(SEES) - {Role.REPORTER}

CAPABILITIES: Mapping[str, str] = {
    **dict.fromkeys(ALARM_ROLES, "alarms"),
    "hand_up": "parent",
    "hand_down": "children",
}
"""What a center must be able to do for an act: take alarms, have a center above, have centers below."""

ROLES: Mapping[str, frozenset[Role]] = {
    **{name: frozenset(verb.roles) - {Role.CENTER} for name, verb in TRANSITIONS.items()},
    **{name: frozenset(roles) for name, roles in ALARM_ROLES.items()},
    **CAMERA_ROLES,
    SUGGEST: SUGGEST_ROLES,
    BACKUP: BACKUP_ROLES,
    "confirm_alarm": frozenset(),
}
"""Who may try an act by command. Empty: the center alone does it."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Whom a key stands for at one center. `name` is a center's id, a person's or an analyst's name.

    `kind` is center, operator or analyst. `sign_in`: the key is a workstation's, where a person has to sign
    in; `key_name` then is the workstation's own name once somebody has.
    """

    kind: str
    name: str
    roles: frozenset[Role] = frozenset()
    department: str = ""
    grid: str = ""
    sign_in: bool = False
    key_name: str = ""
    until_ms: int = 0  # when the session of whoever signed in ends, UTC

    def actor(self, center: str) -> Actor:
        """The same, as the rules of tickets know it at `center`."""
        return Actor(self.name, self.roles, center, self.department)

    def may_watch(self, topic: str) -> bool:
        """Whether this one may have this topic; a prefix that covers several topics is no topic."""
        held = topics_of(self)
        return any(topic == one or (one.endswith("/") and topic.startswith(one)) for one in held)


def view_of(who: Principal) -> View:
    """What somebody sees of the tickets."""
    if who.kind != "operator" or who.sign_in:
        return View()
    scopes = {SEES.get(role, Scope.NONE) for role in who.roles}
    if Scope.GRID in scopes and not who.grid:
        scopes.add(Scope.ALL)  # an officer of no grid in particular works for the whole center
    names = {
        Scope.GRID: who.grid, Scope.DEPARTMENT: who.department, Scope.REPORTED: who.name,
    }  # fmt: skip
    widest = next((scope for scope in _WIDEST if scope in scopes), Scope.NONE)
    return View(widest, names.get(widest, ""))


def topics_of(who: Principal) -> tuple[str, ...]:
    """Every topic that somebody may watch; one that ends in `/` stands for all below it."""
    if who.kind != "operator" or who.sign_in:
        return ()
    mine = view_of(who).topic
    others = (topic for topic, roles in TOPICS.items() if roles & who.roles)
    return (*filter(None, (mine,)), *others)


def message_refusal(who: Principal, kind: str) -> Refused | None:
    """Why somebody may not send a kind of message, or None."""
    if kind not in MESSAGES.get(who.kind, frozenset()):
        return Refused("not_allowed", f"{kind} is not for this key", rule="message")
    if who.sign_in and kind not in BEFORE_SIGNING_IN:
        words = f"nobody has signed in on {who.name}; sign in with name and password first"
        return Refused("sign_in", words, rule="session")
    return None


def command_refusal(who: Principal, verb: str, capabilities: Iterable[str]) -> Refused | None:
    """Why somebody may not try an act at this center at all, or None. A verb nobody knows is left alone."""
    roles = ROLES.get(verb)
    of_its_kind = {Role.ANALYST} if who.kind == "analyst" else who.roles - {Role.ANALYST, Role.CENTER}
    if roles is not None and not roles & who.roles & of_its_kind:
        may = tuple(role.value for role in Role if role in roles)
        return Refused("role", f"{who.name} may not {verb}", rule=verb if may else "access", who_may=may)
    needed = CAPABILITIES.get(verb, "")
    if needed and needed not in set(capabilities):
        code, words = _LACKING[needed]
        return Refused(code, words, rule="capability")
    return None


_LACKING: Mapping[str, tuple[str, str]] = {
    "alarms": ("no_module", "this center takes no alarms"),
    "parent": ("no_parent", "there is no center above"),
    "children": ("no_child", "there is no center below"),
}


def sees(view: View, ticket: Ticket, organisation: Organisation) -> bool:
    """Whether a ticket is in a view. Once a department or a reporter has it, it stays there."""
    if view.scope in {Scope.ALL, Scope.PLAIN}:
        return True
    if view.scope is Scope.DEPARTMENT:
        return view.name in named(ticket)
    if view.scope is Scope.REPORTED:
        return view.name in {ticket.reporter, ticket.events[0].actor}
    return view.scope is Scope.GRID and organisation.within(ticket.place, view.name)


def handles(view: View, ticket: Ticket) -> bool:
    """Whether who has this view handles the ticket, and so sees its private values."""
    if view.scope is Scope.DEPARTMENT:
        return ticket.task_of(view.name) is not None
    return view.scope in {Scope.ALL, Scope.GRID, Scope.REPORTED}


def named(ticket: Ticket) -> frozenset[str]:
    """Every department that was ever given a part of this ticket."""
    found = {task.department for task in ticket.tasks}
    for event in ticket.events:
        if event.kind in {"dispatched", "arbitrated"}:
            found.add(event.args.get("lead", ""))
            found.update(event.args.get("assists", "").split(","))
    return frozenset(found - {""})
