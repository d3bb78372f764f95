from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import resources
from backend.datafile import Flaw
from backend.domain.limits import Urgency
from backend.domain.modules import Catalogue, Category, Condition, FieldKind, Need, Step
from backend.modules import load_catalogue, shipped
from backend.organisation import load_organisation

GOOD = """name = "mine"
version = "1"
note = "ours"
[routing]
automatic_percent = 92
[[module]]
id = "pets"
name_zh = "宠物"
name_en = "Pets"
closing = [{ need = "after_evidence", count = 2 }, { need = "check" }]
[[module.field]]
key = "animal"
kind = "choice"
name_zh = "动物"
name_en = "Animal"
choices = [["cat", "猫", "Cat"], ["dog", "狗", "Dog"]]
[[category]]
code = "pets.lost"
name_zh = "走失"
name_en = "Lost pet"
urgency = "urgent"
level = "town"
lead = "office:enforcement"
assists = ["ga"]
clause = "P-1"
closing = [{ need = "after_evidence" }, { need = "field", field = "chip" }]
[[category.field]]
key = "chip"
kind = "text"
name_zh = "芯片"
name_en = "Chip"
step = "feedback"
[[category.when]]
words = ["tiger"]
urgencies = ["emergency"]
within = "tl"
lead = "ga"
confidence_percent = 99
"""


def read(tmp_path: Path, text: str = GOOD) -> Catalogue:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return load_catalogue([*shipped(), path], load_organisation("sample").organisation)


def test_that_one_more_file_adds_a_module_and_a_class(tmp_path: Path) -> None:
    before, catalogue = load_catalogue(), read(tmp_path)
    assert set(catalogue.modules) - set(before.modules) == {"pets"}
    assert set(catalogue.categories) - set(before.categories) == {"pets.lost"}
    assert "mine@1" in catalogue.tables
    assert catalogue.automatic_percent == 92
    lost = catalogue.categories["pets.lost"]
    assert (lost.module, lost.urgency, lost.level.value) == ("pets", Urgency.URGENT, "town")
    assert [row.lead for row in lost.assignments] == ["office:enforcement", "ga"]
    assert lost.assignments[1].conditions == 3
    assert [one.key for one in lost.fields] == ["animal", "chip"]
    assert lost.closing == (
        Condition(Need.AFTER_EVIDENCE, 1), Condition(Need.CHECK), Condition(Need.FIELD, field="chip"),
    )  # fmt: skip


BAD = {
    "typing error": ('clause = "P-1"', 'claus = "P-1"', 25, "write clause"),
    "code": ('code = "pets.lost"', 'code = "Pets"', 18, "must match"),
    "module": ('code = "pets.lost"', 'code = "pest.lost"', 18, "write module"),
    "named module": ('urgency = "urgent"', 'module = "pest"', 21, "write module"),
    "code twice": ('code = "pets.lost"', 'code = "city.waste"\nmodule = "pets"', 18, "rename"),
    "module twice": ('id = "pets"', 'id = "city"', 7, "rename"),
    "urgency": ('urgency = "urgent"', 'urgency = "urgend"', 21, "write 'urgent'"),
    "level": ('level = "town"', 'level = "grid"', 22, "community"),
    "lead": ('lead = "office:enforcement"', 'lead = "office:enforcment"', 23, "write 'office:enforcement'"),
    "no lead": ('lead = "office:enforcement"\n', "", 17, "add lead"),
    "assist": ('assists = ["ga"]', 'assists = ["gaa"]', 24, "write 'ga'"),
    "lead assists": ('assists = ["ga"]', 'assists = ["office:enforcement"]', 24, "take it out"),
    "need": ('need = "after_evidence" }', 'need = "after_evidenc" }', 26, "write 'after_evidence'"),
    "no field": ('field = "chip" }', 'field = "ship" }', 26, "write 'chip'"),
    "field unasked": ('{ need = "check" }', '{ need = "check", field = "animal" }', 10, "go together"),
    "unnamed field": ('need = "field", field = "chip"', 'need = "field"', 26, "go together"),
    "count": ("count = 2", "count = 0", 10, "from 1"),
    "kind": ('kind = "text"', 'kind = "colour"', 29, "known are text"),
    "field twice": ('key = "chip"', 'key = "animal"', 28, "another key"),
    "choices": ('choices = [["cat", "猫", "Cat"], ["dog", "狗", "Dog"]]', "", 11, "add choices"),
    "choice": ('["dog", "狗", "Dog"]', '["dog"]', 16, '["value", "中文", "English"]'),
    "no choices": ('kind = "choice"', 'kind = "text"', 16, 'kind = "choice"'),
    "condition": ('words = ["tiger"]\nurgencies = ["emergency"]\nwithin = "tl"\n', "", 33, "add within"),
    "within": ('within = "tl"', 'within = "tx"', 36, "known are tl"),
    "urgencies": ('["emergency"]', '["emergencies"]', 35, "write 'emergency'"),
    "words": ('words = ["tiger"]', 'words = "tiger"', 34, "write it as one"),
    "word": ('words = ["tiger"]', 'words = ["tiger", 7]', 34, "only texts"),
    "confidence": ("confidence_percent = 99", "confidence_percent = 101", 38, "from 1 to 100"),
    "mark": ("automatic_percent = 92", "automatic_percent = 0", 5, "from 1 to 101"),
    "version": ('version = "1"\n', "", 1, "add version"),
}


@pytest.mark.parametrize("case", BAD)
def test_that_bad_data_is_refused_with_file_line_and_remedy(case: str, tmp_path: Path) -> None:
    old, new, line, remedy = BAD[case]
    assert old in GOOD
    with pytest.raises(Flaw) as caught:
        read(tmp_path, GOOD.replace(old, new, 1))
    no = caught.value
    assert no.code == "bad_categories"
    assert no.words.startswith(f"{tmp_path / 'mine.toml'}:{line}: "), no.words
    assert remedy in no.fault.remedy, no.words


def test_that_a_list_that_is_a_table_is_refused(tmp_path: Path) -> None:
    text = 'name = "mine"\nversion = "1"\n\n[category]\ncode = "a.b"\n'
    with pytest.raises(Flaw, match=r"mine\.toml:4: category = .* is not a list"):
        read(tmp_path, text)
    with pytest.raises(Flaw, match=r"mine\.toml:3: category holds 'a'"):
        read(tmp_path, 'name = "mine"\nversion = "1"\ncategory = ["a"]\n')


# -- what comes with the program ---------------------------------------------------------------------

EXISTING = {
    "safety.intrusion": "cg", "safety.fire": "yj", "city.waste": "cg", "city.road": "cg",
    "traffic.parking": "jj", "environment.noise": "hb",
}  # fmt: skip


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(organisation=load_organisation("sample").organisation)


def test_that_there_are_ten_modules_and_each_has_classes(catalogue: Catalogue) -> None:
    assert [module.name_zh for module in catalogue.modules.values()] == [
        "特殊关爱", "城市管理", "政务咨询", "矛盾调解", "助企纾困",
        "生态环境", "困难帮扶", "安全生产", "应急救援", "公共安全",
    ]  # fmt: skip
    for name in catalogue.modules:
        assert len(catalogue.of_module(name)) >= 5, name
        assert catalogue.modules[name].closing


def test_that_codes_in_use_stay_valid_with_their_leads(catalogue: Catalogue) -> None:
    assert {code: catalogue.categories[code].assignments[0].lead for code in EXISTING} == EXISTING
    (intrusion,) = {c for kind in ("zone_entry", "line_cross", "loiter") for c in catalogue.for_alarm(kind)}
    assert intrusion.code == "safety.intrusion"


def test_that_a_console_that_reads_the_plain_keys_finds_them() -> None:
    file = Path(resources.__file__).parent / "categories" / "standard.toml"
    for row in tomllib.loads(file.read_text("utf-8"))["category"]:
        assert row["code"]
        assert row["name_zh"]
        assert row["name_en"]
        assert isinstance(row["lead"], str)


def test_that_nothing_is_dispatched_without_a_person_until_somebody_measured(catalogue: Catalogue) -> None:
    assert catalogue.automatic_percent > 100


def test_that_every_class_has_closing_conditions_and_complete_fields(catalogue: Catalogue) -> None:
    def complete(category: Category) -> bool:
        keys = [one.key for one in category.fields]
        choices = [one for one in category.fields if one.kind is FieldKind.CHOICE]
        return len(set(keys)) == len(keys) and all(len(one.choices) > 1 for one in choices)

    assert [c.code for c in catalogue.categories.values() if not c.closing or not complete(c)] == []
    steps = {one.step for c in catalogue.categories.values() for one in c.fields}
    assert {Step.REPORT, Step.FILE, Step.FEEDBACK} <= steps


def test_that_what_is_said_of_people_is_private(catalogue: Catalogue) -> None:
    private = {one.key for c in catalogue.categories.values() for one in c.fields if one.private}
    assert private == {"wish", "household"}
