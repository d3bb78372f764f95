"""`onegrid deadline`: when a budget of working time is used up. Local time Asia/Shanghai."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

import click

from backend.calendars import load_calendars
from backend.domain.worktime import BUDGET_MS_MAX, DAY_MS, Deadline, Pause, WorkCalendar
from resources.commandline import BadInput
from resources.words import _

SHANGHAI = timezone(timedelta(hours=8))
FORM = "%Y-%m-%d %H:%M"
WORKING, NATURAL = "office", "cal24"
MINUTE_MS = 60_000


HOUR_MS = 3_600_000
UNITS = {
    "emergency": (NATURAL, HOUR_MS),
    "working-hours": (WORKING, HOUR_MS),
    "working-days": (WORKING, 0),
    "natural-days": (NATURAL, DAY_MS),
}
"""The four units: calendar, and ms of one of them; a working day has no length, it has a close."""


@click.command(
    help=_("Print when a budget is used up, counted from the start, outside the pauses."),
    short_help=_("When a budget of working time is used up."),
)
@click.option("--calendar", "name", metavar="NAME", help=_("office, office_nolunch or cal24"))
@click.option("--start", required=True, metavar="TIME", help=_("local time, 'YYYY-MM-DD HH:MM'"))
@click.option("--budget-min", metavar="N", help=_("working minutes; or give --unit and --budget"))
@click.option(
    "--unit",
    type=click.Choice(list(UNITS)),
    help=_("emergency: hours day and night; working-days: due at the close of the Nth"),
)
@click.option("--budget", "--amount", "amount", metavar="N", help=_("so many of the unit"))
@click.option(
    "--pause", "pauses", multiple=True, metavar="A/B", help=_("'A/B', two local times; may be repeated")
)
@click.option("--json", "as_json", is_flag=True, help=_("print one JSON document"))
def deadline(
    name: str | None,
    start: str,
    budget_min: str | None,
    unit: str | None,
    amount: str | None,
    pauses: tuple[str, ...],
    *,
    as_json: bool,
) -> None:
    """Print the deadline in local time; exit 2 with one line on bad input."""
    calendar = _calendar(name or (UNITS[unit][0] if unit else ""))
    parsed = tuple(_pause(text) for text in pauses)
    due = _due(calendar, _time("--start", start), unit, budget_min, amount, parsed)
    local = datetime.fromtimestamp(due.at_ms / 1000, SHANGHAI).strftime(FORM)
    if as_json:
        click.echo(json.dumps({"deadline": local, "provisional": due.provisional}))
        return
    click.echo(local)
    if due.provisional:
        click.echo(_("° provisional: the holidays of a year on the way are not published yet"), err=True)


def _calendar(name: str) -> WorkCalendar:
    calendars = load_calendars()
    found = calendars.get(name)
    if found is None:
        words = _("there is no calendar {name}; known: {known}") if name else _("give --calendar: {known}")
        raise BadInput(words.format(name=name, known=", ".join(calendars)))
    return found


def _due(
    calendar: WorkCalendar,
    start_ms: int,
    unit: str | None,
    budget_min: str | None,
    amount: str | None,
    pauses: tuple[Pause, ...],
) -> Deadline:
    """The deadline of a budget in minutes, or of so many units."""
    if (unit is None) is (budget_min is None) or (unit is None) is not (amount is None):
        raise BadInput(_("give either --budget-min, or --unit and --budget"))
    if unit is None:
        return calendar.add_working(start_ms, _whole("--budget-min", budget_min or "", MINUTE_MS), pauses)
    one_ms = UNITS[unit][1]
    whole_ms = _whole("--budget", amount or "", one_ms or DAY_MS)
    if one_ms:
        return calendar.add_working(start_ms, whole_ms, pauses)
    days = whole_ms // DAY_MS
    if days < 1:
        raise BadInput(_("--budget must be at least 1 working day"))
    return calendar.close_of_day(start_ms, days, pauses)


def _whole(option: str, text: str, one_ms: int) -> int:
    """A whole number of units in ms, not longer than can be timed."""
    most = BUDGET_MS_MAX // one_ms
    if not (text.isdecimal() and text.isascii() and len(text) <= 12):
        raise BadInput(_("{option} must be a whole number, not {text}").format(option=option, text=text))
    if int(text) > most:
        raise BadInput(_("{option} may be at most {most}").format(option=option, most=most))
    return int(text) * one_ms


def _pause(text: str) -> Pause:
    begin, slash, end = text.partition("/")
    pause = (_time("--pause", begin), _time("--pause", end)) if slash else (1, 0)
    if pause[0] > pause[1]:
        raise BadInput(_("--pause must be 'A/B' with A before B, not {text}").format(text=text))
    return pause


def _time(option: str, text: str) -> int:
    try:
        local = datetime.strptime(text.strip(), FORM).replace(tzinfo=SHANGHAI)
    except ValueError as error:
        words = _("{option}: {text} is not a time; write 'YYYY-MM-DD HH:MM'")
        raise BadInput(words.format(option=option, text=text)) from error
    if not 1970 <= local.year <= 2199:
        words = _("{option}: {text} is outside the years 1970 to 2199")
        raise BadInput(words.format(option=option, text=text))
    return int(local.timestamp()) * 1000
