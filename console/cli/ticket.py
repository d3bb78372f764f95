"""`onegrid ticket`: report, list, show and do, over the same links and rules as the screens."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import click

from backend.clock import SystemClock
from backend.domain.acts import Hold
from backend.domain.errors import Refused
from backend.domain.evidence import EvidenceRef
from backend.domain.limits import Urgency
from backend.domain.roles import Role
from backend.domain.transitions import TRANSITIONS
from backend.net.client import Session
from backend.wire.messages import Command, Result
from console.cli.evidence import hand_in_all
from console.cli.ticket_evidence import PHASES, evidence_of
from console.cli.ticket_json import Document, row, suggested, whole
from console.cli.ticket_line import Line, asks
from resources.commandline import BadInput
from resources.words import _

ALARM_VERBS: Final = ("claim", "release", "confirm", "dismiss", "clear")
VERBS: Final = (
    *(
        verb.name
        for verb in TRANSITIONS.values()
        if verb.hold in {Hold.MINE, Hold.AWAY} and verb.roles != (Role.CENTER,)
    ),
    "split",
    *ALARM_VERBS,
)
"""What `do` may ask for; the center decides whether this key may."""


def _once(command: Callable[..., None]) -> Callable[..., None]:
    """The option that makes a command safe to repeat."""
    return click.option(
        "--client-id",
        metavar="ID",
        default=None,
        help=_("Your own id of this command: sending the same one again gives the first answer again."),
    )(command)


def _shows(command: Callable[..., None]) -> Callable[..., None]:
    """The options that add evidence."""
    evidence = click.option(
        "--evidence",
        "shown",
        metavar="PHASE=FILE",
        multiple=True,
        help=_(
            "A picture or paper that shows it, for example after=done.jpg; PHASE is one of: {phases}."
        ).format(phases=", ".join(PHASES)),
    )
    masked = click.option(
        "--masked", is_flag=True, help=_("You have looked: no face can be recognised in these pictures.")
    )
    return evidence(masked(command))


@click.group(help=_("Report, list, show and act on tickets."))
def ticket() -> None:
    """Group of the ticket commands; the translated text is in the decorator."""


@ticket.command(help=_("Report a new ticket."))
@asks
@_once
@_shows
@click.option("--title", required=True, help=_("What is the matter, in one line."))
@click.option("--place", help=_("Where."))
@click.option("--category", help=_("Class of the matter."))
@click.option("--urgency", type=click.Choice([urgency.value for urgency in Urgency]), help=_("How soon."))
@click.option("--reporter", help=_("Who reported it and is to be called back."))
@click.option("--description", help=_("More about it."))
@click.option("--source", help=_("Channel it came by, for example 12345."))
@click.option(
    "--source-key", "key_of_source", help=_("The channel's own number of it: makes one ticket only.")
)
@click.option("--focus", help=_("The object it is about."))
@click.option("--link", help=_("A ticket it belongs with."))
@click.argument("pairs", metavar="[field.KEY=VALUE]...", nargs=-1)
def report(
    line: Line,
    client_id: str | None,
    shown: tuple[str, ...],
    pairs: tuple[str, ...],
    *,
    masked: bool,
    key_of_source: str | None,
    **told: str | None,
) -> None:
    """Make a ticket and print its id."""
    said = {**told, "key": key_of_source}
    args = {**{name: text for name, text in said.items() if text}, **dict(map(_pair, pairs))}
    evidence = _evidence(shown, masked=masked)
    with line.open() as session:
        result = session.do(Command(client_id or uuid.uuid4().hex, "report", args=args, evidence=evidence))
        _hand_in(session, line, result, shown, evidence)
    line.tell_result(result)


@ticket.command("list", help=_("List the tickets that a center knows."))
@asks
@click.option("--state", help=_("Only tickets in this state."))
def list_(line: Line, state: str | None) -> None:
    """One line per ticket."""
    with line.open() as session:
        now_ms = _center_ms(session)
        rows = [row(record, now_ms) for record in session.snapshot("ticket").tickets]
    rows = [found for found in rows if state in {None, found["state"]}]
    line.tell(rows, [_line_of(found) for found in rows] or [_("no tickets")])


@ticket.command(help=_("Show one ticket: state, custody, events, clocks, lights."))
@asks
@click.argument("ticket_id", metavar="TICKET")
def show(line: Line, ticket_id: str) -> None:
    """The whole of one ticket as its center knows it."""
    with line.open() as session:
        now_ms = _center_ms(session)
        records = session.snapshot("ticket").tickets
        found = next((record for record in records if record.ticket == ticket_id), None)
        if found is None:
            raise Refused(
                "no_ticket",
                _("{center} knows no ticket {ticket}").format(
                    center=session.welcome.center, ticket=ticket_id
                ),
            )
        document = whole(found, now_ms)
    line.tell(document, [_line_of(document), *_details(document)])


@ticket.command(
    short_help=_("Act on a ticket or an alarm."),
    help=_("Do COMMAND with a ticket or an alarm, for example: do ID dispatch lead=cg"),
)
@asks
@_once
@_shows
@click.option("--rev", "expected_rev", default=-1, help=_("Only if the ticket is still at this revision."))
@click.argument("target", metavar="TICKET")
@click.argument("verb", metavar="COMMAND")
@click.argument("pairs", metavar="[KEY=VALUE]...", nargs=-1)
def do(
    line: Line,
    target: str,
    verb: str,
    pairs: tuple[str, ...],
    client_id: str | None,
    shown: tuple[str, ...],
    expected_rev: int,
    *,
    masked: bool,
) -> None:
    """Ask for one act and print what became of it."""
    verb = verb.replace("-", "_")
    if verb not in VERBS:
        raise BadInput(_("no command {verb!r}; there are {known}").format(verb=verb, known=", ".join(VERBS)))
    args, evidence = dict(map(_pair, pairs)), _evidence(shown, masked=masked)
    with line.open() as session:
        result = session.do(
            Command(client_id or uuid.uuid4().hex, verb, target, args, evidence, expected_rev)
        )
        _hand_in(session, line, result, shown, evidence)
    line.tell_result(result)


@ticket.command(
    short_help=_("Suggest departments and officers."),
    help=_("Say who should lead and assist, which officers are nearest, and what closing still lacks."),
)
@asks
@click.argument("target", metavar="[TICKET]", default="")
@click.argument("pairs", metavar="[KEY=VALUE]...", nargs=-1)
def suggest(line: Line, target: str, pairs: tuple[str, ...]) -> None:
    """Print a suggestion with its reasons; nothing is changed."""
    if "=" in target:  # a matter that is no ticket yet
        target, pairs = "", (target, *pairs)
    with line.open() as session:
        result = session.do(Command(uuid.uuid4().hex, "suggest", target, dict(map(_pair, pairs))))
    if result.suggestion is None:
        line.tell_result(result)
        return
    document = suggested(result.suggestion)
    line.tell(document, list(_advice(document)))


def _evidence(shown: tuple[str, ...], *, masked: bool) -> tuple[EvidenceRef, ...]:
    """References to the files named on the command line."""
    named = [_pair(text) for text in shown]
    now_ms = SystemClock().now_ms()
    return tuple(evidence_of(phase, Path(name), masked=masked, taken_ms=now_ms) for phase, name in named)


def _hand_in(
    session: Session, line: Line, result: Result, shown: tuple[str, ...], evidence: tuple[EvidenceRef, ...]
) -> None:
    """Give the center the bytes of what an act shows, as far as they may leave this place."""
    files = tuple(Path(_pair(text)[1]) for text, ref in zip(shown, evidence, strict=True) if ref.masked)
    if result.ok:
        hand_in_all(session, line, result.target, files)


def _pair(text: str) -> tuple[str, str]:
    """Split key=value."""
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise BadInput(_("{text!r} is no argument; write key=value").format(text=text))
    return name, value


def _center_ms(session: Session) -> int:
    """The center's time now: lights are read by its clock, not by ours."""
    return SystemClock().now_ms() + session.offset().offset_ms


def _line_of(found: Document) -> str:
    """One ticket on one line for people."""
    holder = found["custodian"] + (f">{found['transit_to']}" if found["transit_to"] else "")
    return f"{found['id']}  {found['state']:<12} {found['light'] or '-':<7} {holder:<16} {found['title']}"


def _advice(document: Document) -> Iterator[str]:
    """A suggestion for people: each hit and officer on a line, with the reasons."""
    for hit in document["hits"]:
        why = "; ".join(reason["words"] for reason in hit["reasons"])
        assists = ", ".join(hit["assists"]) or "-"
        yield f"{hit['lead']:<10} {assists:<16} {hit['confidence_percent']:>3} %  {why}"
    for reason in document["reasons"]:
        yield f"  {reason['words']}"
    for officer in document["officers"]:
        yield f"{officer['name']:<34} {officer['cost_s'] // 60:>3} min  {officer['distance_m']:>5} m"
    if document["lacking"]:
        yield _("closing still lacks: {conditions}").format(conditions=", ".join(document["lacking"]))


def _details(found: Document) -> Iterator[str]:
    """Log, custody and clocks of one ticket for people."""
    for event in found["events"]:
        who = f"{event['center']:<12} {event['actor']:<12}"
        yield f"  {event['rev']:>3}  {event['at']}  {who} {event['event']}"
    for step in found["trail"]:
        yield f"  {step['epoch']:>3}  {step['at']}  {step['center']:<12} {step['how']}"
    for clock in found["clocks"]:
        yield f"  {clock['clock']:<10} {clock['light']:<7} {clock['deadline']}"
