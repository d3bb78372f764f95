"""A district of three cores in one process: real cores, a store each, messages as bytes, time by hand."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from backend.center.core import Core
from backend.center.place import Place
from backend.center.ports import UP, Caller, Moment, Publish, Send, Store
from backend.center.recovery import restored
from backend.domain.access import view_of
from backend.domain.alarm import Alarm
from backend.domain.errors import Unavailable
from backend.domain.evidence import EvidenceRef
from backend.domain.limits import LimitTable
from backend.domain.roles import Role
from backend.domain.ticket import Ticket, replay
from backend.wire.body import Body
from backend.wire.codec import decode, encode
from backend.wire.messages import PROTOCOL_VERSION, Command, Envelope, Message, Result, Snap, Snapshot, Tail
from tests.fakes.center_store import MemoryStore, Tables
from tests.fakes.clock import ManualClock
from tests.fakes.domain_cast import CALENDARS, DEPARTMENTS, PARENT, PEOPLE, T0, table

PHOTO = EvidenceRef("b" * 64, "image/jpeg", masked=True, size_bytes=10, phase="after")


def person(name: str) -> Caller:
    """An operator of the cast with his role."""
    role, department = PEOPLE[name]
    return Caller("operator", name, frozenset({role}), department)


CAMERA = Caller("analyst", "cam-node", frozenset({Role.ANALYST}))


@dataclass
class Node:
    """One center: what survives (`store`) and what does not (`core`)."""

    place: Place
    store: Store
    core: Core
    inbox: deque[tuple[bytes, bytes]] = field(default_factory=deque)  # (route, bytes)
    published: list[Publish] = field(default_factory=list)
    replies: list[Envelope] = field(default_factory=list)
    down: bool = False
    backup: Tables | None = None
    restores: int = 0  # kept beside the backups, so that no incarnation comes twice


class Cluster:
    """`lc` below `bc` below `tl`. Messages wait in the receiver's inbox until `settle`."""

    def __init__(
        self, make_store: Callable[[str], Store] = lambda _: MemoryStore(), limits: LimitTable | None = None
    ) -> None:
        self.clock = ManualClock(now_ms=T0)
        self.cut: set[frozenset[str]] = set()
        self.nodes: dict[str, Node] = {}
        self._make_store = make_store
        self._counter = 0
        for name in ("tl", "bc", "lc"):
            parent = PARENT[name]
            place = Place(
                name,
                f"level-{name}",
                T0,
                limits or table(),
                CALENDARS,
                parent,
                bool(parent),
                departments=DEPARTMENTS,
            )
            store = make_store(name)
            self.nodes[name] = Node(place, store, Core(place, store))
        for name in self.nodes:
            self.connect(name)
        self.settle()

    @property
    def now(self) -> Moment:
        return Moment(self.clock.now_ms(), int(self.clock.monotonic_s() * 1000))

    # -- running ------------------------------------------------------------------------------------

    def connect(self, name: str) -> None:
        """The dialled connection of a center stands (again)."""
        node = self.nodes[name]
        if node.place.parent and not self._apart(name, node.place.parent):
            self._batch(name, lambda core: core.parent_connected(self.now))

    def crash(self, name: str) -> None:
        """End a center between two commits; everything on its way to or from it is lost."""
        self.nodes[name].down = True
        for other in self.nodes.values():
            other.inbox.clear()
        for child, node in self.nodes.items():
            if node.place.parent == name and not node.down:
                self._batch(child, self._lose_parent)

    def restart(self, name: str, parent: str | None = None) -> None:
        """Start a center on what it left; its neighbours dial again."""
        node = self.nodes[name]
        place = replace(node.place, boot_ms=self.clock.now_ms())
        if parent is not None:
            place = replace(place, parent=parent, dials_parent=bool(parent))
        node.place, node.core, node.down = place, Core(place, node.store), False
        self.connect(name)
        for child in self.nodes:
            if PARENT[child] == name:
                self.connect(child)

    def backup(self, name: str) -> None:
        """Make a backup of what is on the disk of a running center, and tell the center."""
        node = self.nodes[name]
        assert isinstance(node.store, MemoryStore)
        node.backup = node.store.tables.copied()
        applied = {peer: edge.applied_seq for peer, edge in node.backup.edges.items()}
        node.core.backed_up(applied, self.now)

    def lose_disk(self, name: str) -> None:
        """A center ends and its disk is gone; its newest backup is put back, as `restore` does it."""
        self.crash(name)
        node = self.nodes[name]
        assert isinstance(node.store, MemoryStore)
        assert node.backup is not None
        node.store.tables = node.backup.copied()
        node.store.before_commit = lambda: None
        node.restores += 1
        node.store.commit(restored(node.store.load(0), self.clock.now_ms(), node.restores + 1))

    def split(self, a: str, b: str) -> None:
        """Nothing passes between two centers any more."""
        self.cut.add(frozenset({a, b}))

    def heal(self, a: str, b: str) -> None:
        """It passes again."""
        self.cut.discard(frozenset({a, b}))
        self.connect(a if PARENT[a] == b else b)

    def settle(self, ms: int = 200) -> None:
        """Let messages flow and time pass in steps of 50 ms."""
        for _ in range(max(1, ms // 50)):
            for name in self.nodes:
                self._batch(name, lambda _: ())
            self.clock.advance(50)

    def _batch(self, name: str, first: Callable[[Core], tuple[Send, ...]]) -> None:
        node = self.nodes[name]
        if node.down:
            return
        sends = list(first(node.core))
        for _ in range(len(node.inbox)):
            sends += self._take(node, *node.inbox.popleft())
        sends += node.core.tick(self.now)
        writes = node.core.take()
        try:
            if writes:
                node.store.commit(writes)
        except Unavailable as why:
            sends = list(node.core.abandon(sends, str(why), self.now))
        for out in (*sends, *node.core.flush(self.now)):
            self._out(name, out)
        if node.core.backup_due and isinstance(node.store, MemoryStore):
            self.backup(name)

    def _take(self, node: Node, route: bytes, raw: bytes) -> tuple[Send, ...]:
        envelope = decode(raw)
        if route == UP:
            return node.core.handle_parent(envelope, self.now)
        caller = Caller("center", envelope.src, frozenset({Role.CENTER}))
        return node.core.handle(route, caller, envelope, self.now)

    def _out(self, name: str, out: Send | Publish) -> None:
        node = self.nodes[name]
        if isinstance(out, Publish):
            node.published.append(out)
            return
        other = node.place.parent if out.route == UP else out.route.decode()
        if other not in self.nodes:
            node.replies.append(decode(encode(out.envelope)))
        elif not self.nodes[other].down and not self._apart(name, other):
            self.nodes[other].inbox.append((name.encode() if out.route == UP else UP, encode(out.envelope)))

    def _apart(self, a: str, b: str) -> bool:
        return frozenset({a, b}) in self.cut or self.nodes[b].down

    # -- asking -------------------------------------------------------------------------------------

    def say(self, center: str, caller: Caller, body: Body, src: str = "") -> list[Message]:
        """One message of a person or an analyst; returns the replies."""
        node = self.nodes[center]
        node.replies.clear()
        assert isinstance(body, Message)
        envelope = Envelope(PROTOCOL_VERSION, src or caller.name, 1, 1, 0, 0, body)
        self._batch(center, lambda core: core.handle(b"console", caller, decode(encode(envelope)), self.now))
        return [reply.body for reply in node.replies]

    def do(
        self,
        center: str,
        who: str | Caller,
        verb: str,
        target: str = "",
        client_id: str = "",
        **args: str,
    ) -> Result:
        """One command and its result; `photo="yes"` adds evidence from after the work."""
        self._counter += 1
        caller = person(who) if isinstance(who, str) else who
        evidence = (PHOTO,) if args.pop("photo", "") else ()
        command = Command(client_id or f"c{self._counter}", verb, target, args, evidence)
        (result,) = self.say(center, caller, command)
        assert isinstance(result, Result)
        return result

    def done(self, center: str, who: str | Caller, verb: str, target: str = "", **args: str) -> str:
        """A command that must succeed; returns what it acted on."""
        result = self.do(center, who, verb, target, **args)
        assert result.ok, result
        return result.target

    def raise_alarm(self, center: str = "lc", **args: str) -> str:
        """An analyst reports a line crossed at the gate."""
        given = {"camera": "cam-1", "rule": "gate", "kind": "zone_entry", "priority": "high", **args}
        result = self.do(center, CAMERA, "raise", photo="yes", **given)
        assert result.ok, result
        return result.target

    def ticket(self, center: str, ticket: str) -> Ticket:
        """A ticket as it is on the disk of a center."""
        return replay(self.nodes[center].store.log_of(ticket))

    def alarm(self, center: str, alarm: str) -> Alarm:
        """An alarm as it is on the disk of a center."""
        found = self.nodes[center].store.alarm_of(alarm)
        assert found is not None
        return found

    def snapshot(self, center: str, topic: str, caller: Caller | None = None) -> list[Snapshot]:
        """What a console gets that asks for a topic."""
        caller = caller or person("viewer")
        parts = self.say(center, caller, Snap(view_of(caller).topic if topic == "ticket" else topic))
        return [part for part in parts if isinstance(part, Snapshot)]

    def tails(self, center: str, topic: str) -> list[Tail]:
        """What was published on a topic so far."""
        return [p.tail for p in self.nodes[center].published if p.topic == topic]

    def up(self, center: str) -> Mapping[str, bool]:
        """Which links a center believes to stand."""
        (part,) = self.snapshot(center, "center")
        return {n.center: n.up for n in part.neighbours}

    def _lose_parent(self, core: Core) -> tuple[Send, ...]:
        core.parent_lost("the connection broke", self.now)
        return ()
