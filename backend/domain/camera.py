"""Cameras as a center knows them: what people wrote down, what probing found, who watches, how it fares.

No login is part of these values, so whatever shows or stores them can leak none. Sources: design
4-wall.md (registry), 5-analytics.md (one analyst for each camera); docs/design/cameras.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from backend.domain.roles import Role


class Transport(StrEnum):
    """How RTSP pictures are carried; other addresses carry theirs in one way only."""

    TCP = "tcp"
    UDP = "udp"


class CameraState(StrEnum):
    """How a camera fares, as the last who looked at it said."""

    UNKNOWN = "unknown"  # nobody has looked yet
    LIVE = "live"
    LOST = "lost"  # it was there or may be there; trying again may help
    FAULT = "fault"  # somebody has to do something about it


class Why(StrEnum):
    """Why a camera gives no pictures. Worded for people by whoever shows it."""

    BAD_URL = "bad_url"
    NAME_NOT_FOUND = "name_not_found"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    WRONG_LOGIN = "wrong_login"
    NO_PATH = "no_path"
    NO_VIDEO = "no_video"
    CODEC = "codec"
    NO_KEYFRAME = "no_keyframe"
    CRASHED = "crashed"  # its stream killed the decoder
    RULES = "rules"  # its rules cannot be used
    LOST = "lost"
    OTHER = "other"


class Watch(StrEnum):
    """Whether anybody analyses a camera."""

    OFF = "off"  # it is not armed
    WATCHED = "watched"
    UNWATCHED = "unwatched"  # armed, and no living analyst has it


LOOKED_AWAY: frozenset[str] = frozenset({Why.LOST, Why.TIMEOUT, Why.REFUSED, Why.UNREACHABLE})
"""Reasons that may pass by themselves: the camera is LOST, not at FAULT."""

EPOCHS = 1_000_000
"""Epochs of one camera within one incarnation of its center: more than it can ever be moved."""

HISTORY_MAX = 16
"""Changes of health kept for each camera; the oldest goes."""


@dataclass(frozen=True, slots=True)
class Camera:
    """What people wrote down about a camera. `unit` is the grid, building or center that it belongs to."""

    id: str
    name: str
    unit: str
    main: str  # address of the main stream, without a login
    sub: str = ""  # of the small one, if there is one
    place: str = ""  # where it looks, in words
    key_area: bool = False
    transport: Transport = Transport.TCP
    login: bool = False  # whether a login is kept for it
    armed: bool = False
    rules: str = ""  # SHA-256 of the text of its rules; empty: it has none
    changed_ms: int = 0


@dataclass(frozen=True, slots=True)
class StreamFacts:
    """One stream as it was found; 0 and empty: not known."""

    codec: str = ""
    width: int = 0
    height: int = 0
    fps: float = 0.0


@dataclass(frozen=True, slots=True)
class Capability:
    """What probing found of a camera's streams at `probed_ms` (UTC)."""

    main: StreamFacts = StreamFacts()
    sub: StreamFacts = StreamFacts()
    probed_ms: int = 0


@dataclass(frozen=True, slots=True)
class Health:
    """How a camera fares since `since_ms` (UTC), who said so, and why it gives no pictures."""

    state: CameraState = CameraState.UNKNOWN
    since_ms: int = 0
    code: str = ""  # a Why, where there is one
    words: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Life:
    """What happens to a camera: who watches it under which epoch, what was found, how it fares.

    `epoch` counts the analysts it was given to, from 1; it never goes back. `moved_ms` is when `analyst`
    last changed, UTC. `history` holds past healths, the oldest first, without the present one.
    """

    analyst: str = ""
    epoch: int = 0
    moved_ms: int = 0
    capability: Capability = Capability()
    health: Health = Health()
    history: tuple[Health, ...] = field(default=())

    def given(self, analyst: str, at_ms: int, incarnation: int = 1) -> Life:
        """The same camera with another analyst (or none, whose epoch does not count).

        A center that was restored goes on above everything it may have given away and forgotten.
        """
        if analyst == self.analyst:
            return self
        first = (incarnation - 1) * EPOCHS + 1
        epoch = max(self.epoch + 1, first) if analyst else self.epoch
        return replace(self, analyst=analyst, epoch=epoch, moved_ms=at_ms)

    def faring(self, health: Health) -> Life:
        """The same camera after a report; one that says nothing new changes nothing."""
        now = self.health
        if (health.state, health.code) == (now.state, now.code):
            return self
        past = (*self.history, now) if now.state is not CameraState.UNKNOWN else self.history
        return replace(self, health=health, history=past[-HISTORY_MAX:])


def watch_of(camera: Camera, life: Life) -> Watch:
    """Whether anybody analyses it now."""
    if not camera.armed:
        return Watch.OFF
    return Watch.WATCHED if life.analyst else Watch.UNWATCHED


_KEEPERS = frozenset({Role.DUTY_LEADER, Role.CENTER_LEADER})

STREAM_ROLES: frozenset[Role] = _KEEPERS | {Role.OPERATOR}
"""Who may be told how to open a camera, logins included; analysts are told by DUTY of those they watch."""

CAMERA_ROLES: Mapping[str, frozenset[Role]] = {
    "camera_set": _KEEPERS,
    "camera_remove": _KEEPERS,
    "camera_check": _KEEPERS,
    "camera_report": STREAM_ROLES,
}
"""Who may do what with the registry. `camera_check` says what `camera_set` would do, and does nothing."""
