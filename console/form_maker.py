"""Fills in the inline strips: which fields, which proposal, which words. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from backend.domain.alarm import Alarm
from backend.domain.limits import Urgency
from backend.domain.log import Ticket
from console import vocabulary
from console.catalogue import Catalogue
from console.forms import FieldKind, Form, FormField, Option
from console.mirror import CenterView
from console.offers import children, departments
from console.vocabulary import QT_TRANSLATE_NOOP
from console.wording import Words

EFFECTS: Mapping[str, str] = {
    "confirm": QT_TRANSLATE_NOOP("words", "Makes a ticket here; its clocks start now."),
    "dismiss": QT_TRANSLATE_NOOP("words", "Closes the alarm. A number chooses the reason and sends it."),
    "report": QT_TRANSLATE_NOOP("words", "Makes a ticket here; its clocks start now."),
    "file": QT_TRANSLATE_NOOP(
        "words", "The time limits are frozen on the ticket; the dispatch clock starts."
    ),
    "not_file": QT_TRANSLATE_NOOP("words", "Ends the ticket with this reason."),
    "dispatch": QT_TRANSLATE_NOOP(
        "words", "Each department gets a task; the signing and handling clocks start."
    ),
    "sign": QT_TRANSLATE_NOOP("words", "{department} takes the task; the signing clock stops."),
    "feedback": QT_TRANSLATE_NOOP("words", "Says the work is done; somebody else checks it."),
    "check": QT_TRANSLATE_NOOP("words", "“Done” moves on; “redo” starts another round."),
    "callback": QT_TRANSLATE_NOOP(
        "words", "“Satisfied” closes the ticket, “not satisfied” starts another round."
    ),
    "hand_up": QT_TRANSLATE_NOOP(
        "words", "Custody goes to {center}; here it can only be watched from then on."
    ),
    "hand_down": QT_TRANSLATE_NOOP("words", "Custody goes down; the total clock keeps running."),
    "urge": QT_TRANSLATE_NOOP("words", "Reminds whoever must act now; it stays in the log."),
    "supervise": QT_TRANSLATE_NOOP("words", "Puts the ticket under supervision; it stays in the log."),
    "note": QT_TRANSLATE_NOOP("words", "Adds a line to the log."),
}

URGENCY_OF: Mapping[str, Urgency] = {
    "emergency": Urgency.EMERGENCY,
    "high": Urgency.URGENT,
    "normal": Urgency.NORMAL,
}
"""What an alarm's priority proposes for its ticket."""


class FormMaker:
    """Makes the strip of an act for what is selected."""

    def __init__(
        self, words: Words, center: CenterView, catalogue: Catalogue, name: Callable[[str], str]
    ) -> None:
        self._words, self._center, self._catalogue, self._name = words, center, catalogue, name
        self._makers: Mapping[str, Callable[[Ticket], tuple[FormField, ...]]] = {
            "file": self._file_fields,
            "not_file": self._not_file_fields,
            "dispatch": self._dispatch_fields,
            "feedback": self._feedback_fields,
            "check": self._check_fields,
            "callback": self._callback_fields,
            "hand_up": self._hand_up_fields,
            "hand_down": self._hand_down_fields,
            "note": self._note_fields,
        }

    def alarm(self, verb: str, alarm: Alarm) -> Form:
        """The strip for confirming or dismissing an alarm."""
        translate = self._words.translate
        if verb == "dismiss":
            reasons = tuple(
                Option(code, self._words.of(vocabulary.DISMISS_REASONS, code))
                for code in vocabulary.DISMISS_REASONS.words
            )
            title = translate("form", "Reason")
            reason = FormField("reason", title, FieldKind.REASON, reasons, required=True)
            return self._form(verb, alarm.id, (reason,))
        kind = self._words.of(vocabulary.ALARM_KINDS, alarm.kind)
        place = alarm.place or alarm.camera
        title = translate("form", "{kind} at {place}").format(kind=kind, place=place)
        fields = (
            FormField("title", translate("form", "Subject"), value=title, required=True),
            self._category(self._catalogue.for_alarm(alarm.kind)),
            self._urgency(URGENCY_OF.get(alarm.priority.value, Urgency.NORMAL)),
        )
        return self._form(verb, alarm.id, fields, fixed={"place": place})

    def report(self) -> Form:
        """The strip for a new ticket."""
        translate = self._words.translate
        fields = (
            FormField("title", translate("form", "Subject"), required=True),
            FormField("place", translate("form", "Place"), required=True),
            self._category(""),
            self._urgency(Urgency.NORMAL),
            FormField(
                "reporter", translate("form", "Reporter"), hint=translate("form", "empty: no callback")
            ),
        )
        return self._form("report", "", fields, fixed={"source": "staff"})

    def ticket(self, verb: str, ticket: Ticket) -> Form:
        """The strip of any other act on a ticket."""
        make = self._makers.get(verb, self._note_only)
        return self._form(verb, ticket.id, make(ticket))

    def _form(
        self,
        verb: str,
        target: str,
        fields: tuple[FormField, ...],
        fixed: Mapping[str, str] | None = None,
    ) -> Form:
        words = self._words.of(vocabulary.VERBS, verb)
        actor = self._center.actor
        effect = self._words.say(
            EFFECTS[verb],
            center=self._name(self._center.parent),
            department=self._name(actor.department) if actor else "",
        )
        return Form(verb, target, words, effect, fields, fixed or {})

    def _category(self, value: str) -> FormField:
        options = tuple(Option(code, words) for code, words in self._catalogue.categories(self._words.lang))
        return FormField(
            "category",
            self._words.translate("form", "Class"),
            FieldKind.CHOICE,
            options,
            value,
            required=True,
        )

    def _urgency(self, value: str) -> FormField:
        options = tuple(Option(u.value, self._words.of(vocabulary.URGENCIES, u.value)) for u in Urgency)
        return FormField(
            "urgency",
            self._words.translate("form", "Urgency"),
            FieldKind.CHOICE,
            options,
            value,
            required=True,
        )

    def _note(self, *, required: bool = False) -> FormField:
        return FormField("note", self._words.translate("form", "Note"), required=required)

    def _reason(self, *, required: bool = False, when: tuple[str, str] = ("", "")) -> FormField:
        return FormField(
            "reason", self._words.translate("form", "Reason"), required=required, needed_when=when
        )

    def _file_fields(self, ticket: Ticket) -> tuple[FormField, ...]:
        return (self._category(ticket.category), self._urgency(ticket.urgency or Urgency.NORMAL))

    def _not_file_fields(self, _ticket: Ticket) -> tuple[FormField, ...]:
        return (self._reason(required=True),)

    def _dispatch_fields(self, ticket: Ticket) -> tuple[FormField, ...]:
        options = tuple(Option(d, self._name(d)) for d in departments(self._center))
        known = {option.value for option in options}
        proposed = self._catalogue.lead_of(ticket.category)
        lead = proposed if proposed in known else ""
        translate = self._words.translate
        return (
            FormField(
                "lead",
                translate("form", "Lead"),
                FieldKind.CHOICE,
                options,
                lead,
                required=True,
                hint=translate("form", "proposed: the class names it") if lead else "",
            ),
            FormField("assists", translate("form", "Assists"), FieldKind.MANY, options),
            self._note(),
        )

    def _feedback_fields(self, _ticket: Ticket) -> tuple[FormField, ...]:
        return (self._note(required=True),)

    def _check_fields(self, _ticket: Ticket) -> tuple[FormField, ...]:
        translate = self._words.translate
        answers = (Option("yes", translate("form", "Done")), Option("no", translate("form", "Redo")))
        return (
            FormField("ok", translate("form", "Finding"), FieldKind.CHOICE, answers, "yes", required=True),
            self._reason(when=("ok", "no")),
        )

    def _callback_fields(self, _ticket: Ticket) -> tuple[FormField, ...]:
        translate = self._words.translate
        answers = (
            Option("yes", translate("form", "Satisfied")),
            Option("no", translate("form", "Not satisfied")),
        )
        return (
            FormField(
                "satisfied", translate("form", "Reporter"), FieldKind.CHOICE, answers, "yes", required=True
            ),
            self._reason(when=("satisfied", "no")),
        )

    def _hand_up_fields(self, _ticket: Ticket) -> tuple[FormField, ...]:
        return (self._reason(),)

    def _hand_down_fields(self, ticket: Ticket) -> tuple[FormField, ...]:
        options = tuple(Option(c, self._name(c)) for c in children(self._center))
        came_from = [step.center for step in ticket.trail if step.center in children(self._center)]
        value = came_from[-1] if came_from else (options[0].value if options else "")
        return (
            FormField(
                "to", self._words.translate("form", "To"), FieldKind.CHOICE, options, value, required=True
            ),
            self._reason(),
        )

    def _note_fields(self, _ticket: Ticket) -> tuple[FormField, ...]:
        return (self._note(required=True),)

    def _note_only(self, _ticket: Ticket) -> tuple[FormField, ...]:
        return (self._note(),)
