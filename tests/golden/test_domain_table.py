"""The table of tickets: what the code does, what the document says, and what the rules want are one thing."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from backend.domain.log import END_STATES
from backend.domain.roles import Role
from backend.domain.sla import clocks
from backend.domain.ticket import State
from backend.domain.transitions import TRANSITIONS
from resources.refusals import word
from tests.fakes.domain_cast import CALENDARS
from tests.fakes.domain_samples import samples
from tests.golden import ticket_table

RULES: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("domain_rules.toml").read_text(encoding="utf-8")
)
OUTSIDE = {Role.ANALYST, Role.CENTER, Role.VIEWER, Role.REPORTER}
GROUPS = {
    "*": {state.value for state in State},
    "open": {state.value for state in set(State) - END_STATES},
    "staff": {role.value for role in set(Role) - OUTSIDE},
}
LINE = re.compile(r"^\| ([A-Z_ /]+) \| ([^|]+) \| ([^|]*) \|")


def spread(names: list[str]) -> set[str]:
    return {one for name in names for one in GROUPS.get(name, {name})}


def test_that_the_document_is_what_the_code_does() -> None:
    written = ticket_table.FILE.read_text(encoding="utf-8")
    assert written == ticket_table.page(), "run: python -m tests.golden.ticket_table"


@pytest.mark.parametrize("rule", RULES["transition"], ids=lambda rule: f"{rule['rule']} {rule['act']}")
def test_that_each_act_is_possible_from_the_states_and_for_the_roles_of_its_rule(
    rule: dict[str, Any],
) -> None:
    verb = TRANSITIONS[rule["act"]]
    assert {state.value for state in verb.states} == spread(rule["from"])
    assert {role.value for role in verb.roles} == spread(rule["roles"])


def test_that_every_act_has_a_rule_and_every_rule_from_1_to_18_an_act() -> None:
    acts = [rule["act"] for rule in RULES["transition"]]
    assert sorted(acts) == sorted(TRANSITIONS)
    assert {rule["rule"] for rule in RULES["transition"]} == set(range(1, 19))


def test_that_no_cell_is_open_to_a_role_that_the_rules_do_not_name() -> None:
    named = {rule["act"]: (spread(rule["from"]), spread(rule["roles"])) for rule in RULES["transition"]}
    cells = ticket_table.allowed_roles()
    assert len(cells) > 100
    for (state, act), roles in cells.items():
        assert state in named[act][0]
        assert roles <= named[act][1]


def test_that_each_state_waits_for_the_role_of_its_rule() -> None:
    cells = ticket_table.allowed_roles()
    pushes = {"note", "urge", "supervise", "wake", "void", "receipt", "escalate", "part", "withdraw"}
    for state, rule in RULES["state"].items():
        owing = {
            role for (at, act), roles in cells.items() if at == state and act not in pushes for role in roles
        }
        assert ("acts" not in rule) or rule["acts"] in owing, state


@pytest.mark.parametrize("state", list(State))
def test_that_the_clocks_of_each_state_run_and_pause_as_the_rules_say(state: State) -> None:
    ticket, rule = samples()[state], RULES["state"][state.value]
    now_ms = ticket.events[-1].at_ms + 1
    running = [reading for reading in clocks(ticket, CALENDARS, now_ms) if not reading.stopped_ms]
    assert {reading.clock for reading in running} == set(rule["clocks"])
    assert {reading.clock for reading in running if reading.paused} == set(rule.get("paused", ()))
    assert word("state", state.value, "zh") == rule["name"]


def test_that_the_rules_written_here_are_those_of_the_design(shared: Path) -> None:
    file = shared / "design" / "2-ticket.md"
    if not file.is_file():
        pytest.skip(f"no design text at {file} (set ONEGRID_SHARED)")
    text = file.read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for line in text.splitlines():
        match = LINE.match(line)
        if match:
            names = [re.sub(r"[（(].*?[)）]", "", part).strip() for part in match[2].split(" / ")]
            found |= dict(zip((code.strip().lower() for code in match[1].split("/")), names, strict=True))
    assert found == {state: rule["name"] for state, rule in RULES["state"].items()}
    for number in range(1, 19):
        assert re.search(rf"(^|\s){number} \w", text), f"transition {number}"
