"""Writes docs/design/ticket-table.md from the code: each act, state and role is allowed or refused, and why.

Run `python -m tests.golden.ticket_table` after changing the table of transitions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from backend.domain.acts import Context
from backend.domain.roles import Role
from backend.domain.ticket import STATE_CLOCK, State, Ticket
from backend.domain.transitions import TRANSITIONS
from backend.domain.workflow import refusal
from resources.refusals import word
from tests.fakes.domain_cast import context
from tests.fakes.domain_samples import samples

FILE = Path(__file__).resolve().parents[2] / "docs" / "design" / "ticket-table.md"
YES = "✓"
ACTORS: dict[Role, str] = {
    Role.OPERATOR: "watch", Role.INTAKE: "intake", Role.GRID_OFFICER: "officer",
    Role.DISPATCHER: "dispatcher", Role.DUTY_LEADER: "duty", Role.CENTER_LEADER: "leader",
    Role.DEPARTMENT: "zhang", Role.CHECKER: "checker", Role.CALLBACK: "caller", Role.CENTER: "center",
    Role.REPORTER: "Li", Role.VIEWER: "viewer",
}  # fmt: skip
"""Who stands for each role; an analyst acts on alarms alone and is refused everywhere, as a viewer is."""

HEAD = """# The table of tickets

Generated from [the code](../../backend/domain/transitions.py) by `python -m tests.golden.ticket_table`; a
test fails when it is out of date, and another compares it with the rules. See also [ticket.md](ticket.md).

One table for each state, for a ticket that its own center holds: ✓ the role may try the act now, otherwise
the code of the refusal, worded in [refusals.toml](../../resources/refusals.toml). The department is the lead
of the sample, `yj` assists; the reporter is the ticket's own. `·` stands for `role`: another role may. Acts
that are not listed are refused with `wrong_state` to everybody; a viewer and an analyst are refused
everything. Arguments are judged after this table.
"""


def cell(ticket: Ticket | None, verb: str, role: Role) -> str:
    """What one role may expect of one act."""
    no = refusal(ticket, verb, _context(ticket, role))
    return YES if no is None else no.code


def _context(ticket: Ticket | None, role: Role) -> Context:
    at_ms = ticket.events[-1].at_ms + 1 if ticket else 1
    made = context(ACTORS[role], "bc" if role is Role.CENTER and ticket is None else "lc", at_ms)
    return replace(made, parent="bc", children=frozenset({"under"}))


def rows(ticket: Ticket | None) -> dict[str, list[str]]:
    """Cells of every act on a ticket, in the order of ACTORS."""
    return {verb: [cell(ticket, verb, role) for role in ACTORS] for verb in TRANSITIONS}


def page() -> str:
    """The whole document."""
    parts = [HEAD, *_section("No ticket yet", None, "exists"), "\n"]
    for state, ticket in samples().items():
        clock = STATE_CLOCK.get(state, "")
        title = f"{state.value} · {word('state', state.value, 'zh')}" + (f" · {clock}" if clock else "")
        parts += [*_section(title, ticket, "wrong_state"), "\n"]
    return "\n".join(parts).rstrip() + "\n"


def _section(title: str, ticket: Ticket | None, silent: str) -> Iterator[str]:
    shown = {
        verb: cells
        for verb, cells in rows(ticket).items()
        if not set(cells) <= {silent, "exists", "no_ticket", "not_target"}
    }
    yield f"\n## {title}\n"
    yield "| act | " + " | ".join(role.value for role in ACTORS) + " |"
    yield "|---" * (len(ACTORS) + 1) + "|"
    for verb, cells in shown.items():
        short = ("·" if text == "role" else text for text in cells)
        yield f"| {verb} {word('verb', verb, 'zh')} | " + " | ".join(short) + " |"


def allowed_roles() -> dict[tuple[str, str], set[str]]:
    """For (state, act): the roles that may; states without any are left out."""
    found: dict[tuple[str, str], set[str]] = {}
    for state, ticket in samples().items():
        for verb, cells in rows(ticket).items():
            may = {role.value for role, text in zip(ACTORS, cells, strict=True) if text == YES}
            if may:
                found[state.value, verb] = may
    return found


def states_of(verb: str) -> set[State]:
    """From which states an act is possible at all."""
    return set(TRANSITIONS[verb].states)


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
