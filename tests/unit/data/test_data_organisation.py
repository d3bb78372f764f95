from __future__ import annotations

import csv
import os
from datetime import date
from pathlib import Path

import pytest

from backend.calendars import load_calendars
from backend.datafile import Flaw
from backend.domain.errors import Refused
from backend.domain.org import LEVELS, UnitKind
from backend.domain.roster import Duty, leader_on_duty
from backend.organisation import OrgFile, load_organisation
from backend.profile import load_org, load_profile
from backend.wire.codec import SIZE_MAX_BYTES, encode
from backend.wire.messages import Envelope, Welcome

SHARED = Path(os.environ.get("ONEGRID_SHARED", Path(__file__).parents[4] / "shared"))
GOOD = """name = "x"
version = "1"
unit = [
  { id = "d", kind = "district", name_zh = "区", name_en = "D" },
  { id = "t", kind = "town", parent = "d", name_zh = "镇", name_en = "T", at = [106.0, 29] },
  { id = "p", kind = "department", parent = "d", name_zh = "局", name_en = "P", office = "law" },
]
[dispatch]
speed_kmh = 20
[[shift]]
name = "day"
from = "08:00"
to = "20:00"
name_zh = "白"
name_en = "Day"
[[shift]]
name = "night"
from = "20:00"
to = "08:00"
calendar = "office"
name_zh = "夜"
name_en = "Night"
[[staff]]
every = "town"
duty = "duty_leader"
count = 4
shifts = ["day", "night"]
[[staff]]
office = "law"
duty = "liaison"
count = 3
shifts = ["day"]
[[staff]]
unit = "t"
duty = "duty_leader"
count = 2
shifts = ["day"]
[[change]]
unit = "t"
duty = "duty_leader"
day = 2026-10-01
shift = "day"
instead = 1
stands = 2
"""


def read(tmp_path: Path, text: str = GOOD) -> OrgFile:
    path = tmp_path / "org.toml"
    path.write_text(text, encoding="utf-8")
    return load_organisation(str(path))


def test_that_a_file_of_the_users_is_read_whole(tmp_path: Path) -> None:
    org = read(tmp_path)
    assert (org.name, org.version, org.rules.speed_kmh, org.rules.load_max) == ("x", "1", 20, 4)
    assert list(org.organisation.units) == ["d", "t", "p"]
    assert org.roster.shifts["night"].end_s == 32 * 3600
    (leaders,) = org.roster.staff["t"]
    assert leaders.count == 2, "a row for one unit counts instead of a row for its kind"
    assert org.roster.staff["p"][0].duty is Duty.LIAISON
    assert org.roster.numbers_of(leaders, org.roster.shifts["day"], date(2026, 10, 1)) == (2,)


BAD = {
    "typing error": ('office = "law" }', 'ofice = "law" }', 6, "write office"),
    "kind": ('kind = "town"', 'kind = "twon"', 5, "write 'town'"),
    "no name": ('id = "d", ', "", 4, "add id"),
    "id form": ('id = "t"', 'id = "t/1"', 5, "must match"),
    "parent": ('parent = "d", name_zh = "镇"', 'parent = "x", name_zh = "镇"', 5, "add that unit"),
    "twice": ('id = "t"', 'id = "d"', 5, "another id"),
    "place": ("at = [106.0, 29]", "at = [29, 106.0]", 5, "longitude, latitude"),
    "place of text": ("at = [106.0, 29]", 'at = "here"', 5, "write it as one"),
    "units": ("unit = [", "villages = [", 3, "known here are"),
    "rule": ("speed_kmh = 20", "speed_kmh = 0", 9, "from 1"),
    "rule text": ("speed_kmh = 20", 'speed_kmh = "fast"', 9, "write it as one"),
    "unknown rule": ("speed_kmh = 20", "speed_mph = 20", 9, "speed_kmh"),
    "time": ('from = "20:00"', 'from = "8 pm"', 18, "08:30"),
    "midnight": ('from = "20:00"', 'from = "24:00"', 18, "00:00"),
    "calendar": ('calendar = "office"', 'calendar = "ofice"', 20, "write 'office'"),
    "shift twice": ('name = "night"', 'name = "day"', 17, "another name"),
    "duty": ('duty = "liaison"', 'duty = "laison"', 30, "write 'liaison'"),
    "wrong place": ('duty = "liaison"', 'duty = "grid_officer"', 30, "grid, community"),
    "too few": ("count = 4", "count = 1", 26, "count = 2"),
    "a bool": ("count = 4", "count = true", 26, "write it as one"),
    "no shift": ('shifts = ["day", "night"]', "shifts = []", 27, "name some of day, night"),
    "which shift": ('shifts = ["day", "night"]', 'shifts = ["day", "nigth"]', 27, "write 'night'"),
    "shift named twice": ('shifts = ["day", "night"]', 'shifts = ["day", "day"]', 27, "take one out"),
    "nowhere": ('every = "town"\n', "", 23, "give one of"),
    "two places": ('every = "town"', 'every = "town"\nunit = "t"', 23, "give one of"),
    "office": ('office = "law"\nduty', 'office = "lav"\nduty', 29, "write 'law'"),
    "changed unit": ('[[change]]\nunit = "t"', '[[change]]\nunit = "d"', 39, "known are"),
    "changed duty": ('duty = "duty_leader"\nday', 'duty = "intake"\nday', 40, "name a duty"),
    "day": ("day = 2026-10-01", 'day = "1 October"', 41, "2026-10-01"),
    "no turn": ("instead = 1", "instead = 2", 43, "on duty is number 1"),
    "has turn": ("stands = 2", "stands = 1", 44, "another number"),
    "no number": ("stands = 2", "stands = 9", 44, "from 1 to 2"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_that_bad_data_is_refused_with_file_line_and_remedy(case: str, tmp_path: Path) -> None:
    old, new, line, remedy = BAD[case]
    assert old in GOOD
    with pytest.raises(Flaw) as caught:
        read(tmp_path, GOOD.replace(old, new, 1))
    no = caught.value
    assert no.code == "bad_org"
    assert no.words.startswith(f"{tmp_path / 'org.toml'}:{line}: "), no.words
    assert remedy in no.fault.remedy, no.words
    assert "\n" not in no.words


def test_that_one_duty_is_not_given_twice_at_one_unit(tmp_path: Path) -> None:
    again = '[[staff]]\nevery = "town"\nduty = "duty_leader"\ncount = 1\nshifts = ["day"]\n'
    with pytest.raises(Flaw, match="given twice"):
        read(tmp_path, GOOD + again)


def test_that_one_turn_is_not_changed_twice(tmp_path: Path) -> None:
    change = GOOD[GOOD.index("[[change]]") :]
    with pytest.raises(Flaw, match="changed twice"):
        read(tmp_path, GOOD + change)


def test_that_no_file_is_no_organisation() -> None:
    with pytest.raises(Refused) as caught:
        load_organisation("nowhere")
    assert caught.value.code == "no_org"
    assert "sample" in caught.value.words


# -- the sample that comes with the program ----------------------------------------------------------


@pytest.fixture(scope="module")
def sample() -> OrgFile:
    return load_organisation("sample")


def test_that_the_sample_has_five_levels_and_says_that_it_is_one(sample: OrgFile) -> None:
    counts = sample.organisation.counts()
    assert (counts["district"], counts["town"]) == (1, 28)
    assert min(counts["community"], counts["grid"], counts["building"]) > 28
    district = [
        u for u in sample.organisation.units.values() if u.parent == "tl" and u.kind is UnitKind.DEPARTMENT
    ]
    assert len(district) == 14
    assert "sample" in sample.note


def test_that_the_28_towns_have_their_official_names_and_codes(sample: OrgFile) -> None:
    file = SHARED / "data" / "geo" / "tongliang_28_towns.csv"
    if not file.is_file():
        pytest.skip(f"the list of towns is not at {file}; set ONEGRID_SHARED")
    rows = csv.DictReader(file.read_text("utf-8").splitlines())
    official = {row["code"]: row["name"] for row in rows}
    towns = {u.code: u.name_zh for u in sample.organisation.units.values() if u.kind is UnitKind.TOWN}
    assert towns == official


def test_that_names_of_the_running_demo_stay_valid(sample: OrgFile) -> None:
    org = sample.organisation
    assert org.above("tl-bc-lc-01") == ("tl-bc-lc-01", "tl-bc-lc", "tl-bc", "tl")
    assert {"cg", "yj", "jj", "hb", "zf"} <= set(org.departments_of("tl-bc-lc"))
    for level, center in (("district", "tl"), ("town", "tl-bc"), ("community", "tl-bc-lc")):
        profile = load_profile(level)
        unit = profile.unit(center)
        assert unit is not None
        assert unit.kind.value == profile.level
        assert {"cg", "yj", "jj"} <= profile.departments_of(center)
    assert load_profile("town").parent_of("tl-bc") == "tl"
    assert load_profile("town").departments_of("unlisted") >= {"cg", "zf", "tl-dc-zf"}


def test_that_the_greeting_of_a_console_stays_far_below_the_gate() -> None:
    welcome = Welcome(1, "tl", "district", 0, org=load_org("sample"))
    size = len(encode(Envelope(1, "tl", 1, 1, 0, 0, welcome)))
    assert size < SIZE_MAX_BYTES // 10, f"{size} bytes"


def test_that_somebody_leads_every_center_at_any_hour(sample: OrgFile) -> None:
    calendars = load_calendars()
    centers = [u.id for u in sample.organisation.units.values() if u.kind in LEVELS]
    for hour in range(0, 48, 5):
        now_ms = 1_790_000_000_000 + hour * 3_600_000
        for center in centers:
            assert leader_on_duty(sample.organisation, sample.roster, center, now_ms, calendars) is not None
        for unit in sample.organisation.units.values():
            if unit.kind is UnitKind.DEPARTMENT:
                assert sample.roster.on_duty(unit.id, now_ms, calendars, Duty.LIAISON)


BAD_PROFILES = {
    "level": ('level = "grid"', 1, "known are district, town, community"),
    "typing error": ('level = "town"\nlimit = "x"', 2, "write limits"),
    "modules": ('level = "town"\nmodules = ["ticket"]', 2, "write 'tickets'"),
    "nothing": ("", 1, "add level"),
}


@pytest.mark.parametrize("case", BAD_PROFILES)
def test_that_a_bad_profile_is_refused_with_the_line(case: str, tmp_path: Path) -> None:
    text, line, remedy = BAD_PROFILES[case]
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Flaw, match=r"mine\.toml") as caught:
        load_profile(str(path))
    assert (caught.value.code, caught.value.line) == ("bad_profile", line)
    assert remedy in caught.value.words


def test_that_a_profile_finds_its_organisation_beside_it(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('level = "town"\norg = "org.toml"\nlimits = "demo"', encoding="utf-8")
    (tmp_path / "org.toml").write_text(GOOD, encoding="utf-8")
    profile = load_profile(str(tmp_path / "mine.toml"))
    assert profile.parent_of("t") == "d"
    assert profile.modules == {"tickets", "alarms"}
    assert profile.limits == "demo"
    with pytest.raises(Refused) as caught:
        load_profile("nowhere")
    assert caught.value.code == "no_profile"
