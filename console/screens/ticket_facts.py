"""What a ticket panel says, made of the ticket's log: clocks, tasks, custody, timeline, as ready texts."""

from __future__ import annotations

from backend.domain.log import Event, Task, Ticket
from backend.domain.roles import Role
from backend.domain.sla import ClockReading, light_at
from console import vocabulary
from console.board_model import used_share
from console.mirror import TicketView
from console.screens.act_keys import EVENT_ICONS
from console.screens.desk import Desk
from console.vocabulary import QT_TRANSLATE_NOOP
from console.wording import Words
from widgets.countdown import ClockLine
from widgets.custody import CustodyBox
from widgets.timeline import TimelineEntry

DETAILS = {
    "department": QT_TRANSLATE_NOOP("detail", "{value}"),
    "lead": QT_TRANSLATE_NOOP("detail", "lead {value}"),
    "assists": QT_TRANSLATE_NOOP("detail", "assists {value}"),
    "to": QT_TRANSLATE_NOOP("detail", "to {value}"),
    "reason": QT_TRANSLATE_NOOP("detail", "{value}"),
    "note": QT_TRANSLATE_NOOP("detail", "{value}"),
}
"""Arguments of an event that belong into its line, in this order."""

UNITS = frozenset({"department", "lead", "assists", "to"})


def clock_lines(desk: Desk, view: TicketView, now_ms: int) -> tuple[ClockLine, ...]:
    """Running clocks, the most urgent first; when nothing runs, the total as it stopped."""
    running = [reading for reading in view.clocks if not reading.stopped_ms]
    shown = running or [reading for reading in view.clocks if reading.clock == "total"][-1:]
    shown.sort(key=lambda reading: (reading.clock == "total", reading.deadline_ms))
    return tuple(_clock_line(desk, reading, now_ms) for reading in shown)


def _clock_line(desk: Desk, reading: ClockReading, now_ms: int) -> ClockLine:
    words = desk.words
    name = words.of(vocabulary.CLOCKS, reading.clock)
    if reading.department:
        name = words.translate("panel", "{clock} · {department}").format(
            clock=name, department=desk.name(reading.department)
        )
    note = words.translate("panel", "limit {budget} · {due}").format(
        budget=words.budget(reading.budget_s), due=words.moment(reading.deadline_ms, now_ms)
    )
    light = light_at(reading, now_ms)
    return ClockLine(light.value, name, used_share(reading, now_ms), words.countdown(reading, now_ms), note)


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
    return tuple(_entry(desk, event, now_ms) for event in reversed(ticket.events))


def _entry(desk: Desk, event: Event, now_ms: int) -> TimelineEntry:
    words = desk.words
    text = words.of(vocabulary.EVENTS, event.kind)
    details = _details(desk, event)
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


def _details(desk: Desk, event: Event) -> str:
    words, parts = desk.words, []
    for key, source in DETAILS.items():
        value = event.args.get(key, "")
        if not value:
            continue
        if key in UNITS:
            value = words.translate("words", ", ").join(desk.name(unit) for unit in value.split(","))
        parts.append(words.translate("detail", source).format(value=value))
    return words.translate("refusal line", " · ").join(parts)


def _escalation(words: Words, event: Event) -> str:
    rung = words.of(vocabulary.RUNGS, event.args.get("rung", ""))
    clock = words.of(vocabulary.CLOCKS, event.args.get("clock", ""))
    return words.translate("panel", "{clock} clock ran on: {rung}").format(clock=clock, rung=rung)


def task_words(desk: Desk, task: Task) -> tuple[str, str, str]:
    """(part, department, state) of one task."""
    words = desk.words
    part = words.translate("panel", "Lead") if task.lead else words.translate("panel", "Assist")
    state = words.of(vocabulary.TASK_STATES, task.state.value)
    if task.person:
        state = words.translate("panel", "{state} · {who}").format(state=state, who=task.person)
    return part, desk.name(task.department), state


def chips(desk: Desk, ticket: Ticket) -> tuple[str, ...]:
    """Short facts for the head of the panel."""
    words, lang = desk.words, desk.words.lang
    facts = [words.of(vocabulary.STATES, ticket.state.value)]
    if ticket.category:
        facts.append(desk.config.catalogue.name(ticket.category, lang))
    if ticket.urgency:
        facts.append(words.of(vocabulary.URGENCIES, ticket.urgency))
    if ticket.source:
        facts.append(words.of(vocabulary.SOURCES, ticket.source))
    if ticket.round > 1:
        facts.append(words.translate("panel", "round {n}").format(n=ticket.round))
    return tuple(facts)
