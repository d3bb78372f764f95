"""Which events an act of the main way makes, once state, role and custody allow it."""

from __future__ import annotations

from dataclasses import replace

from backend.domain import sla
from backend.domain.acts import Act, Context, Draft, Maker
from backend.domain.errors import Refused
from backend.domain.limits import Budget, strictest
from backend.domain.log import Ticket
from backend.domain.naming import assists_of, check_departments
from backend.domain.opening import frozen_budgets


def plain(kind: str) -> Maker:
    """Build a maker that records just what was said."""

    def make(_ticket: Ticket, act: Act, _context: Context) -> tuple[Draft, ...]:
        return (Draft(kind, act.args),)

    return make


def _classified(kind: str, ticket: Ticket, act: Act, context: Context) -> Draft:
    """Class and urgency settled: the table's limits and version are frozen, the strictest urgency counts."""
    category = act.args.get("category") or ticket.category
    own_urgency = act.args.get("urgency") or ticket.own_urgency
    if not category:
        raise Refused("args_missing", f"{act.verb} needs category=", rule=act.verb)
    urgency = strictest((own_urgency, *(child.urgency for child in ticket.children)))
    limits = f"{context.limits.name}@{context.limits.version}"
    settled = {"category": category, "urgency": urgency, "own_urgency": own_urgency, "limits": limits}
    return Draft(kind, {**act.args, **settled}, frozen_budgets(context, category, urgency))


def file(ticket: Ticket, act: Act, context: Context) -> tuple[Draft, ...]:
    """Take the matter on."""
    return (_classified("filed", ticket, act, context),)


def reclassify(ticket: Ticket, act: Act, context: Context) -> tuple[Draft, ...]:
    """Change class or urgency later: the budgets are swapped, starts and pauses stay."""
    return (_classified("reclassified", ticket, act, context),)


def solve_on_spot(ticket: Ticket, act: Act, context: Context) -> tuple[Draft, ...]:
    """An officer has done it himself and shows it before and after."""
    phases = {ref.phase for ref in act.evidence}
    if not {"before", "after"} <= phases:
        raise Refused("no_evidence", "show it before and after the work", rule="solve_on_spot")
    return (_classified("solved", ticket, act, context), Draft("closed"))


def ask_more(_ticket: Ticket, act: Act, context: Context) -> tuple[Draft, ...]:
    """The accept clock waits for the answer as long as the table allows."""
    until_ms = context.now_ms + context.limits.ask_max_s * 1000
    return (Draft("asked_more", {**act.args, "until_ms": str(until_ms)}),)


def send_verify(ticket: Ticket, act: Act, context: Context) -> tuple[Draft, ...]:
    """Ask a grid officer to look."""
    budget = context.limits.budget("verify", ticket.category, ticket.urgency)
    return (Draft("sent_verify", act.args, (budget,)),)


def dispatch(_ticket: Ticket, act: Act, context: Context) -> tuple[Draft, ...]:
    """Give the work to one lead and its assists."""
    assists = assists_of(act)
    check_departments((act.args["lead"], *assists), context, "dispatch")
    return (Draft("dispatched", {**act.args, "assists": ",".join(assists)}),)


def sign(_ticket: Ticket, act: Act, context: Context) -> tuple[Draft, ...]:
    """Take the task."""
    return (Draft("signed", {**act.args, "department": context.actor.department}),)


def feed_back(_ticket: Ticket, act: Act, context: Context) -> tuple[Draft, ...]:
    """Say that the own part is done, and show it."""
    after = any(ref.phase == "after" for ref in act.evidence)
    if not after and not act.args.get("note", "").strip():
        raise Refused("no_evidence", "feedback needs evidence from after the work, or note=", rule="feedback")
    return (Draft("fed_back", {**act.args, "department": context.actor.department}),)


def waive(ticket: Ticket, act: Act, _context: Context) -> tuple[Draft, ...]:
    """Let an assist off."""
    task = ticket.task_of(act.args["department"])
    if task is None or task.lead or not task.open:
        raise Refused("nothing_open", f"{act.args['department']} owes no assistance here", rule="waive")
    return (Draft("waived", act.args),)


def check(ticket: Ticket, act: Act, context: Context) -> tuple[Draft, ...]:
    """Pass it, or send it back with a share of the budget."""
    if act.args["ok"] == "no":
        return (_rework("reworked", ticket, act, context),)
    passed = Draft("checked", act.args)
    return (passed,) if ticket.reporter else (passed, Draft("closed"))


def call_back(ticket: Ticket, act: Act, context: Context) -> tuple[Draft, ...]:
    """What the reporter says of it; unsatisfied sends it back."""
    if act.args["satisfied"] == "yes":
        return (Draft("called_back", act.args), Draft("closed"))
    return (_rework("called_back", ticket, act, context),)


def _rework(kind: str, ticket: Ticket, act: Act, context: Context) -> Draft:
    whole = ticket.budget("dispose")
    assert whole is not None, "a filed ticket carries its dispose budget"
    if not ticket.tasks:
        return Draft(kind, act.args)
    percent = context.limits.rework_percent
    return Draft(kind, {**act.args, "percent": str(percent)}, (whole.share(percent),))


def sample(_ticket: Ticket, act: Act, _context: Context) -> tuple[Draft, ...]:
    """A checker's look at what was solved on the spot; if it was not, the ticket is open again."""
    sampled = Draft("sampled", act.args)
    return (sampled,) if act.args["ok"] == "yes" else (sampled, Draft("reopened", {"reason": "sampled"}))


def hand_up(_ticket: Ticket, act: Act, context: Context) -> tuple[Draft, ...]:
    """Give custody to the center above."""
    return (Draft("handed_up", {**act.args, "to": context.parent}),)


def hand_down(ticket: Ticket, act: Act, context: Context) -> tuple[Draft, ...]:
    """Give custody to a center below: it may use what remains minus a reserve for checking."""
    if act.args["to"] not in context.children:
        raise Refused(
            "not_a_child",
            f"{act.args['to']} is not below {context.center}; below are: "
            + ", ".join(sorted(context.children)),
            rule="hand_down",
        )
    return (Draft("handed_down", act.args, _remaining(ticket, context)),)


def _remaining(ticket: Ticket, context: Context) -> tuple[Budget, ...]:
    """A shorter dispose budget, if the frozen one would run into the reserve; in the total's calendar."""
    total, dispose = ticket.span("total"), ticket.budget("dispose")
    if total is None or dispose is None:
        return ()
    calendars = context.calendars
    if not {total.budget.calendar, dispose.calendar} <= set(calendars):
        return ()
    end_ms = sla.moment_ms(total, calendars, 100 - context.limits.reserve_percent)
    plan = replace(total, clock="dispose", started_ms=context.now_ms, budget=dispose, pauses=(), granted_s=0)
    if sla.moment_ms(plan, calendars, 100) <= end_ms:
        return ()
    left_ms = calendars[total.budget.calendar].working_ms(context.now_ms, end_ms)
    return (replace(total.budget, clock="dispose", days=0, seconds=max(1, left_ms // 1000)),)


def refuse_custody(ticket: Ticket, act: Act, context: Context) -> tuple[Draft, ...]:
    """Refusing is a transfer back: the ticket is received and sent where it came from."""
    back = ticket.custody.holder
    kind = "handed_up" if back == context.parent else "handed_down"
    return (Draft("received"), Draft(kind, {**act.args, "to": back, "refused": "yes"}))
