"""What an analyst's client says by itself: its lease, the newest health, questions until answered."""

from __future__ import annotations

import pytest

from backend.domain.camera import CameraState
from backend.domain.errors import Unavailable
from backend.net.duties import ANNOUNCE_S, ANSWER_S, ASKS_MAX, Duties
from backend.wire.cameras import (
    HEALTHS_MAX,
    Announce,
    AskStreams,
    CameraHealth,
    Duty,
    DutyCamera,
    HealthReport,
    Stream,
    Streams,
)

OFFER = Announce(8, ("rtsp",), "none")


def camera(name: str) -> DutyCamera:
    return DutyCamera(Stream(name, "rtsp://h/x"), 1)


def health(name: str, state: CameraState = CameraState.LIVE) -> CameraHealth:
    return CameraHealth(name, state)


def test_that_an_offer_is_renewed_and_said_anew_on_every_link() -> None:
    duties = Duties()
    assert duties.due(0.0) == []
    duties.announce(OFFER)
    assert duties.due(0.0) == [OFFER]
    assert duties.due(ANNOUNCE_S - 0.1) == []
    assert duties.due(ANNOUNCE_S) == [OFFER]
    duties.opened()
    assert duties.due(ANNOUNCE_S) == [OFFER]


def test_that_a_duty_is_whole_and_acknowledged_with_the_next_offer() -> None:
    duties = Duties()
    duties.announce(OFFER)
    assert duties.take_part(Duty(5, last=False, cameras=(camera("old"),))) is None
    assert duties.take_part(Duty(6, last=False, cameras=(camera("a"),))) is None
    whole = duties.take_part(Duty(6, last=True, cameras=(camera("b"),), lease_ms=9))
    assert whole == Duty(6, last=True, cameras=(camera("a"), camera("b")), lease_ms=9)
    (said,) = duties.due(0.0)
    assert isinstance(said, Announce)
    assert said.duty_seq == 6
    duties.opened()
    (said,) = duties.due(0.0)
    assert isinstance(said, Announce)
    assert said.duty_seq == 0


def test_that_the_newest_health_of_each_camera_waits_for_the_link() -> None:
    duties = Duties()
    duties.report([health("a"), health("b")])
    duties.report([health("a", CameraState.LOST)])
    (said,) = duties.due(0.0)
    assert said == HealthReport((health("b"), health("a", CameraState.LOST)))
    assert duties.due(0.0) == []
    duties.report([health("b", CameraState.FAULT)])
    duties.unsent(said)
    (again,) = duties.due(0.0)
    assert isinstance(again, HealthReport)
    assert {one.camera: one.state for one in again.healths} == {
        "a": CameraState.LOST, "b": CameraState.FAULT,
    }  # fmt: skip


def test_that_health_is_bounded_and_sent_in_parts() -> None:
    duties = Duties()
    duties.report(health(f"c{n}") for n in range(HEALTHS_MAX + 10))
    said = duties.due(0.0)
    names = [one.camera for part in said if isinstance(part, HealthReport) for one in part.healths]
    assert len(said) > 1
    assert names == [f"c{n}" for n in range(10, HEALTHS_MAX + 10)]


def test_that_a_question_is_asked_until_it_is_answered() -> None:
    duties = Duties()
    future = duties.ask(["gate"])
    (asked,) = duties.due(0.0)
    assert isinstance(asked, AskStreams)
    assert duties.due(ANSWER_S - 0.1) == []
    assert duties.due(ANSWER_S) == [asked]
    duties.opened()
    assert duties.due(ANSWER_S) == [asked]
    duties.unsent(asked)
    assert duties.due(ANSWER_S) == [asked]
    answer = Streams(asked.ask, (Stream("gate", "rtsp://h/x"),))
    duties.settle(answer)
    duties.settle(answer)
    assert future.result(0) == answer
    assert duties.due(99.0) == []


def test_that_questions_are_bounded_and_end_with_the_client() -> None:
    duties = Duties()
    futures = [duties.ask(["gate"]) for _ in range(ASKS_MAX)]
    with pytest.raises(Unavailable):
        duties.ask(["gate"])
    duties.fail_all("closed")
    assert all(isinstance(future.exception(0), Unavailable) for future in futures)
    with pytest.raises(Unavailable):
        duties.ask(["gate"])
