"""People and vehicles in a picture, by YOLOX (Ge 2021; Apache-2.0 weights, COCO classes) on ONNX Runtime.

The network takes one square picture, blue-green-red, 0 to 255, scaled into the upper left corner on a
grey ground, and answers one row per cell of three grids (8, 16 and 32 pixels; 3549 rows at 416): centre
in cells from the cell, logarithm of the size in cells, objectness, and a score for each of 80 classes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backend.domain.errors import Unavailable
from videowall.analytics.detection import NOTHING, Detections
from videowall.analytics.kinds import KINDS
from videowall.analytics.sessions import Session
from videowall.feeds.frame import Picture
from videowall.feeds.opencv import cv2

STRIDES: Final = (8, 16, 32)
GROUND: Final = 114
CLASSES: Final = 80
KEPT: Final = {"person": 0, "bicycle": 1, "car": 2, "motorcycle": 3, "bus": 5, "truck": 7}
"""The classes that are looked for, by their place in COCO's list: people and vehicles."""

Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class YoloxSettings:
    """What counts as found. `score_min` is objectness × class score."""

    score_min: float = 0.2
    overlap_max: float = 0.65  # of two boxes that overlap by more (of their union), the surer one stays
    most: int = 200  # boxes per picture


class YoloxDetector:
    """Finds people and vehicles. A Detector, without memory: one may serve several cameras in turn.

    Raises Unavailable when the session's network is no YOLOX with one fixed square input.
    """

    def __init__(self, session: Session, settings: YoloxSettings | None = None) -> None:
        _batch, colours, height, width = (*session.shape, 0, 0, 0, 0)[:4]
        if colours != 3 or not isinstance(height, int) or height != width or not 32 <= height <= 2048:
            raise Unavailable(f"this network takes {session.shape}, not one square picture as YOLOX does")
        self._session = session
        self._set = settings or YoloxSettings()
        self._side = height
        self._ground: Picture = np.full((height, height, 3), GROUND, np.uint8)
        self._cells, self._strides = grid(height)
        self._kept = np.array([5 + place for place in KEPT.values()])
        self._codes = np.array([KINDS.index(name) for name in KEPT], np.int8)
        self.looks = 0
        """Pictures it has looked at so far."""

    @property
    def provider(self) -> str:
        """The execution provider the network runs on."""
        return self._session.provider

    def detect(self, image: Picture) -> Detections:
        """People and vehicles in this picture, surest first; boxes in its pixels."""
        self.looks += 1
        tensor, scale = self.letterbox(image)
        (answer,) = self._session.run(None, {self._session.input: tensor})
        return self.decode(answer[0], scale)

    def letterbox(self, image: Picture) -> tuple[NDArray[np.float32], float]:
        """The picture as the network wants it, 1 × 3 × side × side, and by how much it was scaled."""
        height, width = image.shape[:2]
        scale = self._side / max(height, width)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        way = cv2.INTER_AREA if scale < 0.5 else cv2.INTER_LINEAR
        self._ground[:] = GROUND
        self._ground[: size[1], : size[0]] = cv2.resize(image, size, interpolation=way)
        tensor = np.ascontiguousarray(self._ground.transpose(2, 0, 1)[None], dtype=np.float32)
        return tensor, scale

    def decode(self, rows: Rows, scale: float) -> Detections:
        """The rows of one picture as detections in its own pixels, without doubles.

        Raises Unavailable when the network answers in another form.
        """
        if rows.shape != (len(self._cells), 5 + CLASSES):
            raise Unavailable(f"this network answers {rows.shape}, not as YOLOX does")
        with np.errstate(invalid="ignore"):  # numbers that are none fall out two lines further
            shares = rows[:, self._kept]
            best = shares.argmax(axis=1)
            score = rows[:, 4] * shares[np.arange(len(rows)), best]
        likely = np.flatnonzero((score >= self._set.score_min) & (score < np.inf))
        likely = likely[np.isfinite(rows[likely, :4]).all(axis=1)]
        if not len(likely):
            return NOTHING
        stride = self._strides[likely, None]
        centre = (rows[likely, :2] + self._cells[likely]) * stride / scale
        half = np.exp(np.minimum(rows[likely, 2:4], 10.0)) * stride / scale / 2
        boxes = np.concatenate([centre - half, centre + half], axis=1)
        solid = (boxes[:, 2:] > boxes[:, :2]).all(axis=1)
        boxes, sure, kinds = boxes[solid], score[likely][solid], self._codes[best[likely][solid]]
        keep = singles(boxes, sure, self._set)
        return Detections(boxes[keep], np.clip(sure[keep], 0.0, 1.0), kinds[keep])


def grid(side: int) -> tuple[Rows, Rows]:
    """Left upper corner of every cell, in cells (N × 2), and every cell's size in pixels (N)."""
    cells, strides = [], []
    for stride in STRIDES:
        along = np.arange(side // stride)
        x, y = np.meshgrid(along, along)
        cells.append(np.stack([x.ravel(), y.ravel()], axis=1))
        strides.append(np.full(len(along) ** 2, stride))
    return np.concatenate(cells).astype(np.float32), np.concatenate(strides).astype(np.float32)


def singles(boxes: Rows, scores: Rows, settings: YoloxSettings) -> NDArray[np.intp]:
    """Rows that remain when, of boxes that overlap too much, only the surest stays; surest first."""
    if not len(boxes):
        return np.zeros(0, np.intp)
    corner_size = np.concatenate([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]], axis=1)
    kept = cv2.dnn.NMSBoxes(
        corner_size.tolist(), scores.tolist(), settings.score_min, settings.overlap_max, 1.0, settings.most
    )
    return np.asarray(kept, np.intp).reshape(-1)
