"""`./dev bench ticket`: how fast the rules decide and time, and that they hold over many random cases.

Figures on stdout, or --json FILE. `--quick` runs the same checks on a twentieth of the cases. No I/O is
timed: deciding, lights and deadlines are pure functions in one process.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from backend.calendars import load_calendars
from backend.domain.acts import Act, Context
from backend.domain.facts import facts
from backend.domain.limits import Budget
from backend.domain.log import ClockSpan
from backend.domain.sla import clocks, course, light_at, light_history, read, worst
from backend.domain.ticket import Ticket, apply, replay
from backend.domain.workflow import decide
from tests.fakes.domain_cast import BEFORE, CALENDARS, PHOTO, T0, context, in_progress, table
from tests.fakes.domain_invariants import INVARIANTS
from tests.fakes.domain_machine import NEIGHBOURS, PRESETS, Walk
from tests.fakes.domain_stepper import random_case, stepped

STORY: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("intake", "report", {"title": "x", "category": "city", "reporter": "Li"}),
    ("intake", "ask_more", {"question": "where?"}),
    ("Li", "supplement", {"place": "Gate 2"}),
    ("intake", "send_verify", {}),
    ("officer", "verified", {}),
    ("intake", "file", {}),
    ("dispatcher", "dispatch", {"lead": "cg", "assists": "yj"}),
    ("wang", "sign", {}),
    ("zhang", "sign", {}),
    ("zhang", "extend", {"minutes": "5", "reason": "rain"}),
    ("duty", "grant", {}),
    ("duty", "urge", {}),
    ("wang", "feedback", {"note": "done"}),
    ("zhang", "feedback", {"note": "done"}),
    ("checker", "check", {"ok": "yes"}),
    ("caller", "callback", {"satisfied": "yes"}),
)
"""A ticket's life of sixteen acts; what is timed is a mix of all of them."""


@dataclass(frozen=True)
class Row:
    """One figure and its bar; `met` is None where there is no bar."""

    name: str
    ours: float
    unit: str
    bar: float | None = None
    met: bool | None = None


def best_s(work: Callable[[], object], times: int = 5) -> float:
    """The quickest of several runs: what the code costs, not what the machine was doing beside it."""
    taken = []
    for _ in range(times):
        began_s = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began_s)
    return min(taken)


def acts() -> list[tuple[Ticket | None, Act, Context]]:
    """Every act of the story, ready to be decided on the ticket it belongs to."""
    ticket: Ticket | None = None
    ready: list[tuple[Ticket | None, Act, Context]] = []
    for n, (who, verb, args) in enumerate(STORY):
        act = Act(verb, args, (BEFORE, PHOTO), "lc/1/1")
        here = context(who, "lc", T0 + n * 100, table())
        ready.append((ticket, act, here))
        for event in decide(ticket, act, here):
            ticket = apply(ticket, event)
    return ready


def deciding() -> list[Row]:
    """Commands decided in a second, and the same with the ticket brought up to date."""
    ready, rounds = acts(), 200

    def only_decide() -> None:
        for _ in range(rounds):
            for ticket, act, here in ready:
                decide(ticket, act, here)

    def with_apply() -> None:
        for _ in range(rounds):
            for ticket, act, here in ready:
                now = ticket
                for event in decide(now, act, here):
                    now = apply(now, event)

    number = rounds * len(ready)
    decided, applied = number / best_s(only_decide), number / best_s(with_apply)
    return [
        Row("commands decided", round(decided), "1/s", 50_000, decided >= 50_000),
        Row("commands decided and applied", round(applied), "1/s"),
    ]


def lights(number: int = 100_000) -> list[Row]:
    """The lights of open tickets at one moment, from courses made when each log last changed."""
    ticket = in_progress(assists="yj").known
    began_s = time.perf_counter()
    sample = [_later(ticket, n) for n in range(number // 100)]
    courses = [course(clocks(late, CALENDARS, T0)) for late in sample]
    prepared_us = (time.perf_counter() - began_s) / len(sample) * 1e6
    spread = [replace(courses[n % len(courses)]) for n in range(number)]
    now_ms = T0 + 40_000

    def look() -> list[object]:
        return [one.at(now_ms) for one in spread]

    taken_ms = best_s(look) * 1000
    seen = {str(light) for light in look()}
    return [
        Row(f"lights of {number} open tickets", round(taken_ms, 1), "ms", 150, taken_ms <= 150),
        Row("different lights among them", len(seen), ""),
        Row("clocks and course of one changed ticket", round(prepared_us, 1), "µs"),
    ]


def _later(ticket: Ticket, n: int) -> Ticket:
    shifted = tuple(replace(s, started_ms=s.started_ms + n * 90) for s in ticket.spans if not s.stopped_ms)
    return replace(ticket, spans=shifted)


def deadlines() -> list[Row]:
    """A budget of 20 working days, as hours and as days, started anywhere in three years."""
    office = load_calendars()["office"]
    chance = random.Random(1)  # noqa: S311 (test data)
    starts = [T0 - chance.randrange(3 * 365 * 86_400_000) for _ in range(2000)]

    def hours() -> None:
        for at_ms in starts:
            office.add_working(at_ms, 20 * 7 * 3_600_000)

    def days() -> None:
        for at_ms in starts:
            office.close_of_day(at_ms, 20)

    span = ClockSpan("dispose", 1, T0, Budget("dispose", "office", 0, days=20))

    def whole() -> None:
        for at_ms in starts:
            read(replace(span, started_ms=at_ms), {"office": office}, T0)

    rows = []
    parts = (("in hours", hours, 50.0), ("in days", days, 50.0), ("as a reading", whole, None))
    for name, work, bar in parts:
        taken_us = best_s(work) / len(starts) * 1e6
        met = None if bar is None else taken_us <= bar
        rows.append(Row(f"deadline of 20 working days, {name}", round(taken_us, 1), "µs", bar, met))
    return rows


def walks(number: int) -> list[Row]:
    """Random walks of people of three centers with every invariant looked at after every act."""
    acts_done = 0

    class All(Walk):
        def checked(self) -> None:
            nonlocal acts_done
            acts_done += 1
            for check in INVARIANTS:
                check(self)

    run_state_machine_as_test(
        All,
        settings=settings(
            max_examples=number,
            stateful_step_count=4,
            deadline=None,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
    return [
        Row(f"walks in which all {len(INVARIANTS)} invariants held", number, "", 20_000, number >= 20_000),
        Row("acts tried in them", acts_done, ""),
    ]


def stepping(number: int) -> list[Row]:
    """Deadlines against a stepper that looks at every minute: calendars, 2019 to 2026, pauses."""
    chance = random.Random(20261122)  # noqa: S311 (test data)
    done = wrong = 0
    while done < number:
        case = random_case(chance)
        slow = stepped(case)
        if slow is None:
            continue
        fast = case.calendar.add_working(case.start_ms, case.budget_min * 60_000, case.pauses)
        wrong += (fast.at_ms, fast.provisional) != slow
        done += 1
    if wrong:
        sys.exit(f"{wrong} of {done} deadlines differ from the minute stepper")
    return [Row("deadlines equal to the minute stepper", done, "", 10_000, done >= 10_000)]


def histories(number: int) -> list[Row]:
    """Logs of random walks, read again from the first event: state, clocks, lights, facts are the same."""
    chance = random.Random(7)  # noqa: S311 (test data)
    done = events = 0
    while done < number:
        walk = Walk()
        for _ in range(3):
            walk.arrive(chance.choice(PRESETS), chance.randrange(2**32))
            walk.move(chance.randrange(2**32))
            walk.talk(chance.choice(NEIGHBOURS))
            walk.wait(chance.choice((1, 20, 3600)), "lc")
        for log in walk.logs():
            _same(walk.world.newest(log[0].args["ticket"]), replay(log), walk.world.now_ms)
            done, events = done + 1, events + len(log)
    rows = [Row("histories replayed to the same", done, "", 10_000, done >= 10_000)]
    return [*rows, Row("events in them", events, "")]


def _same(lived: Ticket, read_again: Ticket, now_ms: int) -> None:
    before, after = clocks(lived, CALENDARS, now_ms), clocks(read_again, CALENDARS, now_ms)
    assert (lived, before) == (read_again, after)
    assert light_history(before, now_ms) == light_history(after, now_ms)
    shown = worst(after, now_ms)
    assert course(before).at(now_ms) == (light_at(shown, now_ms) if shown else None)
    assert list(facts(lived, CALENDARS)) == list(facts(read_again, CALENDARS))


def main() -> None:
    """Run everything and say what held."""
    parser = argparse.ArgumentParser(prog="./dev bench ticket", description=__doc__)
    parser.add_argument("--json", dest="file", type=Path, help="write the rows to this file")
    parser.add_argument("--quick", action="store_true", help="a twentieth of the random cases")
    asked = parser.parse_args()
    share = 20 if asked.quick else 1
    rows: list[Row] = []
    for part in (
        deciding,
        lights,
        deadlines,
        lambda: stepping(10_000 // share),
        lambda: histories(10_000 // share),
        lambda: walks(20_000 // share),
    ):
        began_s = time.perf_counter()
        for row in part():
            rows.append(row)
            bar = "" if row.bar is None else f"   bar {row.bar:g}: {'met' if row.met else 'MISSED'}"
            print(f"{row.ours:>12g} {row.unit:<4} {row.name}{bar}", flush=True)
        print(f"{'':>12} ({time.perf_counter() - began_s:.1f} s)", file=sys.stderr, flush=True)
    if asked.file:
        asked.file.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
