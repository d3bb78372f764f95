"""Which real topic is meant by the name a program uses."""

from __future__ import annotations

import pytest

from backend.domain.errors import Unavailable
from backend.net.pending import Pending
from backend.net.views import real_names
from backend.wire.messages import Command, Welcome

ALL = ("ticket", "alarm", "center", "track/cam-1")


@pytest.mark.parametrize(
    ("topics", "wanted", "real"),
    [
        (("ticket", "alarm", "track/", "center"), ALL, {name: name for name in ALL}),
        (("ticket/plain", "alarm"), ALL, {"ticket/plain": "ticket", "alarm": "alarm"}),
        (("ticket/department/cg", "center"), ALL, {"ticket/department/cg": "ticket", "center": "center"}),
        (("track/",), ("track/",), {"track/": "track/"}),
        (("alarm",), ("ticket",), {}),
        ((), ALL, {name: name for name in ALL}),
    ],
)
def test_that_the_center_says_which_view_is_meant(
    topics: tuple[str, ...], wanted: tuple[str, ...], real: dict[str, str]
) -> None:
    assert real_names(wanted, Welcome(1, "tl", "district", 1, roles=("intake",), topics=topics)) == real


def test_that_an_analyst_and_an_empty_workstation_ask_for_nothing() -> None:
    assert real_names(ALL, Welcome(1, "tl", "district", 1, roles=("analyst",))) == {}
    assert real_names(ALL, Welcome(1, "tl", "district", 1, topics=("ticket",), sign_in=True)) == {}


def test_that_nothing_is_sent_again_to_a_center_that_was_put_back() -> None:
    pending = Pending()
    sent, waiting = (pending.add(Command(name, "report")) for name in ("sent", "waiting"))
    pending.welcomed(1)
    pending.sent("sent", 1.0, 1)
    pending.resend_all()
    pending.welcomed(1)
    assert [command.client_id for command in pending.due(9.0)] == ["sent", "waiting"]
    pending.welcomed(2)
    with pytest.raises(Unavailable, match="not known"):
        sent.result(0)
    assert not waiting.done()
    assert [command.client_id for command in pending.due(9.0)] == ["waiting"]
