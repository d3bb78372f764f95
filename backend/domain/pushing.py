"""Pushes: urging, supervising, waking everybody concerned, and the receipts of those summoned.

Source: design 2-ticket.md, transition 17 and Lights.
"""

from __future__ import annotations

from collections.abc import Mapping

from backend.domain.acts import Act, Context, Draft
from backend.domain.errors import Refused
from backend.domain.log import Flag, State, Ticket
from backend.domain.roles import Role

OWING: Mapping[State, Role] = {
    State.REPORTED: Role.INTAKE,
    State.NEED_INFO: Role.INTAKE,
    State.VERIFYING: Role.GRID_OFFICER,
    State.FILED: Role.DISPATCHER,
    State.DISPUTED: Role.DUTY_LEADER,
    State.HUNG: Role.CENTER_LEADER,
    State.FED_BACK: Role.CHECKER,
    State.CALLBACK: Role.CALLBACK,
}
"""Who owes the next step while no department does."""


def _departments(ticket: Ticket) -> tuple[str, ...]:
    return tuple(f"department:{task.department}" for task in ticket.tasks if task.open)


def _owing(ticket: Ticket) -> tuple[str, ...]:
    """Whom a push is for: departments at work, or the role that the state waits for."""
    role = OWING.get(ticket.state)
    return _departments(ticket) or ((role.value,) if role is not None else ())


def urge(ticket: Ticket, act: Act, _context: Context) -> tuple[Draft, ...]:
    """催办: whoever owes the next step."""
    return (_flag("urged", act, _owing(ticket)),)


def supervise(ticket: Ticket, act: Act, _context: Context) -> tuple[Draft, ...]:
    """督办: the same, and the duty leader."""
    return (_flag("supervised", act, (*_owing(ticket), Role.DUTY_LEADER.value)),)


def wake(ticket: Ticket, act: Act, _context: Context) -> tuple[Draft, ...]:
    """一键唤醒: lead, assists, duty leader and the officers named, all at once."""
    officers = tuple(f"officer:{n.strip()}" for n in act.args.get("officers", "").split(",") if n.strip())
    all_of_it = tuple(f"department:{task.department}" for task in ticket.tasks) or _owing(ticket)
    return (_flag("woken", act, (*all_of_it, Role.DUTY_LEADER.value, *officers)),)


def escalate(ticket: Ticket, act: Act, context: Context) -> tuple[Draft, ...]:
    """A rung of the ladder, once per clock, round and department; the table says whom it summons."""
    args = act.args
    if not args["round"].isdecimal():
        raise Refused("bad_arg", "round= must be a whole number", rule="escalate")
    if (args["clock"], int(args["round"]), args.get("department", ""), args["rung"]) in ticket.fired:
        raise Refused("already_fired", "this rung has fired for this clock and round", rule="escalate")
    rule = next((rung for rung in context.limits.ladder if rung.name == args["rung"]), None)
    department = args.get("department", "")
    summons: list[str] = []
    for who in rule.summons if rule is not None else ():
        if who != Role.DEPARTMENT.value:
            summons.append(who)
        else:
            summons.extend((f"department:{department}",) if department else _departments(ticket))
    return (_flag("escalated", act, summons),)


def _flag(kind: str, act: Act, summons: tuple[str, ...] | list[str]) -> Draft:
    return Draft(kind, {**act.args, "summons": ",".join(dict.fromkeys(summons))})


def may_receipt(ticket: Ticket, context: Context) -> Refused | None:
    """Only somebody who is summoned and has not taken note yet."""
    if any(_answering(flag, context) for flag in ticket.flags):
        return None
    waiting = tuple(who for flag in ticket.flags for who in flag.waiting)
    words = "nothing waits for a receipt of the actor's"
    return Refused("not_summoned", words, rule="receipt", who_may=tuple(dict.fromkeys(waiting)))


def receipt(ticket: Ticket, act: Act, context: Context) -> tuple[Draft, ...]:
    """Take note of one push, the oldest unless `flag=` names it."""
    for flag in ticket.flags:
        who = _answering(flag, context)
        if who and act.args.get("flag", str(flag.n)) == str(flag.n):
            return (Draft("receipted", {**act.args, "flag": str(flag.n), "who": who}),)
    raise Refused("not_summoned", f"push {act.args['flag']!r} does not wait for the actor", rule="receipt")


def _answering(flag: Flag, context: Context) -> str:
    """Whom of a flag's summons the actor answers for; empty when nobody."""
    actor = context.actor
    mine = {f"officer:{actor.name}", *(role.value for role in actor.roles)}
    if actor.department and Role.DEPARTMENT in actor.roles:
        mine.add(f"department:{actor.department}")
    return next((who for who in flag.waiting if who in mine), "")
