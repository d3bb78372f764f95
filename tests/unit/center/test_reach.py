"""Every verb of the table is a command of people or the center's own act."""

from __future__ import annotations

import pytest

from backend.center.desk import INNER_VERBS, OPENING_VERBS
from backend.domain.roles import Role
from backend.domain.transitions import TRANSITIONS
from console.cli.ticket import VERBS
from tests.fakes.center_cluster import Cluster

PEOPLES = sorted(set(TRANSITIONS) - INNER_VERBS)


def test_that_the_centers_own_acts_are_those_of_its_role_alone() -> None:
    own = {verb.name for verb in TRANSITIONS.values() if set(verb.roles) == {Role.CENTER}}
    assert own | {"confirm_alarm"} == set(INNER_VERBS)
    assert sorted(OPENING_VERBS) == ["confirm_alarm", "report", "split"]


def test_that_the_command_line_reaches_every_act_of_people() -> None:
    # `report` is a command of its own, and an alarm is confirmed.
    assert set(PEOPLES) - set(VERBS) == {"report"}
    assert not set(VERBS) & INNER_VERBS


@pytest.mark.parametrize("verb", PEOPLES)
def test_that_no_act_is_open_to_who_only_looks_and_the_attempt_is_journalled(verb: str) -> None:
    c = Cluster()
    ticket = c.done("lc", "intake", "report", title="t")
    target = "" if verb in OPENING_VERBS else ticket
    result = c.do("lc", "viewer", verb, target)
    # Whoever may nothing is refused for his role, or for the state before that.
    assert result.code in {"role", "wrong_state"}
    line = c.nodes["lc"].store.journal(0, 100)[-1]
    assert (line.actor, line.act, line.outcome) == ("operator:viewer", verb, result.code)
    assert c.ticket("lc", ticket).rev == 1
