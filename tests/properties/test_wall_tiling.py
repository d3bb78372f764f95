from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from videowall.tiling import Cell, Grid, Step, cells, contain, grid_for, neighbour

SIDES = st.integers(1, 8)
PIXELS = st.integers(1, 5000)


@given(SIDES, SIDES, PIXELS, PIXELS, st.integers(0, 8))
def test_that_tiles_never_overlap_and_fill_the_wall(
    columns: int, rows: int, width: int, height: int, gap: int
) -> None:
    layout = cells(Grid(columns, rows), width, height, gap)
    assert len(layout) == columns * rows
    assert all(cell.width >= 1 and cell.height >= 1 for cell in layout)
    for left, right in pairwise(layout):
        if right.y == left.y:
            assert right.x == left.x + left.width + gap
    if width >= columns + gap * (columns - 1) and height >= rows + gap * (rows - 1):
        last = layout[-1]
        assert (last.x + last.width, last.y + last.height) == (width, height)
        assert max(c.width for c in layout) - min(c.width for c in layout) <= 1


@given(PIXELS, PIXELS, PIXELS, PIXELS)
def test_that_a_contained_picture_stays_inside_and_touches_two_sides(
    width: int, height: int, wide: int, tall: int
) -> None:
    cell = Cell(7, 9, width, height)
    place = contain(cell, wide, tall)
    assert place.x >= cell.x
    assert place.y >= cell.y
    assert place.x + place.width <= cell.x + width
    assert place.y + place.height <= cell.y + height
    assert place.width == width or place.height == height


@given(st.integers(1, 64), st.data())
def test_that_every_step_leads_to_a_tile_that_is_filled(count: int, data: st.DataObject) -> None:
    grid = grid_for(count)
    selected = data.draw(st.integers(0, count - 1))
    for step in Step:
        assert 0 <= neighbour(grid, count, selected, step) < count
