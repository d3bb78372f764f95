"""Conditions of single verbs beyond state, role and custody; each says no with a code, or nothing."""

from __future__ import annotations

from backend.domain.acts import Context
from backend.domain.errors import Refused
from backend.domain.log import Task, TaskState, Ticket


def own_task(ticket: Ticket, context: Context) -> Task | None:
    """The task of the actor's department."""
    return ticket.task_of(context.actor.department) if context.actor.department else None


def may_sign(ticket: Ticket, context: Context) -> Refused | None:
    """Each department signs its own task once."""
    task = own_task(ticket, context)
    if task is None:
        return _not_your_task(ticket)
    if task.state is not TaskState.WAITING:
        return Refused("already_signed", f"{task.department} has signed already", rule="sign")
    return None


def may_feed_back(ticket: Ticket, context: Context) -> Refused | None:
    """A department feeds back after signing; the lead last of all."""
    task = own_task(ticket, context)
    if task is None:
        return _not_your_task(ticket)
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


def may_hand_up(_ticket: Ticket, context: Context) -> Refused | None:
    """There must be a center above."""
    return None if context.parent else Refused("no_parent", "there is no center above", rule="hand_up")


def may_hand_down(_ticket: Ticket, context: Context) -> Refused | None:
    """There must be a center below."""
    return None if context.children else Refused("no_child", "there is no center below", rule="hand_down")


def _not_your_task(ticket: Ticket) -> Refused:
    return Refused(
        "not_your_task",
        "the actor's department has no task here",
        rule="task",
        who_may=tuple(f"department:{task.department}" for task in ticket.tasks if task.open),
    )
