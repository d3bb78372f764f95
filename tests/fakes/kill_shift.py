"""People at work in three real centers that are killed at random: what they were told, and whether it holds.

A `Desk` is one person with the client library; it keeps `WINDOW` commands under way, each sent again by the
library until its result comes. The `Told` ledger is the client's own book: what it asked and what it was
answered. `faults` compares that book with what the centers show afterwards.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field

from backend.domain.errors import Unavailable
from backend.domain.sla import clocks
from backend.domain.ticket import END_STATES, State, Ticket, replay
from backend.net.client import Client, ClientEvent
from backend.net.keys import Keyring, load_keys, new_keys, parse_grant
from backend.wire.messages import Command, Result, Snapshot, Tail, TicketRecord
from tests.fakes.center_cluster import PHOTO
from tests.fakes.center_process import CenterProcess
from tests.fakes.domain_cast import CALENDARS

OFFICE = "operator:office:intake+dispatcher+duty_leader+checker+callback+operator"
DEPARTMENT = "operator:cg:department@cg"
WINDOW = 8
OPEN_MAX = 60
"""Tickets a center has open before its desk stops reporting new ones."""

CHILD = {"tl": "tl-bc", "tl-bc": "tl-bc-lc"}


@dataclass
class Told:
    """The clients' own book: every command, its desk, and the result that came."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    asked: dict[str, tuple[str, Command]] = field(default_factory=dict)
    answers: dict[str, Result] = field(default_factory=dict)

    def ask(self, desk: str, command: Command) -> None:
        """Write down that a command was given to the client library."""
        with self.lock:
            self.asked[command.client_id] = (desk, command)

    def answer(self, result: Result) -> None:
        """Write down what came back."""
        with self.lock:
            self.answers[result.client_id] = result

    def done(self) -> list[tuple[Command, Result]]:
        """The commands that were acknowledged as done."""
        with self.lock:
            pairs = [(self.asked[key][1], result) for key, result in self.answers.items()]
        return [(command, result) for command, result in pairs if result.ok]


class Desk:
    """One person at one center: keeps commands under way until `rest`."""

    def __init__(self, center: CenterProcess, grant: str, told: Told, seed: int) -> None:
        name = grant.split(":")[1]
        path = center.data / "keys" / f"{name}.json"
        keys = load_keys(path) if path.exists() else new_keys(path)
        Keyring(center.data).authorise(keys.public, parse_grant(grant))
        self._center = center.center
        self._prefix = f"{center.center}-{name}"
        self._office = "intake" in grant
        self._told = told
        self._random = random.Random(seed)
        self._count = 0
        self._records: dict[str, TicketRecord] = {}
        self._lock = threading.Lock()
        self._resting = threading.Event()
        self._wake = threading.Event()
        self._waiting: set[Future[Result]] = set()
        self._client = Client(
            center.endpoint, center.public_key, keys, topics=("ticket",), listener=self._hear
        )
        self._thread = threading.Thread(target=self._work, name=f"desk-{self._prefix}")

    def start(self) -> None:
        """Dial and begin to work."""
        self._client.start()
        self._thread.start()

    def rest(self) -> None:
        """Begin nothing new."""
        self._resting.set()
        self._wake.set()
        self._thread.join()

    def waiting(self) -> int:
        """Commands without a result yet."""
        with self._lock:
            return len(self._waiting)

    def close(self) -> None:
        """Hang up."""
        self.rest()
        self._client.close()

    def again(self, command: Command) -> Future[Result]:
        """Send a command a second time under its own id."""
        return self._client.submit(command)

    def _hear(self, event: ClientEvent) -> None:
        if isinstance(event, Snapshot | Tail):
            with self._lock:
                if isinstance(event, Snapshot):
                    self._records.clear()
                self._records.update({record.ticket: record for record in event.tickets})

    def _work(self) -> None:
        while not self._resting.is_set():
            self._wake.wait(0.5)
            self._wake.clear()
            while not self._resting.is_set() and self.waiting() < WINDOW:
                command = self._next()
                if command is None or not self._submit(command):
                    break

    def _submit(self, command: Command) -> bool:
        self._told.ask(self._prefix, command)
        try:
            future = self._client.submit(command)
        except Unavailable:  # the library's own bound is far above WINDOW; nothing was sent then
            return False
        with self._lock:
            self._waiting.add(future)
        future.add_done_callback(self._settled)
        return True

    def _settled(self, future: Future[Result]) -> None:
        with self._lock:
            self._waiting.discard(future)
        if future.exception() is None:
            self._told.answer(future.result())
        self._wake.set()

    def _next(self) -> Command | None:
        """Something this person may sensibly do now."""
        with self._lock:
            records = list(self._records.values())
        tickets = [replay(record.events) for record in self._random.sample(records, min(12, len(records)))]
        held = [t for t in tickets if t.custody.holder == self._center and not t.custody.transit_to]
        self._count += 1
        key = f"{self._prefix}-{self._count}"
        open_here = sum(_is_open(record) for record in records)
        if self._office and (not held or self._random.random() < 0.3) and open_here < OPEN_MAX:
            return Command(
                key,
                "report",
                "",
                {"title": key, "category": "safety.intrusion", "reporter": "Li", "place": "北门"},
            )
        for ticket in held:
            if act := self._act(ticket):
                verb, args = act
                evidence = (PHOTO,) if verb == "feedback" else ()
                return Command(
                    key, verb, ticket.id, {"note": key, **args} if verb in NOTED else args, evidence
                )
        return Command(key, "note", held[0].id, {"note": key}) if held else None

    def _act(self, ticket: Ticket) -> tuple[str, dict[str, str]] | None:
        if not self._office:
            return DEPARTMENT_ACTS.get(ticket.state) if ticket.lead == "cg" else None
        chance = self._random.random()
        if ticket.state not in END_STATES and chance < 0.15:
            return "note", {}
        if chance < 0.35 and ticket.state in {State.FILED, State.REPORTED}:
            return self._move(down=chance < 0.25)
        return OFFICE_ACTS.get(ticket.state)

    def _move(self, *, down: bool) -> tuple[str, dict[str, str]] | None:
        child = CHILD.get(self._center)
        if down and child:
            return "hand_down", {"to": child, "reason": "yours"}
        return ("hand_up", {"reason": "yours"}) if self._center != "tl" else None


REPORT = {"category": "safety.intrusion", "reporter": "Li", "place": "北门"}
NOTED = frozenset({"note", "feedback"})

DEPARTMENT_ACTS: dict[State, tuple[str, dict[str, str]]] = {
    State.DISPATCHED: ("sign", {}),
    State.IN_PROGRESS: ("feedback", {}),
}

OFFICE_ACTS: dict[State, tuple[str, dict[str, str]]] = {
    State.REPORTED: ("file", {}),
    State.FILED: ("dispatch", {"lead": "cg"}),
    State.FED_BACK: ("check", {"ok": "yes"}),
    State.CALLBACK: ("callback", {"satisfied": "yes"}),
}


def _is_open(record: TicketRecord) -> bool:
    return record.events[-1].kind not in {"closed", "called_back", "not_filed"}


def kill_at_random(centers: dict[str, CenterProcess], kills: int, seed: int) -> Counter[str]:
    """Kill with SIGKILL and start again, one or two centers at a time, until `kills` have died."""
    died: Counter[str] = Counter()
    chance = random.Random(seed)
    while died.total() < kills:
        victims = chance.sample(list(centers.values()), 2 if chance.random() < 0.2 else 1)
        time.sleep(chance.uniform(0.0, 0.8))  # the moment of a kill is what is random here
        for victim in victims[: kills - died.total()]:
            victim.kill()
            died[victim.center] += 1
        for victim in victims:
            if victim.process is None:
                victim.start()
    return died


def everything(centers: dict[str, CenterProcess]) -> dict[str, dict[str, TicketRecord]]:
    """What each center shows to somebody who may see all."""
    shown: dict[str, dict[str, TicketRecord]] = {}
    for name, center in centers.items():
        with center.session("intake") as session:
            shown[name] = {record.ticket: record for record in session.snapshot("ticket").tickets}
    return shown


def settled(centers: dict[str, CenterProcess]) -> bool:
    """Whether no ticket is on its way and the district shows what each custodian has."""
    shown = everything(centers)
    for name, records in shown.items():
        for record in records.values():
            ticket = replay(record.events)
            if ticket.custody.transit_to:
                return False
            if ticket.custody.holder == name and shown["tl"].get(record.ticket) is None:
                return False
            if ticket.custody.holder == name and shown["tl"][record.ticket].events != record.events:
                return False
    return True


def faults(told: Told, shown: dict[str, dict[str, TicketRecord]], now_ms: int) -> Iterator[str]:
    """Everything that does not hold, in words; nothing when nothing was lost, doubled or mis-timed."""
    held: dict[str, TicketRecord] = {}
    for name, records in shown.items():
        for record in records.values():
            if replay(record.events).custody.holder == name:
                if record.ticket in held:
                    yield f"{record.ticket} has two custodians"
                held[record.ticket] = record
    titles = Counter(record.events[0].args["title"] for record in held.values())
    yield from (f"report {title} made {n} tickets" for title, n in titles.items() if n != 1)
    for command, result in told.done():
        yield from _kept(command, result, held)
    for record in held.values():
        yield from _timed(record, now_ms)


def _kept(command: Command, result: Result, held: dict[str, TicketRecord]) -> Iterator[str]:
    """Whether an acknowledged command is in the log, once."""
    record = held.get(result.target)
    if record is None:
        yield f"{command.verb} {command.client_id} was acknowledged; nobody holds {result.target}"
        return
    if len(record.events) < result.rev:
        yield f"{command.verb} {command.client_id} was acknowledged at {result.rev}; the log is shorter"
    if command.verb in NOTED:
        times = sum(event.args.get("note") == command.client_id for event in record.events)
        if times != 1:
            yield f"{command.verb} {command.client_id} is in the log {times} times"


def _timed(record: TicketRecord, now_ms: int) -> Iterator[str]:
    """Whether the clocks are those the log means, and each rung stands in it once."""
    ticket = replay(record.events)
    if tuple(clocks(ticket, CALENDARS, now_ms)) != record.clocks:
        yield f"{record.ticket} shows other clocks than its log means"
    keys = ("clock", "department", "round", "rung")
    rungs = Counter(
        tuple(event.args.get(key, "") for key in keys) for event in record.events if event.kind == "escalated"
    )
    yield from (f"{record.ticket}: rung {rung} fired {n} times" for rung, n in rungs.items() if n != 1)
