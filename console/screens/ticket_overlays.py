"""What lies over the way of a ticket, as ready lines: requests, rulings, pushes, receipts, ties to others."""

from __future__ import annotations

from collections.abc import Iterator

from backend.domain.acts import Context
from backend.domain.log import Flag, Request, Ticket
from backend.domain.workflow import refusal
from console import ticket_words
from console.field_maker import FieldMaker
from console.offers import may_wish_to_rule
from console.refusals import who_may
from console.request_forms import Asked, RequestForms
from console.screens.desk import Desk
from console.screens.fact_lines import FactAct, FactLine

PUSHES_MAX = 4
"""As many pushes are listed, the newest first; the log has all of them."""


def request_lines(desk: Desk, ticket: Ticket, context: Context | None, now_ms: int) -> tuple[FactLine, ...]:
    """Requests: those that wait for a ruling first, with what may be done about them; then what was ruled."""
    waiting = [request for request in ticket.requests if request.pending]
    ruled = [request for request in reversed(ticket.requests) if not request.pending]
    return tuple(_request_line(desk, request, context, now_ms) for request in (*waiting, *ruled))


def _request_line(desk: Desk, request: Request, context: Context | None, now_ms: int) -> FactLine:
    words = desk.words
    who = desk.name(request.department) if request.department else request.person
    parts = [who, _asked_for(desk, request), request.args.get("reason", ""), request.args.get("note", "")]
    asked = words.translate("panel", "{who}, {time}").format(
        who=request.person, time=words.moment(request.at_ms, now_ms)
    )
    return FactLine(
        words.of(ticket_words.REQUESTS, request.kind),
        words.translate("refusal line", " · ").join(part for part in parts if part),
        words.translate("panel", "{asked} · {ruling}").format(
            asked=asked, ruling=_ruling(desk, request, now_ms)
        ),
        loud=request.pending,
        acts=tuple(_request_acts(desk, request, context)) if request.pending and context else (),
    )


def _asked_for(desk: Desk, request: Request) -> str:
    """How much, until when, by which clause."""
    words, args = desk.words, request.args
    fields = FieldMaker(words, desk.config.catalogue, desk.name)
    more = RequestForms(words, fields, Asked(), desk.name).amount(args)
    parts = [words.translate("panel", "{time} more").format(time=more)] if more else []
    if "review_ms" in args:
        source = words.translate("panel", "review on {date}")
        parts.append(source.format(date=words.date(int(args["review_ms"]))))
    for key, source in (
        ("condition", words.translate("panel", "until {value}")),
        ("clause", words.translate("panel", "clause {value}")),
    ):
        if args.get(key):
            parts.append(source.format(value=args[key]))
    return words.translate("refusal line", " · ").join(part for part in parts if part)


def _ruling(desk: Desk, request: Request, now_ms: int) -> str:
    words = desk.words
    if request.pending:
        second = words.translate("panel", "waits for a second leader")
        return second if request.kind == "void" else words.translate("panel", "waits for a ruling")
    ruling = words.of(ticket_words.RULINGS, request.ruling)
    if not request.ruled_by:
        return ruling
    return words.translate("panel", "{ruling} – {who}, {time}").format(
        ruling=ruling, who=request.ruled_by, time=words.moment(request.ruled_ms, now_ms)
    )


def _request_acts(desk: Desk, request: Request, context: Context) -> Iterator[FactAct]:
    """Rulings for leaders, also where a rule stands against it: pressing says which. Own requests go back."""
    verbs: list[str] = []
    if may_wish_to_rule(context):
        verbs = ["arbitrate"] if request.kind == "return" else ["grant", "deny"]
    if request.person == context.actor.name and request.kind != "return":
        verbs.append("withdraw")
    for verb in verbs:
        yield FactAct(f"{verb}:{request.n}", desk.words.of(ticket_words.VERBS, verb))


def push_lines(desk: Desk, ticket: Ticket, context: Context | None, now_ms: int) -> tuple[FactLine, ...]:
    """The newest pushes: who has taken note and when, and who has not."""
    summoning = [flag for flag in ticket.flags if flag.summons]
    mine = context is not None and refusal(ticket, "receipt", context) is None
    lines = []
    for number, flag in enumerate(summoning[: -PUSHES_MAX - 1 : -1]):
        acts: tuple[FactAct, ...] = ()
        if mine and number == 0:
            acts = (FactAct("receipt:", desk.words.of(ticket_words.VERBS, "receipt")),)
        lines.append(_push_line(desk, flag, now_ms, acts, open_=not ticket.ended))
    return tuple(lines)


def _push_line(desk: Desk, flag: Flag, now_ms: int, acts: tuple[FactAct, ...], *, open_: bool) -> FactLine:
    words = desk.words
    parts = []
    if flag.receipts:
        told = words.translate("words", ", ").join(
            words.translate("panel", "{who} {time}").format(
                who=who_may(words, (receipt.who,), desk.name), time=words.moment(receipt.at_ms, now_ms)
            )
            for receipt in flag.receipts
        )
        parts.append(words.translate("panel", "took note: {names}").format(names=told))
    if flag.waiting:
        names = who_may(words, flag.waiting, desk.name)
        parts.append(words.translate("panel", "no receipt yet: {names}").format(names=names))
    by = words.translate("panel", "{who}, {time}").format(
        who=desk.name(flag.by), time=words.moment(flag.at_ms, now_ms)
    )
    share = words.translate("panel", "{n} of {all}").format(n=len(flag.receipts), all=len(flag.summons))
    return FactLine(
        words.of(ticket_words.FLAGS, flag.kind),
        words.translate("refusal line", " · ").join(parts),
        words.translate("refusal line", " · ").join((by, share)),
        loud=open_ and bool(flag.waiting),
        acts=acts,
    )


def tie_lines(desk: Desk, ticket: Ticket) -> tuple[FactLine, ...]:
    """Tickets that belong with this one: merged into it, what it is merged into, split from, linked."""
    words = desk.words
    lines = []
    for chip, other in (
        (words.translate("panel", "Merged into"), ticket.into),
        (words.translate("panel", "Split from"), ticket.split_from),
        (words.translate("panel", "Belongs with"), ticket.link),
        *((words.translate("panel", "Merged in"), child.id) for child in ticket.children),
    ):
        if other:
            lines.append(_tie_line(desk, chip, other))
    return tuple(lines)


def _tie_line(desk: Desk, chip: str, other: str) -> FactLine:
    words, view = desk.words, desk.mirror.tickets.get(other)
    if view is None:
        return FactLine(chip, other, words.translate("panel", "not known at this center"))
    state = words.of(ticket_words.STATES, view.ticket.state.value)
    note = " · ".join(part for part in (other, state, view.ticket.reporter) if part)
    show = FactAct(f"open:{other}", words.translate("panel", "Show"))
    return FactLine(chip, view.ticket.title, note, acts=(show,))
