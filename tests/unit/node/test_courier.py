from __future__ import annotations

from pathlib import Path

from backend.domain.errors import Unavailable
from backend.domain.evidence import EvidenceRef
from backend.wire.messages import Command
from tests.fakes.clock import ManualClock
from tests.fakes.node_line import HandLine
from videowall.node.alarms import attach_command
from videowall.node.courier import IN_FLIGHT_MAX, RETRY_PAUSE_S, Courier
from videowall.node.spool import Spool


def command(number: int) -> Command:
    return Command(f"id{number}", "raise")


class Desk:
    """A courier with its spool, line and clock."""

    def __init__(self, folder: Path, spooled: int = 0) -> None:
        self.spool = Spool(folder)
        for number in range(spooled):
            self.spool.put(command(number))
        self.line = HandLine()
        self.clock = ManualClock()
        self.courier = Courier(self.spool, self.line, self.clock.monotonic_s)


def test_that_an_alarm_leaves_the_disk_only_when_the_center_has_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.courier.put(command(1))
    assert desk.line.ids == ["id1"]
    desk.courier.tend()
    assert (desk.line.ids, len(desk.spool)) == (["id1"], 1)
    desk.line.answer(0)
    desk.courier.tend()
    assert (len(desk.spool), desk.courier.delivered) == (0, 1)


def test_that_alarms_of_an_earlier_run_are_sent_first_and_with_the_same_ids(tmp_path: Path) -> None:
    Desk(tmp_path, spooled=3)
    desk = Desk(tmp_path)
    desk.courier.put(command(7))
    assert desk.line.ids == ["id0", "id1", "id2", "id7"]


def test_that_no_more_than_a_bounded_number_is_under_way(tmp_path: Path) -> None:
    desk = Desk(tmp_path, spooled=IN_FLIGHT_MAX + 5)
    desk.courier.tend()
    assert len(desk.line.sent) == IN_FLIGHT_MAX
    desk.line.answer(0)
    desk.courier.tend()
    assert len(desk.line.sent) == IN_FLIGHT_MAX + 1


def test_that_a_full_client_is_tried_again_after_a_pause(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.line.full = True
    desk.courier.put(command(1))
    desk.line.full = False
    desk.courier.tend()
    assert desk.line.sent == []
    desk.clock.advance(int(RETRY_PAUSE_S * 1000))
    desk.courier.tend()
    assert desk.line.ids == ["id1"]


def test_that_a_link_that_gave_up_leaves_the_alarm_in_the_spool(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.courier.put(command(1))
    desk.line.sent[0][1].set_exception(Unavailable("the link was closed before an answer came"))
    desk.courier.tend()
    assert desk.spool.waiting() == ["id1"]
    desk.clock.advance(int(RETRY_PAUSE_S * 1000))
    desk.courier.tend()
    assert desk.line.ids == ["id1", "id1"], "the same id again: the center counts it once"


def test_that_a_busy_center_is_asked_again_and_a_refusal_is_final(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.courier.put(command(1))
    desk.line.answer(0, ok=False, code="unavailable")
    desk.courier.tend()
    assert len(desk.spool) == 1
    desk.clock.advance(int(RETRY_PAUSE_S * 1000))
    desk.courier.tend()
    desk.line.answer(1, ok=False, code="role")
    desk.courier.tend()
    assert len(desk.spool) == 0
    assert list((tmp_path / "refused").glob("*.answer.json"))
    assert desk.courier.delivered == 0


def test_that_evidence_follows_its_alarm_and_never_overtakes_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    ref = EvidenceRef("a" * 64, "video/mp4", masked=True, size_bytes=10)
    desk.courier.put(command(1))
    desk.courier.put(attach_command("id1", ref))
    assert desk.line.ids == ["id1"]
    desk.line.answer(0)
    desk.courier.tend()
    assert desk.line.ids == ["id1", f"id1+{'a' * 16}"]
    sent = desk.line.sent[1][0]
    assert (sent.verb, sent.args, sent.evidence) == ("attach", {"raise": "id1"}, (ref,))
