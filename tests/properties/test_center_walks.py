"""Random walks over three real cores: whatever is lost, doubled or killed, the invariants hold.

I1 at most one active custodian; I2 one ticket per command; I3 after healing exactly one; I4 the shadows
equal the custodian's log; I5 nothing stays frozen; I6 ids are never reused; I7 each stream is applied
once, without gaps; I8 what was acknowledged is on disk; I10 a console has snapshot + tail; I12 the journal
is an unbroken chain; I13 a merged ticket and the one it is in say the same of each other, on every
custodian's disk. When a disk is lost and its newest backup put back, the same holds of everything that a
neighbour or a backup knew. Source: design 3-federation.md, 2-ticket.md.
"""

from __future__ import annotations

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.center import journal
from backend.center.ports import Store
from backend.domain.errors import Unavailable
from backend.domain.log import State
from backend.domain.ticket import Ticket, replay
from backend.domain.workflow import allowed
from backend.wire.messages import Result
from tests.fakes.center_cluster import Cluster
from tests.fakes.center_store import MemoryStore
from tests.fakes.domain_cast import PARENT, PEOPLE, context

CENTERS = ("tl", "bc", "lc")
ARGS = {
    "file": {"category": "city.waste"},
    "not_file": {"reason": "no"},
    "dispatch": {"lead": "cg"},
    "feedback": {"note": "done"},
    "waive": {"department": "yj", "reason": "not needed"},
    "note": {"note": "n"},
    "ask_more": {"question": "where?"},
    "refuted": {"reason": "nobody there"},
    "return": {"clause": "CG-1"},
    "arbitrate": {"ruling": "uphold", "reason": "clause fits"},
    "extend": {"minutes": "1", "reason": "rain"},
    "hang": {"reason": "part", "condition": "part arrives", "review_ms": "0"},
    "request_close": {"reason": "gone"},
    "void": {"reason": "typed twice"},
    "deny": {"reason": "no"},
    "unmerge": {"reason": "another one"},
    "reclassify": {"reason": "seen again", "urgency": "urgent"},
    "split": {"title": "a part"},
    "reopen": {"reason": "again"},
    "lift": {"reason": "part is here"},
    "evaluate": {"rating": "4"},
    "recall": {"reason": "ours after all"},
    "decline_recall": {"reason": "we keep it"},
}
MAIN_WAY = frozenset(
    {"file", "dispatch", "sign", "feedback", "check", "callback", "hand_up", "hand_down", "verified",
     "supplement", "waive", "lift", "arbitrate", "grant", "unmerge"}
)  # fmt: skip
RARE = frozenset({"merge", "decline_recall"})
"""Acts that are seldom possible: done more often when they are."""

REMARKS = frozenset({"note", "urge", "supervise", "wake", "receipt", "not_file"})


class Walk:
    """One seeded history, and a ledger of what was acknowledged to its people."""

    def __init__(self, seed: int, disks: int = 0) -> None:
        """`disks` weighs how often a disk is lost and its newest backup put back."""
        self.disks = disks
        self.random = random.Random(seed)
        self.cluster = Cluster()
        self.told: dict[tuple[str, str, str], Result] = {}
        self.count = 0
        self.down: set[str] = set()
        self.answers_lost: set[str] = set()

    def step(self) -> None:
        """One thing happens: mostly acts, sometimes faults."""
        chosen = self.random.choices(
            [
                self.act, self.report, self.again, self.lose, self.cut, self.crash, self.fail, self.wait,
                self.backup, self.lose_disk,
            ],
            [60, 6, 4, 4, 3, 3, 2, 8, 2, self.disks],
        )[0]  # fmt: skip
        chosen()
        self.check_always()

    def up(self) -> str | None:
        """A center that runs."""
        running = [name for name in CENTERS if name not in self.down]
        return self.random.choice(running) if running else None

    def report(self) -> None:
        """Somebody reports something."""
        if center := self.up():
            self._do(center, "intake", "report", "", {"title": f"t{self.count}"})

    def act(self) -> None:
        """Somebody does what he may do, or what he may not."""
        center = self.up()
        if center is None:
            return
        tickets = list(self.cluster.nodes[center].core._ledger.tickets.values())
        if not tickets:
            return
        ticket = self.random.choice(tickets)
        people = [name for name in PEOPLE if name != "center"]
        pairs = [(who, verb) for who in people for verb in allowed(ticket, context(who, center))]
        way = MAIN_WAY if self.random.random() < 0.7 else set(ARGS) | {"merge"} | MAIN_WAY
        useful = [pair for pair in pairs if pair[1] in way - REMARKS]
        out_of_order = (self.random.choice(people), self.random.choice(["note", "sign", "file"]))
        chosen = useful if useful and self.random.random() < 0.8 else [out_of_order]
        verbs = {verb for _, verb in chosen}
        rare = verbs & RARE
        verb = self.random.choice(sorted(rare if rare and self.random.random() < 0.3 else verbs))
        who = self.random.choice([who for who, may in chosen if may == verb])
        self._do(center, who, verb, ticket.id, self._args(verb, center))

    def _args(self, verb: str, center: str) -> dict[str, str]:
        if verb == "hand_down":
            return {"to": next(child for child, parent in PARENT.items() if parent == center)}
        if verb == "merge":
            known = self.cluster.nodes[center].core._ledger.tickets
            held = [t.id for t in known.values() if t.custody.holder == center and not t.ended]
            return {"into": self.random.choice(held or list(known))}
        if verb == "hang":
            return {**ARGS["hang"], "review_ms": str(self.cluster.clock.now_ms() + 5_000)}
        if verb in {"check", "callback"}:
            word = self.random.choice(["yes", "yes", "no"])
            return {"ok" if verb == "check" else "satisfied": word}
        if verb == "dispatch" and self.random.random() < 0.3:
            return {"lead": "cg", "assists": "yj"}
        return ARGS.get(verb, {})

    def _do(self, center: str, who: str, verb: str, target: str, args: dict[str, str]) -> None:
        self.count += 1
        client_id = f"c{self.count}"
        result = self.cluster.do(center, who, verb, target, client_id=client_id, **args)
        if result.code != "unavailable":
            self.told[center, who, client_id] = result

    def again(self) -> None:
        """A client that heard nothing sends the same command once more."""
        if self.told:
            (center, who, client_id), result = self.random.choice(list(self.told.items()))
            if center not in self.down and client_id not in self.answers_lost:
                assert self.cluster.do(center, who, "note", "x", client_id=client_id) == result

    def lose(self) -> None:
        """What is on its way is lost, doubled or shuffled."""
        node = self.cluster.nodes[self.random.choice(CENTERS)]
        if self.random.random() < 0.5:
            node.inbox.clear()
        else:
            doubled = list(node.inbox) * 2
            self.random.shuffle(doubled)
            node.inbox.clear()
            node.inbox.extend(doubled)

    def cut(self) -> None:
        """A line breaks, or one is mended."""
        child = self.random.choice(["bc", "lc"])
        pair = frozenset({child, PARENT[child]})
        if pair not in self.cluster.cut:
            self.cluster.split(*pair)
        elif not self.down & pair:
            self.cluster.heal(child, PARENT[child])

    def crash(self) -> None:
        """A center ends without a word, or comes back."""
        name = self.random.choice(CENTERS)
        if name in self.down:
            self.cluster.restart(name)
            self.down.discard(name)
        else:
            self.cluster.crash(name)
            self.down.add(name)

    def backup(self) -> None:
        """A center makes a backup."""
        if center := self.up():
            self.cluster.backup(center)

    def lose_disk(self) -> None:
        """A disk is gone and the newest backup is put back, once the neighbours are over their own losses.

        What nobody but this center knew, and no backup holds, is lost: nothing is claimed of it.
        """
        name = self.random.choice(CENTERS)
        nodes = self.cluster.nodes
        whole = all(not node.core.recovering for other, node in nodes.items() if other != name)
        if nodes[name].backup is None or not whole or self.down - {name}:
            return
        self.cluster.lose_disk(name)
        self.down.add(name)
        logs = self.logs()
        for (center, who, client_id), result in list(self.told.items()):
            revs = [held[result.target].rev for held in logs.values() if result.target in held]
            known = max(revs, default=0)
            if center == name and (not result.ok or known < result.rev):
                del self.told[center, who, client_id]
            elif center == name:
                self.answers_lost.add(client_id)

    def fail(self) -> None:
        """A disk refuses a while."""
        store = self.cluster.nodes[self.random.choice(CENTERS)].store
        assert isinstance(store, MemoryStore)
        left = [self.random.randrange(1, 4)]

        def refuse() -> None:
            left[0] -= 1
            if left[0] >= 0:
                raise Unavailable("disk full")

        store.before_commit = refuse

    def wait(self) -> None:
        """Time passes."""
        self.cluster.settle(self.random.choice([50, 200, 1_000, 4_000]))

    def logs(self) -> dict[str, dict[str, Ticket]]:
        """What is on every disk."""
        found: dict[str, dict[str, Ticket]] = {}
        for name, node in self.cluster.nodes.items():
            assert isinstance(node.store, MemoryStore)
            found[name] = {ticket: replay(log) for ticket, log in node.store.tables.logs.items()}
        return found

    @property
    def restoring(self) -> set[str]:
        """Centers whose disk is behind what the district knows."""
        return {
            name
            for name, node in self.cluster.nodes.items()
            if node.restores and (name in self.down or node.core.recovering)
        }

    def check_always(self) -> None:
        """Safety: holds at every moment."""
        logs = self.logs()
        for ticket in {t for held in logs.values() for t in held}:
            copies = {name: held[ticket] for name, held in logs.items() if ticket in held}
            active = [
                name
                for name, found in copies.items()
                if found.custody.holder == name
                and not found.custody.transit_to
                and not self.cluster.nodes[name].core.frozen(ticket)
                and name not in self.restoring
            ]
            assert len(active) <= 1, (ticket, active)  # I1
            longest = max(copies.values(), key=lambda t: t.rev)
            for copy in copies.values():
                assert longest.events[: copy.rev] == copy.events
        for name, held in logs.items():
            if name in self.restoring:
                continue
            check_merged([ticket for ticket in held.values() if ticket.custody.holder == name])
        for (center, _, _), result in self.told.items():
            if result.ok and center not in self.restoring:
                assert logs[center][result.target].rev >= result.rev  # I8

    def heal(self) -> None:
        """Everything works again."""
        for name in CENTERS:
            store = self.cluster.nodes[name].store
            assert isinstance(store, MemoryStore)
            store.before_commit = lambda: None
        self.cluster.cut.clear()
        for name in sorted(self.down, key=CENTERS.index):
            self.cluster.restart(name)
        self.down.clear()
        for name in CENTERS:
            self.cluster.connect(name)
        self.cluster.settle(12_000)
        # A rung may fall due at any moment; give what it makes the time to arrive.
        for _ in range(100):
            if not any(unsent(node.store) for node in self.cluster.nodes.values()):
                break
            self.cluster.settle(50)

    def check_healed(self) -> None:
        """Liveness: holds once everything works again."""
        logs = self.logs()
        reported = {r.target for r in self.told.values() if r.ok}
        assert reported <= set(logs["tl"])
        for ticket in logs["tl"]:
            copies = [logs[name][ticket] for name in CENTERS if ticket in logs[name]]
            assert len({t.events for t in map(_hashable, copies)}) == 1, ticket  # I3 I4
            custody = copies[0].custody
            assert custody.transit_to == ""  # I5
            assert ticket in logs[custody.holder]
        for node in self.cluster.nodes.values():
            assert isinstance(node.store, MemoryStore)
            assert unsent(node.store) == 0  # I7
            assert node.store.tables.parked == {}
            walk = journal.Walk()
            assert [f for e in node.store.journal(0, 1_000_000) for f in walk.line(e)] == []  # I12
            self._check_console(node.place.center, logs)

    def _check_console(self, center: str, logs: dict[str, dict[str, Ticket]]) -> None:
        """I10: the last word of the feed on every ticket is what is on disk."""
        parts = self.cluster.snapshot(center, "ticket")
        shown = {r.ticket: r.events for part in parts for r in part.tickets}
        assert shown == {ticket: found.events for ticket, found in logs[center].items()}


def unsent(store: Store) -> int:
    """Durable messages that no neighbour has acknowledged."""
    assert isinstance(store, MemoryStore)
    return sum(edge.next_seq - 1 - edge.acked_seq for edge in store.tables.edges.values())


def check_merged(held: list[Ticket]) -> None:
    """I13, among the tickets that one center holds."""
    known = {ticket.id: ticket for ticket in held}
    for ticket in held:
        if ticket.state is State.MERGED:
            assert ticket.id in {child.id for child in known[ticket.into].children}
        for child in ticket.children:
            assert known[child.id].into == ticket.id


class _Frozen:
    """A log that can be an element of a set."""

    def __init__(self, ticket: Ticket) -> None:
        self.events = tuple(
            (e.rev, e.kind, e.center, e.at_ms, tuple(sorted(e.args.items()))) for e in ticket.events
        )


def _hashable(ticket: Ticket) -> _Frozen:
    return _Frozen(ticket)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**9))
def test_that_the_invariants_hold_on_random_walks(seed: int) -> None:
    walk = Walk(seed)
    for _ in range(60):
        walk.step()
    walk.heal()
    walk.check_healed()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**9))
def test_that_they_hold_when_disks_are_lost_and_put_back(seed: int) -> None:
    walk = Walk(seed, disks=3)
    for _ in range(60):
        walk.step()
    walk.heal()
    walk.check_healed()


def test_that_the_walks_reach_what_they_are_meant_to_reach() -> None:
    """A walk that never hands over or never fails would prove nothing."""
    kinds: set[str] = set()
    for seed in range(16):
        walk = Walk(seed)
        for _ in range(150):
            walk.step()
        kinds |= {event.kind for held in walk.logs().values() for t in held.values() for event in t.events}
        kinds |= {"refused" for r in walk.told.values() if not r.ok}
    assert kinds >= {
        "handed_up", "handed_down", "received", "escalated", "dispatched", "fed_back", "refused", "merged",
        "absorbed", "unmerged", "parted", "returned", "arbitrated", "requested", "granted", "denied",
        "recalled", "recall_declined",
    }  # fmt: skip
