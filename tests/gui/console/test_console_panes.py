"""The panes by themselves: table columns, camera list, evidence, queue, banner words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QListView

from backend.domain.alarm import Priority
from backend.domain.evidence import EvidenceRef
from backend.wire.messages import Command
from console.screens.board_table import HOLDER, LAMP, NUMBER, PLACE, STAGE, SUBJECT, SUBJECT_PX_MIN, TIME
from console.screens.link_words import banner_words
from console.screens.tickets import panel_px
from console.screens.window import ConsoleWindow
from tests.fakes.clock import ManualClock
from tests.fakes.console_feed import FakeCenter
from tests.fakes.console_pictures import keep_picture
from tests.fakes.console_stage import START_MS, console, pass_time, press, settle
from videowall.wall.truth import TileState, TileTruth
from widgets.alarm_row import ALARM_ROLE, AlarmCard
from widgets.rows import CELL_ROLE, Cell


@pytest.fixture
def center(qapp: QApplication) -> FakeCenter:
    return FakeCenter(ManualClock(START_MS), roles=("operator", "intake", "dispatcher"))


@pytest.fixture
def window(center: FakeCenter) -> Iterator[ConsoleWindow]:
    with console(center, lang="en") as opened:
        yield opened


def report(center: FakeCenter, title: str = "a") -> str:
    made = center.perform(Command(title, "report", "", {"title": title, "category": "city.waste"}))
    settle()
    return made.target


def cell(window: ConsoleWindow, column: int) -> Cell:
    model = window.tickets.table.board_model
    found = model.data(model.index(0, column), CELL_ROLE)
    assert isinstance(found, Cell)
    return found


# --- the table


@pytest.mark.parametrize("size", [(1024, 640), (1366, 768), (1920, 1080), (3840, 2160)], ids=str)
def test_that_columns_fill_the_table_and_the_subject_keeps_its_room(
    center: FakeCenter, size: tuple[int, int]
) -> None:
    with console(center, tiles=(), size=size, lang="en") as window:
        report(center)
        table = window.tickets.table
        shown = [n for n in range(HOLDER + 1) if not table.isColumnHidden(n)]
        assert {LAMP, TIME, SUBJECT} <= set(shown)
        assert table.columnWidth(SUBJECT) >= SUBJECT_PX_MIN
        total = sum(table.columnWidth(n) for n in shown)
        assert total == table.viewport().width()
        if size[0] >= 1920:
            assert len(shown) == HOLDER + 1


def test_that_columns_fold_place_first(center: FakeCenter) -> None:
    with console(center, tiles=(), size=(1366, 768), lang="en") as window:
        report(center)
        table = window.tickets.table
        assert table.isColumnHidden(PLACE)
        assert not table.isColumnHidden(NUMBER)
        assert table.isColumnHidden(STAGE) or not table.isColumnHidden(HOLDER)


def test_that_a_ticket_on_its_way_shows_an_arrow_and_where_it_goes(
    center: FakeCenter, window: ConsoleWindow
) -> None:
    ticket = report(center)
    assert cell(window, SUBJECT).level == 1
    assert center.perform(Command("h", "hand_up", ticket, {})).ok
    settle()
    assert cell(window, LAMP).icon == "transfer"
    assert cell(window, HOLDER).text == "→ Bachuan Subdistrict"
    center.do(ticket, "receive", "center", center="tl-bc", who="center")
    settle()
    assert cell(window, LAMP).light == "blue"
    assert cell(window, SUBJECT).level == 2  # only watched here
    assert cell(window, HOLDER).text == "Bachuan Subdistrict"


def test_that_an_ended_ticket_shows_when_it_ended(center: FakeCenter, window: ConsoleWindow) -> None:
    ticket = report(center)
    assert center.perform(Command("n", "not_file", ticket, {"reason": "x"})).ok
    settle()
    assert cell(window, LAMP).icon == "ok"
    assert cell(window, TIME).text == "10:42:18"
    assert not cell(window, TIME).strong


def test_that_the_selected_ticket_stays_when_others_come(center: FakeCenter, window: ConsoleWindow) -> None:
    first = report(center, "first")
    press(window, Qt.Key.Key_F2)
    window.tickets.go_to(first)
    for n in range(5):
        report(center, f"later {n}")
    assert window.tickets.table.ticket == first
    assert window.tickets.panel.ticket == first


def test_that_when_the_selected_ticket_goes_its_neighbour_is_selected(
    center: FakeCenter, window: ConsoleWindow
) -> None:
    ids = [report(center, title) for title in "abc"]
    window.tickets.go_to(ids[1])
    del center.tickets[ids[1]]
    center.link_up()
    settle()
    assert window.tickets.table.ticket == ids[2]
    for ticket in (ids[0], ids[2]):
        del center.tickets[ticket]
    center.link_up()
    settle()
    assert window.tickets.table.ticket == ""
    assert window.tickets.panel.ticket == ""


def test_that_a_ticket_asked_for_before_it_is_here_is_selected_when_it_comes(
    center: FakeCenter, window: ConsoleWindow
) -> None:
    report(center, "a")
    window.tickets.go_to("tl-bc-lc/1/2")
    assert window.tickets.table.ticket != "tl-bc-lc/1/2"
    report(center, "b")
    assert window.tickets.table.ticket == "tl-bc-lc/1/2"


@pytest.mark.parametrize(("window_px", "panel"), [(1024, 389), (1366, 519), (1920, 600), (3840, 760)])
def test_that_the_panel_has_its_share_of_the_window(qapp: QApplication, window_px: int, panel: int) -> None:
    assert panel_px(window_px) == panel


# --- cameras


def truth(state: TileState) -> TileTruth:
    return TileTruth(40, 12.0, state, "", None)


def test_that_the_camera_list_says_which_pictures_are_not_live(window: ConsoleWindow) -> None:
    states = (TileState.LIVE, TileState.LOST, TileState.WAITING, TileState.STALE)
    words = ("live", "lost", "connecting", "not live")
    window.watch.cameras.set_truths([(truth(s), w) for s, w in zip(states, words, strict=True)])
    assert window.watch.cameras.head.words == ("Cameras", "", "1 of 4 live")
    view = window.watch.cameras.findChild(QListView, "camera.list")
    assert isinstance(view, QListView)
    found = [view.model().index(n, 0).data(CELL_ROLE) for n in range(4)]
    assert [item.icon for item in found] == ["camera", "camera.lost", "camera", "camera.lost"]
    assert found[0].strong
    assert found[1].text.endswith("· lost")


def test_that_list_and_wall_select_the_same_camera(window: ConsoleWindow) -> None:
    view = window.watch.cameras.findChild(QListView, "camera.list")
    assert isinstance(view, QListView)
    view.setCurrentIndex(view.model().index(2, 0))
    assert window.watch.wall.selected == 2
    window.watch.wall.select(1)
    assert view.currentIndex().row() == 1


def test_that_the_camera_list_folds_where_the_window_is_narrow(center: FakeCenter) -> None:
    with console(center, size=(1366, 768), lang="en") as window:
        assert not window.watch.cameras.isVisible()
        window.resize(1920, 1080)
        settle()
        assert window.watch.cameras.isVisible()


# --- evidence


def test_that_each_reason_for_no_picture_has_its_own_words(center: FakeCenter, tmp_path: Path) -> None:
    ref = EvidenceRef("a" * 64, "image/jpeg", masked=True, size_bytes=9, phase="alarm")
    (tmp_path / f"{'b' * 64}.jpg").write_bytes(b"not what it is called")
    refs = (ref, replace(ref, sha256="b" * 64), replace(ref, masked=False, phase="after"))
    with console(center, evidence=tmp_path, lang="en") as window:
        row = window.tickets.panel._evidence
        row.show_refs(refs)
        assert [shot.why for shot in row.shots] == [
            "kept at another site",
            "bytes do not match",
            "not masked: not shown",
        ]
        assert [shot.label for shot in row.shots] == ["alarm", "alarm", "after"]


def test_that_bytes_which_are_no_picture_are_said_to_be_unreadable(
    center: FakeCenter, tmp_path: Path
) -> None:
    digest = "4355a46b19d348dc2f57c046f8ef63d4538ebb936000f3c9ee954a27460dd865"  # of "1\n"
    (tmp_path / f"{digest}.jpg").write_bytes(b"1\n")
    ref = EvidenceRef(digest, "image/jpeg", masked=True, size_bytes=2)
    with console(center, evidence=tmp_path, lang="en") as window:
        window.tickets.panel._evidence.show_refs((ref,))
        assert window.tickets.panel._evidence.shots[0].why == "cannot be read"


def test_that_of_many_pictures_the_first_and_the_newest_are_shown(window: ConsoleWindow) -> None:
    ref = EvidenceRef("a" * 64, "image/jpeg", masked=True, size_bytes=9)
    refs = [replace(ref, sha256=f"{n:064x}") for n in range(9)]
    row = window.tickets.panel._evidence
    row.show_refs(refs)
    assert [int(shot.ref.sha256, 16) for shot in row.shots] == [0, 6, 7, 8]


# --- the queue


def card(window: ConsoleWindow, row: int = 0) -> AlarmCard:
    model = window.watch.queue.alarm_model
    found = model.data(model.index(row), ALARM_ROLE)
    assert isinstance(found, AlarmCard)
    return found


def test_that_a_card_says_whose_it_is(center: FakeCenter, window: ConsoleWindow) -> None:
    alarm = center.alarm(priority=Priority.EMERGENCY)
    settle()
    assert (card(window).claim_words, card(window).claim_keys) == ("Claim", ("C",))
    assert card(window).unacknowledged
    press(window, "c")
    assert card(window).owner == "mine · claimed"
    assert card(window).claim_keys == ()
    assert not card(window).unacknowledged
    assert center.perform(Command("r", "release", alarm.id)).ok
    center.operator = "老李"
    assert center.perform(Command("x", "claim", alarm.id)).ok
    settle()
    assert card(window).owner == "老李"


def test_that_repeats_are_counted_on_the_card(center: FakeCenter, window: ConsoleWindow) -> None:
    alarm = center.alarm()
    center._put(replace(alarm, count=3, last_ms=START_MS + 5_000))
    settle()
    assert card(window).repeats == "×3"
    shown = dict(window.watch.detail._where.lines)
    assert shown["Repeats"] == "×3, last 10:42:23"


def test_that_thumbnails_fill_their_place_whatever_their_shape(center: FakeCenter, tmp_path: Path) -> None:
    tall = QImage(60, 200, QImage.Format.Format_RGB32)
    tall.fill(QColor("teal"))
    center.alarm(evidence=(keep_picture(tmp_path, tall),))
    with console(center, evidence=tmp_path, lang="en") as window:
        picture = card(window).picture
        assert picture is not None
        assert (picture.width(), picture.height()) == (80, 46)


def test_that_a_decided_line_opens_its_ticket(center: FakeCenter, window: ConsoleWindow) -> None:
    alarm = center.alarm()
    settle()
    args = {"title": "x", "category": "city.waste"}
    assert center.perform(Command("c", "confirm", alarm.id, args)).ok
    settle()
    opened: list[str] = []
    window.watch.queue.ticket_wanted.connect(opened.append)
    window.watch.queue._done.activated.emit(0)
    assert opened == [center.alarms[alarm.id].ticket]
    assert window.tickets.isVisible()
    assert window.tickets.panel.ticket == opened[0]


# --- words


def test_that_the_banner_counts_down_and_then_tries(center: FakeCenter, window: ConsoleWindow) -> None:
    center.link_down("disconnected", retry_in_s=2)
    settle()
    assert banner_words(window.desk)[2] == "next try in 2 s"
    pass_time(window, center.clock, 2)
    assert banner_words(window.desk)[2] == "trying"


def test_that_an_unknown_loss_shows_what_was_said(center: FakeCenter, window: ConsoleWindow) -> None:
    center.link_down("moon")
    settle()
    assert "Reason: nobody answers." in window.banner.words


def test_that_tickets_that_cannot_be_read_are_counted(center: FakeCenter, window: ConsoleWindow) -> None:
    ticket = report(center)
    broken = replace(center.tickets[ticket].events[0], rev=5)
    center.tickets[ticket] = replace(center.tickets[ticket], events=(broken,))
    center.link_up()
    settle()
    words = [cell.words for cell in window.status.cells]
    assert "1 tickets cannot be read" in words
