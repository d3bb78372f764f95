"""The focus ring: 2 px with a gap of 1 px around whatever control has the keyboard.

QSS cannot draw it (a border replaces, there is no outline) and a proxy style in Python would be called
for every primitive of every widget. So one small overlay follows `QApplication.focusChanged`. Views and
widgets that mark focus inside themselves set the property `ownFocus` to True.
"""
# ruff: noqa: N802 - Qt names its methods

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QPlainTextEdit, QTextEdit, QWidget

from widgets.tokens import Theme

_FOLLOWER = "onegrid.focus"


class FocusRing(QWidget):
    """The ring itself, a transparent sibling of the focused control. Takes no mouse and no focus."""

    def __init__(self, parent: QWidget, margin: int) -> None:
        super().__init__(parent)
        self.setObjectName("focus.ring")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._margin = margin

    def surround(self, geometry: QRect) -> None:
        """Move around a control's geometry, in the parent's coordinates."""
        m = self._margin
        self.setGeometry(geometry.adjusted(-m, -m, m, m))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ring in the focus colour of the theme in force."""
        painter = QPainter(self)
        paint_ring(painter, self.rect(), _theme())


class FocusFollower(QObject):
    """Keeps one ring around the focused control of the active window."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.setObjectName(_FOLLOWER)
        self._ring: FocusRing | None = None
        self._target: QWidget | None = None
        app.focusChanged.connect(self._moved)

    def _moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        self._leave()
        parent = None if now is None or now.isWindow() else now.parentWidget()
        if now is None or parent is None or not wants_ring(now):
            return
        width, gap = _theme().ring
        ring = FocusRing(parent, width + gap)
        ring.destroyed.connect(self._forget)
        now.installEventFilter(self)
        self._ring, self._target = ring, now
        ring.surround(now.geometry())
        ring.raise_()
        ring.show()

    def _leave(self) -> None:
        ring, target = self._ring, self._target
        self._forget()
        if target is not None:
            target.removeEventFilter(self)
        if ring is not None:
            ring.destroyed.disconnect(self._forget)
            ring.hide()
            ring.deleteLater()

    def _forget(self) -> None:
        self._ring = self._target = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the control when it moves, hides or goes."""
        kind = event.type()
        if self._ring is not None and watched is self._target:
            if kind in (QEvent.Type.Move, QEvent.Type.Resize) and self._target is not None:
                self._ring.surround(self._target.geometry())
            elif kind in (QEvent.Type.Hide, QEvent.Type.ParentChange):
                self._leave()
        return False


def wants_ring(widget: QWidget) -> bool:
    """True for controls; False for views and widgets that show focus inside themselves."""
    if widget.property("ownFocus"):
        return False
    if isinstance(widget, QAbstractScrollArea):
        return isinstance(widget, (QPlainTextEdit, QTextEdit))
    return True


def paint_ring(painter: QPainter, rect: QRect, theme: Theme) -> None:
    """Draw a focus ring just inside `rect`: for items that have the focus inside a painted widget."""
    width, gap = theme.ring
    half = width / 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(theme.color("focus"), width)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    radius = theme.radius("control") + gap + half
    painter.drawRoundedRect(rect.toRectF().adjusted(half, half, -half, -half), radius, radius)
    painter.restore()


def follow_focus(app: QApplication) -> None:
    """Start drawing focus rings in this program; asking again changes nothing."""
    if app.findChild(FocusFollower, _FOLLOWER, Qt.FindChildOption.FindDirectChildrenOnly) is None:
        FocusFollower(app)


def _theme() -> Theme:
    from widgets.theme import current  # noqa: PLC0415 - theme imports this module to install the ring

    return current()
