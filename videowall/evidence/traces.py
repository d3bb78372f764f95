"""The trace of an event as a document: what is known about it, what led to it, and who says so."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from typing import Any

from videowall.analytics.looks import FenceEvent

BYTES_MAX = 512_000
"""Larger files are no traces: 256 rows of numbers and one rule are below a tenth of this."""


def trace_facts(event: FenceEvent, camera: str) -> dict[str, Any]:
    """Everything that is known about an event, as JSON values.

    `why.replay` is what `onegrid analyse --replay` executes again; `rule_sha256` names the rule's text.
    """
    facts: dict[str, Any] = {
        "camera": camera,
        "rule": event.rule,
        "kind": event.kind,
        "frame": event.frame,
        "time_s": round(event.time_s, 3),
        "direction": event.direction,
        "track": event.track,
        "box": [round(float(side), 1) for side in event.box],
        "program": f"onegrid {version('onegrid')}",
        "why": event.trace,
    }
    replay = event.trace.get("replay")
    if isinstance(replay, dict):
        facts["rule_sha256"] = rule_digest(replay.get("rule"))
    return facts


def trace_bytes(event: FenceEvent, camera: str) -> bytes:
    """The trace as the bytes of its file."""
    return json.dumps(trace_facts(event, camera), ensure_ascii=False, sort_keys=True).encode()


def rule_digest(rule: object) -> str:
    """SHA-256 of a rule's entry, written in one way only."""
    text = json.dumps(rule, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
