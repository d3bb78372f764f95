"""What a console is started with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backend.domain.errors import Refused
from backend.net.keys import KeyPair
from console.config import ConsoleConfig, load_cameras
from console.profile import PROFILES, load_profile

GOOD = """
[[camera]]
id = "c1"
name = "西门"
url = "scene:yard"
fps = 12.0
loop = true

[[camera]]
id = "c2"
name = "二号"
url = "clip.avi"
mask = false
rules = "rules.json"
seq = "yard"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "cameras.toml"
    path.write_text(text, "utf-8")
    return path


def rules(folder: Path) -> None:
    zone = {"id": "z", "type": "zone", "polygon": [[0, 0], [10, 0], [10, 10]]}
    (folder / "rules.json").write_text(json.dumps({"yard": {"size": [20, 10], "rules": [zone]}}), "utf-8")


def test_that_a_cameras_file_gives_tiles_and_shapes(tmp_path: Path) -> None:
    rules(tmp_path)
    cameras = load_cameras(written(tmp_path, GOOD))
    first, second = cameras.tiles
    assert (first.camera, first.name, first.mask, first.source.url) == ("c1", "西门", True, "scene:yard")
    assert (first.source.fps, first.source.loop, first.source.live) == (12.0, True, True)
    assert second.source.url == str(tmp_path / "clip.avi")
    assert second.mask is False
    assert cameras.rules["c2"].shapes[0].points[1] == (0.5, 0.0)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[camera]", "cameras.toml"),
        ("a = 1", "nothing but [[camera]]"),
        ('[[camera]]\nid = "a"\nname = "b"', "missing: url"),
        ('[[camera]]\nid = "a"\nname = "b"\nurl = "scene:yard"\ncolour = 1', "unknown: colour"),
        ('[[camera]]\nid = "a"\nname = "b"\nurl = "http://x"', "http"),
        ('[[camera]]\nid = "a"\nname = "b"\nurl = "scene:yard"\nrules = "no.json"', "no.json"),
        ('[[camera]]\nid = "a"\nname = "b"\nurl = "scene:yard"\nfps = -1', "frame rate"),
        ('[[camera]]\nid = "a"\nname = "b"\nurl = "scene:yard"\n' * 2, "named twice: a"),
    ],
)
def test_that_a_bad_cameras_file_is_refused_in_one_line(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(Refused) as refusal:
        load_cameras(written(tmp_path, text))
    assert refusal.value.code == "bad_cameras"
    assert says in refusal.value.words
    assert "\n" not in refusal.value.words.strip()


def test_that_a_cameras_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="gone"):
        load_cameras(tmp_path / "gone.toml")


def test_that_a_console_asks_for_the_tracks_of_its_own_cameras(tmp_path: Path) -> None:
    rules(tmp_path)
    tiles = load_cameras(written(tmp_path, GOOD)).tiles
    config = ConsoleConfig("tcp://127.0.0.1:1", "k", KeyPair("a", "b"), "me", tiles=tiles)
    assert config.topics == ("ticket", "alarm", "center", "track/c1", "track/c2")


@pytest.mark.parametrize("name", PROFILES)
def test_that_every_profile_that_comes_along_is_sound(name: str) -> None:
    profile = load_profile(name)
    assert profile.tiles_max >= 4


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('density = "operator"', "density, theme and tiles_max"),
        ('density = "huge"\ntheme = "dark"\ntiles_max = 4', "density is one of"),
        ('density = "town"\ntheme = "pink"\ntiles_max = 4', "theme is one of"),
        ('density = "town"\ntheme = "dark"\ntiles_max = 400', "tiles_max"),
        ("= nonsense", "profiles:"),
    ],
)
def test_that_a_bad_profile_is_refused_with_what_is_wrong(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(Refused) as refusal:
        load_profile(str(path))
    assert refusal.value.code == "bad_profile"
    assert says in refusal.value.words


def test_that_a_profile_of_ones_own_is_read(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('density = "town"\ntheme = "dark"\ntiles_max = 0', "utf-8")
    assert load_profile(str(path)).tiles_max == 0
