"""The invariants of the design, each as a check of one walk; the names are those of the tests."""

from __future__ import annotations

from itertools import pairwise

from backend.domain.sla import ClockReading, Light, clocks, course, light_at, light_history, worst
from backend.domain.sla import rungs_due as due
from backend.domain.ticket import STATE_CLOCK, State, Ticket, replay
from backend.domain.transitions import TRANSITIONS
from tests.fakes.domain_cast import CALENDARS, PEOPLE
from tests.fakes.domain_machine import Walk

WITH_LEAD = frozenset(
    {State.DISPATCHED, State.IN_PROGRESS, State.DISPUTED, State.HUNG, State.FED_BACK, State.EVALUATED}
)
WITHOUT_LEAD = frozenset({State.REPORTED, State.NEED_INFO, State.VERIFYING, State.FILED, State.MERGED})


def one_lead_per_active_round(walk: Walk) -> None:
    """Exactly one lead wherever departments work; nobody has two tasks."""
    for ticket in walk.tickets():
        leads = sum(task.lead for task in ticket.tasks)
        departments = [task.department for task in ticket.tasks]
        assert leads == bool(ticket.tasks)
        assert len(departments) == len(set(departments))
        if ticket.state in WITH_LEAD - {State.EVALUATED}:
            assert leads == 1
        if ticket.state in WITHOUT_LEAD:
            assert leads == 0


def no_transition_without_actor_role_and_center(walk: Walk) -> None:
    """Every event says who, as what, where; and he holds that role, and the role may act."""
    roles = {role for verb in TRANSITIONS.values() for role in verb.roles}
    for log in walk.logs():
        for event in log:
            assert event.actor
            assert event.center in walk.world.known
            assert event.role == PEOPLE[event.actor][0].value
            assert event.role in roles


def no_end_state_with_open_tasks(walk: Walk) -> None:
    """What has ended owes nothing: no task, no running clock, no request, no custody on its way."""
    for ticket in walk.tickets():
        if ticket.ended:
            assert not any(task.open for task in ticket.tasks)
            assert all(span.stopped_ms for span in ticket.spans)
            assert not ticket.pending
            assert not ticket.custody.transit_to
        assert bool(ticket.closed_ms) is ticket.ended


def total_covers_report_to_end_without_gaps(walk: Walk) -> None:
    """One total clock for each life, from its beginning to its end, whatever happens in between."""
    for ticket in walk.tickets():
        totals = [span for span in ticket.spans if span.clock == "total"]
        begun = [e.at_ms for e in ticket.events if e.kind == "reopened"]
        assert len(totals) == 1 + len(begun)
        assert [span.started_ms for span in totals[1:]] == begun if not ticket.children else totals
        earliest = min((ticket.since_ms, *(child.since_ms for child in ticket.children)))
        if not ticket.ended:
            assert totals[-1].started_ms == earliest
        assert totals[0].started_ms <= ticket.opened_ms
        assert totals[-1].stopped_ms == ticket.closed_ms
        assert all(span.stopped_ms for span in totals[:-1])


def clocks_run_exactly_where_the_table_says(walk: Walk) -> None:
    """The clocks of the state table, none beside them; one clock of one round and department runs once."""
    for ticket in walk.tickets():
        keys = [(span.clock, span.round, span.department) for span in ticket.spans]
        assert len(keys) == len(set(keys))
        running = {span.clock for span in ticket.spans if not span.stopped_ms}
        stage = {STATE_CLOCK[ticket.state]} if ticket.state in STATE_CLOCK else set()
        assert running & set(STATE_CLOCK.values()) == stage
        assert ("total" in running) is not ticket.ended
        disposing = {s.department for s in ticket.spans if s.clock == "dispose" and not s.stopped_ms}
        assert disposing == {task.department for task in ticket.tasks if task.open}
        if ticket.state is State.DISPUTED:
            assert "sign" not in running


def replay_gives_the_same_everywhere(walk: Walk) -> None:
    """Whoever reads the log reads the same ticket, the same clocks, the same lights."""
    now_ms = walk.world.now_ms
    for name in walk.touched:
        log = walk.world.longest[name]
        read = replay(log)
        assert read == walk.world.newest(name)
        readings = clocks(read, CALENDARS, now_ms)
        shown = worst(readings, now_ms)
        assert course(readings).at(now_ms) == (light_at(shown, now_ms) if shown else None)
    for ticket in walk.tickets():
        assert ticket.events == walk.world.longest[ticket.id][: ticket.rev], "a copy is part of the one log"


def exactly_one_wins_when_cut_off(walk: Walk) -> None:
    """Only one center's copy lets anybody act, and it is the newest; the others are shown who has it."""
    for name in walk.world.longest:
        holders = [
            (center, mine[name])
            for center, mine in walk.world.known.items()
            if name in mine and mine[name].custody.holder == center and not mine[name].custody.transit_to
        ]
        assert len(holders) <= 1
        for _, ticket in holders:
            assert ticket.rev == len(walk.world.longest[name])
    for center, ticket, no in walk.refusals:
        away = ticket.custody.transit_to or ticket.custody.holder
        if away != center:
            assert no.code in {"in_transit", "not_custodian", "not_target"}
        if no.code in {"in_transit", "not_custodian"} and no.rule == "custody":
            assert no.who_may == (f"center:{away}",)


def merging_is_acyclic(walk: Walk) -> None:
    """Following what a ticket is merged into ends; parent and child know of each other."""
    for mine in walk.world.known.values():
        for ticket in mine.values():
            seen: set[str] = set()
            at: Ticket | None = ticket
            while at is not None and at.into:
                assert at.id not in seen
                seen.add(at.id)
                at = mine.get(at.into)
            assert (ticket.state is State.MERGED) is bool(ticket.into)
    for name in walk.world.longest:
        child = walk.world.newest(name)
        if child.into:
            assert name in {other.id for other in walk.world.newest(child.into).children}


def no_light_is_later_than_the_deadline(walk: Walk) -> None:
    """Red from the deadline on, for each clock and for the ticket; never red before."""
    now_ms = walk.world.now_ms
    for name in walk.touched:
        readings = clocks(walk.world.newest(name), CALENDARS, now_ms)
        for reading in readings:
            _check_light(reading, now_ms)
        running = [reading for reading in readings if not reading.stopped_ms]
        whole = course(running)
        assert all(whole.at(reading.deadline_ms) is Light.RED for reading in running)
        if running and now_ms < min(reading.deadline_ms for reading in running):
            assert whole.at(now_ms) is not Light.RED


def _check_light(reading: ClockReading, now_ms: int) -> None:
    assert reading.started_ms <= reading.yellow_ms <= reading.deadline_ms
    assert reading.first_deadline_ms <= reading.deadline_ms
    if not reading.stopped_ms:
        assert light_at(reading, reading.deadline_ms) is Light.RED
        assert light_at(reading, reading.deadline_ms - 1) is not Light.RED
    until_ms = reading.stopped_ms or now_ms
    history = light_history((reading,), now_ms)
    red = [at_ms for _, light, at_ms in history if light is Light.RED]
    assert red == ([reading.deadline_ms] if until_ms >= reading.deadline_ms else [])
    assert all(a[1] is not b[1] for a, b in pairwise(history))


def each_rung_fires_once(walk: Walk) -> None:
    """A rung is in the log once; who restarts and looks again finds nothing new."""
    world = walk.world
    for name in walk.touched:
        log = world.longest[name]
        fired = [
            (e.args["clock"], e.args["round"], e.args.get("department", ""), e.args["rung"])
            for e in log
            if e.kind == "escalated"
        ]
        assert len(fired) == len(set(fired))
        ticket = world.newest(name)
        if ticket.custody.transit_to:
            continue
        restarted = replay(log)
        rungs = due(ticket, clocks(ticket, CALENDARS, world.now_ms), world.now_ms)
        assert rungs == due(restarted, clocks(restarted, CALENDARS, world.now_ms), world.now_ms)
        assert all(rung.due_ms <= world.now_ms for rung in rungs)
        assert not {(r.clock, str(r.round), r.department, r.rung) for r in rungs} & set(fired)


INVARIANTS = (
    one_lead_per_active_round,
    no_transition_without_actor_role_and_center,
    no_end_state_with_open_tasks,
    total_covers_report_to_end_without_gaps,
    clocks_run_exactly_where_the_table_says,
    replay_gives_the_same_everywhere,
    exactly_one_wins_when_cut_off,
    merging_is_acyclic,
    no_light_is_later_than_the_deadline,
    each_rung_fires_once,
)
