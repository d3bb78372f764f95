"""The wall itself: one widget that paints every tile, and the keys to move among them.

    wall = VideoWall(tiles, parent, now_ms=clock.now_ms)
    wall.start(); …; wall.stop()

Pictures come from worker processes through shared memory and are painted where they lie; a picture that
was written over while it was painted is painted again. Without `start` it shows tiles that wait.
Left to its own it says the truth about every tile ten times a second, whatever the workers do.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from videowall.tiling import Cell, Grid, Step, cells, grid_for, neighbour, tile_at
from videowall.wall.bridge import Bridge
from videowall.wall.live import LiveTile
from videowall.wall.spec import Box, Plate, RuleShapes, TileSpec
from videowall.wall.tile import paint_empty, paint_tile
from videowall.wall.truth import TileTruth
from videowall.wall.words import TileWords
from videowall.workers.job import Job
from videowall.workers.pool import WorkerPool
from widgets import theme

BLINK_MS = 625
_STEPS = {
    Qt.Key.Key_Left: Step.LEFT,
    Qt.Key.Key_Right: Step.RIGHT,
    Qt.Key.Key_Up: Step.UP,
    Qt.Key.Key_Down: Step.DOWN,
    Qt.Key.Key_Home: Step.FIRST,
    Qt.Key.Key_End: Step.LAST,
}


class VideoWall(QWidget):
    """Live pictures in a grid. Indices count tiles from 0, row by row; cameras are named by their id.

    Keys: arrows, Home, End and 1–9 select; Enter activates; Space shows the selected tile alone and back.
    """

    tile_selected = Signal(int)
    tile_activated = Signal(int)

    def __init__(
        self,
        tiles: Sequence[TileSpec],
        parent: QWidget | None = None,
        *,
        grid: Grid | None = None,
        models: str = "",
        now_ms: Callable[[], int] | None = None,
        workers: int | None = None,
    ) -> None:
        """Lay out the tiles; nothing runs before `start`.

        Args:
            tiles: the cameras, in order.
            parent: Qt's parent.
            grid: columns and rows; by default the most square that holds the tiles.
            models: folder of model files for the masks.
            now_ms: UTC clock, for the time of the last picture in words; without it that is left out.
            workers: decoding processes; by default as many as the machine bears.
        """
        super().__init__(parent)
        self._grid = grid or grid_for(len(tiles))
        if len(tiles) > self._grid.columns * self._grid.rows:
            raise ValueError(f"{len(tiles)} tiles do not fit into {self._grid}")
        jobs = [Job(spec.camera, spec.source, spec.mask, models) for spec in tiles]
        self._pool = WorkerPool(jobs, workers)
        self._tiles = [LiveTile(i, spec, self._pool) for i, spec in enumerate(tiles)]
        self._bridge = Bridge(self._pool, self)
        self._bridge.rung.connect(self._look)
        self._bridge.ticked.connect(self._judge_all)
        self._words = TileWords(self)
        self._now_ms = now_ms
        self._selected = 0
        self._alone = False
        self._layout: tuple[Cell, ...] = ()
        self._blink_on = True
        self._running = False
        self.torn = 0  # pictures painted again because they were written over
        self.setObjectName("wall")
        self.setProperty("ownFocus", True)  # noqa: FBT003 - Qt's signature
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 160)
        self._arrange()
        self._describe()

    # --- running

    def start(self) -> None:
        """Start the workers. Pictures follow after a second or two."""
        self._running = True
        self._bridge.start()
        self._tell_sizes()

    def stop(self) -> None:
        """Stop the workers and free their memory; safe to call twice."""
        if not self._running:
            return
        self._running = False
        for tile in self._tiles:
            tile.drop()
        self._bridge.stop()
        self.update()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop with the window."""
        self.stop()
        super().closeEvent(event)

    # --- what is shown

    @property
    def selected(self) -> int:
        """Index of the selected tile."""
        return self._selected

    def select(self, index: int) -> None:
        """Select a tile; an index without a tile is ignored. Emits `tile_selected` when it changed."""
        if index == self._selected or not 0 <= index < len(self._tiles):
            return
        self._selected = index
        if self._alone:
            self._arrange()
        self._describe()
        self.update()
        self.tile_selected.emit(index)

    @property
    def alone(self) -> bool:
        """Whether the selected tile fills the wall."""
        return self._alone

    def show_alone(self, *, alone: bool) -> None:
        """Let the selected tile fill the wall, or show all tiles again."""
        if alone != self._alone:
            self._alone = alone
            self._arrange()
            self.update()

    def index_of(self, camera: str) -> int | None:
        """Where a camera is shown; None when it is not on this wall."""
        return next((i for i, tile in enumerate(self._tiles) if tile.spec.camera == camera), None)

    def set_rules(self, camera: str, shapes: RuleShapes) -> None:
        """Draw these rules over a camera's picture; a camera that is not here is ignored."""
        for index in self._places(camera):
            self._tiles[index].shapes = shapes
            self._refresh(index)

    def set_tracks(self, camera: str, boxes: Sequence[Box], at_ms: int) -> None:
        """Draw an analyst's boxes of the frame of `at_ms`; they go after 1.2 s without new ones."""
        for index in self._places(camera):
            self._tiles[index].set_tracks(boxes, at_ms, time.monotonic_ns())
            self._refresh(index)

    def set_alarm(
        self,
        camera: str,
        text: str | None,
        *,
        priority: str = "emergency",
        rule: str = "",
        unclaimed: bool = False,
    ) -> None:
        """Put an alarm's plate on a camera's tile and turn its rule red, or take both away (`text` None)."""
        plate = None if text is None else Plate(text, priority, rule, unclaimed)
        for index in self._places(camera):
            if self._tiles[index].plate != plate:
                self._tiles[index].plate = plate
                self._describe()
                self._refresh(index)

    def truth(self, index: int) -> TileTruth:
        """How true a tile is at this moment, judged now."""
        self._tiles[index].look()
        return self._judge(index)

    @property
    def pool(self) -> WorkerPool:
        """The workers, for status lines and tests."""
        return self._pool

    # --- events

    def sizeHint(self) -> QSize:
        """Room for tiles of 480 x 270."""
        return QSize(self._grid.columns * 480, self._grid.rows * 270)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out again and ask the workers for pictures of the new size."""
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tiles that the event touches."""
        look = theme.current()
        painter = QPainter(self)
        painter.fillRect(event.rect(), look.color("ground"))
        for index, cell in enumerate(self._layout):
            if cell.width < 2 or not event.region().intersects(_rect(cell)):
                continue
            if index >= len(self._tiles):
                paint_empty(painter, cell, self._words, look)
            else:
                self._paint(painter, index, cell, look)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, pick by number, activate, enlarge; other keys go to the window."""
        key = event.key()
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif key in _STEPS and self._tiles:
            self.select(neighbour(self._grid, len(self._tiles), self._selected, _STEPS[Qt.Key(key)]))
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_9 and key - Qt.Key.Key_1 < len(self._tiles):
            self.select(key - Qt.Key.Key_1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._tiles:
            self.tile_activated.emit(self._selected)
        elif key == Qt.Key.Key_Space:
            self.show_alone(alone=not self._alone)
        elif key == Qt.Key.Key_Escape and self._alone:
            self.show_alone(alone=False)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the tile under the pointer."""
        index = tile_at(self._layout, event.position().x(), event.position().y())
        if index is not None:
            self.select(index)
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Activate the tile under the pointer."""
        index = tile_at(self._layout, event.position().x(), event.position().y())
        if index is not None and index < len(self._tiles):
            self.select(index)
            self.tile_activated.emit(index)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring bright."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show the ring quiet."""
        super().focusOutEvent(event)
        self.update()

    # --- between

    def _look(self) -> None:
        """A bell rang: repaint the tiles that have a new picture."""
        for index, tile in enumerate(self._tiles):
            if tile.look():
                self._refresh(index)

    def _judge_all(self) -> None:
        """A tenth of a second went by: repaint the tiles whose words changed."""
        self._look()
        blink_on = time.monotonic_ns() // (BLINK_MS * 1_000_000) % 2 == 0 or theme.current().reduced_motion
        turned, self._blink_on = blink_on != self._blink_on, blink_on
        for index, tile in enumerate(self._tiles):
            truth = self._judge(index)
            blinks = turned and tile.plate is not None and tile.plate.unclaimed
            if tile.changed(truth, self._words.age(truth.age_ms)) or blinks:
                self._refresh(index)

    def _judge(self, index: int) -> TileTruth:
        stale_after_ms = round(theme.current().tile("stale_after_ms"))
        return self._tiles[index].judge(time.monotonic_ns(), stale_after_ms)

    def _paint(self, painter: QPainter, index: int, cell: Cell, look: theme.Theme) -> None:
        tile = self._tiles[index]
        tile.look()
        view = tile.view(
            self._judge(index),
            time.monotonic_ns(),
            self._now_ms() if self._now_ms is not None else 0,
            selected=index == self._selected,
            focused=self.hasFocus(),
            blink_on=self._blink_on,
        )
        paint_tile(painter, cell, view, self._words, look)
        if tile.is_torn():
            self.torn += 1
            self._refresh(index)

    def _arrange(self) -> None:
        gap = round(theme.current().tile("gap"))
        layout = cells(self._grid, self.width(), self.height(), gap)
        if self._alone:
            hidden = Cell(0, 0, 0, 0)
            whole = Cell(0, 0, self.width(), self.height())
            layout = tuple(whole if i == self._selected else hidden for i in range(len(layout)))
        self._layout = layout
        if self._running:
            self._tell_sizes()

    def _tell_sizes(self) -> None:
        ratio = self.devicePixelRatioF()
        for index, cell in enumerate(self._layout[: len(self._tiles)]):
            self._pool.want(index, round(cell.width * ratio), round(cell.height * ratio))

    def _places(self, camera: str) -> list[int]:
        return [i for i, tile in enumerate(self._tiles) if tile.spec.camera == camera]

    def _refresh(self, index: int) -> None:
        self.update(_rect(self._layout[index]))

    def _describe(self) -> None:
        """Keep the accessible texts in step with the selection and its alarm."""
        self.setAccessibleName(self._words.wall_name())
        if self._tiles:
            tile = self._tiles[self._selected]
            plate = tile.plate.text if tile.plate is not None else ""
            self.setAccessibleDescription(
                self._words.spoken(tile.spec.name, self._judge(self._selected), plate)
            )


def _rect(cell: Cell) -> QRect:
    return QRect(cell.x, cell.y, cell.width, cell.height)
