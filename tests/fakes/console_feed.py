"""A center in memory behind the console's own client interface: true rules, no socket, no thread.

Commands are decided by the domain itself, so what a console shows in tests is what it would show. The
line can be cut and mended, commands can be left unanswered, and whatever was sent is kept in `commands`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace

from backend.domain.acts import Act, Context
from backend.domain.alarm import Alarm, AlarmState, Priority, decide_alarm
from backend.domain.errors import Refused
from backend.domain.evidence import EvidenceRef
from backend.domain.limits import ANY, Budget, LimitTable
from backend.domain.org import OrgUnit, UnitKind
from backend.domain.roles import Actor, Role
from backend.domain.sla import clocks
from backend.domain.ticket import Event, Ticket, apply, replay
from backend.domain.workflow import decide, follow_ups
from backend.domain.worktime import WorkCalendar
from backend.net.client import ClientEvent, LinkDown, LinkUp
from backend.wire.messages import Command, Neighbour, Result, Snapshot, Tail, TicketRecord, Welcome
from console.config import ConsoleConfig, Listener
from tests.fakes.clock import ManualClock

ORG = (
    OrgUnit("tl", UnitKind.DISTRICT, "铜梁区", "Tongliang District"),
    OrgUnit("tl-bc", UnitKind.TOWN, "巴川街道", "Bachuan Subdistrict", "tl"),
    OrgUnit("tl-bc-lc", UnitKind.COMMUNITY, "龙城社区", "Longcheng Community", "tl-bc"),
    OrgUnit("cg", UnitKind.DEPARTMENT, "区城管局", "Urban Management", "tl"),
    OrgUnit("yj", UnitKind.DEPARTMENT, "区应急局", "Emergency Bureau", "tl"),
    OrgUnit("jj", UnitKind.DEPARTMENT, "区交巡警支队", "Traffic Police", "tl"),
)
CALENDARS = {name: WorkCalendar(name, ((0, 86_400),), every_day=True) for name in ("cal24", "office")}
MINUTES = {
    "accept": 30,
    "verify": 120,
    "arbitrate": 240,
    "dispatch": 60,
    "sign": 30,
    "dispose": 120,
    "check": 240,
    "callback": 240,
    "total": 1440,
}
CENTER_ACTOR = frozenset({Role.CENTER})


def limit_table(minutes: Mapping[str, float] = MINUTES) -> LimitTable:
    """Limits on a calendar that never rests."""
    rows = {(clock, ANY, ANY): Budget(clock, "cal24", round(m * 60)) for clock, m in minutes.items()}
    return LimitTable("test", "1", rows)


@dataclass
class FakeCenter:
    """One center: tickets, alarms, neighbours, and the consoles that listen to it."""

    clock: ManualClock
    center: str = "tl-bc-lc"
    roles: tuple[str, ...] = ("operator", "intake", "dispatcher")
    department: str = ""
    operator: str = "值班员03"
    limits: LimitTable = field(default_factory=limit_table)
    silent: bool = False  # commands are taken but not answered
    up: bool = False
    commands: list[Command] = field(default_factory=list)
    tickets: dict[str, Ticket] = field(default_factory=dict)
    alarms: dict[str, Alarm] = field(default_factory=dict)
    neighbours: tuple[Neighbour, ...] = ()
    listener: Listener | None = None
    closed: bool = False
    _seq: dict[str, int] = field(default_factory=dict)
    _waiting: list[tuple[Command, Future[Result]]] = field(default_factory=list)
    _count: int = 0

    # --- the client interface

    def make_client(self, _config: ConsoleConfig, listener: Listener) -> FakeCenter:
        """Be the client of a console."""
        self.listener = listener
        return self

    def start(self) -> None:
        """Say nothing until `link_up`."""

    def close(self) -> None:
        """Remember that the console let go."""
        self.closed = True

    def submit(self, command: Command) -> Future[Result]:
        """Take a command; answered at once unless silent or cut off."""
        self.commands.append(command)
        future: Future[Result] = Future()
        self._waiting.append((command, future))
        if self.up and not self.silent:
            self.answer()
        return future

    # --- under the test's hand

    def link_up(self) -> None:
        """Welcome the console, tell everything, answer what waited."""
        self.up = True
        now_ms = self.clock.now_ms()
        welcome = Welcome(
            1,
            self.center,
            "",
            now_ms,
            roles=self.roles,
            department=self.department,
            org=ORG,
            name=self.operator,
        )
        self.tell(LinkUp(welcome, 0, 20))
        self.tell(
            Snapshot("ticket", self._next("ticket"), last=True, tickets=tuple(map(self.record, self.tickets)))
        )
        self.tell(Snapshot("alarm", self._next("alarm"), last=True, alarms=tuple(self.alarms.values())))
        self.tell(Snapshot("center", self._next("center"), last=True, neighbours=self.neighbours))
        if not self.silent:
            self.answer()

    def link_down(self, code: str = "unreachable", retry_in_s: float = 4.0) -> None:
        """Cut the line."""
        self.up = False
        self.tell(LinkDown(code, "nobody answers", retry_in_s))

    def tell(self, event: ClientEvent) -> None:
        """Say something to the console, as its client's thread would."""
        if self.listener is not None:
            self.listener(event)

    def answer(self) -> None:
        """Decide and answer everything that waits."""
        waiting, self._waiting = self._waiting, []
        for command, future in waiting:
            future.set_result(self.perform(command))

    def perform(self, command: Command) -> Result:
        """Carry a command out by the domain's rules and tell what changed."""
        try:
            target, rev = self._carry_out(command)
        except Refused as no:
            return Result(
                command.client_id,
                ok=False,
                target=command.target,
                code=no.code,
                rule=no.rule,
                who_may=no.who_may,
                words=no.words,
            )
        return Result(command.client_id, ok=True, target=target, rev=rev)

    def context(self, roles: frozenset[Role] | None = None, center: str = "", who: str = "") -> Context:
        """The operator at this center, or somebody else somewhere."""
        center = center or self.center
        parents = {unit.id: unit.parent for unit in ORG}
        held = roles or frozenset(Role(name) for name in self.roles)
        return Context(
            self.clock.now_ms(),
            Actor(who or self.operator, held, center, self.department if not who else "cg"),
            center,
            parent=parents[center],
            children=frozenset(u.id for u in ORG if u.parent == center and u.kind is not UnitKind.DEPARTMENT),
            limits=self.limits,
            departments=frozenset(u.id for u in ORG if u.kind is UnitKind.DEPARTMENT),
            calendars=CALENDARS,
            tickets=self.tickets,
        )

    def do(
        self, ticket: str, verb: str, role: str, center: str = "", who: str = "陈工", **args: str
    ) -> Ticket:
        """Let somebody else act on a ticket, here or at another center whose copy this one watches."""
        context = self.context(frozenset({Role(role)}), center, who)
        before = self.tickets.get(ticket)
        events = decide(before, Act(verb, args, (), ticket), context)
        after = self._append(ticket, events)
        self._follow(before, events)
        return after

    def alarm(
        self,
        kind: str = "zone_entry",
        priority: Priority = Priority.HIGH,
        place: str = "化工库西围栏",
        camera: str = "cam-1",
        evidence: tuple[EvidenceRef, ...] = (),
        trace: str = "",
    ) -> Alarm:
        """Raise an alarm and tell it."""
        self._count += 1
        raised = Alarm(
            f"{self.center}/1/{self._count}",
            AlarmState.RAISED,
            camera,
            "depot yard",
            kind,
            priority,
            self.clock.now_ms(),
            place=place,
            analyst="an-1",
            last_ms=self.clock.now_ms(),
            evidence=evidence,
            trace=trace,
        )
        return self._put(raised)

    def record(self, ticket: str) -> TicketRecord:
        """A ticket as the feed carries it."""
        found = self.tickets[ticket]
        return TicketRecord(ticket, found.events, clocks(found, CALENDARS, self.clock.now_ms()))

    def _carry_out(self, command: Command) -> tuple[str, int]:
        act = Act(command.verb, command.args, command.evidence, command.target)
        if command.verb in {"claim", "release", "dismiss"}:
            changed = self._put(decide_alarm(self.alarms.get(command.target), act, self.context()))
            return changed.id, changed.rev
        if command.verb == "confirm":
            return self._confirm(command)
        ticket = command.target
        if command.verb in {"report", "split"}:
            ticket = self._new_id()
            act = replace(act, ticket_id=ticket)
        elif ticket not in self.tickets:
            raise Refused("no_ticket", f"there is no ticket {ticket!r} here", rule=command.verb)
        before = self.tickets.get(ticket)
        events = decide(before, act, self.context())
        after = self._append(ticket, events)
        self._follow(before, events)
        return ticket, after.rev

    def _follow(self, before: Ticket | None, events: tuple[Event, ...]) -> None:
        """What events of one ticket ask of others, done as the center itself."""
        for follow_up in follow_ups(before, events):
            held = self.tickets[follow_up.ticket]
            more = decide(held, follow_up.act, self.context(CENTER_ACTOR, who=self.center))
            self._append(follow_up.ticket, more)
            self._follow(held, more)

    def _confirm(self, command: Command) -> tuple[str, int]:
        ticket = self._new_id()
        alarm = self.alarms[command.target]
        done = decide_alarm(alarm, Act("confirm", {**command.args, "ticket": ticket}), self.context())
        args = {**command.args, "alarm": alarm.id}
        events = decide(None, Act("confirm_alarm", args, alarm.evidence, ticket), self.context())
        self._put(done)
        return ticket, self._append(ticket, events).rev

    def _append(self, ticket: str, events: tuple[Event, ...]) -> Ticket:
        held = self.tickets.get(ticket)
        if held is None:
            held = replay(events)
        else:
            for event in events:
                held = apply(held, event)
        self.tickets[ticket] = held
        self.tell(Tail("ticket", self._next("ticket"), tickets=(self.record(ticket),)))
        return held

    def _put(self, alarm: Alarm) -> Alarm:
        self.alarms[alarm.id] = alarm
        self.tell(Tail("alarm", self._next("alarm"), alarms=(alarm,)))
        return alarm

    def _new_id(self) -> str:
        self._count += 1
        return f"{self.center}/1/{self._count}"

    def _next(self, topic: str) -> int:
        self._seq[topic] = self._seq.get(topic, 0) + 1
        return self._seq[topic]


MakeClient = Callable[[ConsoleConfig, Listener], FakeCenter]
