"""The focus ring: 2 px with a gap of 1 px around whatever control has the keyboard.

QSS cannot draw it (a border replaces, there is no outline) and a proxy style in Python would be called
for every primitive of every widget. So one small overlay follows `QApplication.focusChanged`. Views and
widgets that mark focus inside themselves set the property `ownFocus` to True.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
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
        self._watched: tuple[QWidget, ...] = ()
        app.focusChanged.connect(self._moved)

    def _moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        self._leave()
        if now is None or now.isWindow() or not wants_ring(now):
            return
        margin = sum(_theme().ring)
        chain = _up_to_room(now, margin)
        ring = FocusRing(chain[-1], margin)
        ring.destroyed.connect(self._forget)
        self._ring, self._target, self._watched = ring, now, chain[:-1]
        for widget in self._watched:
            widget.installEventFilter(self)
        self._surround()
        ring.raise_()
        ring.show()

    def _surround(self) -> None:
        parent = self._ring.parentWidget() if self._ring is not None else None
        if self._ring is not None and self._target is not None and parent is not None:
            self._ring.surround(QRect(self._target.mapTo(parent, QPoint(0, 0)), self._target.size()))

    def _leave(self) -> None:
        ring, watched = self._ring, self._watched
        self._forget()
        for widget in watched:
            widget.removeEventFilter(self)
        if ring is not None:
            ring.destroyed.disconnect(self._forget)
            ring.hide()
            ring.deleteLater()

    def _forget(self) -> None:
        self._ring = self._target = None
        self._watched = ()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the control, and what lies between it and the ring, when it moves, hides or goes."""
        kind = event.type()
        if watched in self._watched:
            if kind in (QEvent.Type.Move, QEvent.Type.Resize):
                self._surround()
            elif kind in (QEvent.Type.Hide, QEvent.Type.ParentChange):
                self._leave()
        return False


def _up_to_room(widget: QWidget, margin: int) -> tuple[QWidget, ...]:
    """The widget and its parents up to the first that has room for a ring around it.

    Stops at a window and at a scroll area's viewport: there the ring must be clipped.
    """
    chain = [widget]
    around = widget.rect().adjusted(-margin, -margin, margin, margin)
    while (parent := chain[-1].parentWidget()) is not None:
        chain.append(parent)
        viewport = isinstance(parent.parentWidget(), QAbstractScrollArea)
        if (
            parent.isWindow()
            or viewport
            or parent.rect().contains(around.translated(widget.mapTo(parent, QPoint())))
        ):
            break
    return tuple(chain)


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
