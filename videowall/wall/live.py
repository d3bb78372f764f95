"""What the wall keeps of one tile between paintings: its newest picture, overlays, and its last truth."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDateTime
from PySide6.QtGui import QImage

from videowall.wall.spec import Box, Plate, RuleShapes, TileSpec, Tracks
from videowall.wall.tile import TileView, grey_copy
from videowall.wall.truth import TileTruth, judge
from videowall.workers.facts import Picture, PictureFacts
from videowall.workers.pool import WorkerPool
from videowall.workers.ring import BYTES_PER_PIXEL

TRACKS_KEPT_NS = 1_200_000_000
"""Boxes older than this would be drawn where nobody is any more."""


class LiveTile:
    """One tile: `look` and `judge` keep it true, `view` gives the painter everything."""

    def __init__(self, index: int, spec: TileSpec, pool: WorkerPool) -> None:
        self.spec = spec
        self.shapes = RuleShapes()
        self.plate: Plate | None = None
        self._tracks: Tracks | None = None
        self._index = index
        self._pool = pool
        self._picture: Picture | None = None
        self._facts: PictureFacts | None = None
        self._size = (0, 0)
        self._grey: QImage | None = None
        self._told: tuple[object, ...] = ()

    def look(self) -> bool:
        """Take the newest picture from the ring; True when there is one that was not shown yet."""
        newest = self._pool.newest(self._index)
        if newest is None or (self._facts is not None and newest.facts.arrived_ns == self._facts.arrived_ns):
            return False
        self._picture, self._facts = newest, newest.facts
        self._size = (newest.width, newest.height)
        self._grey = None
        return True

    def judge(self, now_ns: int, stale_after_ms: int) -> TileTruth:
        """How true the tile is now. Keeps a grey copy of a picture that stopped being the present."""
        truth = judge(self._pool.status(self._index), self._facts, self._size, now_ns, stale_after_ms)
        if not truth.trusted and self._grey is None and self._picture is not None:
            self._grey = grey_copy(self._image(self._picture))
        return truth

    def changed(self, truth: TileTruth, age_words: str) -> bool:
        """True when what the tile says differs from when this was last asked."""
        seconds = None if truth.next_try_ms is None else truth.next_try_ms // 1000
        shown_tracks = self._tracks is not None
        told = (
            truth.state,
            truth.reason,
            truth.attempt,
            seconds,
            truth.lost_ms // 1000,
            age_words,
            shown_tracks,
        )
        changed, self._told = told != self._told, told
        return changed

    def set_tracks(self, boxes: Sequence[Box], at_ms: int, now_ns: int) -> None:
        """Keep the newest boxes; older frames than the one held are ignored."""
        if self._tracks is None or at_ms >= self._tracks.at_ms:
            self._tracks = Tracks(tuple(boxes), at_ms, now_ns)

    def drop(self) -> None:
        """Let go of shared memory before it is freed; a grey copy of the picture stays."""
        if self._picture is not None and self._grey is None:
            self._grey = grey_copy(self._image(self._picture))
        self._picture = None

    def is_torn(self) -> bool:
        """True when the picture was written over since it was taken."""
        return self._picture is not None and not self._pool.intact(self._index, self._picture)

    def view(self, truth: TileTruth, now_ns: int, now_ms: int, **focus: bool) -> TileView:
        """Everything the painter needs. `now_ms` is UTC, 0 when there is no clock."""
        if self._tracks is not None and now_ns - self._tracks.arrived_ns > TRACKS_KEPT_NS:
            self._tracks = None
        image = self._grey
        if truth.trusted and self._picture is not None:
            image = self._image(self._picture)
        return TileView(
            number=self._index + 1,
            name=self.spec.name,
            truth=truth,
            image=image,
            shapes=self.shapes,
            boxes=() if self._tracks is None else self._tracks.boxes,
            plate=self.plate,
            last_clock=_clock(now_ms - truth.age_ms) if now_ms and truth.age_ms is not None else "",
            selected=focus["selected"],
            focused=focus["focused"],
            blink_on=focus["blink_on"],
        )

    def _image(self, picture: Picture) -> QImage:
        """The picture where it lies: no copy, so valid only while the ring is open and not lapped."""
        stride = picture.width * BYTES_PER_PIXEL
        return QImage(picture.pixels, picture.width, picture.height, stride, QImage.Format.Format_RGB32)


def _clock(at_ms: int) -> str:
    return QDateTime.fromMSecsSinceEpoch(at_ms).toString("hh:mm:ss")
