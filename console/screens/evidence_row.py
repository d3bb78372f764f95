"""Thumbnails of evidence that is kept at this site; what is elsewhere or not as named is said instead."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from backend.domain.evidence import EvidenceRef
from console.evidence import Found, picture, pictures
from console.screens.desk import Desk
from console.vocabulary import QT_TRANSLATE_NOOP, Table
from widgets.icons import paint_icon
from widgets.lettering import width_of, write
from widgets.theme import current

FOUND = Table(
    "evidence",
    {
        "absent": QT_TRANSLATE_NOOP("evidence", "kept at another site"),
        "changed": QT_TRANSLATE_NOOP("evidence", "bytes do not match"),
        "unmasked": QT_TRANSLATE_NOOP("evidence", "not masked: not shown"),
        "too_large": QT_TRANSLATE_NOOP("evidence", "too large to show"),
        "unreadable": QT_TRANSLATE_NOOP("evidence", "cannot be read"),
    },
)
PHASES = Table(
    "phase",
    {
        "alarm": QT_TRANSLATE_NOOP("phase", "alarm"),
        "before": QT_TRANSLATE_NOOP("phase", "before"),
        "during": QT_TRANSLATE_NOOP("phase", "during"),
        "after": QT_TRANSLATE_NOOP("phase", "after"),
    },
)
_HIGH_PX = 84
SHOWN_MAX = 4


class Shot:
    """One piece of evidence ready to paint: its picture, or why there is none."""

    def __init__(self, desk: Desk, ref: EvidenceRef) -> None:
        self.ref = ref
        self.image = QImage()
        words = desk.words
        try:
            looked = picture(desk.config.evidence_dir, ref)
        except OSError:
            self.why = words.of(FOUND, "unreadable")
        else:
            if looked.found is Found.OK:
                self.image = QImage.fromData(looked.data)
            self.why = "" if not self.image.isNull() else words.of(FOUND, _code(looked.found))
        phase = words.of(PHASES, ref.phase)
        self.label = f"{phase} {words.time(ref.taken_ms)}" if ref.taken_ms else phase


def _code(found: Found) -> str:
    return "unreadable" if found is Found.OK else found.value


def paint_shot(painter: QPainter, rect: QRectF, shot: Shot) -> None:
    """Draw a shot into `rect`, the whole picture visible, with its label on a plate."""
    look = current()
    painter.fillRect(rect, look.color("sunken"))
    if shot.image.isNull():
        side = look.size("icon") + 4
        middle = rect.center()
        paint_icon(painter, "evidence", QRectF(middle.x() - side / 2, middle.y() - side - 2, side, side))
        write(
            painter,
            QRectF(rect.x() + 6, middle.y() + 2, rect.width() - 12, 18),
            shot.why,
            kind="caption",
            color="text2",
            center=True,
        )
        return
    size = shot.image.size().scaled(rect.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
    box = QRectF(
        rect.x() + (rect.width() - size.width()) / 2,
        rect.y() + (rect.height() - size.height()) / 2,
        size.width(),
        size.height(),
    )
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(box, shot.image)
    painter.restore()
    ground = look.color("videoPlate")
    ground.setAlphaF(look.tile("plate_alpha"))
    high = look.font_px("caption") + 8
    plate = QRectF(box.x(), box.bottom() - high, width_of(shot.label, "caption") + 10, high)
    painter.fillRect(plate, ground)
    write(painter, plate.adjusted(5, 0, -5, 0), shot.label, kind="caption", color="videoText")


class EvidenceRow(QWidget):
    """The first pieces of a ticket's evidence side by side, newest of them last."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._refs: tuple[EvidenceRef, ...] = ()
        self._shots: tuple[Shot, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def shots(self) -> tuple[Shot, ...]:
        """What is shown."""
        return self._shots

    def show_refs(self, refs: Sequence[EvidenceRef]) -> None:
        """Show these; files are read only when the references change."""
        seen = pictures(refs)
        if seen == self._refs:
            return
        self._refs = seen
        kept = self._refs[:1] + self._refs[1:][-(SHOWN_MAX - 1) :]
        self._shots = tuple(Shot(self._desk, ref) for ref in kept)
        self.setAccessibleName("; ".join(f"{shot.label} {shot.why}".strip() for shot in self._shots))
        self.update()

    def sizeHint(self) -> QSize:
        """A row of small pictures."""
        return QSize(320, _HIGH_PX + current().size("gap"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the pictures, each in its own shape."""
        painter = QPainter(self)
        left = 0.0
        for shot in self._shots:
            image = shot.image
            shape = image.width() / image.height() if not image.isNull() else 16 / 9
            wide = _HIGH_PX * min(shape, 2.5)
            if left + wide > self.width():
                break
            paint_shot(painter, QRectF(QRect(round(left), 0, round(wide), _HIGH_PX)), shot)
            left += wide + current().size("gap")
