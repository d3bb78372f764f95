"""Whatever happens in whatever order: console = snapshot + tail, and the board agrees with the lights."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.domain.log import State
from backend.domain.sla import light_at, worst
from backend.domain.transitions import TRANSITIONS
from backend.net.client import ClientEvent, LinkUp
from backend.wire.messages import Command, Result, Snapshot
from console.board_model import STAGES, TO_RULE, Board
from console.mirror import Changes, Mirror
from console.offers import context_of, ticket_offers
from tests.fakes.clock import ManualClock
from tests.fakes.console_feed import FakeCenter

T0 = 1_795_315_338_000
EVERYONE = (
    "operator",
    "intake",
    "dispatcher",
    "duty_leader",
    "department",
    "checker",
    "callback",
    "center_leader",
)
VERBS = (
    "report",
    "alarm",
    "claim",
    "dismiss",
    "file",
    "dispatch",
    "sign",
    "feedback",
    "check",
    "note",
    "urge",
    "ask_more",
    "supplement",
    "return",
    "arbitrate",
    "extend",
    "hang",
    "lift",
    "void",
    "grant",
    "deny",
    "merge",
    "unmerge",
    "split",
    "wake",
    "receipt",
    "reopen",
)
ARGS = {
    "ask_more": {"question": "x"},
    "return": {"clause": "x"},
    "arbitrate": {"ruling": "uphold", "reason": "x"},
    "extend": {"minutes": "60", "reason": "x"},
    "hang": {"reason": "x", "condition": "x", "review_ms": str(T0 + 20 * 86_400_000)},
    "lift": {"reason": "x"},
    "void": {"reason": "x"},
    "deny": {"reason": "x"},
    "merge": {"into": "tl-bc-lc/1/1"},
    "unmerge": {"reason": "x"},
    "split": {"title": "x"},
    "reopen": {"reason": "x"},
    "request_close": {"reason": "x"},
    "reclassify": {"reason": "x"},
    "waive": {"department": "yj", "reason": "x"},
    "dispatch": {"lead": "cg", "assists": "yj"},
    "feedback": {"note": "done"},
    "check": {"ok": "no", "reason": "not done"},
    "note": {"note": "x"},
    "dismiss": {"reason": "staff"},
}

Step = tuple[str, int, int]
steps = st.lists(
    st.tuples(st.sampled_from(VERBS), st.integers(0, 5), st.integers(0, 40 * 60)), min_size=1, max_size=30
)


@dataclass
class World:
    """A fake center, everything it ever said, and hands that try any act at any time."""

    center: FakeCenter = field(
        default_factory=lambda: FakeCenter(ManualClock(T0), roles=EVERYONE, operator="me")
    )
    said: list[ClientEvent] = field(default_factory=list)
    count: int = 0

    def __post_init__(self) -> None:
        self.center.department = "cg"
        self.center.listener = self.said.append
        self.center.link_up()

    @property
    def now_ms(self) -> int:
        return self.center.clock.now_ms()

    def step(self, step: Step) -> None:
        """One act, possible or refused, after some seconds."""
        verb, pick, seconds = step
        self.count += 1
        self.center.clock.advance(seconds * 1000)
        if verb == "alarm":
            self.center.alarm(camera=f"cam-{pick}")
            return
        if verb == "report":
            args = {"title": f"t{self.count}", "category": "city.waste"}
            self.center.perform(Command(str(self.count), "report", "", args))
            return
        known = list(self.center.alarms if verb in {"claim", "dismiss"} else self.center.tickets)
        if known:
            target = known[pick % len(known)]
            self.perform(verb, target)

    def perform(self, verb: str, target: str) -> Result:
        """Try an act; requests are asked for and ruled on by two people in turn."""
        args = ARGS.get(verb, {})
        if verb == "split":
            args = {**args, "origin": target}
        self.center.operator = "other" if verb in {"grant", "deny"} else "me"
        result = self.center.perform(Command(str(self.count), verb, target, args))
        self.center.operator = "me"
        return result

    def mirror(self) -> Mirror:
        """A console that has heard everything from the beginning."""
        mirror = Mirror("me")
        for event in self.said:
            mirror.apply(event, self.now_ms)
        return mirror


def same(one: Mirror, other: Mirror) -> bool:
    tickets = {name: view.ticket for name, view in one.tickets.items()}
    return (tickets, one.alarms) == ({n: v.ticket for n, v in other.tickets.items()}, other.alarms)


few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@few
@given(steps, st.integers(0, 30))
def test_that_a_console_that_came_late_shows_the_same(given_steps: list[Step], late: int) -> None:
    world = World()
    for n, step in enumerate(given_steps):
        if n == late:
            world.center.link_up()  # a snapshot in the middle, told to everybody
        world.step(step)
    early = world.mirror()
    world.said.clear()
    world.center.link_up()
    assert same(early, world.mirror())


@few
@given(steps, st.integers(0, 200), st.integers(1, 20))
def test_that_a_lost_stretch_is_healed_by_the_next_snapshot(
    given_steps: list[Step], at: int, lost: int
) -> None:
    world = World()
    for step in given_steps:
        world.step(step)
    heard = [e for n, e in enumerate(world.said) if not at <= n < at + lost or isinstance(e, LinkUp)]
    broken = Mirror("me")
    for event in heard:
        broken.apply(event, T0)  # may name unreadable tickets, must not fall over
    world.said.clear()
    world.center.link_up()
    for event in world.said:
        broken.apply(event, T0)
    assert same(broken, world.mirror())
    assert broken.faults == {}


@few
@given(steps)
def test_that_every_change_is_named(given_steps: list[Step]) -> None:
    world = World()
    mirror, changes = Mirror("me"), Changes()
    shown_tickets: dict[str, object] = {}
    shown_alarms: dict[str, object] = {}
    for step in given_steps:
        world.step(step)
        for event in world.said:
            changes |= mirror.apply(event, world.now_ms)
        world.said.clear()
        for ticket in changes.tickets:
            shown_tickets[ticket] = mirror.tickets[ticket].ticket
        for alarm in changes.alarms:
            shown_alarms[alarm] = mirror.alarms[alarm]
        changes = Changes()
    assert shown_tickets == {ticket: view.ticket for ticket, view in mirror.tickets.items()}
    assert shown_alarms == mirror.alarms


@few
@given(steps, st.lists(st.integers(1, 5000), max_size=5))
def test_that_the_board_always_shows_the_worst_light_of_now(
    given_steps: list[Step], waits_s: list[int]
) -> None:
    world = World()
    for step in given_steps:
        world.step(step)
    mirror, board, now_ms = world.mirror(), Board(), world.now_ms
    board.update(mirror.tickets, mirror.tickets, now_ms)
    for wait_s in (0, *waits_s):
        now_ms += wait_s * 1000
        board.turn(now_ms)
        assert board.turn(now_ms) == frozenset()
        rows = board.rows()
        assert [row.order for row in rows] == sorted(row.order for row in rows)
        for row in rows:
            reading = worst(row.view.clocks, now_ms)
            assert row.light == (light_at(reading, now_ms) if reading else None)
        assert sum(board.lights().values()) == sum(row.light is not None for row in rows)
        asked = [row for row in rows if row.view.ticket.pending]
        twice = sum(row.view.ticket.state not in STAGES[TO_RULE] for row in asked)
        assert sum(count.total for count in board.stages()) == len(rows) + twice


@few
@given(steps)
def test_that_no_light_turns_before_the_next_turn_named(given_steps: list[Step]) -> None:
    world = World()
    for step in given_steps:
        world.step(step)
    mirror, board, now_ms = world.mirror(), Board(), world.now_ms
    board.update(mirror.tickets, mirror.tickets, now_ms)
    for _ in range(6):
        turn_ms = board.next_turn_ms(now_ms)
        if turn_ms is None:
            assert board.turn(now_ms + 10**12) == frozenset()
            return
        assert board.turn(turn_ms - 1) == frozenset()
        board.turn(turn_ms)
        now_ms = turn_ms


@few
@given(steps)
def test_that_an_act_on_offer_without_refusal_is_one_the_center_tries(given_steps: list[Step]) -> None:
    world = World()
    for step in given_steps:
        world.step(step)
    mirror = world.mirror()
    context = context_of(mirror.center, world.now_ms)
    assert context is not None
    for ticket, view in mirror.tickets.items():
        offers = ticket_offers(view.ticket, context)
        assert len({offer.verb for offer in offers}) == len(offers)
        assert sum(offer.main for offer in offers) <= 1
        assert {offer.verb for offer in offers} <= set(TRANSITIONS)
        for offer in offers:
            if offer.refused is not None:
                args = ARGS.get(offer.verb, {}) | ({"origin": ticket} if offer.verb == "split" else {})
                answer = world.center.perform(Command("x", offer.verb, ticket, args))
                assert not answer.ok
                assert answer.code == offer.refused.code


def test_that_the_world_of_these_tests_reaches_the_work() -> None:
    world = World()
    for verb in ("report", "file", "dispatch", "sign", "feedback"):
        world.step((verb, 0, 60))
    # The assisting department still works, so the lead's feedback is refused and the work stays open.
    assert [view.ticket.state for view in world.mirror().tickets.values()] == [State.IN_PROGRESS]
    assert any(isinstance(event, Snapshot) for event in world.said)
