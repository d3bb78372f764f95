"""Detections from a table: 0-based frame, confidence, x, y, width, height, and maybe a class."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np

from videowall.analytics.detection import Detections
from videowall.analytics.kinds import KINDS
from videowall.feeds.errors import SourceRefused

MAX_FRAME = 100_000_000
MAX_PER_FRAME = 2_000
COLUMNS = ("frame", "conf", "x", "y", "w", "h")
CLASS = "class"


def read_detections(path: Path) -> dict[int, Detections]:
    """Detections by frame. Rows without area are left out; a first row of column names is allowed.

    A seventh column may name a class of kinds.KINDS. Raises SourceRefused with the line of a bad row.
    """
    rows: dict[int, list[tuple[float, ...]]] = {}
    heads = (list(COLUMNS), [*COLUMNS, CLASS])
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            for number, row in enumerate(csv.reader(lines), start=1):
                if not row or (number == 1 and [c.strip().lower() for c in row] in heads):
                    continue
                frame, *values = _row(row, f"{path.name}, line {number}")
                found = rows.setdefault(int(frame), [])
                if values[3] > 0 and values[4] > 0:
                    found.append(tuple(values))
                if len(found) > MAX_PER_FRAME:
                    raise SourceRefused(
                        f"{path.name}, line {number}: more than {MAX_PER_FRAME} detections in one frame"
                    )
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SourceRefused(f"{path.name}: cannot be read as a table of detections ({error})") from error
    return {frame: _detections(found) for frame, found in rows.items()}


def _row(row: list[str], where: str) -> tuple[float, ...]:
    """Frame, confidence, x, y, width, height and the code of the class."""
    if len(row) not in {len(COLUMNS), len(COLUMNS) + 1}:
        raise SourceRefused(f"{where}: needs the {len(COLUMNS)} columns {','.join(COLUMNS)}, has {len(row)}")
    kind = row[len(COLUMNS)].strip() if len(row) > len(COLUMNS) else KINDS[0]
    if kind not in KINDS:
        raise SourceRefused(f"{where}: the class must be one of {', '.join(KINDS)}, not {kind[:40]!r}")
    try:
        values = tuple(float(cell) for cell in row[: len(COLUMNS)])
    except ValueError as error:
        raise SourceRefused(f"{where}: every column must be a number") from error
    if not all(math.isfinite(value) and abs(value) < 1e9 for value in values):
        raise SourceRefused(f"{where}: every column must be a finite number")
    if values[0] != int(values[0]) or not 0 <= values[0] <= MAX_FRAME:
        raise SourceRefused(f"{where}: the frame must be a whole number from 0 to {MAX_FRAME}")
    return (*values, KINDS.index(kind))


def _detections(rows: list[tuple[float, ...]]) -> Detections:
    if not rows:
        return Detections(np.zeros((0, 4), np.float32), np.zeros(0, np.float32))
    table = np.asarray(rows, np.float64)
    confidence, x, y, w, h, kinds = table.T
    boxes = np.stack([x, y, x + w, y + h], axis=1).astype(np.float32)
    solid = (boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])
    sure = np.clip(confidence, 0, 1)[solid].astype(np.float32)
    return Detections(boxes[solid], sure, kinds[solid].astype(np.int8))
