"""`onegrid deadline`: when a budget of working time is used up. Local time Asia/Shanghai."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

import click

from backend.calendars import load_calendars
from backend.domain.worktime import BUDGET_MS_MAX, Pause
from resources.commandline import BadInput
from resources.words import _

SHANGHAI = timezone(timedelta(hours=8))
FORM = "%Y-%m-%d %H:%M"


@click.command(
    help=_("Print when a budget of working minutes is used up, counted from the start, outside the pauses."),
    short_help=_("When a budget of working time is used up."),
)
@click.option("--calendar", "name", required=True, metavar="NAME", help=_("office, office_nolunch or cal24"))
@click.option("--start", required=True, metavar="TIME", help=_("local time, 'YYYY-MM-DD HH:MM'"))
@click.option("--budget-min", required=True, metavar="N", help=_("working minutes"))
@click.option(
    "--pause", "pauses", multiple=True, metavar="A/B", help=_("'A/B', two local times; may be repeated")
)
@click.option("--json", "as_json", is_flag=True, help=_("print one JSON document"))
def deadline(name: str, start: str, budget_min: str, pauses: tuple[str, ...], *, as_json: bool) -> None:
    """Print the deadline in local time; exit 2 with one line on bad input."""
    calendars = load_calendars()
    calendar = calendars.get(name)
    if calendar is None:
        words = _("there is no calendar {name}; known: {known}")
        raise BadInput(words.format(name=name, known=", ".join(calendars)))
    if not budget_min.isdecimal():
        raise BadInput(
            _("--budget-min must be a whole number of minutes, not {text}").format(text=budget_min)
        )
    parsed = tuple(_pause(text) for text in pauses)
    if int(budget_min) * 60_000 > BUDGET_MS_MAX:
        raise BadInput(_("--budget-min may be at most {most}").format(most=BUDGET_MS_MAX // 60_000))
    due = calendar.add_working(_time("--start", start), int(budget_min) * 60_000, parsed)
    local = datetime.fromtimestamp(due.at_ms / 1000, SHANGHAI).strftime(FORM)
    if as_json:
        click.echo(json.dumps({"deadline": local, "provisional": due.provisional}))
        return
    click.echo(local)
    if due.provisional:
        click.echo(_("° provisional: the holidays of a year on the way are not published yet"), err=True)


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
