from __future__ import annotations

from dataclasses import replace

import pytest

from backend.domain.limits import Urgency
from backend.domain.modules import (
    Assignment,
    Catalogue,
    Category,
    ClosingFacts,
    Condition,
    FieldKind,
    FormField,
    Need,
    Step,
    form_gaps,
    unmet,
)
from tests.fakes.domain_district import COMMUNITY

FIELDS = (
    FormField("note", FieldKind.TEXT, "备注", "Note"),
    FormField("people", FieldKind.NUMBER, "人数", "People", Step.FILE, required=True),
    FormField("hurt", FieldKind.YES_NO, "受伤", "Hurt"),
    FormField("on", FieldKind.DATE, "日期", "On", Step.FEEDBACK, required=True),
    FormField("size", FieldKind.CHOICE, "规模", "Size", choices=(("small", "小", "Small"),)),
)
CLASS = Category(
    "a.b", "a", "类", "Class", Urgency.NORMAL, COMMUNITY, (Assignment("x"),), fields=FIELDS,
    alarm_kinds=("smoke",),
)  # fmt: skip


def gaps(step: Step, **values: str) -> list[tuple[str, str]]:
    return [(gap.key, gap.code) for gap in form_gaps(CLASS, step, values)]


def test_that_a_field_is_missed_at_its_own_step_only() -> None:
    assert gaps(Step.REPORT) == []
    assert gaps(Step.FILE) == [("people", "missing")]
    assert gaps(Step.FILE, people="  ") == [("people", "missing")]
    assert gaps(Step.FEEDBACK) == [("on", "missing")]


@pytest.mark.parametrize(
    ("key", "good", "bad"),
    [
        ("people", ["0", "12"], ["-1", "1.5", "many", "²"]),
        ("hurt", ["yes", "no"], ["maybe", "Yes"]),
        ("on", ["2025-12-01", "2024-02-29"], ["2025-02-29", "20251201", "2025-W49-1", "2025-13-01", "x"]),
        ("size", ["small"], ["large", "小"]),
        ("note", ["anything"], []),
    ],
)
def test_that_a_value_must_be_of_its_kind(key: str, good: list[str], bad: list[str]) -> None:
    for value in good:
        assert gaps(Step.REPORT, **{key: value}) == []
    for value in bad:
        assert gaps(Step.REPORT, **{key: value}) == [(key, "bad_value")]


def test_that_a_value_without_a_field_is_told() -> None:
    assert gaps(Step.REPORT, colour="red") == [("colour", "unknown")]


MET = ClosingFacts(
    1, 2, 1, checked=True, has_reporter=True, satisfied=True, quiet_days=3, filled=frozenset({"x"})
)
CONDITIONS = {
    Condition(Need.BEFORE_EVIDENCE): replace(MET, before=0),
    Condition(Need.AFTER_EVIDENCE, 2): replace(MET, after=1),
    Condition(Need.DOCUMENT): replace(MET, documents=0),
    Condition(Need.CHECK): replace(MET, checked=False),
    Condition(Need.CALLBACK): replace(MET, satisfied=False),
    Condition(Need.QUIET_DAYS, 3): replace(MET, quiet_days=2),
    Condition(Need.FIELD, field="x"): replace(MET, filled=frozenset({"y"})),
}  # fmt: skip


@pytest.mark.parametrize("condition", CONDITIONS)
def test_that_each_condition_of_closing_holds_or_is_named(condition: Condition) -> None:
    assert unmet(CONDITIONS, MET) == ()
    assert unmet(CONDITIONS, CONDITIONS[condition]) == (condition,)


def test_that_every_need_is_tried_here() -> None:
    assert {condition.need for condition in CONDITIONS} == set(Need)


def test_that_nobody_to_call_back_counts_as_called() -> None:
    assert unmet([Condition(Need.CALLBACK)], ClosingFacts(has_reporter=False)) == ()


def test_that_a_class_is_found_by_code_alarm_and_module() -> None:
    catalogue = Catalogue({}, {"a.b": CLASS})
    assert catalogue.nearest("a.b.c.d") is CLASS
    assert catalogue.nearest("a") is None
    assert catalogue.for_alarm("smoke") == catalogue.of_module("a") == (CLASS,)
    assert catalogue.for_alarm("fire") == ()
    assert catalogue.automatic_percent > 100, "nothing is dispatched without a person unless data says so"


def test_that_a_row_counts_its_conditions() -> None:
    whole = Assignment("x", within="t", words=("w",), urgencies=frozenset({Urgency.NORMAL}))
    assert (whole.conditions, replace(whole, within="").conditions, Assignment("x").conditions) == (3, 2, 0)
