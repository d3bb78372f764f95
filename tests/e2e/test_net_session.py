"""The session that asks and waits, against a real listener."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from backend.domain.errors import Refused, Unavailable
from backend.net.client import open_session
from backend.net.keys import new_pair
from backend.wire.messages import Command
from tests.fakes.net_center import ScriptedCenter


@pytest.fixture
def center(tmp_path: Path) -> ScriptedCenter:
    return ScriptedCenter(tmp_path)


def test_that_a_session_does_and_shows(center: ScriptedCenter) -> None:
    center.bump()
    center.ahead_ms = -7_000
    pair = center.let_in("operator:li:intake")
    with center.running(), open_session(center.endpoint, center.pair.public, pair) as session:
        assert session.welcome.center == "tl"
        assert session.do(Command("c1", "file")).ok
        assert session.do(Command("c1", "file")).ok
        assert session.snapshot("center").neighbours[0].queued == 1
        assert abs(session.offset().offset_ms + 7_000) <= session.offset().error_ms
    assert center.performed() == ["c1"]


def test_that_a_session_outlives_its_center_for_as_long_as_it_was_told(center: ScriptedCenter) -> None:
    pair = center.let_in("operator:li:intake")
    results: list[bool] = []
    with center.running():
        context = open_session(center.endpoint, center.pair.public, pair, 20.0)
        session = context.__enter__()
    asking = threading.Thread(target=lambda: results.append(session.do(Command("c2", "file")).ok))
    asking.start()
    with center.running():
        asking.join(20)
    context.__exit__(None, None, None)
    assert results == [True]


def test_that_a_session_says_why_it_cannot_be(center: ScriptedCenter) -> None:
    pair = center.let_in("operator:li:intake")
    with center.running():
        with pytest.raises(Refused) as refused, open_session(center.endpoint, center.pair.public, new_pair()):
            pytest.fail("a stranger was let in")
        assert refused.value.code == "key_refused"
        with pytest.raises(Refused) as wrong, open_session(center.endpoint, new_pair().public, pair):
            pytest.fail("another server was taken for ours")
        assert wrong.value.code == "wrong_server_key"
        center.deaf_to = (Command,)
        with (
            open_session(center.endpoint, center.pair.public, pair, 0.3) as session,
            pytest.raises(Unavailable),
        ):
            session.do(Command("c", "file"))
    with (
        pytest.raises(Unavailable, match="nothing answers"),
        open_session(center.endpoint, center.pair.public, pair, 0.3),
    ):
        pytest.fail("nobody was there")
