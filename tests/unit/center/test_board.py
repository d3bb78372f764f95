from __future__ import annotations

from backend.center import board
from backend.center.timers import Readings
from backend.domain.ticket import Event
from backend.wire.messages import Snapshot, Tail, Track, TrackBox, TrackFrame
from tests.fakes.center_cluster import CAMERA, Cluster


def _applied(parts: list[Snapshot], tails: list[Tail]) -> dict[str, tuple[Event, ...]]:
    """What a console holds after a snapshot and every later change."""
    held = {r.ticket: r.events for part in parts for r in part.tickets}
    for tail in tails:
        if tail.seq > parts[0].seq:
            held |= {r.ticket: r.events for r in tail.tickets}
    return held


def test_that_snapshot_and_tail_give_the_state_whenever_one_asks() -> None:
    c = Cluster()
    kept = []
    for n in range(6):
        kept.append(c.snapshot("lc", "ticket"))
        c.done("lc", "intake", "report", title=f"t{n}")
        if n % 2:
            c.settle(100)
    c.settle(200)
    tails = c.tails("lc", "ticket")
    truth = {r.ticket: r.events for r in c.snapshot("lc", "ticket")[0].tickets}
    assert len(truth) == 6
    for parts in kept:
        assert _applied(parts, tails) == truth


def test_that_numbers_have_no_gap_and_heartbeats_carry_the_last() -> None:
    c = Cluster()
    for n in range(5):
        c.done("lc", "intake", "report", title=f"t{n}")
        c.settle(700)
    for topic in board.TOPICS:
        last = 0
        for tail in c.tails("lc", topic):
            empty = not (tail.tickets or tail.alarms or tail.neighbours)
            assert tail.seq == (last if empty and last else tail.seq)
            assert last in {0, tail.seq, tail.seq - 1}
            last = tail.seq
    beats = [t for t in c.tails("lc", "alarm") if not t.alarms]
    assert len(beats) >= 3


def test_that_changes_of_one_ticket_are_put_together() -> None:
    c = Cluster()
    ticket = c.done("lc", "intake", "report", title="t")
    c.settle(200)
    before = len([t for t in c.tails("lc", "ticket") if t.tickets])
    for n in range(10):
        c.done("lc", "intake", "note", ticket, note=str(n))
    c.settle(100)
    news = [t for t in c.tails("lc", "ticket") if t.tickets][before:]
    assert len(news) <= 2
    assert len(news[-1].tickets[0].events) == 11


def test_that_numbers_of_an_earlier_run_are_smaller() -> None:
    c = Cluster()
    c.done("lc", "intake", "report", title="t")
    c.settle(200)
    before = c.snapshot("lc", "ticket")[0].seq
    c.clock.advance(5)
    c.crash("lc")
    c.restart("lc")
    assert c.snapshot("lc", "ticket")[0].seq > before


def test_that_alarms_and_links_are_published() -> None:
    c = Cluster()
    alarm = c.raise_alarm()
    c.settle(100)
    assert [a.id for t in c.tails("lc", "alarm") for a in t.alarms] == [alarm]
    c.split("lc", "bc")
    c.settle(6_000)
    assert [n.up for t in c.tails("lc", "center") for n in t.neighbours][-1] is False


def _track(camera: str, at_ms: int) -> Track:
    return Track(TrackFrame(camera, at_ms, (TrackBox(1, 0.1, 0.1, 0.2, 0.2),)))


def test_that_overlays_pass_and_only_the_newest_counts() -> None:
    c = Cluster()
    c.settle(100)
    for at_ms in range(5):
        c.say("lc", CAMERA, _track("cam-1", at_ms))
    c.settle(100)
    passed = [t.track.at_ms for t in c.tails("lc", "track/cam-1") if t.track]
    assert passed[-1] == 4
    assert len(passed) <= 2
    assert c.nodes["lc"].store.load(9).logs == {}


def test_that_the_number_of_cameras_is_limited() -> None:
    c = Cluster()
    place = c.nodes["lc"].place
    feed = board.Board(place, Readings(place))
    for n in range(board.CAMERAS_MAX + 5):
        feed.track(TrackFrame(f"cam-{n}", 1, ()))
    assert len(feed.waiting.tracks) == board.CAMERAS_MAX


def test_that_a_long_snapshot_comes_in_parts() -> None:
    c = Cluster()
    for n in range(30):
        ticket = c.done("lc", "intake", "report", title="t", description="x" * 4000)
        for _ in range(3):
            c.done("lc", "intake", "note", ticket, note=f"{n:02}" * 2000)
    parts = c.snapshot("lc", "ticket")
    assert len(parts) > 1
    assert [p.last for p in parts] == [False] * (len(parts) - 1) + [True]
    assert len({p.seq for p in parts}) == 1
    assert sum(len(p.tickets) for p in parts) == 30
