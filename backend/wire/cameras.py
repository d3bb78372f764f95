"""Records of cameras inside messages: forms to set them, what screens see, what an analyst is told.

Only `Login` holds a secret; it shows nothing of itself, and only CameraForm (towards a center), Stream and
DutyCamera (from it, to a key with the right) carry one. Source: docs/design/cameras.md.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from backend.domain.camera import Camera, CameraState, Capability, Life, Transport
from backend.wire.body import Body, Key, Name, Seq

FORMS_MAX = 500
"""Cameras that one command sets at most."""

RULES_CHARS_MAX = 65_536
"""The rules of one camera are no longer than this."""

HEALTHS_MAX = 1_000
"""Cameras that one report speaks of at most."""

CameraName = Annotated[str, Meta(min_length=1, max_length=128)]
"""The id of a camera."""


class Login(msgspec.Struct, frozen=True, array_like=True):
    """Name and password of a camera. Never shown: its repr tells nothing."""

    user: Annotated[str, Meta(max_length=128)]
    password: Annotated[str, Meta(max_length=128)]

    def __repr__(self) -> str:
        return "Login(…)"


class CameraForm(msgspec.Struct, frozen=True, array_like=True):
    """What is to be written down about a camera; None leaves a field as it is.

    A new camera needs `name`, `unit` and `main`. An empty `user` and `password` take the login away,
    empty `rules` the rules.
    """

    id: str
    name: str | None = None
    unit: str | None = None
    main: str | None = None
    sub: str | None = None
    place: str | None = None
    key_area: bool | None = None
    transport: str | None = None
    login: Login | None = None
    armed: bool | None = None
    rules: str | None = None


class FormFault(msgspec.Struct, frozen=True, array_like=True):
    """What is wrong with one camera of a command: its place in it (from 0), the field, what to do."""

    index: int
    camera: str
    field: str
    code: str
    words: str


class CameraTally(msgspec.Struct, frozen=True, array_like=True):
    """What became, or would become, of the cameras of a command."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    faults: tuple[FormFault, ...] = ()


class CameraRecord(msgspec.Struct, frozen=True, array_like=True):
    """One camera as screens see it: without any login."""

    camera: Camera
    life: Life


class Occupied(msgspec.Struct, frozen=True, array_like=True):
    """A rule whose occupancy goes on and was told: since when, UTC ms."""

    rule: str
    since_ms: int


class CameraHealth(msgspec.Struct, frozen=True, array_like=True):
    """How one camera fares. An analyst names the `epoch` it watches under; a person 0.

    `occupied` are occupancies that were told as alarms and go on: after a move, the same one told by the
    next analyst is joined to that alarm.
    """

    camera: CameraName
    state: CameraState
    code: Annotated[str, Meta(max_length=64)] = ""
    words: Annotated[str, Meta(max_length=400)] = ""
    epoch: int = 0
    capability: Capability | None = None
    occupied: tuple[Occupied, ...] = ()


class Stream(msgspec.Struct, frozen=True, array_like=True):
    """How to open a camera. `main` and `sub` hold no login; `backend.net.streams.address` puts it in."""

    camera: str
    main: str
    sub: str = ""
    transport: Transport = Transport.TCP
    login: Login | None = None


class DutyCamera(msgspec.Struct, frozen=True, array_like=True):
    """One camera that an analyst is to watch: how to open it, by which rules, under which epoch."""

    stream: Stream
    epoch: int
    name: str = ""
    place: str = ""
    key_area: bool = False
    rules: str = ""  # text of the rules, as it was given to the center
    digest: str = ""  # SHA-256 of that text
    since_ms: int = 0  # when it was given to this analyst, the center's UTC


class Announce(Body, frozen=True):
    """An analyst offers to watch cameras; said after every WELCOME, then every few seconds: its lease.

    A `capacity` of 0 gives everything back, as BYE does.
    """

    capacity: Annotated[int, Meta(ge=0, le=10_000)]  # cameras it can watch at once
    supports: tuple[Name, ...] = ()  # schemes of addresses it can open; empty: all
    detector: Name = ""  # what looks at the pictures, in words
    duty_seq: Seq = 0  # of the last whole DUTY it has; 0: none on this link


class Duty(Body, frozen=True):
    """Everything that an analyst is to watch, in one or more parts; it replaces every earlier DUTY."""

    seq: Seq
    last: bool
    cameras: tuple[DutyCamera, ...] = ()
    lease_ms: int = 0  # silent for longer, its cameras go to others


class HealthReport(Body, frozen=True):
    """How cameras fare, from whoever looks at them; transient, and absolute: say it again when in doubt."""

    healths: Annotated[tuple[CameraHealth, ...], Meta(max_length=HEALTHS_MAX)]


class AskStreams(Body, frozen=True):
    """Ask how to open cameras, logins included; every such question is journalled."""

    ask: Key
    cameras: Annotated[tuple[Name, ...], Meta(max_length=256)]


class Streams(Body, frozen=True):
    """Answer to ASKSTREAMS, to a key with the right over its own link; never stored."""

    ask: Name
    streams: tuple[Stream, ...] = ()
    faults: tuple[FormFault, ...] = ()
