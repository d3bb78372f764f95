"""Conditions of single verbs beyond state, role and custody; each says no with a code, or nothing."""

from __future__ import annotations

from backend.domain.acts import Context
from backend.domain.errors import Refused
from backend.domain.log import Task, TaskState, Ticket
from backend.domain.roles import Role
from backend.domain.worktime import DAY_MS


def own_task(ticket: Ticket, context: Context) -> Task | None:
    """The task of the actor's department."""
    return ticket.task_of(context.actor.department) if context.actor.department else None


def may_sign(ticket: Ticket, context: Context) -> Refused | None:
    """Each department signs its own task once."""
    task = own_task(ticket, context)
    if task is None:
        return not_your_task(ticket)
    if task.state is not TaskState.WAITING:
        return Refused("already_signed", f"{task.department} has signed already", rule="sign")
    return None


def may_feed_back(ticket: Ticket, context: Context) -> Refused | None:
    """A department feeds back after signing; the lead last of all."""
    task = own_task(ticket, context)
    if task is None:
        return not_your_task(ticket)
    if task.state is not TaskState.SIGNED:
        code = "not_signed" if task.state is TaskState.WAITING else "already_fed_back"
        return Refused(code, f"{task.department} is {task.state.value}", rule="feedback")
    waiting = tuple(t.department for t in ticket.tasks if t.open and not t.lead)
    if task.lead and waiting:
        return Refused(
            "open_assists",
            f"still working: {', '.join(waiting)}",
            rule="feedback",
            who_may=tuple(f"department:{name}" for name in waiting),
        )
    return None


def may_check(ticket: Ticket, context: Context) -> Refused | None:
    """Nobody checks his own work."""
    if context.actor.name in ticket.handlers:
        return Refused(
            "same_person", "who handled the matter may not check it", rule="check", who_may=("checker",)
        )
    return None


def may_waive(ticket: Ticket, _context: Context) -> Refused | None:
    """Only an assist that still owes something can be let off."""
    if any(task.open and not task.lead for task in ticket.tasks):
        return None
    return Refused("nothing_open", "no assisting department owes anything", rule="waive")


def may_verify(ticket: Ticket, context: Context) -> Refused | None:
    """When an officer was named, he verifies."""
    if ticket.verifier in {"", context.actor.name}:
        return None
    return Refused(
        "not_assigned",
        f"{ticket.verifier} was asked to verify",
        rule="verify",
        who_may=(f"officer:{ticket.verifier}",),
    )


def may_sample(ticket: Ticket, context: Context) -> Refused | None:
    """A checker samples once what an officer solved himself, and not his own."""
    if not ticket.on_spot or ticket.sampled:
        return Refused("nothing_to_sample", "it was not solved on the spot, or is sampled", rule="sample")
    return may_check(ticket, context)


def may_reopen(ticket: Ticket, context: Context) -> Refused | None:
    """Within the table's days after closing."""
    days = context.limits.reopen_days
    if context.now_ms <= ticket.closed_ms + days * DAY_MS:
        return None
    return Refused("too_late", f"it was closed more than {days} days ago: report it anew", rule="reopen")


def may_evaluate(ticket: Ticket, context: Context) -> Refused | None:
    """Only who reported rates; a callback clerk writes down what he says."""
    if not ticket.reporter:
        return Refused("no_reporter", "nobody reported it who could rate", rule="evaluate")
    if Role.CALLBACK in context.actor.roles or context.actor.name == ticket.reporter:
        return None
    return Refused("not_reporter", f"{ticket.reporter} reported it", rule="evaluate", who_may=("callback",))


def _may_move(ticket: Ticket) -> Refused | None:
    if not ticket.children:
        return None
    words = "tickets are merged into it: take them out first, so that their callbacks are not lost"
    return Refused("has_children", words, rule="custody")


def may_hand_up(ticket: Ticket, context: Context) -> Refused | None:
    """There must be a center above."""
    if not context.parent:
        return Refused("no_parent", "there is no center above", rule="hand_up")
    return _may_move(ticket)


def may_hand_down(ticket: Ticket, context: Context) -> Refused | None:
    """There must be a center below."""
    if not context.children:
        return Refused("no_child", "there is no center below", rule="hand_down")
    return _may_move(ticket)


def not_your_task(ticket: Ticket) -> Refused:
    """The refusal for somebody whose department owes nothing here."""
    return Refused(
        "not_your_task",
        "the actor's department has no task here",
        rule="task",
        who_may=tuple(f"department:{task.department}" for task in ticket.tasks if task.open),
    )
