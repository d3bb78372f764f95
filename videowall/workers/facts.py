"""What a worker says about a stream and a picture. Values only; standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class StreamState(IntEnum):
    """Where a stream stands, as its worker sees it. Numbers live in shared memory: never reuse one."""

    OPENING = 0  # first try, no picture yet
    LIVE = 1
    LOST = 2  # was opened or tried before; waits for its next try
    RECOVERING = 3  # trying again now
    REFUSED = 4  # the source says no (password, format, no such file); tried again rarely
    ENDED = 5  # a file that does not loop came to its end


class MaskMode(IntEnum):
    """How faces are hidden in a picture. Numbers live in shared memory: never reuse one."""

    OFF = 0  # this tile is declared free of people
    FACES = 1  # a face model looks at the declared cadence; moving parts not yet looked at are pixelated
    MOVING = 2  # no face model: the upper part of everything that moves is pixelated
    LEARNING = 3  # what moves is not known yet: the whole picture is pixelated


@dataclass(frozen=True, slots=True)
class StreamStatus:
    """The newest word of a worker about one stream. Times are of time.monotonic_ns."""

    state: StreamState = StreamState.OPENING
    attempt: int = 0  # tries that failed since the last picture
    next_try_ns: int = 0  # 0: none is planned
    since_ns: int = 0  # since when it is live, or not; 0: the worker has not spoken yet
    fps: float = 0.0  # pictures decoded per second, over the last two seconds
    dropped: float = 0.0  # share (0..1) of those pictures that a newer one replaced before it was shown
    width: int = 0  # of the source, pixels
    height: int = 0
    heartbeat_ns: int = 0
    code: str = ""  # reason, stable: words are made by the wall in the user's language
    words: str = ""  # the reason's detail, in English, without credentials


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """What belongs to one picture in the ring."""

    arrived_ns: int  # time.monotonic_ns when its packet was decoded
    index: int  # count of pictures of this stream
    time_us: int  # the source's own time
    masks: int  # places masked in it
    mode: MaskMode


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in shared memory: valid until `Ring.intact(picture)` turns false.

    `pixels` is BGRA (on a little-endian machine what Qt calls RGB32), rows `width * 4` bytes apart.
    """

    facts: PictureFacts
    width: int
    height: int
    pixels: memoryview
    slot: int
    seal: int
