"""The one place where a FenceEvent becomes an alarm message."""

from __future__ import annotations

import json
import tomllib
import uuid
from collections.abc import Mapping
from importlib.resources import files

from backend.domain.alarm import TRACE_CHARS_MAX, Priority
from backend.domain.evidence import EvidenceRef
from backend.wire.messages import Command
from videowall.analytics.fence import FenceEvent
from videowall.evidence.traces import trace_facts

PRIORITIES: Mapping[str, Priority] = {
    kind: Priority(worth)
    for kind, worth in tomllib.loads(files("resources").joinpath("alarm_kinds.toml").read_text("utf-8"))[
        "priorities"
    ].items()
}
"""What a kind of event is worth when neither the rule nor the camera's owner says anything else."""

BEGINNINGS = ("inside_since_s", "full_since_s", "on_since_s")
"""Where a trace says since when: of a visit, a crowd, a state."""


def alarm_command(
    event: FenceEvent,
    camera: str,
    place: str,
    at_ms: int,
    evidence: tuple[EvidenceRef, ...],
    priorities: Mapping[str, Priority] = PRIORITIES,
    epoch: int = 0,
) -> Command:
    """Word an event as the command `raise`, with a client id of its own.

    Args:
        event: what a rule noticed.
        camera: id of the camera.
        place: where it looks, in words.
        at_ms: UTC of the frame.
        evidence: masked bytes that are already on disk.
        priorities: by kind of event, where its rule says none; NORMAL for a kind that is not named.
        epoch: which assignment of the camera this is told under; with 0 nobody assigned it, and neither
            that nor the beginning is told.
    """
    args = {
        "camera": camera,
        "rule": event.rule,
        "kind": event.kind,
        "priority": event.priority or priorities.get(event.kind, Priority.NORMAL).value,
        "at_ms": str(at_ms),
        "place": place,
        "trace": trace_text(event, camera),
    }
    if epoch:
        # After a move, what both analysts tell of one occupancy is joined by when it began.
        since_ms = at_ms - round(max(0.0, event.time_s - began_s(event)) * 1000)
        args |= {"epoch": str(epoch), "since_ms": str(since_ms)}
    return Command(uuid.uuid4().hex, "raise", "", args, evidence)


def began_s(event: FenceEvent) -> float:
    """When what a rule noticed began, in seconds of the frames; its own time for what has no length."""
    known = (event.trace.get(key) for key in BEGINNINGS)
    return next((float(value) for value in known if isinstance(value, int | float)), event.time_s)


def attach_command(raised: str, ref: EvidenceRef) -> Command:
    """Evidence that came after its alarm; sent again by anybody, it is the same command.

    Args:
        raised: client id of the command that raised the alarm.
        ref: masked bytes that are already on disk.
    """
    return Command(f"{raised}+{ref.sha256[:16]}", "attach", "", {"raise": raised}, (ref,))


def trace_text(event: FenceEvent, camera: str) -> str:
    """The trace as JSON of at most TRACE_CHARS_MAX characters; lists go first, and `cut` says so."""
    facts = trace_facts(event, camera)
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
