"""Sources of radiometric counts: folders of pictures and grey video of 16 bits, and what is none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from videowall.feeds.counts import Rendering
from videowall.feeds.errors import EndOfSource, SourceLost, SourceRefused
from videowall.feeds.frame import Frame
from videowall.feeds.opencv import cv2
from videowall.feeds.reader import open_source
from videowall.feeds.source import SourceSpec


def counts(index: int, size: tuple[int, int] = (64, 48)) -> np.ndarray[tuple[int, int], np.dtype[np.uint16]]:
    found = np.full((size[1], size[0]), 29_000, np.uint16)
    found[10:20, 10:20] = 30_000 + index
    return found


def frames(spec: SourceSpec) -> list[Frame]:
    source = open_source(spec, camera="c")
    found = []
    try:
        while True:
            found.append(source.read())
    except EndOfSource:
        return found
    finally:
        source.close()


def png(path: Path, index: int) -> None:
    path.with_suffix(".png").write_bytes(cv2.imencode(".png", counts(index))[1].tobytes())


def tiff(path: Path, index: int) -> None:
    path.with_suffix(".tiff").write_bytes(cv2.imencode(".tiff", counts(index))[1].tobytes())


def npy(path: Path, index: int) -> None:
    np.save(path.with_suffix(".npy"), counts(index))


@pytest.mark.parametrize("write", [png, tiff, npy])
def test_that_a_folder_is_read_in_the_order_of_its_names(
    write: Callable[[Path, int], None], tmp_path: Path
) -> None:
    for index in (2, 0, 1):
        write(tmp_path / f"{index:03}", index)
    (tmp_path / "notes.txt").write_text("not a picture", "utf-8")
    found = frames(SourceSpec(str(tmp_path), fps=4))
    assert [int(one.counts[15, 15]) for one in found if one.counts is not None] == [30_000, 30_001, 30_002]
    assert [one.time_s for one in found] == [0.0, 0.25, 0.5]
    assert found[0].image.shape == (48, 64, 3)
    assert found[0].image[15, 15, 0] > found[0].image[0, 0, 0]


def test_that_pictures_of_8_bits_have_no_counts(tmp_path: Path) -> None:
    grey = np.full((48, 64), 7, np.uint8)
    (tmp_path / "0.png").write_bytes(cv2.imencode(".png", grey)[1].tobytes())
    (one,) = frames(SourceSpec(str(tmp_path)))
    assert one.counts is None
    assert one.image[0, 0].tolist() == [7, 7, 7]


def test_that_grey_video_of_16_bits_has_counts(tmp_path: Path) -> None:
    path = tmp_path / "heat.mkv"
    with av.open(str(path), "w") as output:
        stream = output.add_stream("ffv1", rate=8)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "gray16le"
        for index in range(3):
            output.mux(stream.encode(av.VideoFrame.from_ndarray(counts(index), format="gray16le")))
        output.mux(stream.encode(None))
    found = frames(SourceSpec(str(path), max_width=32))
    assert [int(one.counts[15, 15]) for one in found if one.counts is not None] == [30_000, 30_001, 30_002]
    assert found[0].image.shape == (24, 32, 3)


def small(folder: Path) -> None:
    np.save(folder / "a.npy", counts(0, (8, 8)))


def another_size(folder: Path) -> None:
    np.save(folder / "a.npy", counts(0))
    np.save(folder / "b.npy", counts(0, (32, 32)))


def objects(folder: Path) -> None:
    np.save(folder / "a.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)


def floats(folder: Path) -> None:
    np.save(folder / "a.npy", np.zeros((48, 64)))


def lying(folder: Path) -> None:
    np.save(folder / "a.npy", counts(0))
    raw = (folder / "a.npy").read_bytes().replace(b"(48, 64)", b"(99999, 64)")
    (folder / "a.npy").write_bytes(raw)


def text(folder: Path) -> None:
    (folder / "a.png").write_text("not a picture", "utf-8")


def empty(folder: Path) -> None:
    (folder / "a.tif").write_bytes(b"")


def cut(folder: Path) -> None:
    png(folder / "a", 0)
    raw = (folder / "a.png").read_bytes()
    (folder / "a.png").write_bytes(raw[:40])


def huge(folder: Path) -> None:
    png(folder / "a", 0)
    raw = bytearray((folder / "a.png").read_bytes())
    raw[16:24] = (60_000).to_bytes(4, "big") * 2
    (folder / "a.png").write_bytes(raw)


def nothing(_folder: Path) -> None:
    """A folder without pictures."""


@pytest.mark.parametrize(
    "spoil", [small, another_size, objects, floats, lying, text, empty, cut, huge, nothing]
)
def test_that_what_is_no_sequence_is_refused_in_words(spoil: Callable[[Path], None], tmp_path: Path) -> None:
    spoil(tmp_path)
    with pytest.raises(SourceRefused) as caught:
        frames(SourceSpec(str(tmp_path)))
    assert len(caught.value.words.splitlines()) == 1


def test_that_a_closed_folder_gives_no_more(tmp_path: Path) -> None:
    png(tmp_path / "0", 0)
    source = open_source(SourceSpec(str(tmp_path), live=True, loop=True))
    assert source.size == (64, 48)
    assert source.read().index == 0
    source.close()
    with pytest.raises(SourceLost):
        source.read()


def test_that_a_rendering_keeps_its_scale_until_something_leaves_it() -> None:
    rendering = Rendering()
    first = rendering.picture(counts(0))
    assert (rendering.picture(counts(1))[0, 0] == first[0, 0]).all()
    hot = counts(0)
    hot[:30] = 50_000
    assert rendering.picture(hot)[0, 0, 0] > 150
    assert rendering.picture(hot)[40, 0, 0] < first[0, 0, 0]
