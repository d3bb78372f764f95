"""Watch 值守: cameras at the left, the wall, the alarm queue at the right, the selected alarm below."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from console import vocabulary
from console.alarm_board import plates
from console.mirror import Changes
from console.screens.alarm_detail import AlarmDetail
from console.screens.alarm_queue import AlarmQueue
from console.screens.camera_list import STATES, CameraList
from console.screens.desk import Desk
from videowall.wall.wall import VideoWall
from widgets.empty import StatePane
from widgets.section import PaneHead

LARGE_PX = 2400
NARROW_PX = 1600
"""Below this the camera list is folded away; the wall and the queue keep their room."""


class WatchScreen(QWidget):
    """The Watch screen. C claims, Enter begins confirming, D dismissing the alarm selected in the queue."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("screen.watch")
        self._desk = desk
        self._tiles = desk.config.tiles
        self.wall = VideoWall(self._tiles, self, now_ms=desk.local_ms)
        self.cameras = CameraList(self._tiles, self)
        self.queue = AlarmQueue(desk, self)
        self.detail = AlarmDetail(desk, self)
        self._wall_head = PaneHead(self.tr("Wall"))
        for camera, shapes in desk.config.rules.items():
            self.wall.set_rules(camera, shapes)
        self._lay_out()
        self.queue.alarm_selected.connect(self._alarm_selected)
        self.cameras.camera_selected.connect(self.wall.select)
        self.wall.tile_selected.connect(self.cameras.select)
        self.detail.acts.strip_closed.connect(self.take_focus)
        self.detail.acts.nothing_to_close.connect(self.take_focus)
        desk.changed.connect(self._changed)
        desk.ticked.connect(self._tick)
        self._tick()

    def start(self) -> None:
        """Start the pictures, if there are any cameras."""
        if self._tiles:
            self.wall.start()

    def stop(self) -> None:
        """Stop the pictures; safe to call twice."""
        self.wall.stop()

    def take_focus(self) -> None:
        """Put the keyboard where the work is: the queue."""
        self.queue.take_focus()

    def _lay_out(self) -> None:
        picture = QWidget(self)
        column = QVBoxLayout(picture)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._wall_head)
        column.addWidget(self._pictures(), 1)
        self._upright = _splitter(Qt.Orientation.Vertical, self)
        self._upright.addWidget(picture)
        self._upright.addWidget(self.detail)
        self._upright.setStretchFactor(0, 1)
        self._level = split = _splitter(Qt.Orientation.Horizontal, self)
        split.addWidget(self.cameras)
        split.addWidget(self._upright)
        split.addWidget(self.queue)
        split.setStretchFactor(1, 1)
        self._by_hand = False
        for each in (self._upright, self._level):
            each.splitterMoved.connect(self._moved_by_hand)
        self.queue.setMinimumWidth(320)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(split)

    def _pictures(self) -> QWidget:
        if self._tiles:
            return self.wall
        stack = QStackedWidget(self)
        none = StatePane(
            "empty",
            self.tr("No cameras at this workplace"),
            self.tr("Alarms and tickets work all the same. Cameras come from the file given at the start."),
            icon="camera.lost",
        )
        stack.addWidget(none)
        stack.addWidget(self.wall)
        return stack

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the camera list where the window is narrow; share out the room unless moved by hand."""
        super().resizeEvent(event)
        self.cameras.setVisible(bool(self._tiles) and self.width() >= NARROW_PX)
        if self._by_hand:
            return
        large = self.width() >= LARGE_PX
        left, right = (320, 480) if large else (self.cameras.sizeHint().width(), 390)
        below = min(round(self.height() * 0.36), 420 if large else self.detail.sizeHint().height())
        self._level.setSizes([left, self.width() - left - right, right])
        self._upright.setSizes([self.height() - below, below])

    def _moved_by_hand(self, _at: int, _handle: int) -> None:
        self._by_hand = True

    def _alarm_selected(self, _alarm: str) -> None:
        alarm = self.queue.alarm
        self.detail.show_alarm(alarm)
        index = self.wall.index_of(alarm.camera) if alarm else None
        if index is not None:
            self.wall.select(index)

    def _changed(self, changes: Changes) -> None:
        if changes.alarms or changes.link or "alarm" in changes.loaded:
            self.queue.refill()
            self.detail.show_alarm(self.queue.alarm)
            self._put_plates()
        for camera in changes.tracks:
            frame = self._desk.mirror.tracks[camera]
            self.wall.set_tracks(camera, frame.boxes, frame.at_ms)

    def _put_plates(self) -> None:
        words, shown = self._desk.words, plates(self._desk.mirror.alarms.values())
        for tile in self._tiles:
            alarm = shown.get(tile.camera)
            if alarm is None:
                self.wall.set_alarm(tile.camera, None)
                continue
            self.wall.set_alarm(
                tile.camera,
                words.of(vocabulary.ALARM_KINDS, alarm.kind),
                priority=alarm.priority.value,
                rule=alarm.rule,
                unclaimed=not alarm.claimed_by,
            )

    def _tick(self) -> None:
        words = self._desk.words
        truths = [self.wall.truth(index) for index in range(len(self._tiles))]
        self.cameras.set_truths([(truth, words.of(STATES, truth.state.value)) for truth in truths])
        live = sum(truth.trusted for truth in truths)
        note = ""
        if truths:
            rate = sum(truth.fps for truth in truths if truth.trusted)
            note = self.tr("{all} cameras · {live} live · {fps} pictures/s").format(
                all=len(truths), live=live, fps=round(rate)
            )
        self._wall_head.set_words(self.tr("Wall"), note=note)
        if self.isVisible():
            self.queue.tick()


def _splitter(way: Qt.Orientation, parent: QWidget) -> QSplitter:
    split = QSplitter(way, parent)
    split.setHandleWidth(1)
    split.setChildrenCollapsible(False)
    return split
