"""The mirror: snapshot plus tail, replayed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.domain.log import State
from backend.domain.roles import Role
from backend.net.client import ClientEvent, LinkDown, LinkUp
from backend.wire.messages import Command, Neighbour, Snapshot, Tail, TicketRecord, TrackBox, TrackFrame
from console.mirror import Changes, LinkPhase, Mirror
from tests.fakes.clock import ManualClock
from tests.fakes.console_feed import FakeCenter

T0 = 1_795_315_338_000


class Told:
    """A fake center whose words are kept, and a mirror to tell them to."""

    def __init__(self) -> None:
        self.clock = ManualClock(T0)
        self.center = FakeCenter(self.clock)
        self.said: list[ClientEvent] = []
        self.center.listener = self.said.append
        self.mirror = Mirror("the key file's name")

    def hear(self) -> Changes:
        """Apply everything said so far; returns the joined changes."""
        changes = Changes()
        for event in self.said:
            changes |= self.mirror.apply(event, self.clock.now_ms())
        self.said.clear()
        return changes

    def report(self, title: str) -> str:
        result = self.center.perform(Command(title, "report", "", {"title": title, "category": "city.waste"}))
        assert result.ok, result
        return result.target


@pytest.fixture
def told() -> Told:
    return Told()


def test_that_a_welcome_says_who_we_are_and_where(told: Told) -> None:
    assert told.mirror.link.phase is LinkPhase.CONNECTING
    told.center.link_up()
    changes = told.hear()
    center = told.mirror.center
    assert changes.link
    assert (center.id, center.parent) == ("tl-bc-lc", "tl-bc")
    assert center.actor is not None
    assert center.actor.roles == {Role.OPERATOR, Role.INTAKE, Role.DISPATCHER}
    assert center.actor.name == "值班员03"  # as the center knows the key
    assert told.mirror.name("cg", "zh_CN") == "区城管局"
    assert told.mirror.name("cg", "en") == "Urban Management"
    assert told.mirror.name("nobody", "en") == "nobody"


def test_that_a_role_this_program_does_not_know_is_left_out(told: Told) -> None:
    told.center.roles = ("operator", "astronaut")
    told.center.link_up()
    told.hear()
    assert told.mirror.center.actor is not None
    assert told.mirror.center.actor.roles == {Role.OPERATOR}


def test_that_tickets_of_the_snapshot_are_replayed_and_the_tail_goes_on(told: Told) -> None:
    first = told.report("a")
    told.said.clear()
    told.center.link_up()
    assert told.hear().tickets == {first}
    assert told.mirror.loaded == {"ticket", "alarm", "center"}
    assert told.mirror.tickets[first].ticket.state is State.REPORTED
    assert {clock.clock for clock in told.mirror.tickets[first].clocks} == {"accept", "total"}
    second = told.report("b")
    assert told.hear().tickets == {second}
    told.center.perform(Command("f", "file", first, {}))
    assert told.hear() == Changes(tickets=frozenset({first}))
    assert told.mirror.tickets[first].ticket.state is State.FILED


def test_that_a_repeated_tail_changes_nothing(told: Told) -> None:
    told.center.link_up()
    told.report("a")
    tail = told.said[-1]
    told.hear()
    assert not told.mirror.apply(tail, T0)


def test_that_a_new_snapshot_drops_what_the_center_no_longer_has(told: Told) -> None:
    told.center.link_up()
    gone, kept = told.report("a"), told.report("b")
    told.hear()
    del told.center.tickets[gone]
    told.center.link_up()
    assert told.hear().tickets == {gone, kept}
    assert set(told.mirror.tickets) == {kept}


def test_that_a_snapshot_in_parts_shows_only_when_it_is_whole(told: Told) -> None:
    ids = [told.report(name) for name in "ab"]
    records = [told.center.record(ticket) for ticket in ids]
    mirror = told.mirror
    assert not mirror.apply(Snapshot("ticket", 9, last=False, tickets=(records[0],)), T0)
    assert mirror.tickets == {}
    changes = mirror.apply(Snapshot("ticket", 9, last=True, tickets=(records[1],)), T0)
    assert changes.tickets == set(ids)


def test_that_a_cut_off_snapshot_is_forgotten_when_another_comes(told: Told) -> None:
    old, new = (told.center.record(told.report(name)) for name in "ab")
    told.mirror.apply(Snapshot("ticket", 9, last=False, tickets=(old,)), T0)
    told.mirror.apply(Snapshot("ticket", 12, last=True, tickets=(new,)), T0)
    assert set(told.mirror.tickets) == {new.ticket}


def test_that_a_log_which_cannot_be_replayed_is_named_and_the_last_good_one_kept(told: Told) -> None:
    told.center.link_up()
    ticket = told.report("a")
    told.hear()
    good = told.mirror.tickets[ticket]
    gap = replace(good.ticket.events[0], rev=7)
    bad = TicketRecord(ticket, (good.ticket.events[0], gap), ())
    changes = told.mirror.apply(Tail("ticket", 99, tickets=(bad,)), T0)
    assert changes == Changes(faults=True)
    assert set(told.mirror.faults) == {ticket}
    assert told.mirror.tickets[ticket] is good
    told.mirror.apply(Tail("ticket", 100, tickets=(told.center.record(ticket),)), T0)
    assert told.mirror.faults == {}


def test_that_alarms_and_neighbours_follow_their_topics(told: Told) -> None:
    told.center.neighbours = (Neighbour("tl-bc", True, 3, T0),)  # noqa: FBT003
    told.center.link_up()
    alarm = told.center.alarm()
    changes = told.hear()
    assert changes.alarms == {alarm.id}
    assert changes.neighbours
    assert told.mirror.neighbours["tl-bc"].queued == 3
    told.center.perform(Command("c", "claim", alarm.id))
    assert told.hear().alarms == {alarm.id}
    assert told.mirror.alarms[alarm.id].claimed_by == "值班员03"


def test_that_only_the_newest_overlay_of_a_camera_is_kept(told: Told) -> None:
    for n in (1, 2):
        frame = TrackFrame("cam-1", n, (TrackBox(n, 0, 0, 1, 1),))
        changes = told.mirror.apply(Tail("track/cam-1", 1, track=frame), T0)
        assert changes == Changes(tracks=frozenset({"cam-1"}))
    assert told.mirror.tracks["cam-1"].at_ms == 2


def test_that_a_failed_retry_does_not_move_the_time_of_the_loss(told: Told) -> None:
    told.center.link_up()
    told.hear()
    told.clock.advance(5_000)
    told.mirror.apply(LinkDown("silent", "", 2.0), told.clock.now_ms())
    told.clock.advance(2_000)
    told.mirror.apply(LinkDown("unreachable", "nobody", 4.0), told.clock.now_ms())
    link = told.mirror.link
    assert (link.phase, link.since_ms, link.code) == (LinkPhase.DOWN, T0 + 5_000, "unreachable")
    assert link.retry_at_ms == T0 + 11_000
    assert told.mirror.heard_ms == T0
    told.center.link_up()
    told.hear()
    assert told.mirror.link.phase is LinkPhase.UP


def test_that_the_centers_time_is_ours_plus_the_measured_offset(told: Told) -> None:
    told.center.link_up()
    welcome = told.said[0]
    assert isinstance(welcome, LinkUp)
    told.mirror.apply(replace(welcome, offset_ms=-1500), T0)
    assert told.mirror.center_ms(T0) == T0 - 1500


def test_that_joined_changes_hold_all_of_both() -> None:
    both = Changes(tickets=frozenset({"a"}), link=True) | Changes(tickets=frozenset({"b"}), faults=True)
    assert both == Changes(tickets=frozenset({"a", "b"}), link=True, faults=True)
    assert not Changes()
    assert both


@pytest.mark.parametrize("topic", ["ticket", "alarm", "center"])
def test_that_an_empty_snapshot_is_told_too(topic: str) -> None:
    changes = Mirror("lc-01").apply(Snapshot(topic, 7, last=True), 1_795_000_000_000)
    assert changes
    assert changes.loaded == {topic}
