"""The token file keeps its promises: complete, readable, told apart; computed, not believed."""

from __future__ import annotations

from itertools import product

import pytest

from tests.fakes.widgets_pixels import contrast
from widgets.theme import current, load
from widgets.tokens import DENSITIES, THEMES, Theme, token_file

GROUNDS = ("ground", "panel", "raised", "sunken", "tableBase", "field", "chip", "hover", "selection")
LIGHTS = ("green", "yellow", "red", "grey", "blue")


@pytest.fixture(params=THEMES)
def theme(request: pytest.FixtureRequest) -> Theme:
    return load(request.param)


def test_that_both_themes_know_the_same_names() -> None:
    shapes = []
    for name in THEMES:
        looks = token_file()["themes"][name]
        shapes.append({part: sorted(looks[part]) for part in looks})
    assert shapes[0] == shapes[1]


def test_that_every_density_measures_the_same_things() -> None:
    measures = [token_file()["densities"][density] for density in DENSITIES]
    assert len({tuple(sorted(m["size"])) for m in measures}) == 1
    assert len({tuple(sorted(m["type"])) for m in measures}) == 1


def test_that_text_reads_on_every_ground(theme: Theme) -> None:
    for text, ground in product(("text1", "text2", "text3"), GROUNDS):
        assert contrast(theme.color(text), theme.color(ground)) >= 4.5, (text, ground)
    for text, tint in product(("text1", "text2"), ("red", "yellow", "blue", "violet")):
        assert contrast(theme.color(text), theme.tint(tint)) >= 4.5, (text, tint)


def test_that_a_lamp_stands_out_from_its_row_and_its_glyph_from_it(theme: Theme) -> None:
    for light, ground in product(LIGHTS, ("panel", "tableBase", "selection", "hover")):
        assert contrast(theme.light(light).edge, theme.color(ground)) >= 3, (light, ground)
    for light in set(LIGHTS) - {"grey"}:  # grey's two bars are its glyph
        assert contrast(theme.light(light).glyph, theme.light(light).fill) >= 4, light


def test_that_an_alarm_plate_reads(theme: Theme) -> None:
    for priority in ("emergency", "high", "normal"):
        fill, text = theme.alarm(priority)
        assert contrast(fill, text) >= 4.5, priority


def test_that_controls_focus_and_the_main_button_are_seen(theme: Theme) -> None:
    assert contrast(theme.color("lineStrong"), theme.color("panel")) >= 3
    assert contrast(theme.color("primaryText"), theme.color("primary")) >= 7
    assert contrast(theme.color("privacyText"), theme.color("privacy")) >= 4.5
    for ground in GROUNDS:
        assert contrast(theme.color("focus"), theme.color(ground)) >= 7


def test_that_interaction_has_no_hue(theme: Theme) -> None:
    for role in ("primary", "selection", "selectionBar", "focus", "hover", "lineStrong"):
        assert theme.color(role).hslSaturationF() < 0.4, role
        assert abs(theme.color(role).redF() - theme.color(role).blueF()) < 0.14, role


def test_that_no_text_is_smaller_than_chinese_can_bear() -> None:
    for density in DENSITIES:
        theme = load("dark", density=density)
        assert theme.font_px("caption") >= 12
        sizes = [theme.font_px(kind) for kind in ("caption", "body", "strong", "title", "page", "number")]
        assert sizes == sorted(sizes)


def test_that_a_row_has_room_for_its_text_and_lamp() -> None:
    for density in DENSITIES:
        theme = load("light", density=density)
        assert theme.size("row") >= theme.font_px("body") * 1.45
        assert theme.size("row") > theme.size("lamp")


def test_that_a_colour_cannot_be_spoilt_by_its_user(theme: Theme) -> None:
    theme.color("text1").setAlpha(0)
    assert theme.color("text1").alpha() == 255


def test_that_a_misspelt_name_is_refused(theme: Theme) -> None:
    with pytest.raises(KeyError):
        theme.color("text9")
    with pytest.raises(KeyError):
        theme.light("purple")
    with pytest.raises(KeyError):
        theme.size("rows")


def test_that_an_unknown_theme_or_density_is_refused() -> None:
    with pytest.raises(ValueError, match="dark, light"):
        load("dim")
    with pytest.raises(ValueError, match="operator, town, wall"):
        load("dark", density="village")


def test_that_reduced_motion_stops_all_but_the_countdown() -> None:
    still = load("dark", reduced_motion=True)
    assert [still.motion_ms(key) for key in ("blink", "panel", "toast")] == [0, 0, 0]
    assert still.motion_ms("countdown") == 1000


def test_that_the_blink_is_slower_than_once_a_second() -> None:
    assert 2 * load("dark").motion_ms("blink") >= 1000


def test_that_there_is_a_look_before_any_was_chosen() -> None:
    assert current().name in THEMES


def test_that_measures_of_tiles_and_corners_are_there() -> None:
    theme = load("dark")
    assert theme.tile("stale_after_ms") == 1000
    assert 0 < theme.tile("stale_brightness") < 1
    assert theme.radius("tile") == 0
    assert theme.ring == (2, 1)
    assert theme.key == "dark/operator/zh_CN"
    assert "panel" in theme.roles
