"""`onegrid simulate`: walks seeds through real cores and stores, and says which invariant broke where."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from backend.domain.errors import Refused
from backend.simulate.rules import RULES
from backend.simulate.seeds import STEPS, Report, walk_all
from backend.simulate.walk import Outcome
from resources.commandline import BadInput
from resources.words import _

SEEDS_MAX = 1_000_000
STEPS_MAX = 100_000
TRACE_SHOWN = 40

_RANGE = re.compile(r"(\d{1,12})(?:\.\.(\d{1,12}))?")


@click.command(
    help=_(
        "Walk seeded histories of a district of centers: real cores and databases under a simulated clock, "
        "network and disks. Exit 1 when an invariant breaks in a way that is not a proved double disk loss."
    ),
    short_help=_("Look for histories in which centers lose or double something."),
)
@click.option("--seeds", required=True, metavar="A..B", help=_("the seeds to walk, both ends included"))
@click.option("--steps", type=click.IntRange(1, STEPS_MAX), default=STEPS, help=_("steps of each history"))
@click.option("--drop", "rule", default="", metavar="RULE", help=_("take one rule out; then seeds must fail"))
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, help=_("processes that walk at the same time")
)
@click.option("--json", "as_json", is_flag=True, help=_("print one JSON document"))
def simulate(seeds: str, steps: int, rule: str, workers: int, *, as_json: bool) -> int:
    """Exit 0 when everything held, 1 when something did not, 2 on bad input."""
    chosen = seeds_of(seeds)
    if rule and rule not in RULES:
        words = _("there is no rule {rule}; there are: {known}")
        raise BadInput(words.format(rule=rule, known=", ".join(RULES)))
    report = Report()
    try:
        with _bar(len(chosen)) as outcomes_seen:
            for outcome in walk_all(chosen, steps, rule, workers):
                report.add(outcome)
                if outcome.broken and not as_json:
                    _tell(outcome, steps, rule)
                outcomes_seen()
    except Refused as no:
        raise BadInput(no.words) from no
    if as_json:
        click.echo(json.dumps(report.document, ensure_ascii=False))
    else:
        _summary(report)
    return 1 if report.failed else 0


def seeds_of(text: str) -> range:
    """The seeds that `A..B` (or one number) names.

    Raises:
        BadInput: it names none, or too many.
    """
    found = _RANGE.fullmatch(text)
    first = int(found[1]) if found else 0
    last = int(found[2] or found[1]) if found else -1
    if not 0 <= last - first < SEEDS_MAX:
        words = _("--seeds is A..B with A not above B and at most {most} seeds, not {text}")
        raise BadInput(words.format(most=SEEDS_MAX, text=text))
    return range(first, last + 1)


def replay_line(outcome: Outcome, steps: int, rule: str) -> str:
    """The command that walks one seed again, the same way."""
    line = f"onegrid simulate --seeds {outcome.seed}..{outcome.seed} --steps {steps}"
    return f"{line} --drop {rule}" if rule else line


def _tell(outcome: Outcome, steps: int, rule: str) -> None:
    for line in outcome.trace[-TRACE_SHOWN:]:
        click.echo(line, err=True)
    what = _("a proved double disk loss") if outcome.proved else _("BROKEN")
    click.echo(f"{outcome.seed}: {what}: {outcome.broken[0]}")
    click.echo(_("again: {line}").format(line=replay_line(outcome, steps, rule)))


def _summary(report: Report) -> None:
    words = _(
        "{seeds} seeds, {failed} failed, {proved} proved double disk losses, {restores} restores, {sent} sent"
    )
    click.echo(
        words.format(
            seeds=report.seeds,
            failed=len(report.failed),
            proved=len(report.proved),
            restores=report.restores,
            sent=report.messages,
        )
    )


@contextmanager
def _bar(total: int) -> Iterator[Callable[[], None]]:
    with click.progressbar(length=total, label=_("seeds"), file=sys.stderr) as bar:
        yield lambda: bar.update(1)
