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
    district = profile.departments_of("tl")
    assert {"cg", "yj", "jj", "hb"} <= district
    assert len(district) == 14
    assert profile.departments_of("tl-bc-lc") == district | {"zf", "tl-bc-ms", "tl-bc-pa"}
    assert profile.departments_of("tl-nc") == district | {"tl-nc-zf", "tl-nc-ms", "tl-nc-pa"}
    assert profile.departments_of("somewhere") > profile.departments_of("tl-nc")
    assert (profile.parent_of("tl-bc-lc"), profile.parent_of("tl"), profile.parent_of("x")) == (
        "tl-bc",
        "",
        "",
    )


def test_that_a_profile_of_ones_own_finds_its_organisation_beside_it(tmp_path: Path) -> None:
    (tmp_path / "org.toml").write_text('[[unit]]\nid="x"\nkind="district"\nname_zh="区"\nname_en="X"\n')
    (tmp_path / "mine.toml").write_text('level = "town"\nmodules = ["tickets"]\norg = "org.toml"\n')
    profile = load_profile(str(tmp_path / "mine.toml"))
    assert (profile.level, profile.limits, [u.id for u in profile.org]) == ("town", "standard", ["x"])
    assert profile.file.roster.staff == {}


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("level = ", "Invalid"),
        ('modules = ["tickets"]', "level is missing"),
        ('level = "village"', "village"),
        ('level = "grid"', "known are district, town, community"),
        ('level = "town"\nmodules = ["teapots"]', "alarms, tickets"),
        ('level = "town"\ncolour = "red"', "colour is not known"),
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
        ('[[unit]]\nid="a"\nkind="town"\nname_zh="a"\nname_en="a"\nparent="b"\n', "'b', which is not there"),
        ('[[unit]]\nid="a"\nkind="town"\nname_zh="a"\nname_en="a"\n' * 2, "there are two units 'a'"),
        ('[[unit]]\nid="a"\nkind="town"\nname_zh="a"\nname_en="a"\nparent="a"\n', "stands in town 'a'"),
        ('[[unit]]\nid="a"\nkind="town"\n', "missing"),
        ("", "there is no unit"),
    ],
)
def test_that_an_organisation_that_is_no_tree_is_refused(units: str, hint: str, tmp_path: Path) -> None:
    (tmp_path / "o.toml").write_text(units)
    with pytest.raises(Refused, match=hint):
        load_org(str(tmp_path / "o.toml"))
