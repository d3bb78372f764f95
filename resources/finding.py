"""What a check of this machine found: the rows that `onegrid doctor` prints."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One checked thing: `ok`, or what to do about it in `remedy`. `detail` is what was seen."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


def look(name: str, remedy: str, check: Callable[[], str]) -> Finding:
    """Run one check; whatever it raises becomes a finding, because a doctor must survive every patient."""
    try:
        return Finding(name, ok=True, detail=check())
    except Exception as problem:  # noqa: BLE001 (reported in full as the finding)
        return Finding(name, ok=False, detail=f"{type(problem).__name__}: {problem}", remedy=remedy)


def report(findings: Sequence[Finding]) -> None:
    """Print findings as one JSON line for the process that asked."""
    sys.stdout.write(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False) + "\n")
