"""The part of an event's trace that re-executes to the same verdict (replay.py does it)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from videowall.analytics.judging import Ledger
from videowall.analytics.looks import FenceSettings, Look
from videowall.analytics.rule_entries import rule_entry
from videowall.analytics.rule_kinds import Rule

VERSION: Final = 1


def replay_of(
    rule: Rule, settings: FenceSettings, look: Look, said: tuple[str, str], ledger: Ledger, subject: int
) -> dict[str, Any]:
    """Everything a verdict depends on, as JSON: rule, settings, the state before, and the rows since."""
    return {
        "v": VERSION,
        "rule": rule_entry(rule),
        "size": list(look.size),
        "settings": asdict(settings),
        "subject": subject,
        **ledger.story(subject),
        "verdict": {"kind": said[0], "direction": said[1], "time_s": look.time_s},
    }
