"""Every invariant of the design against random walks: 200 in each test, 20,000 by `./dev bench ticket`."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.fakes.domain_invariants import INVARIANTS
from tests.fakes.domain_machine import Walk

WALKS = settings(
    max_examples=200, stateful_step_count=6, deadline=None, suppress_health_check=list(HealthCheck)
)


def machine(check: Callable[[Walk], None]) -> type[Walk]:
    """A walk that is looked at after every act."""

    class Checked(Walk):
        def checked(self) -> None:
            check(self)

    Checked.__name__ = check.__name__
    return Checked


@pytest.mark.parametrize("check", INVARIANTS, ids=lambda check: check.__name__)
def test_that_an_invariant_holds_whatever_people_try(check: Callable[[Walk], None]) -> None:
    run_state_machine_as_test(machine(check), settings=WALKS)
