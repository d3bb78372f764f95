"""One specimen of each widget for the gallery, in columns of titled panels."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QPixmap, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from widgets.action_button import ActionButton, ActionRow, set_available
from widgets.alarm_row import ALARM_ROLE, AlarmCard, AlarmList
from widgets.chip import Chip, ChoiceChip
from widgets.countdown import ClockLine, ClockList
from widgets.custody import CustodyBox, CustodyStrip
from widgets.empty import StatePane
from widgets.key_hint import KeyHint
from widgets.lamp import LIGHTS, Lamp, light_words
from widgets.load import LoadStrip
from widgets.notice import Banner, Link, Notice
from widgets.plate import Plate
from widgets.rows import CELL_ROLE, Cell, RowTable
from widgets.stages import Stage, StageStrip
from widgets.theme import current
from widgets.timeline import Timeline, TimelineEntry

Say = Callable[[str], str]
Panels = tuple[tuple[str, tuple[QWidget, ...]], ...]


def columns(say: Say) -> tuple[Panels, Panels, Panels]:
    """All specimens: three columns of (title key, widgets)."""
    return (
        (
            ("lamps", _lamps(say)),
            ("chips", _chips(say)),
            ("clocks", (_clocks(say),)),
            ("buttons", _buttons(say)),
            ("rows", (_table(say),)),
        ),
        (
            ("stages", (_stages(say),)),
            ("alarms", (_load(say), _alarms(say))),
            ("states", (line(*_states(say)),)),
            ("custody", (_custody(say),)),
        ),
        (
            ("notices", _notices(say)),
            ("timeline", (_timeline(say),)),
            ("type", tuple(_type(say))),
        ),
    )


def line(*parts: QWidget) -> QWidget:
    """Widgets side by side, left-aligned unless they stretch."""
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for part in parts:
        row.addWidget(part)
    if not any(isinstance(part, (StatePane, ActionRow, QLineEdit)) for part in parts):
        row.addStretch()
    return box


def _action(owner: QWidget, words: str, key: str = "") -> QAction:
    made = QAction(words, owner)
    if key:
        made.setShortcut(QKeySequence(key))
    return made


def _lamps(say: Say) -> tuple[QWidget, ...]:
    sizes = line(*(Lamp(light, side_px=px) for light in LIGHTS for px in (12, 14, 18, 30)))
    words = []
    for light in LIGHTS:
        words += [Lamp(light), QLabel(f"<b>{light_words(light)}</b> {say('lamp.' + light)}")]
    return sizes, line(*words)


def _chips(say: Say) -> tuple[QWidget, ...]:
    chosen = ChoiceChip(say("chip.chosen"))
    chosen.setChecked(True)
    plates = [Plate(p, say(f"plate.{p}")) for p in ("emergency", "high", "normal")]
    blinking = Plate("emergency", say("plate.emergency"))
    blinking.set_unacknowledged(True)
    first = line(
        Chip(say("chip.state")),
        chosen,
        Chip(say("chip.sorted"), "outline"),
        Chip(say("chip.grid"), icon="place"),
        Chip(say("chip.joined")),
        Chip(say("chip.privacy"), "privacy", icon="privacy.lifted"),
    )
    return first, line(*plates, QLabel(say("blink")), blinking)


def _clocks(say: Say) -> QWidget:
    clocks = ClockList()
    names = {"green": "total", "yellow": "dispose", "red": "check", "grey": "assist", "blue": "arbitrate"}
    used = {"green": 0.22, "yellow": 0.84, "red": 1.3, "grey": 0.4, "blue": 0.55}
    clocks.set_lines(
        [
            ClockLine(
                light,
                say(f"clock.{names[light]}"),
                used[light],
                say(f"lamp.{light}"),
                say("clock.limit"),
                paused_to=WARNED if light == "grey" else None,
            )
            for light in LIGHTS
        ]
    )
    return clocks


WARNED = 0.75


def _buttons(say: Say) -> tuple[QWidget, ...]:
    rows = []
    for state in ("normal", "off", "busy"):
        label = QLabel(say(f"state.{state}"))
        label.setProperty("level", "3")
        box = ActionRow()
        acts = [_action(box, say("act.confirm"), "Return"), _action(box, say("act.dismiss"), "D")]
        acts.append(_action(box, say("act.replay"), "R"))
        buttons = [
            ActionButton(acts[0], main=True),
            ActionButton(acts[1]),
            ActionButton(acts[2], quiet=True, icon="replay"),
        ]
        box.set_buttons(buttons)
        for act in acts:
            set_available(act, state != "off")
        if state == "busy":
            buttons[0].set_busy(say("act.sending"))
        rows.append(line(label, box))
    field = QLineEdit(say("row.2"))
    field.setObjectName("gallery.field")
    hints = line(
        KeyHint(("J", "K"), "↑ ↓"), KeyHint(("C",), say("act.claim")), KeyHint(("Ctrl Z",), say("act.undo"))
    )
    return (*rows, field, hints)


def _table(say: Say) -> QWidget:
    model = QStandardItemModel(0, 4)
    model.setHorizontalHeaderLabels([say(f"head.{n}") for n in ("left", "subject", "used", "place")])
    lights = ("red", "yellow", "green", "blue", "grey")
    for i, light in enumerate(lights):
        loud = light in ("red", "yellow")
        cells = (
            Cell(say(f"lamp.{light}"), light=light, strong=loud, level=1 if loud else 2),
            Cell(say(f"row.{(2, 3, 1, 4, 5)[i]}"), level=1),
            Cell(light=light, used=(1.2, 0.84, 0.3, 0.5, 0.4)[i]),
            Cell(say("place.1")),
        )
        model.appendRow([_item(cell) for cell in cells])
    table = RowTable()
    model.setParent(table)
    table.setModel(model)
    table.setColumnWidth(0, 150)
    table.setColumnWidth(2, 90)
    table.setColumnWidth(3, 130)
    table.horizontalHeader().setSectionResizeMode(1, table.horizontalHeader().ResizeMode.Stretch)
    table.setFixedHeight(current().size("row") * 6)
    table.selectRow(1)
    return table


def _item(cell: Cell) -> QStandardItem:
    item = QStandardItem(cell.text)
    item.setData(cell, CELL_ROLE)
    return item


def _stages(say: Say) -> QWidget:
    strip = StageStrip()
    counts = {"filed": 14, "dispatched": 52, "progress": 847, "check": 64, "closed": 211}
    shares = {"green": 671, "yellow": 92, "red": 43, "blue": 10, "grey": 31}
    strip.set_stages(
        [Stage(k, say(f"stage.{k}"), n, {} if k == "closed" else shares) for k, n in counts.items()]
    )
    strip.choose("progress")
    return strip


def _load(say: Say) -> QWidget:
    strip = LoadStrip()
    values = [2, 1, 1, 3, 2, 1, 1, 2, 2, 3, 1, 1, 2, 4, 5, 3, 2, 1, 1, 2, 3, 1, 4, 3, 5, 6, 7]
    strip.set_load(values, 10, say("load.words"), say("load.note"))
    return strip


def _alarms(say: Say) -> QWidget:
    queue = AlarmList()
    queue.setObjectName("gallery.alarms")
    model = QStandardItemModel(queue)
    for i, priority in enumerate(("emergency", "high", "normal")):
        picture = QPixmap(160, 92)
        picture.fill(current().color("dataDim"))
        card = AlarmCard(
            priority=priority,
            plate=say(f"plate.{priority}"),
            title=say(f"alarm.{i + 1}"),
            place=say("alarm.place"),
            age=("0:26", "3:05", "4:11")[i],
            owner=say("alarm.owner") if i == 0 else "",
            repeats="×3" if i == 1 else "",
            picture=None if i == 1 else picture,
            icon="sensor",
            claim_keys=("C",),
            claim_words=say("act.claim"),
        )
        item = QStandardItem(card.title)
        item.setData(card, ALARM_ROLE)
        model.appendRow(item)
    queue.setModel(model)
    queue.setCurrentIndex(model.index(0, 0))
    acts = ActionRow()
    acts.set_buttons(
        [
            ActionButton(_action(acts, say("act.confirm"), "Return"), main=True),
            ActionButton(_action(acts, say("act.dismiss"), "D")),
        ]
    )
    queue.expand(model.index(0, 0), acts)
    look = current()
    queue.setFixedHeight(3 * look.size("alarmRow") + look.size("control") + 12)
    return queue


def _states(say: Say) -> tuple[QWidget, ...]:
    panes = [
        StatePane("empty", say("empty.title"), say("empty.words"), icon="bell.none"),
        StatePane("waiting", say("waiting.title"), say("waiting.words")),
        StatePane("failed", say("failed.title"), say("failed.words")),
    ]
    panes[2].set_action(_action(panes[2], say("act.retry")))
    return tuple(panes)


def _custody(say: Say) -> QWidget:
    strip = CustodyStrip()
    strip.set_boxes(
        [
            CustodyBox(say("level.community"), say("center.community"), say("custody.1")),
            CustodyBox(say("level.town"), say("center.town"), say("custody.2"), holds=True),
            CustodyBox(say("level.district"), say("center.district"), say("custody.3"), waiting=True),
        ]
    )
    return strip


def _notices(say: Say) -> tuple[QWidget, ...]:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    refusal, conflict = Notice(box), Notice(box)
    for part in (refusal, conflict):
        column.addWidget(part)
    refusal.show_notice(
        say("refusal.title"), say("refusal.words"), links=[Link(say("refusal.link"), "ruling")]
    )
    link = Link(say("conflict.link"), "difference")
    conflict.show_notice(say("conflict.title"), say("conflict.words"), icon="conflict", links=[link])
    return (box,)


def banner(say: Say, parent: QWidget) -> Banner:
    """A banner for the top of the gallery's window."""
    made = Banner(parent)
    made.show_banner(say("banner.title"), say("banner.words"), note=say("banner.note"))
    made.set_actions([_action(made, say("act.retry"))])
    return made


def _timeline(say: Say) -> QWidget:
    shown = Timeline()
    icons = ("extend", "sign", "dispatch", "file")
    times = ("10:33", "09:06", "09:02", "09:00")
    shown.set_entries(
        [TimelineEntry(times[i], icons[i], say(f"time.{i + 1}"), say("time.who")) for i in range(4)]
    )
    return shown


def _type(say: Say) -> list[QWidget]:
    made: list[QWidget] = []
    look = current()
    for kind in ("number", "page", "title", "strong", "body", "caption"):
        label = QLabel(f"<b>{look.font_px(kind)}</b> {say('type.sample')}")
        label.setFont(look.font(kind))
        label.setTextFormat(Qt.TextFormat.RichText)
        made.append(label)
    return made
