"""How a ticket begins, and which limits are frozen when it is filed."""

from __future__ import annotations

from backend.domain.acts import Act, Context, Draft
from backend.domain.errors import Refused
from backend.domain.limits import Budget, Urgency

FROZEN_CLOCKS = ("dispatch", "sign", "dispose", "check", "callback", "total")
"""Limits that filing freezes on the ticket, beside those below that the table knows."""

FROZEN_IF_KNOWN = ("arbitrate",)


def opened(act: Act, context: Context) -> Draft:
    """A report, or an alarm that a person confirmed; a source's own key makes a ticket once."""
    urgency = act.args.get("urgency", Urgency.NORMAL.value)
    category = act.args.get("category", "")
    source = "machine" if act.verb == "confirm_alarm" else act.args.get("source", "staff")
    key = act.args.get("key", "")
    known = context.reports.get((source, key)) if key else None
    if known is not None:
        raise Refused("reported_already", f"{source} has reported this before: it is {known}", rule="report")
    args = {**act.args, "ticket": act.ticket_id, "urgency": urgency, "source": source}
    budgets = tuple(context.limits.budget(clock, category, urgency) for clock in ("accept", "total"))
    return Draft("reported", args, budgets)


def frozen_budgets(context: Context, category: str, urgency: str) -> tuple[Budget, ...]:
    """Every limit that a filed ticket carries, as the table says now."""
    limits = context.limits
    more = tuple(clock for clock in FROZEN_IF_KNOWN if limits.has(clock))
    return tuple(limits.budget(clock, category, urgency) for clock in FROZEN_CLOCKS + more)
