"""The brush and the figures: what they paint, and what they leave alone."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.fakes.vision_frames import boxes
from videowall.analytics.pictures import load_picture
from videowall.feeds.errors import SourceRefused
from videowall.feeds.frame import Frame, Picture
from videowall.feeds.scenes.brush import darken, ellipse, gradient, limb, polygon, shade, stroke, texture
from videowall.feeds.scenes.figures import Looks, car, person, person_shadow


def blank(value: int = 100) -> Picture:
    return np.full((200, 300, 3), value, np.uint8)


def painted(image: Picture, value: int = 100) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of everything that differs from the blank."""
    rows, columns = np.nonzero((image != value).any(axis=2))
    return int(columns.min()), int(rows.min()), int(columns.max()), int(rows.max())


@pytest.mark.parametrize("stride", [math.nan, 0.0, 1.5, 4.0])
@pytest.mark.parametrize("facing", [-1.0, 0.0, 1.0])
def test_that_a_figure_stands_on_its_foot_point_and_is_as_tall_as_asked(stride: float, facing: float) -> None:
    image = blank()
    person(image, (150, 180), 120, Looks(), stride, facing)
    left, top, right, bottom = painted(image)
    assert bottom == pytest.approx(180, abs=5)
    assert bottom - top == pytest.approx(120, abs=8)
    assert 100 < left < 150 < right < 200


def test_that_walking_moves_the_legs() -> None:
    one, other = blank(), blank()
    person(one, (150, 180), 120, Looks(), 0.0, 1.0)
    person(other, (150, 180), 120, Looks(), math.pi / 2, 1.0)
    assert (one[120:180] != other[120:180]).any()


def test_that_a_helmet_and_a_vest_show() -> None:
    plain, dressed = blank(), blank()
    person(plain, (150, 180), 150, Looks(), math.nan, 1.0)
    person(dressed, (150, 180), 150, Looks(helmet=(0, 0, 255), vest=(0, 255, 0)), math.nan, 1.0)
    assert (dressed[30:50] == (0, 0, 255)).all(axis=2).any()
    assert (dressed[60:110] == (0, 255, 0)).all(axis=2).any()
    assert not (plain == (0, 0, 255)).all(axis=2).any()


@pytest.mark.parametrize("facing", [-1.0, 1.0])
def test_that_a_car_is_as_long_as_asked(facing: float) -> None:
    image = blank()
    car(image, (150, 150), 132, (200, 60, 60), facing)
    left, top, right, bottom = painted(image)
    assert right - left == pytest.approx(137, abs=12)
    assert 100 < top < 120
    assert bottom == pytest.approx(152, abs=8)


def test_that_a_shadow_darkens_and_nothing_else() -> None:
    image = blank()
    person_shadow(image, (150, 150), 100)
    assert (image <= 100).all()
    assert (image < 100).any()
    darken(image, [(-50, -50), (-10, -50), (-10, -10)], 0.9)
    assert (image[0, 0] == 100).all(), "what lies outside the picture changes nothing"


def test_that_shapes_cover_what_they_say() -> None:
    image = blank()
    polygon(image, [(10, 10), (50, 10), (50, 40), (10, 40)], (1, 2, 3))
    assert (image[12:38, 12:48] == (1, 2, 3)).all()
    ellipse(image, (150, 100), (20, 10), (4, 5, 6))
    assert (image[100, 135:165] == (4, 5, 6)).all()
    limb(image, (220, 60), (220, 140), (20, 10), (7, 8, 9))
    assert (image[70:130, 219:222] == (7, 8, 9)).all()
    stroke(image, [(0, 190), (299, 190)], (9, 9, 9), 3)
    assert (image[190] == 9).all()


def test_that_gradients_texture_and_shade_stay_in_range() -> None:
    image = blank()
    gradient(image, 0, 200, (0, 0, 0), (255, 255, 255))
    assert image[0].max() == 0
    assert image[199].min() == 255
    texture(image, 1, 80.0, 3, (0, 100))
    assert image[150, 0, 0] == image[150, 200, 0], "other rows are left alone"
    assert shade((100, 200, 250), 2.0) == (200, 255, 255)
    assert shade((100, 200, 250), 0.5) == (50, 100, 125)


def test_that_a_frame_knows_its_size() -> None:
    assert Frame("c", 0, 0.0, blank()).size == (300, 200)
    assert boxes().shape == (0, 4)


def test_that_only_pictures_are_read_as_pictures(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("pictures")
    (folder / "text.jpg").write_text("no picture", "utf-8")
    (folder / "empty.jpg").write_bytes(b"")
    for name in ("text.jpg", "empty.jpg", "none.jpg"):
        with pytest.raises(SourceRefused, match="picture"):
            load_picture(folder / name)
