"""Cameras that a center assigns: a DUTY becomes posts, and what cannot be watched becomes a fault with words.

A DUTY is whole, so it replaces the one before. One bad camera never keeps the others from being watched.
Logins are in the address of a source alone: it is opened with them, and shown without.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import structlog

from backend.domain.camera import CameraState, Why
from backend.domain.camera_form import address
from backend.domain.errors import Refused
from backend.domain.worktime import WorkCalendar
from backend.wire.cameras import CameraHealth, Duty, DutyCamera
from resources.words import _
from videowall.analytics.rules import read_text
from videowall.feeds.errors import SourceRefused
from videowall.feeds.source import SourceSpec
from videowall.node.health import WORDS_MAX, HealthTeller
from videowall.node.roster import Post, source_of

SUPPORTS = ("rtsp", "rtsps", "file", "scene")
"""Kinds of addresses that a node can open; cameras of other kinds go to other nodes."""

_log = structlog.get_logger("videowall.node")


@dataclass(frozen=True, slots=True)
class Taken:
    """What a DUTY comes to."""

    posts: Mapping[str, Post]
    faults: tuple[CameraHealth, ...]


def taken(duty: Duty, calendar: WorkCalendar) -> Taken:
    """Read a whole DUTY; `calendar` is what the rules' schedules go by."""
    posts: dict[str, Post] = {}
    faults: list[CameraHealth] = []
    for one in duty.cameras:
        camera = one.stream.camera
        try:
            posts[camera] = _post(one, calendar)
        except Refused as no:
            faults.append(_fault(one, Why.RULES, no.words))
        except (SourceRefused, ValueError):
            # The words of either may repeat the address, and that holds the login.
            words = _("its address cannot be opened here; known kinds are {kinds}")
            faults.append(_fault(one, Why.BAD_URL, words.format(kinds=", ".join(SUPPORTS))))
    return Taken(posts, tuple(faults))


def _post(one: DutyCamera, calendar: WorkCalendar) -> Post:
    stream = one.stream
    if not one.rules:
        words = _("it is armed and has no rules; give it some with: onegrid cameras set ID --rules FILE")
        raise Refused("rules", words)
    rules = read_text(one.rules, stream.camera, calendar)
    user, password = (stream.login.user, stream.login.password) if stream.login else ("", "")
    source = _source(address(stream.main, user, password), stream.transport.value, stream.main)
    return Post(stream.camera, one.place or one.name, source, rules, epoch=one.epoch)


def _source(url: str, transport: str, shown: str) -> SourceSpec:
    """The source of a camera; a recording that stands for one never ends."""
    return source_of(url, None, loop=True, transport=transport, shown=shown)


def _fault(one: DutyCamera, code: Why, words: str) -> CameraHealth:
    return CameraHealth(one.stream.camera, CameraState.FAULT, code, words[:WORDS_MAX], one.epoch)


class DutyTaker:
    """Hands duties on to a desk. `take` belongs to the client's thread.

    Args:
        assign: takes the posts; videowall.node.desk.Desk.assign.
        health: reports the cameras that cannot be watched.
        calendar: what the rules' schedules go by.
        first: called once, with the cameras of the first duty, when the desk has them.
    """

    def __init__(
        self,
        assign: Callable[[Mapping[str, Post]], None],
        health: HealthTeller,
        calendar: WorkCalendar,
        first: Callable[[tuple[str, ...]], None],
    ) -> None:
        self._assign, self._health, self._calendar = assign, health, calendar
        self._first: Callable[[tuple[str, ...]], None] | None = first

    def take(self, duty: Duty) -> None:
        """Watch what the center says from now on, and nothing else."""
        found = taken(duty, self._calendar)
        _log.info("duty", seq=duty.seq, cameras=len(found.posts), faults=len(found.faults))
        for fault in found.faults:
            _log.warning("camera_not_usable", camera=fault.camera, code=fault.code, words=fault.words)
        self._health.set_aside(found.faults)
        self._assign(found.posts)
        if self._first is not None:
            first, self._first = self._first, None
            first(tuple(found.posts))
