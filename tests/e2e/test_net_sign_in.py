"""People at a workstation: signing in over real sockets, in a session, in a client, and by command line."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import zmq

from backend.domain.errors import Refused
from backend.domain.quota import Quota
from backend.net import sessions
from backend.net.client import Client, ClientEvent, LinkDown, LinkUp, open_session
from backend.net.keys import KeyPair
from backend.wire.messages import Bye, Command, Hello, Result, SignIn, SignOut, Snap, Snapshot, Welcome
from tests.fakes.access_stage import SERVER, Stage, staged
from tests.fakes.cheap_passwords import cheapen
from tests.fakes.waiting import until

HELLO = Hello(1, 1, "")
SECRET = "a short sentence"  # noqa: S105 (of nobody)


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    cheapen(monkeypatch)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with staged(tmp_path) as found:
        found.users.add("zhou", "dispatcher+intake", SECRET)
        found.users.add("wu", "viewer", SECRET)
        yield found


def desk(stage: Stage, grant: str = "operator:desk-3:intake+duty_leader") -> KeyPair:
    """The key of a workstation."""
    return stage.let_in(grant, sign_in=True)


def test_that_before_signing_in_nothing_is_answered_and_after_it_the_person_acts(stage: Stage) -> None:
    socket = stage.dial(desk(stage))
    welcome = stage.ask(socket, HELLO).body
    assert isinstance(welcome, Welcome)
    assert (welcome.sign_in, welcome.topics, welcome.name) == (True, (), "desk-3")
    report = Command("c1", "report", args={"title": "t"})
    refused = stage.ask(socket, report).body
    assert isinstance(refused, Bye)
    assert refused.code == "sign_in"
    signed = stage.ask(socket, SignIn("zhou", SECRET)).body
    assert isinstance(signed, Welcome)
    assert (signed.sign_in, signed.name, signed.roles) == (False, "zhou", ("intake",))
    assert signed.until_ms > signed.now_ms
    result = stage.ask(socket, report).body
    assert isinstance(result, Result)
    assert result.ok
    assert stage.store.tables.logs[result.target][0].actor == "zhou"
    assert ("operator:zhou", "sign_in", "ok") in stage.outcomes()
    assert ("operator:zhou", "report", "ok") in stage.outcomes()
    assert isinstance(stage.ask(socket, SignOut()).body, Welcome)
    assert ("operator:zhou", "sign_out", "ok") in stage.outcomes()
    again = stage.ask(socket, Snap("ticket")).body
    assert isinstance(again, Bye)
    assert again.code == "sign_in"


@pytest.mark.parametrize(
    ("name", "password"), [("zhou", "a guess of his"), ("nobody", SECRET), ("wu", SECRET)]
)
def test_that_who_is_not_right_gets_the_same_refusal_and_it_is_journalled(
    stage: Stage, name: str, password: str
) -> None:
    socket = stage.dial(desk(stage))
    stage.ask(socket, HELLO)
    bye = stage.ask(socket, SignIn(name, password)).body
    assert isinstance(bye, Bye)
    assert bye.code == "sign_in_refused"
    assert password not in bye.words
    assert ("desk-3", "refuse", "sign_in_refused") in stage.outcomes()


def test_that_guessing_is_stopped_and_the_right_password_does_not_help_then(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "FREE_TRIES", 2)
    socket = stage.dial(desk(stage))
    stage.ask(socket, HELLO)
    codes = []
    for password in ("a", "b", SECRET):
        bye = stage.ask(socket, SignIn("zhou", password)).body
        assert isinstance(bye, Bye)
        codes.append(bye.code)
    assert codes == ["sign_in_refused", "sign_in_refused", "sign_in_locked"]
    other = stage.dial(desk(stage))
    stage.ask(other, HELLO)
    assert isinstance(stage.ask(other, SignIn("zhou", SECRET)).body, Welcome)


def test_that_a_session_belongs_to_one_connection(stage: Stage) -> None:
    pair = desk(stage)
    one, other = stage.dial(pair), stage.dial(pair)
    for socket in (one, other):
        stage.ask(socket, HELLO)
    assert isinstance(stage.ask(one, SignIn("zhou", SECRET)).body, Welcome)
    bye = stage.ask(other, Snap("ticket")).body
    assert isinstance(bye, Bye)
    assert bye.code == "sign_in"


@pytest.mark.parametrize("change", ["disable", "passwd"])
def test_that_who_is_disabled_or_gets_another_password_is_out_at_once_with_his_feed(
    stage: Stage, change: str
) -> None:
    pair = desk(stage)
    link, feed = stage.dial(pair), stage.dial(pair, zmq.SUB)
    stage.ask(link, HELLO)
    stage.ask(link, SignIn("zhou", SECRET))
    feed.setsockopt(zmq.SUBSCRIBE, b"alarm")
    until(lambda: stage.turn() and feed.poll(0), saying="a heartbeat")
    if change == "disable":
        stage.users.disable("zhou")
    else:
        stage.users.passwd("zhou", "another sentence")
    assert stage.bye(link) == "session_over"
    until(lambda: stage.turn() and len(stage.listener._guard.feeds) == 0, saying="the end of the feed")
    stage.send(link, SignIn("zhou", SECRET))
    assert stage.bye(link) == "sign_in_refused"


def test_that_a_session_ends_when_its_time_is_up(tmp_path: Path) -> None:
    with staged(tmp_path, replace(Quota(), session_s=0.4)) as stage:
        stage.users.add("zhou", "intake", SECRET)
        link = stage.dial(desk(stage))
        stage.ask(link, HELLO)
        assert isinstance(stage.ask(link, SignIn("zhou", SECRET)).body, Welcome)
        assert stage.bye(link) == "session_over"
        assert ("zhou", "refuse", "session_over") in stage.outcomes()


def test_that_a_feed_of_a_workstation_gets_nothing_before_somebody_signs_in(stage: Stage) -> None:
    feed = stage.dial(desk(stage), zmq.SUB)
    feed.setsockopt(zmq.SUBSCRIBE, b"alarm")
    assert stage.journalled("topic_refused")


def test_that_a_key_of_a_person_goes_on_without_a_password(stage: Stage) -> None:
    socket = stage.dial(stage.let_in("operator:li:intake"))
    welcome = stage.ask(socket, HELLO).body
    assert isinstance(welcome, Welcome)
    assert not welcome.sign_in
    stage.send(socket, SignIn("zhou", SECRET))
    assert stage.bye(socket) == "sign_in_refused"


@contextmanager
def turning(stage: Stage) -> Iterator[None]:
    """The center at work on a thread of its own."""
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            stage.turn()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def test_that_a_session_of_the_command_line_signs_in(stage: Stage) -> None:
    pair = desk(stage)
    ask: Callable[..., object] = open_session
    with turning(stage):
        with open_session(
            stage.listener.endpoint, SERVER.public, pair, person=SignIn("zhou", SECRET)
        ) as session:
            assert session.welcome.name == "zhou"
            assert session.do(Command("c9", "report", args={"title": "t"})).ok
            assert len(session.snapshot("ticket").tickets) == 1
        for person, code in ((None, "sign_in"), (SignIn("zhou", "wrong"), "sign_in_refused")):
            with (
                pytest.raises(Refused) as no,
                ask(  # type: ignore[attr-defined]
                    stage.listener.endpoint, SERVER.public, pair, person=person
                ),
            ):
                pass
            assert no.value.code == code


def test_that_a_client_signs_in_and_never_tries_a_wrong_password_twice(stage: Stage) -> None:
    pair = desk(stage)
    heard: list[ClientEvent] = []
    with turning(stage):
        client = Client(
            stage.listener.endpoint,
            SERVER.public,
            pair,
            listener=heard.append,
            person=SignIn("zhou", "wrong"),
        )
        client.start()
        try:
            codes: Callable[[], list[str]] = lambda: [e.code for e in heard if isinstance(e, LinkDown)]  # noqa: E731
            until(lambda: len(codes()) >= 2, saying="two attempts")
            assert codes()[:2] == ["sign_in_refused", "sign_in"]
            client.sign_in(SignIn("zhou", SECRET))
            until(lambda: any(isinstance(e, LinkUp) for e in heard), saying="a link")
            until(
                lambda: {e.topic for e in heard if isinstance(e, Snapshot)} >= {"ticket", "alarm", "center"}
            )
        finally:
            client.close()
    assert [o for a, act, o in stage.outcomes() if act == "refuse"].count("sign_in_refused") == 1
