"""The network's picture in and rows out, which models are chosen, and on which hardware they run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backend.domain.errors import Unavailable
from tests.fakes.vision_networks import Planted, PlantedNetwork, rows_for
from videowall.analytics.choice import MOTION, DetectorKind, choose
from videowall.analytics.detection import Detections
from videowall.analytics.providers import available, tiny_network
from videowall.analytics.sessions import Session, load_session
from videowall.analytics.yolox import YoloxDetector, YoloxSettings, grid
from videowall.feeds.frame import Picture

PICTURE: Picture = np.full((576, 768, 3), (10, 20, 30), np.uint8)
SCALE = 416 / 768
PERSON, DOG, CAR = 0, 16, 2


def found(*planted: Planted, image: Picture = PICTURE) -> Detections:
    return YoloxDetector(PlantedNetwork(rows_for(planted)).session()).detect(image)


def test_that_the_picture_fills_the_upper_left_of_a_grey_square_in_its_own_colours() -> None:
    network = PlantedNetwork(rows_for([]))
    YoloxDetector(network.session()).detect(PICTURE)
    (tensor,) = network.seen
    assert tensor.shape == (1, 3, 416, 416)
    assert tensor.dtype == np.float32
    assert tensor[0, :, 311, 415].tolist() == [10, 20, 30]
    assert (tensor[0, :, 313:] == 114).all()


def test_that_a_picture_leaves_nothing_behind_for_the_next_one() -> None:
    network = PlantedNetwork(rows_for([]))
    detector = YoloxDetector(network.session())
    detector.detect(np.full((400, 400, 3), 200, np.uint8))
    detector.detect(PICTURE)
    assert (network.seen[1][0, :, 313:] == 114).all()


def test_that_the_grid_has_one_row_for_each_cell() -> None:
    cells, strides = grid(416)
    assert len(cells) == len(strides) == 3549
    assert cells[52 * 52 - 1].tolist() == [51, 51]
    assert strides[[0, 52 * 52, 52 * 52 + 26 * 26]].tolist() == [8, 16, 32]


@pytest.mark.parametrize("size", [(576, 768), (768, 576), (360, 640), (16, 16), (1, 1), (2160, 3840)])
def test_that_boxes_come_back_in_pixels_of_the_picture(size: tuple[int, int]) -> None:
    scale = 416 / max(size)
    (box,) = found((40, 60, 80, 160, PERSON, 0.9), image=np.zeros((*size, 3), np.uint8)).boxes
    assert box == pytest.approx(np.array([40, 60, 80, 160]) / scale, rel=1e-4)


def test_that_only_people_and_vehicles_that_are_likely_count() -> None:
    seen = found(
        (0, 0, 40, 100, PERSON, 0.9), (100, 0, 140, 60, DOG, 0.95), (200, 0, 280, 60, CAR, 0.4),
        (300, 0, 340, 90, PERSON, 0.05),
    )  # fmt: skip
    assert seen.confidence == pytest.approx([0.9, 0.4])


def test_that_a_thing_is_told_once_by_its_surest_row() -> None:
    seen = found(
        (40, 60, 80, 160, PERSON, 0.6), (41, 61, 81, 161, PERSON, 0.8), (60, 60, 100, 160, PERSON, 0.7)
    )
    assert seen.confidence == pytest.approx([0.8, 0.7])


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_that_rows_which_are_no_numbers_are_nothing(value: float) -> None:
    rows = rows_for([(40, 60, 80, 160, PERSON, 0.9)])
    for column in (0, 2, 4, 5):
        broken = rows.copy()
        broken[:, column] = value
        seen = YoloxDetector(PlantedNetwork(broken).session()).detect(PICTURE)
        assert np.isfinite(seen.boxes).all()


def test_that_the_number_of_boxes_is_bounded() -> None:
    many: list[Planted] = [
        (x, y, x + 6, y + 6, PERSON, 0.9) for x in range(1, 400, 8) for y in range(1, 400, 8)
    ]
    session = PlantedNetwork(rows_for(many)).session()
    assert len(YoloxDetector(session, YoloxSettings(most=50)).detect(PICTURE)) == 50


@pytest.mark.parametrize("shape", [(1, 1), (1, 3, 416, 320), (1, 1, 416, 416), (1, 3, "h", "w")])
def test_that_another_network_is_refused_before_its_first_picture(shape: tuple[int | str, ...]) -> None:
    with pytest.raises(Unavailable, match="one square picture"):
        YoloxDetector(Session(None, "x", shape, "CPU"))


def test_that_another_answer_is_refused_in_words() -> None:
    detector = YoloxDetector(PlantedNetwork(np.zeros((10, 85), np.float32)).session())
    with pytest.raises(Unavailable, match="not as YOLOX"):
        detector.detect(PICTURE)


def test_that_a_session_says_what_it_really_runs_on(tmp_path: Path) -> None:
    path = tmp_path / "tiny.onnx"
    path.write_bytes(tiny_network())
    session = load_session(path)
    assert f"{session.provider}ExecutionProvider" == available()[0]
    absent = load_session(path, providers=("CUDAExecutionProvider", "CPUExecutionProvider"))
    assert absent.provider == ("CUDA" if "CUDAExecutionProvider" in available() else "CPU")


def test_that_a_file_which_is_no_network_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "bad.onnx"
    path.write_bytes(b"not a network")
    with pytest.raises(Unavailable, match=r"bad\.onnx cannot be loaded"):
        load_session(path)
    with pytest.raises(Unavailable, match="no execution provider"):
        load_session(path, providers=())


def test_that_without_a_model_auto_means_motion_and_yolox_is_refused_with_a_remedy() -> None:
    assert choose(DetectorKind.AUTO, lambda _name: None) == MOTION
    assert MOTION.words == "motion"
    with pytest.raises(Unavailable, match="onegrid models fetch yolox-nano"):
        choose(DetectorKind.YOLOX, lambda _name: None)


def test_that_motion_is_taken_when_asked_for_whatever_is_here() -> None:
    assert choose(DetectorKind.MOTION, Path) == MOTION


def test_that_the_real_model_finds_the_people_of_a_real_picture(shared: Path) -> None:
    from videowall.feeds.reader import open_source
    from videowall.feeds.source import SourceSpec
    from videowall.models import find

    choice = choose(DetectorKind.AUTO, lambda name: find(name, shared / "data" / "models"))
    assert choice.words.startswith("yolox-nano on ")
    assert choice.detector is not None
    source = open_source(SourceSpec(str(shared / "data" / "video" / "vtest.avi"), fps=7))
    try:
        seen = choice.detector.detect(source.read().image)
    finally:
        source.close()
    sure = seen.where(seen.confidence > 0.5)
    assert 4 <= len(sure) <= 12
    heights = sure.boxes[:, 3] - sure.boxes[:, 1]
    assert (heights > 1.5 * (sure.boxes[:, 2] - sure.boxes[:, 0])).sum() >= 4, "upright people"
