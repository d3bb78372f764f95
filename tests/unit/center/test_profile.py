from __future__ import annotations

from pathlib import Path

import pytest

from backend.domain.errors import Refused
from backend.profile import load_org, load_profile


@pytest.mark.parametrize(("name", "unit"), [("district", "tl"), ("town", "tl-bc"), ("community", "tl-bc-lc")])
def test_that_the_shipped_profiles_load_and_name_a_unit_of_their_level(name: str, unit: str) -> None:
    profile = load_profile(name)
    found = profile.unit(unit)
    assert found is not None
    assert found.kind.value == profile.level == name
    assert profile.modules == {"tickets", "alarms"}


def test_that_a_center_dispatches_to_its_own_departments_and_those_above() -> None:
    profile = load_profile("town")
    assert profile.departments_of("tl") == {"cg", "yj", "jj", "hb"}
    assert profile.departments_of("tl-bc-lc") == {"cg", "yj", "jj", "hb", "zf"}
    assert profile.departments_of("tl-nc") == {"cg", "yj", "jj", "hb"}
    assert profile.departments_of("somewhere") == {"cg", "yj", "jj", "hb", "zf"}
    assert (profile.parent_of("tl-bc-lc"), profile.parent_of("tl"), profile.parent_of("x")) == (
        "tl-bc",
        "",
        "",
    )


def test_that_a_profile_of_ones_own_finds_its_organisation_beside_it(tmp_path: Path) -> None:
    (tmp_path / "org.toml").write_text('[[unit]]\nid="x"\nkind="town"\nname_zh="镇"\nname_en="X"\n')
    (tmp_path / "mine.toml").write_text('level = "town"\nmodules = ["tickets"]\norg = "org.toml"\n')
    profile = load_profile(str(tmp_path / "mine.toml"))
    assert (profile.level, profile.limits, [u.id for u in profile.org]) == ("town", "standard", ["x"])


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("level = ", "Invalid"),
        ('modules = ["tickets"]', "level is missing"),
        ('level = "village"', "village"),
        ('level = "grid"', "has no center"),
        ('level = "town"\nmodules = ["teapots"]', "alarms, tickets"),
        ('level = "town"\ncolour = "red"', "unknown: colour"),
        ('level = "town"\norg = "nowhere"', "sample"),
    ],
)
def test_that_a_profile_that_cannot_be_used_is_refused_with_words(
    text: str, hint: str, tmp_path: Path
) -> None:
    (tmp_path / "p.toml").write_text(text)
    with pytest.raises(Refused, match=hint):
        load_profile(str(tmp_path / "p.toml"))


@pytest.mark.parametrize(
    ("units", "hint"),
    [
        ('[[unit]]\nid="a"\nkind="town"\nname_zh="a"\nname_en="a"\nparent="b"\n', "a$"),
        ('[[unit]]\nid="a"\nkind="town"\nname_zh="a"\nname_en="a"\n' * 2, "given twice"),
        ('[[unit]]\nid="a"\nkind="town"\nname_zh="a"\nname_en="a"\nparent="a"\n', "above itself"),
        ('[[unit]]\nid="a"\nkind="town"\n', "missing"),
        ("", "unit is missing"),
    ],
)
def test_that_an_organisation_that_is_no_tree_is_refused(units: str, hint: str, tmp_path: Path) -> None:
    (tmp_path / "o.toml").write_text(units)
    with pytest.raises(Refused, match=hint):
        load_org(str(tmp_path / "o.toml"))
