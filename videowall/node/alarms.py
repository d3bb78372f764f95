"""The one place where a FenceEvent becomes an alarm message."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any

from backend.domain.alarm import TRACE_CHARS_MAX, Priority
from backend.domain.evidence import EvidenceRef
from backend.wire.messages import Command
from videowall.analytics.fence import FenceEvent

PRIORITIES: Mapping[str, Priority] = {
    "zone_entry": Priority.HIGH,
    "line_cross": Priority.NORMAL,
    "loiter": Priority.NORMAL,
    "crowding": Priority.HIGH,
}
"""What a kind of event is worth when the camera's owner says nothing else."""


def alarm_command(
    event: FenceEvent,
    camera: str,
    place: str,
    at_ms: int,
    evidence: tuple[EvidenceRef, ...],
    priorities: Mapping[str, Priority] = PRIORITIES,
) -> Command:
    """Word an event as the command `raise`, with a client id of its own.

    Args:
        event: what a rule noticed.
        camera: id of the camera.
        place: where it looks, in words.
        at_ms: UTC of the frame.
        evidence: masked bytes that are already on disk.
        priorities: by kind of event; NORMAL for a kind that is not named.
    """
    args = {
        "camera": camera,
        "rule": event.rule,
        "kind": event.kind,
        "priority": priorities.get(event.kind, Priority.NORMAL).value,
        "at_ms": str(at_ms),
        "place": place,
        "trace": trace_text(event),
    }
    return Command(uuid.uuid4().hex, "raise", "", args, evidence)


def attach_command(raised: str, ref: EvidenceRef) -> Command:
    """Evidence that came after its alarm; sent again by anybody, it is the same command.

    Args:
        raised: client id of the command that raised the alarm.
        ref: masked bytes that are already on disk.
    """
    return Command(f"{raised}+{ref.sha256[:16]}", "attach", "", {"raise": raised}, (ref,))


def trace_facts(event: FenceEvent) -> dict[str, Any]:
    """Everything that is known about an event, as JSON values."""
    return {
        "rule": event.rule,
        "kind": event.kind,
        "frame": event.frame,
        "time_s": round(event.time_s, 3),
        "direction": event.direction,
        "track": event.track,
        "box": [round(float(side), 1) for side in event.box],
        "why": event.trace,
    }


def trace_text(event: FenceEvent) -> str:
    """The trace as JSON of at most TRACE_CHARS_MAX characters; lists go first, and `cut` says so."""
    facts = trace_facts(event)
    text = _json(facts)
    if len(text) > TRACE_CHARS_MAX:
        facts["why"] = {
            name: value for name, value in event.trace.items() if not isinstance(value, list | dict)
        }
        text = _json({**facts, "cut": True})
    if len(text) > TRACE_CHARS_MAX:
        text = _json({"rule": event.rule, "kind": event.kind, "frame": event.frame, "cut": True})
    return text


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
