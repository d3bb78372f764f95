"""I10: whatever is lost, doubled or late on the feed, a console ends up with what the center has."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from backend.domain.offset import OffsetEstimate
from backend.net.topic import Topic
from backend.wire.messages import Neighbour, Snapshot, Tail


def peer(number: int) -> Neighbour:
    return Neighbour("x", up=True, queued=number, since_ms=0)


@dataclass
class Screen:
    """What a listener makes of the events: the latest value, and proof that nothing was skipped."""

    value: int = -1
    seen: list[int] = field(default_factory=list)

    def take(self, events: tuple[Snapshot | Tail, ...]) -> None:
        for event in events:
            if isinstance(event, Tail):
                assert event.seq == self.value + 1, "a change was skipped or repeated"
            self.value = event.seq
            assert event.neighbours == (peer(event.seq),)


class Feed(RuleBasedStateMachine):
    """A center that counts, a feed that loses and repeats, a client with one topic."""

    def __init__(self) -> None:
        super().__init__()
        self.center = 100
        self.topic = Topic("center")
        self.screen = Screen()
        self.answers: list[Snapshot] = []

    def publish(self, tail: Tail) -> None:
        self.screen.take(self.topic.take_tail(tail))

    @rule(lost=st.booleans(), repeated=st.booleans())
    def change(self, *, lost: bool, repeated: bool) -> None:
        self.center += 1
        for _ in range((not lost) + repeated * (not lost)):
            self.publish(Tail("center", self.center, neighbours=(peer(self.center),)))

    @rule(lost=st.booleans())
    def heartbeat(self, *, lost: bool) -> None:
        if not lost:
            self.publish(Tail("center", self.center))

    @rule()
    def ask(self) -> None:
        if self.topic.wants_snapshot:
            self.answers.append(Snapshot("center", self.center, last=True, neighbours=(peer(self.center),)))

    @rule()
    def answer(self) -> None:
        if self.answers:
            self.screen.take(self.topic.take_part(self.answers.pop(0)))

    @rule()
    def subscribe_again(self) -> None:
        self.topic.restart()

    @invariant()
    def never_ahead_of_the_center(self) -> None:
        assert self.screen.value <= self.center

    def teardown(self) -> None:
        self.answers.clear()
        for _ in range(3):
            self.publish(Tail("center", self.center))
            self.ask()
            self.answer()
        assert self.screen.value == self.center
        assert not self.topic.wants_snapshot


TestFeed = Feed.TestCase
TestFeed.settings = settings(max_examples=60, stateful_step_count=40)


@given(
    st.integers(-100_000, 100_000),
    st.lists(
        st.tuples(st.integers(0, 3_000), st.integers(0, 3_000), st.integers(0, 60_000)),
        min_size=1,
        max_size=30,
    ),
    st.integers(-50, 50),
)
def test_that_the_true_offset_is_always_within_the_bound(
    ahead_ms: int, trips: list[tuple[int, int, int]], drift_ppm: int
) -> None:
    estimate, now_ms = OffsetEstimate(), 1_000_000

    def true_ms(at_ms: int) -> float:
        return at_ms + ahead_ms + (at_ms - 1_000_000) * drift_ppm / 1e6

    for there_ms, back_ms, pause_ms in trips:
        sent_ms = now_ms
        told_ms = int(true_ms(now_ms + there_ms))
        now_ms += there_ms + back_ms
        estimate.add(sent_s=sent_ms / 1000, received_s=now_ms / 1000, told_ms=told_ms)
        now_ms += pause_ms
        found = estimate.read(now_ms=now_ms, now_s=now_ms / 1000)
        assert found is not None
        assert abs(found.offset_ms - (true_ms(now_ms) - now_ms)) <= found.error_ms
