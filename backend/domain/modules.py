"""Business modules and classes of matters, as plain values read from data.

A module (城市管理, 矛盾调解 …) gives its classes what they have in common: fields of forms and conditions of
closing. A class says how urgent it usually is, at which level it is settled, who answers for it (the
responsibility list, 职责清单) and what must be there before it may be closed. No class is named in code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from backend.domain.limits import Urgency
from backend.domain.org import UnitKind


class FieldKind(StrEnum):
    """What may be written into a field of a form."""

    TEXT = "text"
    NUMBER = "number"  # a whole number, not below zero
    CHOICE = "choice"
    YES_NO = "yes_no"  # written yes or no
    DATE = "date"  # written YYYY-MM-DD


class Step(StrEnum):
    """When a field is asked for."""

    REPORT = "report"
    FILE = "file"
    FEEDBACK = "feedback"
    CHECK = "check"


class Need(StrEnum):
    """What may be asked for before a matter is closed."""

    BEFORE_EVIDENCE = "before_evidence"  # pictures from before the work
    AFTER_EVIDENCE = "after_evidence"  # pictures from after it
    DOCUMENT = "document"  # a signed paper: an agreement, a receipt, an inspection record
    CHECK = "check"  # somebody else looked and found it done
    CALLBACK = "callback"  # the reporter was asked and is satisfied; nobody to ask counts as done
    QUIET_DAYS = "quiet_days"  # so many natural days since feedback without the same again
    FIELD = "field"  # a field of the form is filled in


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form. `private` values are shown only to those who handle the ticket."""

    key: str
    kind: FieldKind
    name_zh: str
    name_en: str
    step: Step = Step.REPORT
    required: bool = False
    private: bool = False
    choices: tuple[tuple[str, str, str], ...] = ()  # value, Chinese, English


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of closing: `count` pieces or days of `need`; `field` names the field of FIELD."""

    need: Need
    count: int = 1
    field: str = ""


@dataclass(frozen=True, slots=True)
class Assignment:
    """One row of the responsibility list: under these conditions `lead` answers, `assists` help.

    A department is an id, or `office:NAME` for the nearest department of that office. Conditions left
    empty always hold; all that are given must hold: the place stands in `within`, the text holds one of
    `words`, the urgency is among `urgencies`. `clause` says where the list says so.
    """

    lead: str
    assists: tuple[str, ...] = ()
    within: str = ""
    words: tuple[str, ...] = ()
    urgencies: frozenset[Urgency] = frozenset()
    confidence_percent: int = 90
    clause: str = ""

    @property
    def conditions(self) -> int:
        """How many conditions it states: more make it more specific."""
        return bool(self.within) + bool(self.words) + bool(self.urgencies)


@dataclass(frozen=True, slots=True)
class Category:
    """One class of matters; `code` is dotted from coarse to fine.

    `assignments` are never empty. `level` is the lowest level that settles it. `automatic` allows
    dispatch without a person where the list names exactly one. `fields` and `closing` are complete: those
    of the module come first.
    """

    code: str
    module: str
    name_zh: str
    name_en: str
    urgency: Urgency
    level: UnitKind
    assignments: tuple[Assignment, ...]
    automatic: bool = True
    alarm_kinds: tuple[str, ...] = ()
    fields: tuple[FormField, ...] = ()
    closing: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Module:
    """One business module."""

    id: str
    name_zh: str
    name_en: str
    fields: tuple[FormField, ...] = ()
    closing: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All modules and classes, in the order of the data. `tables` says which versions it was read from.

    `automatic_percent` is the confidence from which one hit may be dispatched without a person; above
    100 nothing ever is.
    """

    modules: Mapping[str, Module] = field(default_factory=dict)
    categories: Mapping[str, Category] = field(default_factory=dict)
    automatic_percent: int = 101
    tables: tuple[str, ...] = ()

    def of_module(self, module: str) -> tuple[Category, ...]:
        """The classes of one module."""
        return tuple(category for category in self.categories.values() if category.module == module)

    def for_alarm(self, kind: str) -> tuple[Category, ...]:
        """The classes that are proposed for an alarm of this kind."""
        return tuple(category for category in self.categories.values() if kind in category.alarm_kinds)

    def nearest(self, code: str) -> Category | None:
        """The class with this code, or the finest one that it is part of; None when there is none."""
        parts = code.split(".")
        codes = (".".join(parts[:n]) for n in range(len(parts), 0, -1))
        return next((self.categories[name] for name in codes if name in self.categories), None)


@dataclass(frozen=True, slots=True)
class FieldGap:
    """A field whose value cannot be taken: `code` is missing, unknown, or bad_value."""

    key: str
    code: str
    words: str


def form_gaps(category: Category, step: Step, values: Mapping[str, str]) -> tuple[FieldGap, ...]:
    """What is wrong with the values given at a step; values of other steps' fields may come along."""
    known = {one.key: one for one in category.fields}
    gaps = [
        FieldGap(key, "unknown", f"{category.code} has no field {key}") for key in values if key not in known
    ]
    for one in category.fields:
        value = values.get(one.key, "").strip()
        if not value:
            if one.required and one.step is step:
                gaps.append(FieldGap(one.key, "missing", f"{one.name_en} is needed to {step.value}"))
        elif not _fits(one, value):
            gaps.append(FieldGap(one.key, "bad_value", f"{one.name_en}: {value!r} is no {one.kind.value}"))
    return tuple(gaps)


def _fits(one: FormField, value: str) -> bool:
    if one.kind is FieldKind.NUMBER:
        return value.isascii() and value.isdigit()
    if one.kind is FieldKind.YES_NO:
        return value in {"yes", "no"}
    if one.kind is FieldKind.CHOICE:
        return value in {choice for choice, _, _ in one.choices}
    return one.kind is FieldKind.TEXT or _is_date(value)


def _is_date(value: str) -> bool:
    # fromisoformat also takes 20251201 and 2025-W49-1, which no form of ours means.
    parts = value.split("-")
    if [len(part) for part in parts] != [4, 2, 2] or not all(p.isascii() and p.isdigit() for p in parts):
        return False
    year, month, day = (int(part) for part in parts)
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    days = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return year > 0 and 1 <= month <= 12 and 1 <= day <= days[month - 1]


@dataclass(frozen=True, slots=True)
class ClosingFacts:
    """What is known of a matter that is to be closed: pieces of evidence by phase, and what people said.

    `has_reporter` is whether there is anybody to call back; `quiet_days` are full natural days since the
    last feedback without the same matter again.
    """

    before: int = 0
    after: int = 0
    documents: int = 0
    checked: bool = False
    has_reporter: bool = False
    satisfied: bool = False
    quiet_days: int = 0
    filled: frozenset[str] = frozenset()


def unmet(conditions: Iterable[Condition], facts: ClosingFacts) -> tuple[Condition, ...]:
    """Conditions of closing that do not hold yet, in their order."""
    return tuple(condition for condition in conditions if not _holds(condition, facts))


def _holds(condition: Condition, facts: ClosingFacts) -> bool:
    counts = {
        Need.BEFORE_EVIDENCE: facts.before,
        Need.AFTER_EVIDENCE: facts.after,
        Need.DOCUMENT: facts.documents,
        Need.QUIET_DAYS: facts.quiet_days,
        Need.CHECK: condition.count if facts.checked else 0,
        Need.CALLBACK: condition.count if facts.satisfied or not facts.has_reporter else 0,
        Need.FIELD: condition.count if condition.field in facts.filled else 0,
    }
    return counts[condition.need] >= condition.count
