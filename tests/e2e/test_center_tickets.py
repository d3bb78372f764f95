"""The whole machine through `onegrid ticket`, against a real center process."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.center_desk import TicketDesk
from tests.fakes.center_process import CenterProcess
from tests.fakes.waiting import until

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def center(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CenterProcess]:
    """A community center with the standard limits."""
    running = CenterProcess("tl-bc-lc", tmp_path_factory.mktemp("lc"))
    running.start()
    try:
        yield running
        assert running.audit()["passed"]
    finally:
        if running.process is not None:
            running.kill()


@pytest.fixture
def desk(center: CenterProcess, capsys: pytest.CaptureFixture[str]) -> TicketDesk:
    return TicketDesk(center, capsys)


def test_that_an_extension_is_asked_for_and_granted_by_somebody_else(desk: TicketDesk) -> None:
    ticket = desk.to_progress("city.road")
    before = next(c for c in desk.show(ticket)["clocks"] if c["clock"] == "dispose")
    assert desk.refused("duty", ticket, "grant") == "nothing_asked"
    desk.do("zhang", ticket, "extend", "days=2", "reason=rain")
    assert desk.refused("zhang", ticket, "grant") == "role"
    assert desk.refused("zhang", ticket, "extend", "days=1", "reason=x") == "asked_already"
    desk.do("duty", ticket, "grant")
    shown = desk.show(ticket)
    after = next(c for c in shown["clocks"] if c["clock"] == "dispose")
    assert after["deadline"] > before["deadline"]
    (request,) = shown["requests"]
    assert (request["kind"], request["ruling"], request["ruled_by"]) == ("extend", "granted", "duty")
    assert shown["state"] == "in_progress"


def test_that_a_hung_ticket_wakes_up_by_its_review_date(desk: TicketDesk) -> None:
    ticket = desk.to_progress()
    review_ms = int(time.time() * 1000) + 6_000
    asked = ("reason=no spare part", "condition=part arrives", f"review_ms={review_ms}")
    desk.do("zhang", ticket, "hang", *asked)
    assert desk.refused("duty", ticket, "grant") == "role"
    desk.do("leader", ticket, "grant")
    hung = desk.show(ticket)
    assert hung["state"] == "hung"
    dispose = next(c for c in hung["clocks"] if c["clock"] == "dispose")
    assert (dispose["paused"], dispose["light"]) == (True, "grey")
    assert desk.refused("zhang", ticket, "feedback", "note=x") == "wrong_state"
    until(lambda: "escalated" in desk.events(ticket), 20, saying="the review date is told")
    told = next(event for event in desk.show(ticket)["events"] if event["event"] == "escalated")
    assert told["args"]["clock"] == "review"
    until(lambda: not _clock(desk, ticket, "dispose")["paused"], 20, saying="the clock runs again")
    desk.do("duty", ticket, "lift", "reason=the part is here")
    assert desk.state(ticket) == "in_progress"


def _clock(desk: TicketDesk, ticket: str, name: str) -> dict[str, object]:
    found: dict[str, object] = next(c for c in desk.show(ticket)["clocks"] if c["clock"] == name)
    return found


def test_that_a_return_is_ruled_on_and_the_work_goes_elsewhere(desk: TicketDesk) -> None:
    ticket = desk.to_progress()
    desk.do("zhang", ticket, "return", "clause=YJ-21", "reason=not ours")
    assert desk.state(ticket) == "disputed"
    assert desk.refused("zhang", ticket, "arbitrate", "ruling=uphold", "reason=x") == "role"
    desk.do("duty", ticket, "arbitrate", "ruling=uphold", "reason=clause fits")
    assert desk.state(ticket) == "filed"
    desk.do("dispatcher", ticket, "dispatch", "lead=yj")
    desk.do("wang", ticket, "sign")
    shown = desk.show(ticket)
    assert (shown["lead"], shown["round"]) == ("yj", 2)
    assert shown["requests"][0]["ruling"] == "uphold"


def test_that_tickets_are_merged_and_split_in_one_commit_each(desk: TicketDesk) -> None:
    parent = desk.report("--title", "井盖破损", "--category", "city.road")
    child = desk.report(
        "--title", "井盖响", "--category", "city.road", "--urgency", "emergency", "--reporter", "Li"
    )
    desk.do("intake", parent, "file")
    assert desk.refused("dispatcher", child, "merge", f"into={child}") == "cycle"
    desk.do("dispatcher", child, "merge", f"into={parent}", "reason=the same lid")
    into = desk.show(parent)
    assert (into["children"], into["urgency"]) == ([child], "emergency")
    assert (desk.show(child)["state"], desk.show(child)["into"]) == ("merged", parent)
    desk.do("dispatcher", child, "unmerge", "reason=another lid")
    assert (desk.state(child), desk.show(parent)["children"], desk.show(parent)["urgency"]) == (
        "reported", [], "normal",
    )  # fmt: skip
    desk.do("dispatcher", child, "merge", f"into={parent}")
    part = desk.do("dispatcher", parent, "split", "title=路沿破损")
    assert part not in {parent, child}
    assert (desk.show(part)["split_from"], desk.show(part)["category"]) == (parent, "city.road")
    # What the parent comes to is told to the child: its own reporter is called back.
    desk.do("dispatcher", parent, "dispatch", "lead=cg")
    desk.do("zhang", parent, "sign")
    desk.do("zhang", parent, "request_close", "reason=replaced by the builder")
    desk.do("duty", parent, "grant")
    desk.do("checker", parent, "check", "ok=yes")
    assert (desk.state(parent), desk.state(child)) == ("closed", "callback")
    assert desk.events(child)[-1] == "answered"
    desk.do("caller", child, "callback", "satisfied=yes")
    assert desk.state(child) == "closed"


def test_that_voiding_takes_two_people(desk: TicketDesk) -> None:
    ticket = desk.report("--title", "重复录入")
    assert desk.refused("intake", ticket, "void", "reason=typed twice") == "role"
    desk.do("duty", ticket, "void", "reason=typed twice")
    assert desk.refused("duty", ticket, "grant") == "same_person"
    desk.do("leader", ticket, "grant")
    assert desk.state(ticket) == "void"
    assert desk.events(ticket) == ["reported", "requested", "granted"]


def test_that_its_reporter_rates_a_closed_ticket(desk: TicketDesk) -> None:
    ticket = desk.to_progress(reporter="Li")
    desk.do("zhang", ticket, "feedback", "note=fence mended")
    desk.do("checker", ticket, "check", "ok=yes")
    desk.do("caller", ticket, "callback", "satisfied=yes", "responded=yes", "solved=yes")
    assert desk.refused("zhang", ticket, "evaluate", "rating=5") == "role"
    desk.do("Li", ticket, "evaluate", "rating=4")
    shown = desk.show(ticket)
    assert (shown["state"], shown["rating"]) == ("evaluated", 4)


def test_that_waking_calls_the_roster_and_receipts_are_timed(desk: TicketDesk) -> None:
    ticket = desk.to_progress()
    desk.do("duty", ticket, "wake")
    (flag,) = desk.show(ticket)["flags"]
    assert flag["kind"] == "wake"
    assert {"department:cg", "duty_leader"} <= set(flag["summons"])
    woken = next(e for e in desk.show(ticket)["events"] if e["event"] == "woken")
    assert "posts" in woken["args"]
    assert desk.refused("checker", ticket, "receipt") == "not_summoned"
    desk.do("zhang", ticket, "receipt")
    (flag,) = desk.show(ticket)["flags"]
    (receipt,) = flag["receipts"]
    assert (receipt["who"], receipt["person"]) == ("department:cg", "zhang")
    assert receipt["at"] > flag["at"]
    assert "department:cg" not in flag["waiting"]


def test_that_a_matter_solved_on_the_spot_is_shown_before_and_after(desk: TicketDesk, tmp_path: Path) -> None:
    for name in ("before", "after"):
        (tmp_path / f"{name}.jpg").write_bytes(name.encode())
    shown = [f"--evidence={name}={tmp_path / name}.jpg" for name in ("before", "after")]
    ticket = desk.report("--title", "纸箱堆放", "--category", "city.waste", who="officer")
    assert desk.refused("officer", ticket, "solve_on_spot", *shown) == "not_masked"
    assert desk.refused("officer", ticket, "solve_on_spot", "--masked", shown[0]) == "no_evidence"
    desk.do("officer", ticket, "solve_on_spot", "--masked", *shown)
    assert desk.state(ticket) == "closed"
    desk.do("checker", ticket, "sample", "ok=yes")
    code, _, err = desk("officer", "do", ticket, "note", "--evidence", f"later={tmp_path}/a.jpg")
    assert (code, err.count("\n")) == (2, 1)


def test_that_the_class_its_form_and_its_closing_are_asked_for(desk: TicketDesk, tmp_path: Path) -> None:
    ticket = desk.report("--title", "邻里吵架", "--reporter", "Li")
    code, document, _ = desk("intake", "do", ticket, "file", "category=dispute.neighbor")
    assert (code, document["code"]) == (1, "unknown_class")
    assert "dispute.neighbour" in document["words"]
    code, document, _ = desk("intake", "do", ticket, "file", "category=dispute.neighbour")
    assert (code, document["code"]) == (1, "form_gap")
    assert "field.parties=" in document["words"]
    assert (
        desk.refused("intake", ticket, "file", "category=dispute.neighbour", "field.parties=two")
        == "form_gap"
    )
    desk.do("intake", ticket, "file", "category=dispute.neighbour", "field.parties=2")
    desk.do("dispatcher", ticket, "dispatch", "lead=cg")
    desk.do("zhang", ticket, "sign")
    desk.do("zhang", ticket, "feedback", "note=agreed", "field.outcome=agreed")
    code, document, _ = desk("checker", "do", ticket, "check", "ok=yes")
    assert (code, document["code"]) == (1, "closing_unmet")
    assert "document" in document["words"]
    (tmp_path / "paper.pdf").write_bytes(b"signed")
    desk.do("zhang", ticket, "note", "note=the agreement", f"--evidence=after={tmp_path}/paper.pdf")
    desk.do("checker", ticket, "check", "ok=yes")
    assert desk.refused("caller", ticket, "callback", "satisfied=yes", "field.nothing=1") == "form_gap"
    desk.do("caller", ticket, "callback", "satisfied=yes")
    assert desk.state(ticket) == "closed"


def test_that_suggestions_come_with_reasons_and_leave_no_trace(desk: TicketDesk) -> None:
    ticket = desk.report("--title", "有人倾倒建筑垃圾", "--category", "city.waste", "--place", "tl-bc-lc-01")
    code, document, err = desk("dispatcher", "suggest", ticket)
    assert code == 0, err
    assert [(hit["lead"], hit["assists"]) for hit in document["hits"]] == [("cg", ["zj"])]
    assert document["center"] == "tl-bc-lc"
    assert document["automatic"] is False
    assert "word" in {reason["code"] for reason in document["hits"][0]["reasons"]}
    assert document["lacking"] == ["before_evidence", "after_evidence"]
    code, other, _ = desk("dispatcher", "suggest", "category=safety.fire", "urgency=emergency")
    assert (other["hits"][0]["lead"], other["center"]) == ("yj", "tl")
    assert desk("viewer", "suggest", ticket)[0] == 1
    assert desk.events(ticket) == ["reported"]


def test_that_a_source_reports_a_matter_once_also_after_a_kill(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    center = CenterProcess("tl-bc-lc", tmp_path / "lc")
    desk = TicketDesk(center, capsys)
    told = ("--title", "路灯不亮", "--source", "12345", "--source-key", "CQ-77")
    center.start()
    try:
        first = desk.report(*told)
        for _ in range(2):
            code, document, _ = desk("intake", "report", *told)
            assert (code, document["code"]) == (1, "reported_already")
            assert first in document["words"]
            center.kill()
            center.start()
    finally:
        if center.process is not None:
            center.kill()
