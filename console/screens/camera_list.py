"""The left pane of Watch: the cameras of this workplace, and how true each picture is now."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListView, QVBoxLayout, QWidget

from console.vocabulary import QT_TRANSLATE_NOOP, Table
from videowall.wall.spec import TileSpec
from videowall.wall.truth import TileTruth
from widgets.rows import CELL_ROLE, Cell, RowDelegate
from widgets.section import PaneHead
from widgets.theme import current

STATES = Table(
    "camera state",
    {
        "waiting": QT_TRANSLATE_NOOP("camera state", "connecting"),
        "live": QT_TRANSLATE_NOOP("camera state", "live"),
        "stale": QT_TRANSLATE_NOOP("camera state", "not live"),
        "lost": QT_TRANSLATE_NOOP("camera state", "lost"),
        "recovering": QT_TRANSLATE_NOOP("camera state", "reconnecting"),
        "refused": QT_TRANSLATE_NOOP("camera state", "refused"),
        "ended": QT_TRANSLATE_NOOP("camera state", "ended"),
    },
)

Index = QModelIndex | QPersistentModelIndex


class CameraModel(QAbstractListModel):
    """One row per tile: its name, and its state unless it is live."""

    def __init__(self, tiles: Sequence[TileSpec], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tiles = tuple(tiles)
        self._states: list[tuple[str, str]] = [("", "")] * len(self._tiles)

    def set_states(self, states: Sequence[tuple[str, str]]) -> None:
        """Take (code, words) of every tile's state."""
        if self._tiles and list(states) != self._states:
            self._states = list(states)
            self.dataChanged.emit(self.index(0), self.index(len(self._tiles) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own
        """How many cameras."""
        return 0 if parent.isValid() else len(self._tiles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The cell of a camera, or its words."""
        if not index.isValid():
            return None
        tile, (code, words) = self._tiles[index.row()], self._states[index.row()]
        text = f"{index.row() + 1}  {tile.name}"
        if role == CELL_ROLE:
            icon = "camera.lost" if code in {"lost", "refused", "stale"} else "camera"
            shown = text if code in {"live", ""} else f"{text} · {words}"
            return Cell(shown, icon=icon, level=1 if code == "live" else 2, strong=code == "live")
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return f"{text} {words}".strip()
        return None


class CameraList(QWidget):
    """The list; `camera_selected` tells the index of the tile to select."""

    camera_selected = Signal(int)

    def __init__(self, tiles: Sequence[TileSpec], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pane.cameras")
        self.setProperty("pane", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._head = PaneHead(self.tr("Cameras"))
        self._model = CameraModel(tiles, self)
        self._list = QListView(self)
        self._list.setObjectName("camera.list")
        self._list.setProperty("pane", "panel")
        self._list.setModel(self._model)
        self._list.setItemDelegate(RowDelegate(self._list))
        self._list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setAccessibleName(self.tr("Cameras"))
        self._list.selectionModel().currentRowChanged.connect(
            lambda now, _before: self.camera_selected.emit(now.row()) if now.isValid() else None
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._list, 1)
        self.set_truths([])

    @property
    def head(self) -> PaneHead:
        """The head, which counts live pictures."""
        return self._head

    def select(self, index: int) -> None:
        """Follow the wall's selection."""
        if index != self._list.currentIndex().row():
            self._list.setCurrentIndex(self._model.index(index))

    def set_truths(self, truths: Sequence[tuple[TileTruth, str]]) -> None:
        """Take the truth of every tile with its state in words."""
        count = self._model.rowCount()
        live = sum(truth.trusted for truth, _ in truths)
        self._head.set_words(
            self.tr("Cameras"), note=self.tr("{live} of {all} live").format(live=live, all=count)
        )
        if truths:
            self._model.set_states([(truth.state.value, words) for truth, words in truths])

    def sizeHint(self) -> QSize:
        """As wide as the mock-up's tree."""
        return QSize(264 if current().density != "town" else 280, 400)
