"""What a ticket panel says, made of the ticket's log: clocks, tasks, custody, timeline, as ready texts."""

from __future__ import annotations

from backend.domain.log import Event, State, Task, Ticket
from backend.domain.roles import Role
from backend.domain.sla import ClockReading, Light, light_at
from console import ticket_words, vocabulary
from console.board_model import used_share
from console.class_fields import said, told
from console.mirror import TicketView
from console.refusals import who_may
from console.screens.act_keys import EVENT_ICONS
from console.screens.desk import Desk
from console.vocabulary import QT_TRANSLATE_NOOP
from console.wording import Words
from widgets.countdown import ClockLine
from widgets.custody import CustodyBox
from widgets.timeline import TimelineEntry

DETAILS = {
    "kind": QT_TRANSLATE_NOOP("detail", "{value}"),
    "ruling": QT_TRANSLATE_NOOP("detail", "{value}"),
    "department": QT_TRANSLATE_NOOP("detail", "{value}"),
    "lead": QT_TRANSLATE_NOOP("detail", "lead {value}"),
    "assists": QT_TRANSLATE_NOOP("detail", "assists {value}"),
    "to": QT_TRANSLATE_NOOP("detail", "to {value}"),
    "into": QT_TRANSLATE_NOOP("detail", "into {value}"),
    "child": QT_TRANSLATE_NOOP("detail", "{value}"),
    "officer": QT_TRANSLATE_NOOP("detail", "by {value}"),
    "days": QT_TRANSLATE_NOOP("detail", "{value} more working days"),
    "minutes": QT_TRANSLATE_NOOP("detail", "{value} more minutes"),
    "clause": QT_TRANSLATE_NOOP("detail", "clause {value}"),
    "condition": QT_TRANSLATE_NOOP("detail", "until {value}"),
    "review_ms": QT_TRANSLATE_NOOP("detail", "review on {value}"),
    "rating": QT_TRANSLATE_NOOP("detail", "mark {value} of 5"),
    "satisfied": QT_TRANSLATE_NOOP("detail", "{value}"),
    "who": QT_TRANSLATE_NOOP("detail", "{value}"),
    "question": QT_TRANSLATE_NOOP("detail", "{value}"),
    "finding": QT_TRANSLATE_NOOP("detail", "{value}"),
    "reason": QT_TRANSLATE_NOOP("detail", "{value}"),
    "note": QT_TRANSLATE_NOOP("detail", "{value}"),
}
"""Arguments of an event that belong into its line, in this order."""

UNITS = frozenset({"department", "lead", "assists", "to"})
CODES = {"kind": ticket_words.REQUESTS, "ruling": ticket_words.RULINGS}
SATISFIED = vocabulary.Table(
    "satisfied",
    {
        "yes": QT_TRANSLATE_NOOP("satisfied", "satisfied"),
        "no": QT_TRANSLATE_NOOP("satisfied", "not satisfied"),
    },
)


def clock_lines(desk: Desk, view: TicketView, now_ms: int) -> tuple[ClockLine, ...]:
    """Running clocks, the most urgent first; when nothing runs, the total as it stopped."""
    running = [reading for reading in view.clocks if not reading.stopped_ms]
    shown = running or [reading for reading in view.clocks if reading.clock == "total"][-1:]
    shown.sort(key=lambda reading: (reading.clock == "total", reading.deadline_ms))
    return tuple(_clock_line(desk, reading, view.ticket.state, now_ms) for reading in shown)


def _clock_line(desk: Desk, reading: ClockReading, state: State, now_ms: int) -> ClockLine:
    words = desk.words
    name = words.of(ticket_words.CLOCKS, reading.clock)
    if reading.department:
        name = words.translate("panel", "{clock} · {department}").format(
            clock=name, department=desk.name(reading.department)
        )
    light = light_at(reading, now_ms)
    left = words.countdown(reading, now_ms)
    return ClockLine(
        light.value, name, used_share(reading, now_ms), left, _clock_note(desk, reading, state, now_ms)
    )


def _clock_note(desk: Desk, reading: ClockReading, state: State, now_ms: int) -> str:
    """The limit and when it is due; for a paused clock why it is, and until when at the latest."""
    words = desk.words
    if light_at(reading, now_ms) is Light.GREY:
        ends = [end for begin, end in reading.pauses if begin <= now_ms < end]
        why = words.of(PAUSES, state.value)
        until = words.moment(max(ends), now_ms) if ends else words.moment(reading.deadline_ms, now_ms)
        return words.translate("panel", "{why} · to {until}").format(why=why, until=until)
    limit = words.translate("panel", "limit {budget} · {due}").format(
        budget=words.budget(reading.budget_s), due=words.moment(reading.deadline_ms, now_ms)
    )
    if reading.first_deadline_ms in {0, reading.deadline_ms}:
        return limit
    first = words.moment(reading.first_deadline_ms, now_ms)
    return words.translate("panel", "{limit} (first {time})").format(limit=limit, time=first)


PAUSES = vocabulary.Table(
    "pause",
    {
        "hung": QT_TRANSLATE_NOOP("pause", "hung"),
        "need_info": QT_TRANSLATE_NOOP("pause", "asked"),
    },
)
"""Why clocks stand still in a state."""


def custody_boxes(desk: Desk, ticket: Ticket, now_ms: int) -> tuple[CustodyBox, ...]:
    """Every center that has held the ticket, in order, and the one it is on its way to."""
    words, custody = desk.words, ticket.custody
    boxes = []
    for number, step in enumerate(ticket.trail, 1):
        last = number == len(ticket.trail)
        holds = last and not custody.transit_to
        how = words.of(HOW, step.how)
        note = words.translate("panel", "{time} {how}").format(time=words.moment(step.at_ms, now_ms), how=how)
        if holds:
            note = words.translate("panel", "{note} · holds · term {epoch}").format(
                note=note, epoch=step.epoch
            )
        elif not last or custody.transit_to:
            note = words.translate("panel", "{note} · watches").format(note=note)
        boxes.append(CustodyBox(_level(desk, step.center), desk.name(step.center), note, holds=holds))
    if custody.transit_to:
        note = words.translate("panel", "on its way, frozen")
        boxes.append(
            CustodyBox(_level(desk, custody.transit_to), desk.name(custody.transit_to), note, waiting=True)
        )
    return tuple(boxes)


def _level(desk: Desk, center: str) -> str:
    unit = desk.mirror.center.units.get(center)
    return desk.words.of(vocabulary.LEVELS, unit.kind.value) if unit else desk.words.say(CENTER)


CENTER = QT_TRANSLATE_NOOP("words", "Center")
HOW = vocabulary.Table(
    "custody",
    {
        "reported": QT_TRANSLATE_NOOP("custody", "opened"),
        "handed_up": QT_TRANSLATE_NOOP("custody", "from below"),
        "handed_down": QT_TRANSLATE_NOOP("custody", "from above"),
    },
)


def timeline(desk: Desk, ticket: Ticket, now_ms: int) -> tuple[TimelineEntry, ...]:
    """The log, newest first."""
    return tuple(_entry(desk, ticket, event, now_ms) for event in reversed(ticket.events))


def _entry(desk: Desk, ticket: Ticket, event: Event, now_ms: int) -> TimelineEntry:
    words = desk.words
    text = words.of(ticket_words.EVENTS, event.kind)
    details = _details(desk, ticket, event)
    if event.kind == "escalated":
        text = _escalation(words, event)
    elif details:
        text = words.translate("panel", "{event}: {details}").format(event=text, details=details)
    center = desk.name(event.center)
    if event.role == Role.CENTER:
        who = center
    elif event.center == desk.mirror.center.id:
        who = event.actor
    else:
        who = words.translate("panel", "{who} · {center}").format(who=event.actor, center=center)
    icon = EVENT_ICONS.get(event.kind, "info")
    return TimelineEntry(words.moment(event.at_ms, now_ms), icon, text, who)


def _details(desk: Desk, ticket: Ticket, event: Event) -> str:
    words, parts = desk.words, []
    for key, source in DETAILS.items():
        value = event.args.get(key, "")
        if not value or (key == "kind" and event.kind in ONE_KIND):
            continue
        parts.append(words.translate("detail", source).format(value=_value(desk, key, value)))
    for key, value in told(event).items():
        name, shown = said(desk.config.catalogue, ticket.category, key, value, words)
        parts.append(words.translate("panel", "{field}: {value}").format(field=name, value=shown))
    return words.translate("refusal line", " · ").join(parts)


ONE_KIND = frozenset({"returned"})
"""Events whose word says already what kind of request it is."""


def _value(desk: Desk, key: str, value: str) -> str:
    words = desk.words
    if key in UNITS:
        return words.translate("words", ", ").join(desk.name(unit) for unit in value.split(","))
    if key in CODES:
        return words.of(CODES[key], value)
    if key == "review_ms":
        return words.date(int(value))
    if key == "satisfied":
        return words.of(SATISFIED, value)
    return who_may(words, (value,), desk.name) if key == "who" else value


def _escalation(words: Words, event: Event) -> str:
    rung = words.of(ticket_words.RUNGS, event.args.get("rung", ""))
    clock = words.of(ticket_words.CLOCKS, event.args.get("clock", ""))
    return words.translate("panel", "{clock} clock ran on: {rung}").format(clock=clock, rung=rung)


def task_words(desk: Desk, task: Task) -> tuple[str, str, str]:
    """(part, department, state) of one task."""
    words = desk.words
    part = words.translate("panel", "Lead") if task.lead else words.translate("panel", "Assist")
    state = words.of(ticket_words.TASK_STATES, task.state.value)
    if task.person:
        state = words.translate("panel", "{state} · {who}").format(state=state, who=task.person)
    return part, desk.name(task.department), state


def chips(desk: Desk, ticket: Ticket) -> tuple[str, ...]:
    """Short facts for the head of the panel."""
    words, lang = desk.words, desk.words.lang
    facts = [words.of(ticket_words.STATES, ticket.state.value)]
    if ticket.category:
        facts.append(desk.config.catalogue.name(ticket.category, lang))
    if ticket.urgency:
        facts.append(words.of(vocabulary.URGENCIES, ticket.urgency))
    if ticket.source:
        facts.append(words.of(vocabulary.SOURCES, ticket.source))
    if ticket.round > 1:
        facts.append(words.translate("panel", "round {n}").format(n=ticket.round))
    return tuple(facts)


def remarks(desk: Desk, ticket: Ticket) -> tuple[str, ...]:
    """Further facts for the line below the title: place, reporter, what was found, how it was rated."""
    words = desk.words
    found = {
        "verified": words.translate("panel", "verified: so it is"),
        "refuted": words.translate("panel", "verified: not so"),
    }
    reporter = words.translate("panel", "reporter {name}").format(name=ticket.reporter)
    rating = words.translate("panel", "mark {n} of 5").format(n=ticket.rating)
    return tuple(
        part
        for part in (
            ticket.place,
            reporter if ticket.reporter else "",
            found.get(ticket.finding, ""),
            words.translate("panel", "solved on the spot") if ticket.on_spot else "",
            rating if ticket.rating else "",
            ticket.description,
        )
        if part
    )
