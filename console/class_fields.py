"""Fields that the class of a matter asks for, as fields of the strips. Knows no Qt.

They travel as arguments `field.KEY` of the act of their step. Source: docs/design/modules.md.
"""

from __future__ import annotations

from collections.abc import Mapping

from backend.domain.log import Event, Ticket
from backend.domain.modules import FieldKind as ClassKind
from backend.domain.modules import FormField as ClassField
from backend.domain.modules import Step
from console.catalogue import Catalogue
from console.forms import FieldKind, FormField, Option
from console.wording import Words

FIELD = "field."
"""Written before a field's key among the arguments of an act."""

STEPS: Mapping[str, tuple[Step, ...]] = {
    "file": (Step.REPORT, Step.FILE),
    "feedback": (Step.FEEDBACK,),
    "check": (Step.CHECK,),
}
"""Whose fields an act asks for. A report is taken as it is: filing asks for what it lacks."""

NUMBER_MAX = 1_000_000_000
KINDS: Mapping[ClassKind, FieldKind] = {
    ClassKind.TEXT: FieldKind.TEXT,
    ClassKind.DATE: FieldKind.TEXT,
    ClassKind.NUMBER: FieldKind.NUMBER,
    ClassKind.CHOICE: FieldKind.CHOICE,
    ClassKind.YES_NO: FieldKind.CHOICE,
}


def class_fields(verb: str, ticket: Ticket, catalogue: Catalogue, words: Words) -> tuple[FormField, ...]:
    """The fields of the ticket's class at this act, filled in as far as the log says.

    At feedback one text that is needed is left out: the center takes the note for it.
    """
    asked = [one for step in STEPS.get(verb, ()) for one in catalogue.fields(ticket.category, step)]
    if verb == "feedback":
        needed = [one for one in asked if one.required and not filled(ticket).get(one.key)]
        if len(needed) == 1 and needed[0].kind is ClassKind.TEXT:
            asked.remove(needed[0])
    return tuple(_field(one, ticket, words) for one in asked)


def filled(ticket: Ticket) -> dict[str, str]:
    """Every field that the log has a value of; the last one counts."""
    return {key: text for event in ticket.events for key, text in told(event).items()}


def told(event: Event) -> dict[str, str]:
    """The fields that one event carries, by key."""
    return {
        name.removeprefix(FIELD): text for name, text in event.args.items() if name.startswith(FIELD) and text
    }


def said(catalogue: Catalogue, category: str, key: str, value: str, words: Words) -> tuple[str, str]:
    """(name, value) of a field in the language of the screen; as they are when it is unknown."""
    one = catalogue.field(category, key)
    if one is None:
        return key, value
    options = {option.value: option.words for option in _options(one, words)}
    return _name(one, words), options.get(value, value)


def _field(one: ClassField, ticket: Ticket, words: Words) -> FormField:
    hint = words.translate("form", "year-month-day, like 2026-11-22") if one.kind is ClassKind.DATE else ""
    return FormField(
        FIELD + one.key,
        _name(one, words),
        KINDS[one.kind],
        _options(one, words),
        filled(ticket).get(one.key, ""),
        required=one.required,
        hint=hint,
        only_when=("category", ticket.category) if one.step in STEPS["file"] else ("", ""),
        most=NUMBER_MAX,
        least=0,
    )


def _name(one: ClassField, words: Words) -> str:
    return one.name_zh if words.lang.startswith("zh") else one.name_en


def _options(one: ClassField, words: Words) -> tuple[Option, ...]:
    if one.kind is ClassKind.YES_NO:
        return (Option("yes", words.translate("form", "Yes")), Option("no", words.translate("form", "No")))
    chinese = words.lang.startswith("zh")
    return tuple(Option(value, zh if chinese else en) for value, zh, en in one.choices)
