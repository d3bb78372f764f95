"""District time: a child puts its clock right by the center above, as far as that is proven."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from backend.center.clocks import HLC_AHEAD_MAX_MS, District
from backend.center.place import Place
from backend.center.ports import Moment
from backend.center.timers import Readings, Timers
from backend.domain.limits import LimitTable
from backend.domain.sla import ClockReading
from backend.domain.ticket import Ticket
from backend.wire.messages import Ping
from tests.fakes.domain_cast import CALENDARS, filed, table

T0 = 1_764_547_200_000


def _measured(ahead_ms: int, round_trip_ms: int, above_error_ms: int = 0) -> District:
    """A child whose clock the center above finds `ahead_ms` behind."""
    district = District(root=False)
    sent = Moment(T0, 1_000)
    received = Moment(T0 + round_trip_ms, 1_000 + round_trip_ms)
    told = T0 + round_trip_ms // 2 + ahead_ms
    district.answered(Ping(told, sent.mono_ms, above_error_ms), received)
    return district


def test_that_a_wrong_clock_is_put_right_within_half_the_round_trip() -> None:
    district = _measured(90_000, 40)
    now = district.at(Moment(T0 + 40, 1_040))
    assert abs(now.utc_ms - (T0 + 40 + 90_000)) <= now.error_ms
    assert 20 <= now.error_ms <= 23


def test_that_what_the_center_above_is_unsure_of_adds_up() -> None:
    assert _measured(90_000, 40, 500).at(Moment(T0 + 40, 1_040)).error_ms >= 520


def test_that_an_offset_within_its_error_moves_nothing_but_widens_the_bound() -> None:
    now = _measured(10, 40).at(Moment(T0 + 40, 1_040))
    assert now.utc_ms == T0 + 40
    assert now.error_ms >= 30


def test_that_without_a_measure_the_own_clock_counts() -> None:
    now = Moment(T0, 5)
    assert District().at(now) is now
    assert District().offset(now) is None


def test_that_an_answer_to_a_question_of_another_run_measures_nothing() -> None:
    district = District(root=False)
    district.answered(Ping(T0, 5_000), Moment(T0, 1_000))
    district.answered(Ping(T0, 1_000), Moment(T0, 100_000))
    assert district.offset(Moment(T0, 100_000)) is None


def test_that_the_hybrid_clock_never_falls_and_ignores_absurd_stamps() -> None:
    district, now = District(), Moment(T0, 0)
    first = district.stamp(now)
    assert district.stamp(now) == first + 1
    district.heard(T0 + 60_000, now)
    assert district.stamp(now) == T0 + 60_001
    district.heard(T0 + HLC_AHEAD_MAX_MS + 1, now)
    assert district.stamp(now) == T0 + 60_002


class _Levels:
    """Custody as timers need it."""

    def frozen(self, _ticket: str) -> bool:
        return False


class _Watched(Timers):
    """Timers that say when rungs are looked for."""

    looked: list[int]

    def _climb(self, ticket: Ticket, readings: Iterable[ClockReading], now: Moment, latest_ms: int) -> Ticket:
        self.looked.append(latest_ms)
        return ticket


def _timers() -> tuple[_Watched, Ticket]:
    limits: LimitTable = table()
    place = Place("lc", "community", T0, limits, CALENDARS)
    timers = _Watched(place, _Levels(), Readings(place))  # type: ignore[arg-type] # all that timers ask of it
    timers.looked = []
    ticket = filed().known
    return timers, ticket


def test_that_lights_turn_at_the_earliest_bound_and_rungs_count_at_the_latest() -> None:
    timers, ticket = _timers()
    error = 500
    now = Moment(ticket.events[-1].at_ms + 5_000, 0, error)
    timers.watch(ticket, now)
    turn = timers.next_ms()
    assert turn is not None
    assert timers.due(replace(now, utc_ms=turn - error - 1)) == ()
    early = replace(now, utc_ms=turn - error)
    assert timers.due(early) == (ticket.id,)
    timers.watch(ticket, early)
    assert timers.looked[-1] == turn - 2 * error, "no rung of this turn counts yet"
    again = timers.next_ms()
    assert again is not None
    assert turn < again <= turn + 2 * error
    timers.watch(ticket, replace(now, utc_ms=turn + error))
    assert timers.looked[-1] == turn
