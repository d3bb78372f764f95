"""Pure geometry of a wall: where tiles lie, how a picture lies in its tile, which tile is beside which.

Whole device pixels only: a gap that falls between pixels shimmers (design look/GUIDE.md, 5).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import ceil, sqrt

TILES_MAX = 64


@dataclass(frozen=True, slots=True)
class Cell:
    """A rectangle in pixels; x and y of its left upper corner, width and height."""

    x: int
    y: int
    width: int
    height: int

    def holds(self, x: float, y: float) -> bool:
        """True when the point lies inside (right and lower edges excluded)."""
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height


@dataclass(frozen=True, slots=True)
class Grid:
    """Columns and rows of a wall of equal tiles."""

    columns: int
    rows: int

    def __post_init__(self) -> None:
        """Refuse what is not a wall.

        Raises:
            ValueError: a side below 1, or more than TILES_MAX tiles.
        """
        if self.columns < 1 or self.rows < 1 or self.columns * self.rows > TILES_MAX:
            raise ValueError(f"no wall has {self.columns} x {self.rows} tiles (1 to {TILES_MAX})")


class Step(StrEnum):
    """A way to go from the selected tile to the next."""

    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"
    FIRST = "first"
    LAST = "last"


def grid_for(count: int) -> Grid:
    """The most square grid that holds `count` tiles, wider before higher; 0 gives 1 x 1."""
    columns = max(1, ceil(sqrt(count)))
    return Grid(columns, max(1, ceil(count / columns)))


def cells(grid: Grid, width: int, height: int, gap: int) -> tuple[Cell, ...]:
    """Lay the grid over width x height, row by row; spare pixels go to the first tiles.

    Sides never fall below one pixel, so a wall that is squeezed flat still has tiles.
    """
    xs = _spans(grid.columns, width, gap)
    ys = _spans(grid.rows, height, gap)
    return tuple(Cell(x, y, w, h) for y, h in ys for x, w in xs)


def _spans(parts: int, length: int, gap: int) -> list[tuple[int, int]]:
    free = max(parts, length - gap * (parts - 1))
    base, spare = divmod(free, parts)
    spans: list[tuple[int, int]] = []
    at = 0
    for part in range(parts):
        size = base + (1 if part < spare else 0)
        spans.append((at, size))
        at += size + gap
    return spans


def contain(cell: Cell, width: int, height: int) -> Cell:
    """The largest rectangle of the picture's shape inside the cell, centred. Nothing is cut off.

    A picture of no size fills the cell: there is nothing to keep in shape.
    """
    if width < 1 or height < 1:
        return cell
    scale = min(cell.width / width, cell.height / height)
    w, h = max(1, round(width * scale)), max(1, round(height * scale))
    return Cell(cell.x + (cell.width - w) // 2, cell.y + (cell.height - h) // 2, w, h)


def tile_at(layout: tuple[Cell, ...], x: float, y: float) -> int | None:
    """Which tile a point is in; None in a gap or outside."""
    return next((i for i, cell in enumerate(layout) if cell.holds(x, y)), None)


def neighbour(grid: Grid, count: int, selected: int, step: Step) -> int:
    """The tile a key leads to. Stays where there is no tile that way; rows do not wrap.

    Args:
        grid: the wall's shape.
        count: tiles that are filled, at least 1; the last row may be short.
        selected: the tile that is selected now.
        step: the way to go.
    """
    last = count - 1
    column = selected % grid.columns
    there = {
        Step.LEFT: selected - 1 if column > 0 else selected,
        Step.RIGHT: selected + 1 if column < grid.columns - 1 else selected,
        Step.UP: selected - grid.columns,
        Step.DOWN: selected + grid.columns,
        Step.FIRST: 0,
        Step.LAST: last,
    }[step]
    return there if 0 <= there <= last else selected
