"""Whatever three centers' people try in whatever order, the invariants of the design hold."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.domain.acts import Act
from backend.domain.errors import Refused
from backend.domain.sla import ClockReading, Light, clocks, light_at, light_history, worst
from backend.domain.ticket import MEANINGS, STATE_CLOCK, Event, State, Ticket, apply, replay
from backend.domain.transitions import TRANSITIONS
from backend.domain.workflow import allowed, decide, refusal
from tests.fakes.domain_cast import CALENDARS, PARENT, PEOPLE, PHOTO, T0, context

WITH_TASKS = frozenset({State.DISPATCHED, State.IN_PROGRESS, State.FED_BACK, State.CALLBACK, State.CLOSED})


MOVES = tuple(verb for verb in TRANSITIONS if verb not in {"note", "urge", "supervise", "escalate"})


@dataclass(frozen=True, slots=True)
class Try:
    """One attempt: the how-manieth of the moves that are open to anybody, or, when bold, anything at all."""

    pick: int
    bold: bool
    yes: bool
    pause_ms: int


tries = st.builds(
    Try,
    pick=st.integers(0, 10_000),
    bold=st.sampled_from([False, False, True]),
    yes=st.booleans(),
    pause_ms=st.integers(-500, 9000),
)


def values(attempt: Try, center: str) -> dict[str, str]:
    """A value for every argument of every verb; the verb takes its own."""
    return {
        "title": "x", "alarm": "lc/1/1", "category": "city", "reason": "because", "note": "done",
        "reporter": "Li" if attempt.yes else "", "urgency": "normal", "lead": "cg",
        "assists": "yj" if attempt.yes else "", "ok": "yes" if attempt.yes else "no",
        "satisfied": "yes" if attempt.yes else "no", "department": "yj",
        "to": "lc" if center == "bc" else "bc",
        "rung": "urge", "clock": "sign", "round": "1", "due_ms": "1",
    }  # fmt: skip


def chosen(ticket: Ticket | None, attempt: Try, now_ms: int) -> tuple[str, str, str]:
    """Who, where and what: any of all, or one of those that the rules hold open."""
    everything = [(who, center, verb) for center in PARENT for who in PEOPLE for verb in TRANSITIONS]
    if attempt.bold:
        return everything[attempt.pick % len(everything)]
    moves = [
        (who, center, verb)
        for center in PARENT
        for who in PEOPLE
        for verb in allowed(ticket, context(who, center, now_ms))
        if verb in MOVES
    ]
    return moves[attempt.pick % len(moves)] if moves else everything[attempt.pick % len(everything)]


def attempt_on(ticket: Ticket | None, attempt: Try, now_ms: int) -> tuple[Event, ...]:
    """Events of one attempt, or none when it is refused."""
    who, center, verb = chosen(ticket, attempt, now_ms)
    takes = {arg.name for arg in TRANSITIONS[verb].args} | ({"note"} if verb == "feedback" else set())
    args = {name: value for name, value in values(attempt, center).items() if name in takes}
    try:
        return decide(ticket, Act(verb, args, (PHOTO,), "lc/1/1"), context(who, center, now_ms))
    except Refused:
        return ()


def check_shape(ticket: Ticket) -> None:
    leads = [task for task in ticket.tasks if task.lead]
    assert len(leads) == (1 if ticket.state in WITH_TASKS else 0)
    if ticket.ended:
        assert not any(task.open for task in ticket.tasks)
        assert not any(not span.stopped_ms for span in ticket.spans)
        assert not ticket.custody.transit_to
    if ticket.custody.transit_to:
        assert not any(task.open for task in ticket.tasks)
    assert [step.epoch for step in ticket.trail] == sorted({step.epoch for step in ticket.trail})
    assert ticket.trail[-1].center == ticket.custody.holder
    assert ticket.state is not State.CLOSED or ticket.handler


def check_clocks(ticket: Ticket) -> None:
    totals = [span for span in ticket.spans if span.clock == "total"]
    assert [(span.started_ms, span.stopped_ms) for span in totals] == [(ticket.opened_ms, ticket.closed_ms)]
    running = {span.clock for span in ticket.spans if not span.stopped_ms} & set(STATE_CLOCK.values())
    assert (
        running == {STATE_CLOCK[ticket.state]} & set(STATE_CLOCK.values())
        if ticket.state in STATE_CLOCK
        else not running
    )
    disposing = [s for s in ticket.spans if s.clock == "dispose" and not s.stopped_ms]
    assert {span.department for span in disposing} == {t.department for t in ticket.tasks if t.open}
    keys = [(span.clock, span.round, span.department) for span in ticket.spans]
    assert len(keys) == len(set(keys)), "one clock of one round and department runs once"


def check_lights(reading: ClockReading, now_ms: int) -> None:
    assert reading.started_ms <= reading.yellow_ms <= reading.deadline_ms
    running = ClockReading(
        reading.clock, reading.round, reading.started_ms, reading.yellow_ms, reading.deadline_ms,
        reading.budget_s, blue=reading.blue,
    )  # fmt: skip
    assert light_at(running, reading.deadline_ms) is Light.RED
    assert light_at(running, reading.deadline_ms - 1) is not Light.RED
    assert light_at(running, reading.yellow_ms) in {Light.YELLOW, Light.RED}
    until_ms = reading.stopped_ms or now_ms
    red = [at_ms for _, light, at_ms in light_history((reading,), now_ms) if light is Light.RED]
    assert red == ([reading.deadline_ms] if until_ms >= reading.deadline_ms else [])


def check_custody(ticket: Ticket, now_ms: int) -> None:
    """Nobody but the custodian acts, and nobody at all while it is on its way."""
    custody = ticket.custody
    for center in PARENT:
        for who in PEOPLE:
            for verb in ("note", "dispatch", "file", "check", "escalate", "hand_up", "urge"):
                no = refusal(ticket, verb, context(who, center, now_ms))
                if custody.transit_to:
                    assert no is not None
                    assert no.code == "in_transit"
                elif custody.holder != center:
                    assert no is not None
                    assert no.code == "not_custodian"
        expected = None if custody.transit_to == center else "not_target"
        no = refusal(ticket, "receive", context("center", center, now_ms))
        assert (no.code if no else None) == expected


def walk(attempts: Iterable[Try]) -> tuple[list[Event], set[State]]:
    """Let people try in turn, checking everything after every act; the log and the states passed."""
    ticket: Ticket | None = None
    log: list[Event] = []
    reached: set[State] = set()
    now_ms = T0
    for attempt in attempts:
        now_ms += attempt.pause_ms
        events = attempt_on(ticket, attempt, now_ms)
        for event in events:
            ticket = apply(ticket, event)
        log.extend(events)
        if ticket is None or not events:
            continue
        reached.add(ticket.state)
        assert replay(log) == ticket
        check_shape(ticket)
        check_clocks(ticket)
        check_custody(ticket, now_ms)
        readings = clocks(ticket, CALENDARS, now_ms)
        for reading in readings:
            check_lights(reading, now_ms)
        assert (worst(readings, now_ms) is None) is ticket.ended
    return log, reached


@settings(max_examples=150, deadline=None)
@given(attempts=st.lists(tries, max_size=50))
def test_that_the_invariants_hold_whatever_people_try(attempts: list[Try]) -> None:
    log, _ = walk(attempts)
    assert [event.rev for event in log] == list(range(1, len(log) + 1))
    assert [event.at_ms for event in log] == sorted(event.at_ms for event in log)


def test_that_such_walks_reach_every_state_and_kind_of_event() -> None:
    """Otherwise the property above would prove little."""
    chance = random.Random(20251122)
    kinds: set[str] = set()
    states: set[State] = set()
    for _ in range(20):
        attempts = [
            Try(
                pick=chance.randrange(10_000),
                bold=chance.random() < 0.2,
                yes=chance.random() < 0.6,
                pause_ms=chance.randrange(9000),
            )
            for _ in range(50)
        ]
        log, reached = walk(attempts)
        kinds |= {event.kind for event in log}
        states |= reached
    assert states == set(State)
    assert kinds >= {"reported", *MEANINGS} - {"urged", "supervised"}
