"""Coming to the verdict of a trace again, from the trace alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend.domain.errors import Refused
from resources.words import _
from videowall.analytics.events import VERSION
from videowall.analytics.fence_judges import LineJudge, ZoneJudge
from videowall.analytics.judging import Judge, Row
from videowall.analytics.looks import FenceSettings
from videowall.analytics.measured import judge_of
from videowall.analytics.occupancy import OccupancyJudge
from videowall.analytics.rule_kinds import FieldRule, LineRule, OccupancyRule, Rule
from videowall.analytics.rules import read_rules


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule said, and at which moment of the source, in seconds."""

    kind: str
    direction: str
    time_s: float


def rerun(replay: Mapping[str, Any]) -> Verdict | None:
    """Judge the rows of a trace's `replay` once more; what the last row brings, None when it brings nothing.

    Raises Refused (code `trace`) when it is none, or its rule is none.
    """
    try:
        rule, settings = _rule(replay), FenceSettings(**replay["settings"])
        judge = judge_for(rule, settings, int(replay["subject"]))
        rows = [_row(row, len(judge.columns)) for row in replay["rows"]]
        state = judge.begin(replay["before"])
        wanted = replay["verdict"]
        said: tuple[tuple[str, str], ...] = ()
        for row, depth in zip(rows, judge.prepare(rows), strict=True):
            state, said = judge.advance(state, row, depth)
        for kind, direction in said:
            if (kind, direction) == (wanted["kind"], wanted["direction"]):
                return Verdict(kind, direction, float(rows[-1][0] or 0))
        return Verdict(*said[0], float(rows[-1][0] or 0)) if said else None
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        words = _("this is not a trace that can be executed again ({error})")
        raise Refused("trace", words.format(error=f"{type(error).__name__}: {error}")) from error


def claimed(replay: Mapping[str, Any]) -> Verdict:
    """The verdict that the trace tells. Raises Refused (code `trace`)."""
    try:
        told = replay["verdict"]
        return Verdict(str(told["kind"]), str(told["direction"]), float(told["time_s"]))
    except (KeyError, TypeError, ValueError) as error:
        raise Refused("trace", _("this trace tells no verdict")) from error


def agrees(replay: Mapping[str, Any]) -> bool:
    """Whether judging again gives the verdict that the trace tells, at the same moment."""
    return rerun(replay) == claimed(replay)


def judge_for(rule: Rule, settings: FenceSettings, subject: int) -> Judge[Any]:
    """The judge that decided about a subject of a rule."""
    if isinstance(rule, FieldRule):
        return ZoneJudge(rule, settings)
    if isinstance(rule, LineRule):
        return LineJudge(rule, settings)
    if isinstance(rule, OccupancyRule):
        return OccupancyJudge(rule, settings)
    return judge_of(rule, subject)


def _rule(replay: Mapping[str, Any]) -> Rule:
    if replay["v"] != VERSION:
        raise ValueError(f"version {replay['v']!r}")
    entry = {"size": replay["size"], "rules": [replay["rule"]]}
    return read_rules(entry, "trace").rules[0]


def _row(row: Any, columns: int) -> Row:
    if not isinstance(row, list) or len(row) != columns:
        raise ValueError(f"a row needs {columns} numbers")
    return tuple(None if value is None else float(value) for value in row)
