"""The client library against a real listener: snapshots, gaps, kills, and commands that survive them."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from backend.domain.errors import Refused, Unavailable
from backend.net.client import Client, ClientEvent, LinkUp, Pace
from backend.net.keys import new_pair, parse_grant
from backend.net.pending import PENDING_MAX
from backend.net.subscriber import feed_address
from backend.wire.messages import (
    Bye,
    Command,
    Hello,
    Ping,
    Snap,
    Snapshot,
    Tail,
    TrackFrame,
)
from tests.fakes.net_center import ScriptedCenter
from tests.fakes.net_screen import HASTY, QUICK, Screen, watching, watching_later
from tests.fakes.waiting import until


@pytest.fixture
def center(tmp_path: Path) -> ScriptedCenter:
    return ScriptedCenter(tmp_path)


def test_that_a_console_gets_welcome_then_snapshots_then_changes(center: ScriptedCenter) -> None:
    center.bump()
    with center.running(), watching(center, center.let_in("operator:li:intake")) as (_, screen):
        until(lambda: screen.snapshots("center") and screen.snapshots("ticket") and screen.snapshots("alarm"))
        assert isinstance(screen.events[0], LinkUp)
        assert screen.events[0].welcome.center == "tl"
        assert screen.value() == 1
        center.bump()
        until(lambda: screen.value() == 2)
        assert isinstance(screen.events[-1], Tail)
        assert not screen.downs()


def test_that_snapshots_are_handed_over_whole(center: ScriptedCenter) -> None:
    with center.running(), watching(center, center.let_in("operator:li:intake")) as (_, screen):
        until(lambda: screen.snapshots("center"))
        assert all(event.last for event in screen.events if isinstance(event, Snapshot))


def test_that_a_change_lost_on_the_feed_is_noticed_by_the_heartbeat(center: ScriptedCenter) -> None:
    with center.running(), watching(center, center.let_in("operator:li:intake")) as (_, screen):
        until(lambda: screen.snapshots("center") == 1)
        center.bump(losing=True)
        until(lambda: screen.value() == 1)
        assert screen.snapshots("center") == 2
        assert not screen.downs()


def test_that_a_change_lost_before_another_is_noticed_by_its_number(center: ScriptedCenter) -> None:
    center.beat_s = 60.0
    with center.running(), watching(center, center.let_in("operator:li:intake")) as (_, screen):
        until(lambda: screen.snapshots("center") == 1)
        center.bump(losing=True)
        center.bump()
        until(lambda: screen.value() == 2)
        assert screen.snapshots("center") == 2


def test_that_a_burst_beyond_every_queue_ends_with_the_right_state(center: ScriptedCenter) -> None:
    center.padding = 1_000
    burst = 30_000
    pair = center.let_in("operator:li:intake")
    screen, published = Screen(), threading.Event()

    def busy(event: ClientEvent) -> None:
        screen.take(event)
        if isinstance(event, Tail):
            published.wait(30)

    with center.running():
        client = Client(center.endpoint, center.pair.public, pair, listener=busy, pace=QUICK)
        client.start()
        until(lambda: screen.snapshots("center") == 1)
        center.bump()
        until(lambda: screen.value() == 1)
        center.bump(burst)
        until(lambda: center.value == 1 + burst, 30.0, saying="the burst")
        published.set()
        until(lambda: screen.value() == 1 + burst, 30.0, saying="the state after the burst")
        client.close()
    tails = [event.seq for event in screen.events if isinstance(event, Tail)]
    assert len(tails) < burst, "no queue was ever full: the test shows nothing"
    assert screen.snapshots("center") >= 2
    assert not screen.downs()


def test_that_a_center_that_dies_is_told_and_found_again_with_nothing_lost(center: ScriptedCenter) -> None:
    pair = center.let_in("operator:li:intake")
    with center.running():
        client_and_screen = watching(center, pair)
        client, screen = client_and_screen.__enter__()
        until(lambda: screen.snapshots("center") == 1)
    try:
        until(lambda: len(screen.downs()) >= 2)
        assert screen.downs()[0].code == "disconnected"
        assert screen.downs()[1].code == "unreachable"
        assert all(0 < down.retry_in_s <= 5 for down in screen.downs())
        future = client.submit(Command("while-down", "file"))
        center.value += 5
        with center.running():
            assert future.result(10).client_id == "while-down"
            until(lambda: screen.value() == 5)
            assert screen.ups() == 2
    finally:
        client_and_screen.__exit__(None, None, None)


def test_that_a_command_whose_answer_was_lost_is_sent_again_with_its_id(center: ScriptedCenter) -> None:
    pair = center.let_in("operator:li:intake")
    center.deaf_to = (Command,)
    with watching_later(center, pair) as (client, screen):
        with center.running():
            until(lambda: screen.snapshots("center"))
            future = client.submit(Command("once", "file"))
            until(lambda: center.commands().count("once") >= 2, saying="a repeat on the same link")
        center.deaf_to = ()
        with center.running():
            assert future.result(10).ok
    assert center.performed() == ["once"]


def test_that_a_new_link_sends_unanswered_commands_at_once(center: ScriptedCenter) -> None:
    patient = Pace(ping_s=0.1, silent_s=60.0, answer_s=60.0, settled_s=0.05)
    center.deaf_to = (Command,)
    with center.running():
        pair = center.let_in("operator:li:intake")
        client = Client(
            center.endpoint, center.pair.public, pair, topics=(), listener=lambda _event: None, pace=patient
        )
        client.start()
        future = client.submit(Command("once", "file"))
        until(lambda: center.commands() == ["once"])
    center.deaf_to = ()
    with center.running():
        assert future.result(10).ok
        client.close()
    assert center.performed() == ["once"]


def test_that_a_client_started_before_its_center_waits_for_it(center: ScriptedCenter) -> None:
    with watching_later(center, center.let_in("operator:li:intake")) as (_, screen):
        until(screen.downs)
        assert screen.downs()[0].code == "unreachable"
        with center.running():
            until(lambda: screen.snapshots("ticket"))


def test_that_a_wrong_key_is_told_in_words_and_let_in_once_authorised(center: ScriptedCenter) -> None:
    pair = new_pair()
    with center.running(), watching(center, pair) as (_, screen):
        until(screen.downs)
        assert screen.downs()[0].code == "key_refused"
        assert "authorise" in screen.downs()[0].words
        center.ring.authorise(pair.public, parse_grant("operator:zhao:viewer"))
        until(lambda: screen.snapshots("ticket"))


def test_that_a_center_that_hangs_is_not_taken_for_alive(center: ScriptedCenter) -> None:
    center.deaf_to = (Hello,)
    with center.running(), watching(center, center.let_in("operator:li:intake"), pace=HASTY) as (_, screen):
        until(screen.downs)
        assert screen.downs()[0].code == "silent"


def test_that_a_feed_that_falls_silent_is_not_taken_for_quiet(center: ScriptedCenter) -> None:
    center.beat_s = 60.0
    with center.running(), watching(center, center.let_in("operator:li:intake"), pace=HASTY) as (_, screen):
        until(screen.downs)
        assert screen.downs()[0].code == "silent"
        assert "feed" in screen.downs()[0].words


def test_that_a_snapshot_that_does_not_come_is_asked_for_again(center: ScriptedCenter) -> None:
    center.deaf_to = (Snap,)
    with center.running(), watching(center, center.let_in("operator:li:intake")) as (_, screen):
        until(lambda: center.kinds().count("Snap") >= 6)
        center.deaf_to = ()
        until(lambda: screen.snapshots("center") == 1)


def test_that_a_bye_ends_the_link_with_its_words(center: ScriptedCenter) -> None:
    with center.running(), watching(center, center.let_in("operator:li:intake")) as (_, screen):
        until(lambda: screen.snapshots("center"))
        center.say(Bye("closing", "closes for the night"))
        until(screen.downs)
        assert (screen.downs()[0].code, screen.downs()[0].words) == ("closing", "closes for the night")


def test_that_a_center_of_another_version_is_told(center: ScriptedCenter) -> None:
    center.version = 9
    with center.running(), watching(center, center.let_in("operator:li:intake")) as (_, screen):
        until(screen.downs)
        assert screen.downs()[0].code == "version"


def test_that_the_offset_of_the_center_is_known_within_its_bound(center: ScriptedCenter) -> None:
    center.ahead_ms = 90_000
    with center.running(), watching(center, center.let_in("operator:li:intake")) as (client, screen):
        until(lambda: center.kinds().count("Ping") >= 3)
        up = next(event for event in screen.events if isinstance(event, LinkUp))
        assert abs(up.offset_ms - 90_000) <= up.error_ms
        found = client.offset()
        assert found is not None
        assert abs(found.offset_ms - 90_000) <= found.error_ms
    assert client.offset() is None


def test_that_a_question_about_our_clock_is_answered(center: ScriptedCenter) -> None:
    with center.running(), watching(center, center.let_in("operator:li:intake")) as (_, screen):
        until(screen.ups)
        center.say(Ping(77))
        until(lambda: any(found.reply_to_ms == 77 for found in center.pings()))


def test_that_an_analyst_sends_overlays_and_watches_nothing(center: ScriptedCenter) -> None:
    center.roles = ("analyst",)
    with center.running(), watching(center, center.let_in("analyst:node-1")) as (client, screen):
        client.send_track(TrackFrame("cam-1", 5, ()))
        until(lambda: center.tracks() == ["cam-1"])
        assert client.submit(Command("a1", "raise")).result(10).ok
        assert "Snap" not in center.kinds()
        assert "topic_refused" not in center.faults()
        assert not screen.downs()


def test_that_overlays_are_bounded_while_the_link_is_down(center: ScriptedCenter) -> None:
    with watching_later(center, center.let_in("operator:li:intake")) as (client, _):
        for number in range(100):
            client.send_track(TrackFrame(f"cam-{number}", number, ()))
        with center.running():
            until(lambda: center.tracks()[-1:] == ["cam-99"])
    assert len(center.tracks()) <= 32


def test_that_overlays_reach_a_console_as_they_come(center: ScriptedCenter) -> None:
    topics = ("center", "track/")
    with (
        center.running(),
        watching(center, center.let_in("operator:li:intake"), topics=topics) as (_, screen),
    ):
        until(lambda: screen.snapshots("center"))
        tail = Tail("track/cam-1", 40, track=TrackFrame("cam-1", 5, ()))
        center.order(lambda listener: listener.publish("track/cam-1", center.wrap(tail)))
        until(lambda: tail in screen.events)
        assert not screen.snapshots("ticket")


def test_that_too_many_waiting_commands_are_refused_and_closing_fails_the_rest(
    center: ScriptedCenter,
) -> None:
    with watching_later(center, center.let_in("operator:li:intake")) as (client, _):
        futures = [client.submit(Command(f"c{n}", "file")) for n in range(PENDING_MAX)]
        with pytest.raises(Unavailable):
            client.submit(Command("one too many", "file"))
    assert all(isinstance(future.exception(0), Unavailable) for future in futures)
    with pytest.raises(Unavailable):
        client.submit(Command("after closing", "file"))


def test_that_many_commands_at_once_are_each_done_once(center: ScriptedCenter) -> None:
    with center.running(), watching(center, center.let_in("operator:li:intake")) as (client, _):
        futures = [client.submit(Command(f"c{n}", "file")) for n in range(200)]
        assert [future.result(20).client_id for future in futures] == [f"c{n}" for n in range(200)]
    assert center.performed() == [f"c{n}" for n in range(200)]


def test_that_a_listener_that_fails_does_not_cut_the_link(
    center: ScriptedCenter, capsys: pytest.CaptureFixture[str]
) -> None:
    seen = threading.Event()

    def clumsy(event: ClientEvent) -> None:
        if isinstance(event, Snapshot):
            seen.set()
        raise ValueError("a screen went wrong")

    pair = center.let_in("operator:li:intake")
    with center.running():
        client = Client(center.endpoint, center.pair.public, pair, listener=clumsy, pace=QUICK)
        client.start()
        assert seen.wait(10)
        assert client.submit(Command("c", "file")).result(10).ok
        client.close()
    assert "a listener failed" in capsys.readouterr().out


def test_that_a_client_may_be_closed_from_its_own_listener_and_twice(center: ScriptedCenter) -> None:
    pair = center.let_in("operator:li:intake")
    closed = threading.Event()

    def quits(event: ClientEvent) -> None:
        client.close()
        closed.set()

    with center.running():
        client = Client(center.endpoint, center.pair.public, pair, listener=quits, pace=QUICK)
        client.start()
        assert closed.wait(10)
        client.close()


def test_that_a_client_that_was_never_started_closes() -> None:
    client = Client("tcp://127.0.0.1:9", new_pair().public, new_pair(), listener=lambda _event: None)
    client.close()


def test_that_an_address_or_key_that_cannot_be_is_refused_at_once() -> None:
    good = new_pair().public
    for endpoint, server_key in (("nowhere", good), ("tcp://127.0.0.1:9", "no")):
        with pytest.raises(Refused):
            Client(endpoint, server_key, new_pair(), listener=lambda _event: None)


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("tcp://127.0.0.1:7", "tcp://127.0.0.1:7"),
        ("tcp://0.0.0.0:7", "tcp://10.0.0.9:7"),
        ("tcp://*:7", "tcp://10.0.0.9:7"),
    ],
)
def test_that_a_feed_that_listens_everywhere_is_found_where_the_center_is(told: str, found: str) -> None:
    assert feed_address("tcp://10.0.0.9:5000", told) == found
