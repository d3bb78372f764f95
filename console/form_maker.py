"""Fills in the inline strips: which fields, which proposal, which words. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from backend.domain.alarm import Alarm
from backend.domain.limits import Urgency
from backend.domain.log import Ticket
from backend.domain.merging import PARENT_STATES
from backend.domain.roles import Role
from backend.domain.routing import Hit, Matter
from console import ticket_words, vocabulary
from console.catalogue import Catalogue
from console.class_fields import class_fields
from console.effects import EFFECTS
from console.field_maker import FieldMaker
from console.forms import FieldKind, Form, FormField, Option
from console.mirror import CenterView, TicketView
from console.offers import children, context_of, departments
from console.request_forms import Asked, RequestForms
from console.wording import Words

URGENCY_OF: Mapping[str, Urgency] = {
    "emergency": Urgency.EMERGENCY,
    "high": Urgency.URGENT,
    "normal": Urgency.NORMAL,
}
"""What an alarm's priority proposes for its ticket."""

CANDIDATES_MAX = 30
"""As many tickets to merge into are offered, the likeliest first."""

Fields = tuple[FormField, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen beside the selected thing: the center's time, all tickets, a request pointed at."""

    now_ms: int = 0
    tickets: Mapping[str, TicketView] = field(default_factory=dict)
    request: int = 0


class FormMaker:
    """Makes the strip of an act for what is selected."""

    def __init__(
        self,
        words: Words,
        center: CenterView,
        catalogue: Catalogue,
        name: Callable[[str], str],
        seen: Seen | None = None,
    ) -> None:
        self._words, self._center, self._catalogue, self._name = words, center, catalogue, name
        self._seen = seen or Seen()
        self._fields = FieldMaker(words, catalogue, name)
        self._makers: Mapping[str, Callable[[Ticket], Fields]] = {
            "file": self._file,
            "not_file": self._needs_reason,
            "ask_more": self._ask_more,
            "supplement": self._supplement,
            "send_verify": self._send_verify,
            "verified": self._verified,
            "refuted": self._needs_reason,
            "dispatch": self._dispatch,
            "feedback": self._needs_note,
            "check": self._check,
            "sample": self._check,
            "callback": self._callback,
            "evaluate": self._evaluate,
            "reopen": self._needs_reason,
            "waive": self._waive,
            "reclassify": self._reclassify,
            "hand_up": lambda _ticket: (self._fields.reason(),),
            "hand_down": self._hand_down,
            "recall": self._needs_reason,
            "decline_recall": self._needs_reason,
            "merge": self._merge,
            "unmerge": self._needs_reason,
            "split": self._split,
            "wake": self._wake,
            "note": self._needs_note,
        }

    def alarm(self, verb: str, alarm: Alarm) -> Form:
        """The strip for confirming or dismissing an alarm."""
        translate = self._words.translate
        if verb == "dismiss":
            reasons = tuple(
                Option(code, self._words.of(vocabulary.DISMISS_REASONS, code))
                for code in vocabulary.DISMISS_REASONS.words
            )
            reason = FormField(
                "reason", translate("form", "Reason"), FieldKind.REASON, reasons, required=True
            )
            return self._form(verb, alarm.id, (reason,), self._effect(verb))
        kind = self._words.of(vocabulary.ALARM_KINDS, alarm.kind)
        place = alarm.place or alarm.camera
        fields = (
            self._fields.title(translate("form", "{kind} at {place}").format(kind=kind, place=place)),
            self._fields.category(self._catalogue.for_alarm(alarm.kind)),
            self._fields.urgency(URGENCY_OF.get(alarm.priority.value, Urgency.NORMAL)),
        )
        return self._form(verb, alarm.id, fields, self._effect(verb), {"place": place})

    def report(self) -> Form:
        """The strip for a new ticket."""
        fields = (
            self._fields.title(),
            self._fields.place(required=True),
            self._fields.category(""),
            self._fields.urgency(Urgency.NORMAL),
            self._fields.reporter(),
        )
        return self._form("report", "", fields, self._effect("report"), {"source": "staff"})

    def ticket(self, verb: str, ticket: Ticket) -> Form:
        """The strip of any other act on a ticket."""
        asking = self._requests(ticket)
        make = asking.makers.get(verb) or self._makers.get(verb, self._note_only)
        effect = asking.effect(verb, ticket) or self._effect(verb, ticket, asking.limit(ticket))
        if verb == "dispatch":
            effect = " ".join(filter(None, (effect, self._why(ticket))))
        fixed = {"origin": ticket.id} if verb == "split" else asking.fixed(verb, ticket)
        fields = (*make(ticket), *class_fields(verb, ticket, self._catalogue, self._words))
        return self._form(verb, ticket.id, fields, effect, fixed)

    def _form(
        self, verb: str, target: str, fields: Fields, effect: str, fixed: Mapping[str, str] | None = None
    ) -> Form:
        return Form(verb, target, self._words.of(ticket_words.VERBS, verb), effect, fields, fixed or {})

    def _effect(self, verb: str, ticket: Ticket | None = None, limit: str = "") -> str:
        actor = self._center.actor
        return self._words.say(
            EFFECTS[verb],
            center=self._name(self._center.parent),
            department=self._name(actor.department) if actor else "",
            limit=limit,
            summons=self._summons(ticket) if ticket else "",
        )

    def _requests(self, ticket: Ticket) -> RequestForms:
        asked = Asked(
            self._seen.now_ms,
            context_of(self._center, self._seen.now_ms),
            self._seen.request,
            departments(self._center),
            self._catalogue.clause_of(ticket.category),
        )
        return RequestForms(self._words, self._fields, asked, self._name)

    def _summons(self, ticket: Ticket) -> str:
        """Whom waking reaches: departments with a task, and the duty leader."""
        names = [self._name(task.department) for task in ticket.tasks]
        names.append(self._words.of(vocabulary.ROLES, Role.DUTY_LEADER.value))
        return self._words.translate("words", ", ").join(names)

    def _hit(self, ticket: Ticket) -> Hit | None:
        """Whom the responsibility list names for it; none when it names nobody or several."""
        text = f"{ticket.title} {ticket.description}"
        matter = Matter(ticket.category, self._center.id, text=text, urgency=ticket.urgency)
        hits = self._catalogue.route(matter, self._center.units).hits
        return hits[0] if len(hits) == 1 else None

    def _why(self, ticket: Ticket) -> str:
        hit = self._hit(ticket)
        if hit is None:
            return ""
        clause = next((reason.values["clause"] for reason in hit.reasons if reason.code == "clause"), "")
        source = self._words.translate("form", "Proposed by the responsibility list: {lead} {clause}.")
        return source.format(lead=self._name(hit.lead), clause=clause).replace(" .", ".").replace(" 。", "。")

    # -- fields by verb ---------------------------------------------------------------------------------

    def _needs_reason(self, _ticket: Ticket) -> Fields:
        return (self._fields.reason(required=True),)

    def _needs_note(self, _ticket: Ticket) -> Fields:
        return (self._fields.note(required=True),)

    def _note_only(self, _ticket: Ticket) -> Fields:
        return (self._fields.note(),)

    def _file(self, ticket: Ticket) -> Fields:
        return (
            self._fields.category(ticket.category),
            self._fields.urgency(ticket.urgency or Urgency.NORMAL),
        )

    def _ask_more(self, _ticket: Ticket) -> Fields:
        return (FormField("question", self._words.translate("form", "Question"), required=True),)

    def _supplement(self, ticket: Ticket) -> Fields:
        """What is known is filled in; the answer goes into the note."""
        words = self._words.translate("form", "Description")
        return (
            self._fields.note(required=True),
            self._fields.place(ticket.place),
            FormField("description", words, value=ticket.description),
            self._fields.reporter(ticket.reporter),
        )

    def _send_verify(self, _ticket: Ticket) -> Fields:
        translate = self._words.translate
        hint = translate("form", "empty: any officer of the grid")
        return (FormField("officer", translate("form", "Grid officer"), hint=hint), self._fields.note())

    def _verified(self, _ticket: Ticket) -> Fields:
        return (FormField("finding", self._words.translate("form", "Finding")),)

    def _dispatch(self, ticket: Ticket) -> Fields:
        hit = self._hit(ticket)
        named = self._fields.departments(
            departments(self._center), hit.lead if hit else "", hit.assists if hit else ()
        )
        return (*named, self._fields.note())

    def _check(self, _ticket: Ticket) -> Fields:
        translate = self._words.translate
        finding, done, redo = (
            translate("form", "Finding"),
            translate("form", "Done"),
            translate("form", "Redo"),
        )
        return (self._fields.answer("ok", finding, done, redo), self._fields.reason(when=("ok", "no")))

    def _callback(self, _ticket: Ticket) -> Fields:
        translate = self._words.translate
        yes, no = translate("form", "Satisfied"), translate("form", "Not satisfied")
        return (
            self._fields.answer("satisfied", translate("form", "Reporter"), yes, no),
            *self._fields.said(),
            self._fields.reason(when=("satisfied", "no")),
        )

    def _evaluate(self, _ticket: Ticket) -> Fields:
        """No mark is proposed: it is the reporter's own."""
        options = tuple(Option(str(mark), str(mark)) for mark in range(1, 6))
        words = self._words.translate("form", "Mark, 5 is best")
        rating = FormField("rating", words, FieldKind.CHOICE, options, required=True)
        return (rating, *self._fields.said(), self._fields.reason())

    def _waive(self, ticket: Ticket) -> Fields:
        options = self._fields.units(t.department for t in ticket.tasks if t.open and not t.lead)
        value, words = options[0].value if options else "", self._words.translate("form", "Assist")
        who = FormField("department", words, FieldKind.CHOICE, options, value, required=True)
        return (who, self._fields.reason(required=True))

    def _reclassify(self, ticket: Ticket) -> Fields:
        return (*self._file(ticket), self._fields.place(ticket.place), self._fields.reason(required=True))

    def _hand_down(self, ticket: Ticket) -> Fields:
        below = children(self._center)
        came_from = [step.center for step in ticket.trail if step.center in below]
        value = came_from[-1] if came_from else next(iter(below), "")
        words, options = self._words.translate("form", "To"), self._fields.units(below)
        return (
            FormField("to", words, FieldKind.CHOICE, options, value, required=True),
            self._fields.reason(),
        )

    def _merge(self, ticket: Ticket) -> Fields:
        """Only one that looks like the same matter, by class and place, is filled in."""
        translate, found = self._words.translate, self.candidates(ticket)
        form = translate("form", "{title} · {place} · {id}")
        options = tuple(
            Option(other.id, form.format(title=other.title, place=other.place, id=other.id))
            for other in found
        )
        alike = bool(found) and _likeness(found[0], ticket) >= ALIKE
        hint = "" if options else translate("form", "no other open ticket is held here")
        into = FormField(
            "into", translate("form", "Into"), FieldKind.CHOICE, options,
            options[0].value if alike else "", required=True, hint=hint,
        )  # fmt: skip
        return (into, self._fields.reason())

    def candidates(self, ticket: Ticket) -> tuple[Ticket, ...]:
        """Open tickets held here into which this one may be merged, the likeliest first."""
        below = {child.id for child in ticket.children} | {ticket.id}
        others = (view.ticket for view in self._seen.tickets.values())
        fit = [
            other
            for other in others
            if other.id not in below
            and other.state in PARENT_STATES
            and other.custody.holder == self._center.id
            and not other.custody.transit_to
        ]
        fit.sort(key=lambda other: (-_likeness(other, ticket), -other.opened_ms, other.id))
        return tuple(fit[:CANDIDATES_MAX])

    def _split(self, ticket: Ticket) -> Fields:
        return (
            self._fields.title(),
            self._fields.place(ticket.place),
            self._fields.category(ticket.category),
            self._fields.urgency(ticket.urgency or Urgency.NORMAL),
        )

    def _wake(self, ticket: Ticket) -> Fields:
        translate = self._words.translate
        hint = translate("form", "names, parted by commas")
        words = translate("form", "Nearest officers")
        return (FormField("officers", words, value=ticket.verifier, hint=hint), self._fields.note())


ALIKE = 3


def _likeness(one: Ticket, other: Ticket) -> int:
    """How much two tickets look like the same matter: place or focal object, then class."""
    same_object = bool(other.focus) and one.focus == other.focus
    same_place = bool(other.place) and one.place == other.place
    same_class = bool(other.category) and one.category == other.category
    return 2 * (same_object or same_place) + same_class
