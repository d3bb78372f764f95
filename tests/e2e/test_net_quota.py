"""Limits of a center's links on real sockets: each refused in words, journalled, and where need be cut."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest
import zmq

from backend.domain.quota import Quota, Rate
from backend.net import guard, listener
from backend.net.keyring import FILE_NAME, Keyring
from backend.net.keys import new_pair, parse_grant
from backend.wire.messages import Bye, Command, Hello, Ping, Result, Snap, Snapshot, Welcome
from tests.fakes.access_stage import staged
from tests.fakes.waiting import until

NONE = Quota()
HELLO = Hello(1, 1, "")


def test_that_a_key_that_sends_too_much_is_told_and_cut_and_may_come_back(tmp_path: Path) -> None:
    with staged(tmp_path, replace(NONE, messages={"operator": Rate(1, 5)})) as stage:
        socket = stage.dial(pair := stage.let_in("operator:li:intake"))
        for n in range(10):
            stage.send(socket, Ping(n + 1))
        assert stage.bye(socket) == "too_fast"
        assert stage.journalled("too_fast")
        assert stage.cut_off(socket)
        assert isinstance(stage.ask(stage.dial(stage.let_in("operator:wu:intake")), HELLO).body, Welcome)
        assert pair.public in stage.ring.entries()


def test_that_commands_are_counted_apart_and_none_beyond_the_limit_is_done(tmp_path: Path) -> None:
    with staged(tmp_path, replace(NONE, commands={"operator": Rate(0.001, 3)})) as stage:
        socket = stage.dial(stage.let_in("operator:li:intake"))
        for n in range(5):
            stage.send(socket, Command(f"c{n}", "report", args={"title": "t"}))
        answers = [stage.answer(socket).body for _ in range(4)]
        assert [type(a) for a in answers] == [Result] * 3 + [Bye]
        assert len(stage.store.tables.logs) == 3


def test_that_snapshots_are_counted_apart(tmp_path: Path) -> None:
    with staged(tmp_path, replace(NONE, snapshots=Rate(0.001, 1))) as stage:
        socket = stage.dial(stage.let_in("operator:li:intake"))
        assert isinstance(stage.ask(socket, Snap("ticket")).body, Snapshot)
        stage.send(socket, Snap("ticket"))
        assert stage.bye(socket) == "too_fast"


@pytest.mark.parametrize("quota", [replace(NONE, connections_per_key=2), replace(NONE, connections=2)])
def test_that_one_connection_too_many_is_told_and_cut(tmp_path: Path, quota: Quota) -> None:
    with staged(tmp_path, quota) as stage:
        pair = stage.let_in("operator:li:intake")
        first, second = stage.dial(pair), stage.dial(pair)
        assert isinstance(stage.ask(first, HELLO).body, Welcome)
        assert isinstance(stage.ask(second, HELLO).body, Welcome)
        third = stage.dial(pair)
        stage.send(third, HELLO)
        assert stage.bye(third) == "too_many_connections"
        assert stage.journalled("too_many_connections")
        assert stage.cut_off(third)
        second.close(0)
        until(lambda: stage.turn() and len(stage.listener._guard.routers) == 1, saying="its end")
        assert isinstance(stage.ask(stage.dial(pair), HELLO).body, Welcome)


def test_that_a_feed_may_watch_so_many_topics_and_no_more(tmp_path: Path) -> None:
    with staged(tmp_path, replace(NONE, subscriptions=2)) as stage:
        socket = stage.dial(stage.let_in("operator:li:intake"), zmq.SUB)
        for topic in ("alarm", "center", "track/a"):
            socket.setsockopt_string(zmq.SUBSCRIBE, topic)
        assert stage.journalled("too_many_topics")
        socket.setsockopt_string(zmq.UNSUBSCRIBE, "center")
        until(
            lambda: stage.turn() and [len(f.topics) for f in stage.listener._guard.feeds] == [1], saying="1"
        )
        socket.setsockopt_string(zmq.SUBSCRIBE, "track/b")
        until(
            lambda: stage.turn() and [len(f.topics) for f in stage.listener._guard.feeds] == [2], saying="2"
        )


@pytest.mark.parametrize("kind", [zmq.DEALER, zmq.SUB])
def test_that_who_says_nothing_after_the_handshake_is_cut(tmp_path: Path, kind: int) -> None:
    with staged(tmp_path, replace(NONE, hello_s=0.3)) as stage:
        socket = stage.dial(stage.let_in("operator:li:intake"), kind)
        assert stage.cut_off(socket)
        assert stage.journalled("hello_first")


def test_that_who_speaks_without_hello_is_told_and_cut(tmp_path: Path) -> None:
    with staged(tmp_path, replace(NONE, hello_s=0.3)) as stage:
        socket = stage.dial(stage.let_in("operator:li:intake"))
        assert isinstance(stage.ask(socket, Ping(3)).body, Ping)
        assert stage.bye(socket) == "hello_first"
        assert stage.cut_off(socket)


def test_that_who_does_not_read_is_cut_and_the_others_are_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "SLOW_S", 0.3)
    monkeypatch.setattr(listener, "ROUTER_HWM", 4)
    with staged(tmp_path, replace(NONE, pending_bytes=4 << 20)) as stage:
        pair = stage.let_in("operator:li:intake")
        talker = stage.dial(pair)
        for n in range(60):
            args = {"title": "t", "description": "x" * 3_900}
            assert isinstance(stage.ask(talker, Command(f"c{n}", "report", args=args)).body, Result)
        idle = stage.dial(pair, reads=1)
        stage.send(idle, HELLO)
        for _ in range(150):
            stage.send(idle, Snap("ticket"))
        assert stage.journalled("slow")
        until(lambda: stage.turn() and len(stage.listener._guard.routers) == 1, saying="its end")
        assert isinstance(stage.ask(talker, Ping(1)).body, Ping)


def test_that_a_key_taken_away_loses_its_link_and_its_feed_within_a_second(tmp_path: Path) -> None:
    with staged(tmp_path) as stage:
        pair, other = stage.let_in("operator:li:intake"), stage.let_in("operator:wu:intake")
        link, feed, kept = stage.dial(pair), stage.dial(pair, zmq.SUB), stage.dial(other, zmq.SUB)
        assert isinstance(stage.ask(link, HELLO).body, Welcome)
        for one in (feed, kept):
            one.setsockopt(zmq.SUBSCRIBE, b"alarm")
            until(lambda one=one: stage.turn() and one.poll(0), saying="a heartbeat")  # type: ignore[misc]
        watching = link.get_monitor_socket(zmq.EVENT_DISCONNECTED)
        feed_watching = feed.get_monitor_socket(zmq.EVENT_DISCONNECTED)
        clock = stage.listener._guard
        stage.ring.revoke(pair.public)
        began_s = clock.now_s()
        assert stage.bye(link) == "key_revoked"
        until(lambda: stage.turn() and watching.poll(0) and feed_watching.poll(0), saying="both ends cut")
        assert clock.now_s() - began_s < 1.0
        assert ("li", "refuse", "key_revoked") in stage.outcomes()
        while feed.poll(0):
            feed.recv_multipart()
        while kept.poll(0):
            kept.recv_multipart()
        until(lambda: stage.turn() and kept.poll(0), saying="the next heartbeat for the other")
        assert not feed.poll(0)
        for one in (link, feed):
            one.disable_monitor()
        watching.close(0)
        feed_watching.close(0)


def test_that_a_key_whose_rights_change_has_to_come_back_with_the_new_ones(tmp_path: Path) -> None:
    with staged(tmp_path) as stage:
        pair = stage.let_in("operator:li:intake")
        link = stage.dial(pair)
        assert isinstance(stage.ask(link, HELLO).body, Welcome)
        stage.ring.authorise(pair.public, parse_grant("operator:li:viewer"))
        assert stage.bye(link) == "key_revoked"
        again = stage.ask(stage.dial(pair), HELLO).body
        assert isinstance(again, Welcome)
        assert again.roles == ("viewer",)
        assert again.topics[0] == "ticket/plain"


def test_that_a_key_file_others_may_read_lets_nobody_in(tmp_path: Path) -> None:
    with staged(tmp_path) as stage:
        link = stage.dial(stage.let_in("operator:li:intake"))
        assert isinstance(stage.ask(link, HELLO).body, Welcome)
        (tmp_path / FILE_NAME).chmod(0o644)
        assert stage.bye(link) == "key_revoked"
        stage.dial(new_pair())
        assert stage.journalled("keyring_corrupt")


def test_that_two_who_authorise_at_once_lose_nothing(tmp_path: Path) -> None:
    keys = [new_pair().public for _ in range(24)]

    def write(mine: list[str]) -> None:
        ring = Keyring(tmp_path)
        for key in mine:
            ring.authorise(key, parse_grant("operator:li:intake"))

    threads = [threading.Thread(target=write, args=(keys[n::4],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(json.loads((tmp_path / FILE_NAME).read_text())["keys"]) == set(keys)


def test_that_nothing_is_limited_where_the_profile_says_so(tmp_path: Path) -> None:
    with staged(tmp_path, Quota.unlimited()) as stage:
        socket = stage.dial(stage.let_in("operator:li:intake"))
        for n in range(800):
            stage.send(socket, Ping(n + 1))
        for _ in range(800):
            assert isinstance(stage.answer(socket).body, Ping)
