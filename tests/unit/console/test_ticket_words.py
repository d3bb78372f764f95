"""Everything that the domain can say has words, and every word still belongs to something."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.domain import asking, ticket
from backend.domain.alarm import AlarmState
from backend.domain.asking import KINDS
from backend.domain.limits import LADDER, Urgency
from backend.domain.log import State, TaskState
from backend.domain.org import UnitKind
from backend.domain.overlays import GRANTS
from backend.domain.roles import Role
from backend.domain.sla import CENTER_CLOCKS, Light
from backend.domain.transitions import FROZEN_CLOCKS, TRANSITIONS
from console import ticket_words, vocabulary
from console.catalogue import load_catalogue
from console.effects import EFFECTS, GRANTED
from console.refusals import REASONS
from console.request_forms import RULING_CHOICES
from console.screens.act_keys import EVENT_ICONS, TICKET_ACTS
from console.vocabulary import Table
from tests.fakes.console_refusals import CODES_OF_FORMS, codes_of
from widgets import icons

ROOT = Path(__file__).resolve().parents[3]
BACKEND = ROOT / "backend"
ALARM_VERBS = frozenset({"raise", "claim", "release", "confirm", "dismiss", "clear"})
CLOCKS = {"sign", "dispose", "total", *CENTER_CLOCKS, *FROZEN_CLOCKS, *ticket.STATE_CLOCK.values()}
REQUEST_KINDS = {*KINDS, "return", "recall"}
RULED = {"granted", "denied", "withdrawn", "lapsed", *asking.RULINGS}


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        (ticket_words.STATES, set(State)),
        (ticket_words.CLOCKS, CLOCKS),
        (ticket_words.VERBS, {*TRANSITIONS, *ALARM_VERBS}),
        (ticket_words.EVENTS, {"reported", *ticket.MEANINGS}),
        (ticket_words.REQUESTS, REQUEST_KINDS),
        (ticket_words.RULINGS, RULED),
        (ticket_words.TASK_STATES, set(TaskState)),
        (ticket_words.RUNGS, {rung.name for rung in LADDER}),
        (ticket_words.FLAGS, {"wake", *(rung.name for rung in LADDER)}),
        (RULING_CHOICES, set(asking.RULINGS)),
        (vocabulary.LIGHTS, set(Light)),
        (vocabulary.ROLES, set(Role)),
        (vocabulary.LEVELS, set(UnitKind)),
        (vocabulary.URGENCIES, set(Urgency)),
        (vocabulary.ALARM_STATES, set(AlarmState)),
    ],
    ids=lambda value: value.context if isinstance(value, Table) else "",
)
def test_that_every_code_of_the_domain_has_words_and_no_word_is_left_over(
    table: Table, codes: set[str]
) -> None:
    assert {str(code) for code in codes} == set(table.words)


def test_that_every_event_has_an_icon_of_the_theme() -> None:
    assert set(EVENT_ICONS) == set(ticket_words.EVENTS.words)
    assert set(EVENT_ICONS.values()) <= set(icons.roles())


def test_that_every_act_says_what_it_does() -> None:
    shown = {act.verb for act in TICKET_ACTS}
    assert shown | {"confirm", "dismiss"} == set(EFFECTS)
    assert set(GRANTED) == set(KINDS) == set(GRANTS)


def test_that_every_act_of_people_is_on_the_tickets_screen() -> None:
    by_people = {verb for verb, row in TRANSITIONS.items() if set(row.roles) - {Role.CENTER}}
    elsewhere = {
        "confirm_alarm",  # the alarm's own screen
        "solve_on_spot",  # needs pictures from before and after, which a desk cannot take
    }
    assert {act.verb for act in TICKET_ACTS} == by_people - elsewhere


def sources() -> Iterator[Path]:
    for folder in ("domain", "center"):
        yield from sorted((BACKEND / folder).glob("*.py"))


def test_that_every_refusal_of_domain_and_center_has_words() -> None:
    found = {code: path.name for path in sources() for code in codes_of(path.read_text("utf-8"))}
    assert len(found) > 40
    missing = {code: name for code, name in found.items() if code not in REASONS.words}
    assert missing == {}


def test_that_the_search_for_codes_sees_every_way_to_write_one() -> None:
    assert codes_of('raise Refused("a", "x")') == {"a"}
    assert codes_of('Result("1", ok=False, code="b", words="x")') == {"b"}
    assert codes_of('def f():\n    code = "c" if x else "d"\n    return Refused(code, "x")') == {"c", "d"}
    assert codes_of("Result(1, False, t, 0, no.code)") == set()
    with pytest.raises(ValueError, match="cannot be read"):
        codes_of("def f(x):\n    return Refused(x, 'x')")


def test_that_no_refusal_is_worded_that_nobody_says() -> None:
    said = {
        code
        for path in (*sources(), *sorted((ROOT / "console").rglob("*.py")))
        for code in codes_of(path.read_text("utf-8"), CODES_OF_FORMS)
    }
    # Said by the client's thread, not by a rule.
    assert set(REASONS.words) - said <= {"unavailable"}


def test_that_the_console_proposes_from_the_same_list_as_the_center() -> None:
    from backend.modules import load_catalogue as of_the_center

    here, there = load_catalogue().listed, of_the_center()
    assert list(here.modules) == list(there.modules)
    assert list(here.categories) == list(there.categories)
    for code, category in here.categories.items():
        other = there.categories[code]
        assert category.assignments == other.assignments
        assert (category.level, category.urgency) == (other.level, other.urgency)
        assert (category.name_zh, category.name_en) == (other.name_zh, other.name_en)
        assert (category.module, category.alarm_kinds) == (other.module, other.alarm_kinds)
        assert category.fields == other.fields
