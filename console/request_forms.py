"""Strips of requests: asking for time, a pause, an end; and ruling on what others asked for. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from backend.domain.acts import Context
from backend.domain.asking import EXTENSION_MAX
from backend.domain.limits import LimitTable
from backend.domain.log import Request, Ticket
from console import ticket_words
from console.effects import GRANTED
from console.field_maker import FieldMaker
from console.forms import FieldKind, FormField, Option
from console.offers import ruleable
from console.vocabulary import QT_TRANSLATE_NOOP, Table
from console.wording import DAY_S, DISTRICT_ZONE, Words

REVIEW_DAYS = (7, 15, 30, 60, 90)
"""Proposals for the review of a hung matter; those beyond the table's limit are left out."""

REVIEW_HOUR = 9
"""Reviews are proposed for the morning, in the district's time."""

RULING_CHOICES = Table(
    "ruling choice",
    {
        "uphold": QT_TRANSLATE_NOOP("ruling choice", "Uphold"),
        "reject": QT_TRANSLATE_NOOP("ruling choice", "Reject"),
        "joint": QT_TRANSLATE_NOOP("ruling choice", "Joint work"),
    },
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What these strips may know besides the ticket. `request` is the one that was pointed at, or 0."""

    now_ms: int = 0
    context: Context | None = None
    request: int = 0
    departments: tuple[str, ...] = ()
    clause: str = ""  # where the responsibility list names who leads such matters
    limits: LimitTable = field(default_factory=LimitTable)


class RequestForms:
    """Fields of the acts that ask and rule."""

    def __init__(self, words: Words, fields: FieldMaker, asked: Asked, name: Callable[[str], str]) -> None:
        self._words, self._fields, self._asked, self._name = words, fields, asked, name
        self.makers: Mapping[str, Callable[[Ticket], tuple[FormField, ...]]] = {
            "return": self._return,
            "extend": self._extend,
            "hang": self._hang,
            "request_close": self._reason,
            "void": self._reason,
            "grant": self._grant,
            "deny": self._deny,
            "arbitrate": self._arbitrate,
            "lift": self._reason,
        }

    def limit(self, ticket: Ticket) -> str:
        """The handling limit of the actor's department, with what was granted, in words."""
        span = ticket.span("dispose", self._department())
        if span is None:
            return "–"
        budget = span.budget
        if budget.days:
            return self.amount({"days": str(budget.days + span.granted_days)})
        return self._words.budget(budget.seconds + span.granted_s)

    def amount(self, args: Mapping[str, str]) -> str:
        """How much more time was asked for, in words; empty when none was."""
        if args.get("days"):
            return self._words.translate("form", "{n} working days").format(n=args["days"])
        return self._words.budget(int(args["minutes"]) * 60) if args.get("minutes") else ""

    def effect(self, verb: str, ticket: Ticket) -> str:
        """What ruling does when there is only one request it can mean; empty when there are several."""
        request = self._meant(ticket)
        if verb != "grant" or request is None:
            return ""
        asked = self.amount(request.args)
        if "review_ms" in request.args:
            asked = self._words.date(int(request.args["review_ms"]))
        return self._words.say(GRANTED[request.kind], department=self._name(request.department), asked=asked)

    def fixed(self, verb: str, ticket: Ticket) -> Mapping[str, str]:
        """The request that a ruling means, when there is no choice."""
        request = self._meant(ticket)
        return {"request": str(request.n)} if verb in {"grant", "deny"} and request else {}

    def _department(self) -> str:
        return self._asked.context.actor.department if self._asked.context else ""

    def _ruleable(self, ticket: Ticket) -> tuple[Request, ...]:
        return ruleable(ticket, self._asked.context) if self._asked.context else ()

    def _meant(self, ticket: Ticket) -> Request | None:
        asked = self._ruleable(ticket)
        pointed = next((request for request in asked if request.n == self._asked.request), None)
        return pointed or (asked[0] if len(asked) == 1 else None)

    def _reason(self, _ticket: Ticket) -> tuple[FormField, ...]:
        return (self._fields.reason(required=True),)

    def _return(self, _ticket: Ticket) -> tuple[FormField, ...]:
        translate = self._words.translate
        hint = translate("form", "the list names you by {clause}").format(clause=self._asked.clause)
        clause = FormField(
            "clause", translate("form", "By clause"), required=True, hint=hint if self._asked.clause else ""
        )
        return (clause, self._fields.reason())

    def _extend(self, ticket: Ticket) -> tuple[FormField, ...]:
        """Half the limit again is proposed, in the limit's own unit."""
        span, translate = ticket.span("dispose", self._department()), self._words.translate
        days = span.budget.days if span else 0
        unit = "days" if days else "minutes"
        half = -(-days // 2) if days else max(30, (span.budget.seconds if span else 0) // 3600 * 30)
        words = translate("form", "More working days") if days else translate("form", "More minutes")
        more = FormField(
            unit, words, FieldKind.NUMBER, value=str(half), required=True, most=EXTENSION_MAX[unit]
        )
        return (more, self._fields.reason(required=True))

    def _hang(self, _ticket: Ticket) -> tuple[FormField, ...]:
        translate = self._words.translate
        days = [n for n in REVIEW_DAYS if n <= self._asked.limits.review_days_max]
        options = tuple(Option(str(self._review_ms(n)), self._review_words(n)) for n in days)
        value = options[min(2, len(options) - 1)].value if options else ""
        return (
            self._fields.reason(required=True),
            FormField("condition", translate("form", "To be lifted when"), required=True),
            FormField(
                "review_ms", translate("form", "Review on"), FieldKind.CHOICE, options, value, required=True
            ),
        )

    def _review_ms(self, days: int) -> int:
        """The morning of that day; never later than so many whole days from now."""
        latest_ms = self._asked.now_ms + days * DAY_S * 1000
        day = datetime.fromtimestamp(latest_ms / 1000, UTC).astimezone(DISTRICT_ZONE)
        morning = day.replace(hour=REVIEW_HOUR, minute=0, second=0, microsecond=0)
        return min(latest_ms, round(morning.timestamp() * 1000))

    def _review_words(self, days: int) -> str:
        date = self._words.date(self._review_ms(days))
        return self._words.translate("form", "{date} (in {n} d)").format(date=date, n=days)

    def _requests(self, ticket: Ticket) -> tuple[FormField, ...]:
        if self._meant(ticket) is not None:
            return ()
        options = tuple(Option(str(r.n), self._request_words(r)) for r in self._ruleable(ticket))
        words, value = self._words.translate("form", "Request"), options[0].value if options else ""
        return (FormField("request", words, FieldKind.CHOICE, options, value, required=True),)

    def _request_words(self, request: Request) -> str:
        kind = self._words.of(ticket_words.REQUESTS, request.kind)
        who = self._name(request.department) if request.department else request.person
        return self._words.translate("form", "{kind} · {who}").format(kind=kind, who=who)

    def _grant(self, ticket: Ticket) -> tuple[FormField, ...]:
        return (*self._requests(ticket), self._fields.reason())

    def _deny(self, ticket: Ticket) -> tuple[FormField, ...]:
        return (*self._requests(ticket), self._fields.reason(required=True))

    def _arbitrate(self, ticket: Ticket) -> tuple[FormField, ...]:
        """No ruling is proposed; for joint work those who have it now are."""
        translate = self._words.translate
        options = tuple(Option(code, self._words.of(RULING_CHOICES, code)) for code in RULING_CHOICES.words)
        lead, assists = self._fields.departments(
            self._asked.departments, ticket.lead, ticket.assists, ("ruling", "joint")
        )
        return (
            FormField("ruling", translate("form", "Ruling"), FieldKind.CHOICE, options, required=True),
            lead,
            assists,
            self._fields.reason(required=True),
        )
