"""What the catalogue asks of a ticket: a class that exists, fields of its forms, conditions of closing.

Fields travel as arguments `field.KEY` of the act of their step and are kept in its event. Where one text
is all that is missing, the note of the same act is taken for it: whoever says in one sentence what was
done has filled in the form. Source: design 2-ticket.md; docs/design/modules.md.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from backend.domain.errors import Refused
from backend.domain.log import END_STATES, Event, State, Ticket
from backend.domain.modules import (
    Catalogue,
    Category,
    ClosingFacts,
    Condition,
    FieldGap,
    FieldKind,
    Need,
    Step,
    form_gaps,
    unmet,
)
from backend.domain.worktime import DAY_MS

FIELD = "field."
"""Written before a field's key among the arguments of an act."""

STEPS: Mapping[str, tuple[Step, ...]] = {
    "filed": (Step.REPORT, Step.FILE),
    "fed_back": (Step.FEEDBACK,),
    "solved": (Step.REPORT, Step.FILE, Step.FEEDBACK),
    "checked": (Step.CHECK,),
}
"""Whose fields must be there once an event has happened. A report is taken as it is: filing asks for more."""

_PICTURES = ("image/", "video/", "audio/")
_SOON = frozenset({Need.CALLBACK, Need.QUIET_DAYS})
"""What is still to come when a checker passes a matter that has a reporter."""

Fields = Mapping[str, str]


def parted(args: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Arguments of the act itself, and the fields among them by key."""
    plain = {name: text for name, text in args.items() if not name.startswith(FIELD)}
    return plain, {name.removeprefix(FIELD): text for name, text in args.items() if name.startswith(FIELD)}


def filled(events: Iterable[Event]) -> dict[str, str]:
    """Every field that has been filled in so far; the last value counts."""
    return {key: text for event in events for key, text in parted(event.args)[1].items() if text.strip()}


def check_class(catalogue: Catalogue, code: str) -> None:
    """Refuse a class that is not in the catalogue; an empty catalogue refuses none.

    Raises:
        Refused: `unknown_class`, with the classes that are spelled most alike.
    """
    if not code or not catalogue.categories or code in catalogue.categories:
        return
    near = difflib.get_close_matches(code, catalogue.categories, 3, 0.4) or list(catalogue.categories)[:3]
    words = (
        f"there is no class {code!r}; write category= one of the catalogue's, for example {', '.join(near)}"
    )
    raise Refused("unknown_class", words, rule="catalogue")


def checked(
    catalogue: Catalogue, before: Ticket | None, after: Ticket, events: Sequence[Event], given: Fields
) -> tuple[Event, ...]:
    """The events with the fields given; `after` is what the ticket would be.

    Raises:
        Refused: `unknown_class`, or `form_gap` naming the fields that are missing or cannot be taken.
    """
    first = events[0]
    if before is None or before.category != after.category or first.kind in {"filed", "solved"}:
        check_class(catalogue, after.category)
    category = catalogue.nearest(after.category)
    if category is None:
        if given:
            words = "fields belong to a class: write category= with them"
            raise Refused("form_gap", words, rule="form")
        return tuple(events)
    asked = tuple(step for event in events for step in STEPS.get(event.kind, ()))
    if Step.FEEDBACK in asked and after.state is not State.FED_BACK and after.state not in END_STATES:
        asked = ()  # An assist feeds back: the form is the lead's.
    values = {**filled(before.events if before else ()), **given}
    given = {**given, **_from_note(category, asked, values, first.args.get("note", ""))}
    gaps = _gaps(category, asked, values, given)
    if gaps:
        named = "; ".join(f"{FIELD}{gap.key}= {gap.words}" for gap in gaps)
        raise Refused("form_gap", f"the form of {category.code}: {named}", rule="form")
    told = {FIELD + key: text for key, text in given.items()}
    return (replace(first, args={**first.args, **told}), *events[1:]) if told else tuple(events)


def _gaps(category: Category, asked: tuple[Step, ...], values: Fields, given: Fields) -> tuple[FieldGap, ...]:
    """What is wrong: values given now, and required ones that are missing by now, each said once."""
    known = {one.key for one in category.fields}
    # A value of an earlier class may have no field in this one; it stays in the log and harms nobody.
    fitting = {key: text for key, text in {**values, **given}.items() if key in known or key in given}
    found = {gap.key: gap for step in asked for gap in form_gaps(category, step, fitting)}
    if not asked:
        found = {gap.key: gap for gap in form_gaps(category, Step.REPORT, given) if gap.code != "missing"}
    return tuple(found.values())


def _from_note(category: Category, asked: tuple[Step, ...], values: Fields, note: str) -> Fields:
    lacking = [
        one
        for one in category.fields
        if one.required and one.step in asked and not values.get(one.key, "").strip()
    ]
    if note.strip() and len(lacking) == 1 and lacking[0].kind is FieldKind.TEXT:
        return {lacking[0].key: note}
    return {}


def open_conditions(
    catalogue: Catalogue, ticket: Ticket, others: Iterable[Ticket], now_ms: int
) -> tuple[Condition, ...]:
    """Conditions of closing that a ticket does not meet yet; `others` are the tickets known here."""
    category = catalogue.nearest(ticket.category)
    if category is None:
        return ()
    asked = category.closing
    if _needs_no_proof(ticket):
        asked = tuple(one for one in asked if one.need in {Need.CHECK, Need.CALLBACK})
    facts = _facts(ticket)
    if any(one.need is Need.QUIET_DAYS for one in asked):
        facts = replace(facts, quiet_days=_quiet_days(ticket, others, now_ms))
    return unmet(asked, facts)


def check_closing(
    catalogue: Catalogue,
    before: Ticket,
    after: Ticket,
    events: Sequence[Event],
    others: Iterable[Ticket],
) -> None:
    """Refuse to pass or close what lacks what its class asks for.

    A checker is told at once of what only the work can bring; who is called back comes after him.

    Raises:
        Refused: `closing_unmet`, naming what is missing.
    """
    kinds = {event.kind for event in events}
    if not kinds & {"checked", "solved", "called_back"} or after.state not in {State.CALLBACK, State.CLOSED}:
        return
    lacking = open_conditions(catalogue, after, others, events[-1].at_ms)
    if after.state is State.CALLBACK:
        lacking = tuple(one for one in lacking if one.need not in _SOON)
    if "solved" in kinds:  # A checker samples it afterwards, and there is nobody between to call.
        lacking = tuple(one for one in lacking if one.need not in {Need.CHECK, Need.CALLBACK})
    if lacking:
        named = ", ".join(_named(one) for one in lacking)
        words = f"{before.category} is not closed without: {named}; add it with a note, or rework"
        raise Refused("closing_unmet", words, rule="closing")


def _named(one: Condition) -> str:
    count = f" × {one.count}" if one.count > 1 else ""
    return f"{one.need.value} {one.field}".strip() + count


def _needs_no_proof(ticket: Ticket) -> bool:
    """Given up with a leader's consent, or done with the ticket it was merged into: nothing to show here."""
    for event in reversed(ticket.events):
        if event.kind == "fed_back":
            return False
        if event.kind == "answered" or (event.kind, event.args.get("kind")) == ("granted", "close"):
            return True
    return False


def _facts(ticket: Ticket) -> ClosingFacts:
    papers = [ref for ref in ticket.evidence if not ref.mime.startswith(_PICTURES)]
    shown = [ref.phase for ref in ticket.evidence if ref.mime.startswith(_PICTURES)]
    last = {event.kind: event for event in ticket.events}
    return ClosingFacts(
        before=shown.count("before") + shown.count("alarm"),
        after=shown.count("after"),
        documents=len(papers),
        checked="checked" in last,
        has_reporter=bool(ticket.reporter),
        satisfied="called_back" in last and last["called_back"].args.get("satisfied") == "yes",
        filled=frozenset(filled(ticket.events)),
    )


def _quiet_days(ticket: Ticket, others: Iterable[Ticket], now_ms: int) -> int:
    """Full natural days since the last feedback without the same class on the same object being reported."""
    done = next((e.at_ms for e in reversed(ticket.events) if e.kind in {"fed_back", "solved"}), now_ms)
    about = (ticket.category, ticket.focus or ticket.place)
    again = (
        other.opened_ms
        for other in others
        if other.id != ticket.id and about[1] and (other.category, other.focus or other.place) == about
    )
    return max(0, now_ms - max([done, *again])) // DAY_MS
