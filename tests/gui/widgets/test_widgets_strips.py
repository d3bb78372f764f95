"""Notices, timeline, custody, stages, state panes, heads, status and load strips."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAction, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.fakes.widgets_pixels import pixels, share_of, shot
from widgets import theme
from widgets.action_button import ActionButton
from widgets.custody import CustodyBox, CustodyStrip
from widgets.empty import StatePane
from widgets.lettering import baseline, fitted, width_of, write
from widgets.load import LoadStrip
from widgets.notice import Banner, Link, Notice
from widgets.section import PaneHead, SectionHead
from widgets.stages import Stage, StageStrip
from widgets.status import StatusCell, StatusStrip
from widgets.timeline import Timeline, TimelineEntry


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    made = QWidget()
    QVBoxLayout(made)
    qtbot.addWidget(made)
    made.resize(500, 300)
    return made


def _put(host: QWidget, widget: QWidget) -> None:
    layout = host.layout()
    assert layout is not None
    layout.addWidget(widget)


def test_that_text_is_cut_only_when_it_does_not_fit() -> None:
    words = "中兴路口占道堆物影响通行"
    wide = width_of(words)
    assert fitted(words, wide) == words
    cut = fitted(words, wide / 2)
    assert cut.endswith("…")
    assert width_of(cut) <= wide / 2
    assert width_of(words, bold=True) >= wide


def test_that_text_is_written_left_right_and_centred() -> None:
    image = QImage(200, 40, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    used = write(painter, image.rect(), "8", right=True)
    painter.end()
    columns = pixels(image).max(axis=(0, 2)) > 0.1
    assert columns[200 - used :].any()
    assert not columns[: 200 - used].any()
    assert baseline(image.rect(), 13) == pytest.approx(20 + 13 * 0.37, abs=1)


def test_that_a_notice_shows_words_as_words_not_as_markup(host: QWidget) -> None:
    notice = Notice(host)
    assert notice.isHidden()
    assert notice.words == ""
    notice.show_notice("Cannot <b>:", "84 % & more", links=[Link("ask", "ruling")])
    label = notice.findChild(QLabel)
    assert isinstance(label, QLabel)
    assert "&lt;b&gt;" in label.text()
    assert "84 % &amp; more" in label.text()
    assert notice.words == "Cannot <b>: 84 % & more"
    notice.clear()
    assert notice.isHidden()


def test_that_a_notices_link_tells_its_key(qtbot: QtBot, host: QWidget) -> None:
    notice = Notice(host)
    notice.show_notice("不能退回：", "规则 TK-08", links=[Link("申请裁定", "ruling")])
    label = notice.findChild(QLabel)
    assert isinstance(label, QLabel)
    with qtbot.waitSignal(notice.link_activated) as told:
        label.linkActivated.emit("ruling")
    assert told.args == ["ruling"]
    assert label.textInteractionFlags() & Qt.TextInteractionFlag.LinksAccessibleByKeyboard


def test_that_a_long_refusal_wraps(host: QWidget) -> None:
    notice = Notice(host)
    _put(host, notice)
    host.show()
    notice.show_notice("No:", "because " * 60)
    assert notice.hasHeightForWidth()
    assert notice.heightForWidth(300) > notice.heightForWidth(900)


def test_that_a_banner_counts_down_and_offers_actions(qtbot: QtBot, host: QWidget) -> None:
    banner = Banner(host)
    _put(host, banner)
    host.show()
    banner.show_banner("Cut off.", "Work goes on.", note="try 5 in 21 s")
    banner.show_banner("Cut off.", "Work goes on.", note="try 5 in 20 s")
    assert banner.words == "Cut off. Work goes on. try 5 in 20 s"
    again = QAction("Reconnect now", host)
    banner.set_actions([again])
    (button,) = banner.findChildren(ActionButton)
    with qtbot.waitSignal(again.triggered):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert share_of(shot(banner), theme.current().color("selectionBar")) > 0
    banner.set_actions([])
    banner.clear()
    assert banner.words == ""


def _timeline(qtbot: QtBot) -> Timeline:
    line = Timeline()
    qtbot.addWidget(line)
    line.set_entries([TimelineEntry(f"10:3{i}", "ok", f"thing {i}", "me") for i in range(3)])
    line.resize(300, line.sizeHint().height())
    return line


def test_that_arrows_move_in_a_timeline_and_enter_tells(qtbot: QtBot) -> None:
    line = _timeline(qtbot)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        QTest.keyClick(line, key)
    assert line.current == 1
    with qtbot.waitSignal(line.activated) as told:
        QTest.keyClick(line, Qt.Key.Key_Return)
    assert told.args == [1]
    QTest.keyClick(line, Qt.Key.Key_End)
    assert line.current == 2
    QTest.keyClick(line, Qt.Key.Key_Home)
    assert line.current == 0


def test_that_a_click_tells_the_line_under_it(qtbot: QtBot) -> None:
    line = _timeline(qtbot)
    row = theme.current().size("timelineRow")
    with qtbot.waitSignal(line.activated) as told:
        QTest.mouseClick(line, Qt.MouseButton.LeftButton, pos=QPoint(50, 2 * row + 3))
    assert told.args == [2]


def test_that_a_timeline_speaks_and_survives_getting_shorter(qtbot: QtBot) -> None:
    line = _timeline(qtbot)
    assert line.accessibleName().startswith("10:30 thing 0 me; 10:31")
    QTest.keyClick(line, Qt.Key.Key_End)
    line.set_entries(line.entries[:1])
    assert line.current == 0
    assert shot(line).max() > 0.5
    line.set_entries([])
    QTest.keyClick(line, Qt.Key.Key_Down)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert line.sizeHint().height() == 0


TRAIL = (
    CustodyBox("社区", "龙城社区", "08:54 上报"),
    CustodyBox("镇街", "巴川街道", "现保管", holds=True),
    CustodyBox("区", "铜梁区", "移交中", waiting=True),
)


def test_that_the_holder_is_outlined_and_the_trail_spoken(qtbot: QtBot) -> None:
    strip = CustodyStrip()
    qtbot.addWidget(strip)
    strip.set_boxes(TRAIL)
    strip.resize(600, strip.heightForWidth(600))
    picture = shot(strip)
    third = picture.shape[1] // 3
    bar = theme.current().color("selectionBar")
    shares = [share_of(picture[:, i * third : (i + 1) * third], bar) for i in range(3)]
    assert shares[1] > 0.02 > max(shares[0], shares[2])
    assert strip.accessibleName() == "社区 龙城社区 08:54 上报 → 镇街 巴川街道 现保管 → 区 铜梁区 移交中"


def test_that_a_long_trail_wraps_in_a_narrow_pane(qtbot: QtBot) -> None:
    strip = CustodyStrip()
    qtbot.addWidget(strip)
    strip.set_boxes(TRAIL * 2)
    assert strip.hasHeightForWidth()
    assert strip.heightForWidth(200) > strip.heightForWidth(500) > strip.heightForWidth(1400)
    assert strip.minimumSizeHint().width() < 200
    strip.set_boxes(())
    assert strip.heightForWidth(200) == 0


def _stages(qtbot: QtBot) -> StageStrip:
    strip = StageStrip()
    qtbot.addWidget(strip)
    lights = {"green": 900, "red": 1}
    strip.set_stages(
        [Stage("filed", "Filed", 901, lights), Stage("check", "To check", 0), Stage("x", "X", 3)]
    )
    strip.resize(600, strip.sizeHint().height())
    return strip


def test_that_stages_are_chosen_by_keys_and_clicks_once_each(qtbot: QtBot) -> None:
    strip = _stages(qtbot)
    told: list[str] = []
    strip.chosen.connect(told.append)
    QTest.keyClick(strip, Qt.Key.Key_Right)
    QTest.keyClick(strip, Qt.Key.Key_Right)
    QTest.keyClick(strip, Qt.Key.Key_Left)
    QTest.keyClick(strip, Qt.Key.Key_Left)
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(550, 20))
    assert told == ["filed", "check", "filed", "x"]
    strip.choose("x")
    assert told[-1:] == ["x"]
    assert len(told) == 4


def test_that_one_red_among_nine_hundred_is_still_seen(qtbot: QtBot) -> None:
    assert share_of(shot(_stages(qtbot)), theme.current().light("red").fill) > 0


def test_that_stages_speak_counts_and_lights(qtbot: QtBot) -> None:
    strip = _stages(qtbot)
    assert "Filed 901 (" in strip.accessibleName()
    strip.choose("check")
    assert "*To check 0" in strip.accessibleName()
    strip.set_stages(strip.stages[:1])
    assert strip.key == ""
    strip.choose("gone")
    assert strip.key == ""


def test_that_empty_waiting_and_failed_look_and_sound_different(qtbot: QtBot) -> None:
    pictures = []
    for kind in ("empty", "waiting", "failed"):
        pane = StatePane(kind, "Title", "words")
        qtbot.addWidget(pane)
        pane.resize(240, 160)
        pictures.append(shot(pane))
        assert pane.accessibleName() == "Title words"
    assert not (pictures[0] == pictures[1]).all()
    assert not (pictures[1] == pictures[2]).all()
    with pytest.raises(KeyError):
        StatePane("blank", "x")


def test_that_a_state_pane_offers_one_way_out(qtbot: QtBot, host: QWidget) -> None:
    pane = StatePane("failed", "No data", parent=host)
    again = QAction("Try again", host)
    pane.set_action(again)
    (button,) = pane.findChildren(ActionButton)
    with qtbot.waitSignal(again.triggered):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    pane.set_state("empty", "Nothing")
    pane.set_action(None)
    assert pane.accessibleName() == "Nothing"


@pytest.mark.parametrize("kind", [SectionHead, PaneHead])
def test_that_heads_carry_words_and_controls(qtbot: QtBot, kind: type[SectionHead | PaneHead]) -> None:
    head = kind("Alarms", "7 open", "by priority")
    qtbot.addWidget(head)
    assert head.accessibleName() == "Alarms 7 open by priority"
    head.add(QLabel("control"))
    head.set_words("Alarms", "8 open")
    assert head.words == ("Alarms", "8 open", "")
    head.resize(QSize(300, head.sizeHint().height()))
    assert shot(head).max() > 0.5


def test_that_status_cells_on_the_right_stay_when_it_is_narrow(qtbot: QtBot) -> None:
    strip = StatusStrip()
    qtbot.addWidget(strip)
    loud = StatusCell("overdue 43", light="red", loud=True, tip="43 tickets")
    strip.set_cells([StatusCell(f"cell {i}", icon="cpu", load=0.5) for i in range(6)], [loud])
    strip.resize(200, strip.sizeHint().height())
    red = theme.current().light("red").fill
    assert share_of(shot(strip), red) > 0
    assert strip.accessibleName().endswith("overdue 43")
    assert len(strip.cells) == 7
    assert strip.minimumSizeHint().width() <= 200


def test_that_a_load_strip_shows_the_ceiling_and_refuses_none(qtbot: QtBot) -> None:
    strip = LoadStrip()
    qtbot.addWidget(strip)
    strip.set_load([1, 5, 20], 10, "7 in 10 min", "ceiling 10")
    strip.resize(300, strip.sizeHint().height())
    assert strip.accessibleName() == "7 in 10 min ceiling 10"
    picture = shot(strip)
    assert all(share_of(picture, theme.current().color(role)) > 0 for role in ("data", "dataDim", "text3"))
    with pytest.raises(ValueError, match="above 0"):
        strip.set_load([1], 0, "x")
