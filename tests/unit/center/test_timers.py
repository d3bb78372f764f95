from __future__ import annotations

from backend.domain.limits import RungRule
from backend.domain.sla import Light, light_at
from backend.domain.ticket import Ticket
from tests.fakes.center_cluster import Cluster
from tests.fakes.domain_cast import table


def _limits() -> Cluster:
    ladder = (RungRule("urge", percent=75), RungRule("supervise", percent=100))
    seconds = {
        "accept": 20,
        "dispatch": 900,
        "sign": 900,
        "dispose": 900,
        "check": 900,
        "callback": 900,
        "total": 9000,
    }
    return Cluster(limits=table(seconds, ladder))


def _rungs(ticket: Ticket) -> list[tuple[str, str, str]]:
    return [(e.args["clock"], e.args["rung"], e.center) for e in ticket.events if e.kind == "escalated"]


def test_that_lights_turn_and_each_rung_fires_once() -> None:
    c = _limits()
    ticket = c.done("lc", "intake", "report", title="t")
    c.settle(14_000)
    assert _rungs(c.ticket("lc", ticket)) == []
    c.settle(2_000)
    assert _rungs(c.ticket("lc", ticket)) == [("accept", "urge", "lc")]
    c.settle(10_000)
    assert _rungs(c.ticket("lc", ticket)) == [("accept", "urge", "lc"), ("accept", "supervise", "lc")]
    c.settle(60_000)
    assert len(_rungs(c.ticket("lc", ticket))) == 2
    assert c.ticket("tl", ticket).events == c.ticket("lc", ticket).events


def test_that_a_rung_does_not_fire_again_after_a_restart_and_a_missed_one_fires_late() -> None:
    c = _limits()
    ticket = c.done("lc", "intake", "report", title="t")
    c.settle(16_000)
    c.crash("lc")
    c.settle(20_000)
    c.restart("lc")
    c.settle(100)
    assert [rung for _, rung, _ in _rungs(c.ticket("lc", ticket))] == ["urge", "supervise"]


def test_that_nobody_escalates_a_ticket_on_its_way_and_the_new_custodian_does() -> None:
    c = _limits()
    ticket = c.done("lc", "intake", "report", title="t")
    c.split("lc", "bc")
    c.done("lc", "intake", "hand_up", ticket)
    c.settle(30_000)
    assert _rungs(c.ticket("lc", ticket)) == []
    c.heal("lc", "bc")
    c.settle(3_000)
    assert {center for _, _, center in _rungs(c.ticket("lc", ticket))} == {"bc"}
    assert len(_rungs(c.ticket("bc", ticket))) == 2


def test_that_a_turn_of_a_light_is_published_where_nothing_else_happens() -> None:
    c = _limits()
    ticket = c.done("lc", "intake", "report", title="t")
    c.settle(200)
    before = len([t for t in c.tails("tl", "ticket") if t.tickets])
    c.split("bc", "tl")
    c.settle(15_000)
    news = [t for t in c.tails("tl", "ticket") if t.tickets][before:]
    assert news
    (reading,) = [r for r in news[-1].tickets[0].clocks if r.clock == "accept"]
    assert light_at(reading, c.clock.now_ms()) is Light.YELLOW
    assert news[-1].tickets[0].ticket == ticket


def test_that_the_core_says_how_long_it_may_sleep() -> None:
    c = _limits()
    core = c.nodes["lc"].core
    c.settle(1_000)
    assert 0 < core.sleep_ms(c.now) <= 1_000
    c.done("lc", "intake", "report", title="t")
    c.done("lc", "intake", "report", title="waits to be put together with others")
    assert core.sleep_ms(c.now) <= 50
