from __future__ import annotations

import pytest

from videowall.tiling import Cell, Grid, Step, cells, contain, grid_for, neighbour, tile_at


@pytest.mark.parametrize(
    ("count", "grid"),
    [(0, Grid(1, 1)), (1, Grid(1, 1)), (2, Grid(2, 1)), (4, Grid(2, 2)), (5, Grid(3, 2)), (16, Grid(4, 4))],
)
def test_that_a_grid_is_nearly_square_and_wider_before_higher(count: int, grid: Grid) -> None:
    assert grid_for(count) == grid


def test_that_four_tiles_share_the_design_s_wall() -> None:
    assert cells(Grid(4, 4), 1266, 690, 2)[:2] == (Cell(0, 0, 315, 171), Cell(317, 0, 315, 171))


def test_that_a_wall_of_more_than_64_tiles_is_refused() -> None:
    with pytest.raises(ValueError, match="no wall has"):
        Grid(9, 8)


def test_that_a_picture_keeps_its_shape_and_is_centred() -> None:
    assert contain(Cell(10, 20, 632, 344), 768, 576) == Cell(96, 20, 459, 344)


def test_that_a_picture_without_size_fills_its_cell() -> None:
    assert contain(Cell(1, 2, 30, 40), 0, 0) == Cell(1, 2, 30, 40)


def test_that_a_point_in_the_gap_is_in_no_tile() -> None:
    layout = cells(Grid(2, 1), 100, 50, 2)
    assert [tile_at(layout, x, 10) for x in (0, 48.9, 49.5, 51)] == [0, 0, None, 1]


@pytest.mark.parametrize(
    ("selected", "step", "there"),
    [
        (0, Step.LEFT, 0),
        (0, Step.RIGHT, 1),
        (2, Step.RIGHT, 2),
        (1, Step.DOWN, 4),
        (2, Step.DOWN, 2),
        (4, Step.UP, 1),
        (0, Step.UP, 0),
        (3, Step.FIRST, 0),
        (0, Step.LAST, 4),
    ],
)
def test_that_keys_lead_to_a_neighbour_and_never_off_the_wall(selected: int, step: Step, there: int) -> None:
    assert neighbour(Grid(3, 2), 5, selected, step) == there
