"""Naming departments for a piece of work: one lead, any number of assists, each known and named once."""

from __future__ import annotations

from collections.abc import Sequence

from backend.domain.acts import Act, Context
from backend.domain.errors import Refused


def assists_of(act: Act) -> tuple[str, ...]:
    """The departments in `assists=a,b`."""
    return tuple(name.strip() for name in act.args.get("assists", "").split(",") if name.strip())


def check_departments(named: Sequence[str], context: Context, rule: str) -> None:
    """Refuse departments that this center may not dispatch to, or one named twice."""
    unknown = [name for name in named if name not in context.departments]
    if unknown:
        raise Refused(
            "unknown_department",
            f"not a department of {context.center}: {', '.join(unknown)}; known: "
            + ", ".join(sorted(context.departments)),
            rule=rule,
        )
    if len(set(named)) != len(named):
        raise Refused("named_twice", "one department cannot be named twice", rule=rule)
