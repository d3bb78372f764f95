"""Pictures on their way from a decoding child to the analyst: a short queue in shared memory, per camera.

One writer (a thread of the child), one reader (the analyst, who owns the memory). The writer never
overwrites what was not taken: with every slot full the new picture is thrown away and counted, and the
analyst drops what has become too old. So the queue is SLOTS pictures at the most, whatever happens.

Layout, little-endian int64: a page of counters, each written by one side only, one header of 128 bytes
for each slot, then the slots on page borders. Untouched pages cost no memory on most systems.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from multiprocessing.shared_memory import SharedMemory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from videowall.feeds.frame import Frame

SLOTS = 3
PIXELS_MAX = 1280 * 1280
"""Pictures are scaled on decoding so that none has more."""
_BYTES_PER_PIXEL = 5  # blue, green, red, and a radiometric count of two bytes where there is one
_PAGE, _SLOT_HEADER = 4096, 128
_PUT, _TAKEN, _FULL, _BEAT, _PERIOD = 0, 8, 16, 24, 32
_FACTS = struct.Struct("<8q")
_NUMBER = struct.Struct("<q")
_SLOT_BYTES = -(-PIXELS_MAX * _BYTES_PER_PIXEL // _PAGE) * _PAGE
BELT_BYTES = _PAGE + SLOTS * _SLOT_BYTES


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of the oldest picture that waits."""

    opening: int  # changes whenever the source is opened anew, and its time starts again
    arrived_ns: int  # time.monotonic_ns when it was decoded


class Belt:
    """Both ends of one belt; make it by `create_belt` or `attach_belt`."""

    def __init__(self, memory: SharedMemory, *, owner: bool) -> None:
        self._memory, self._owner = memory, owner

    @property
    def name(self) -> str:
        """The memory's name, for `attach_belt` in another process."""
        return self._memory.name

    def close(self) -> None:
        """Let go of the memory; the owner removes it."""
        if self._owner:
            self._memory.unlink()
        self._memory.close()

    # --- the child's side

    def put(self, frame: Frame, opening: int, arrived_ns: int) -> bool:
        """Add a picture; False when every slot is full and it was thrown away.

        Raises:
            ValueError: it has more than PIXELS_MAX pixels.
        """
        height, width = frame.image.shape[:2]
        if width * height > PIXELS_MAX:
            raise ValueError(f"a picture of {width} × {height} does not fit onto the belt")
        if not self.has_room():
            return False
        count = self._get(_PUT)
        slot = count % SLOTS
        np.copyto(self._image(slot, width, height), frame.image)
        if frame.counts is not None:
            np.copyto(self._counts(slot, width, height), frame.counts)
        has_counts = int(frame.counts is not None)
        time_us = round(frame.time_s * 1e6)
        facts = (opening, arrived_ns, frame.index, time_us, frame.captured_ms, width, height, has_counts)
        _FACTS.pack_into(self._bytes(), self._header_at(slot), *facts)
        self._set(_PUT, count + 1)
        return True

    def has_room(self) -> bool:
        """Whether a picture can be put; where not, the one that was to be put counts as thrown away."""
        if self._get(_PUT) - self._get(_TAKEN) < SLOTS:
            return True
        self._set(_FULL, self._get(_FULL) + 1)
        return False

    def beat(self, now_ns: int) -> None:
        """Say that the stream's thread is alive."""
        self._set(_BEAT, now_ns)

    @property
    def period_us(self) -> int:
        """The analyst wants no two pictures closer together than this, in microseconds of the source."""
        return self._get(_PERIOD)

    # --- the analyst's side

    @property
    def beaten_ns(self) -> int:
        """When the stream's thread was last alive; 0 before it began."""
        return self._get(_BEAT)

    @property
    def thrown(self) -> int:
        """Pictures that the child threw away because the belt was full."""
        return self._get(_FULL)

    def want_period(self, period_us: int) -> None:
        """Ask for pictures at least this far apart."""
        self._set(_PERIOD, period_us)

    def head(self) -> Head | None:
        """The oldest picture that waits, or None."""
        taken = self._get(_TAKEN)
        if self._get(_PUT) == taken:
            return None
        opening, arrived_ns = _FACTS.unpack_from(self._bytes(), self._header_at(taken % SLOTS))[:2]
        return Head(opening, arrived_ns)

    def drop(self) -> None:
        """Throw the oldest picture away."""
        self._set(_TAKEN, self._get(_TAKEN) + 1)

    def take(self, camera: str) -> Frame:
        """Take the oldest picture, as a copy of one's own. Only after `head` said that there is one."""
        taken = self._get(_TAKEN)
        slot = taken % SLOTS
        facts = _FACTS.unpack_from(self._bytes(), self._header_at(slot))
        _opening, _arrived, index, time_us, captured_ms, width, height, has_counts = facts
        image = self._image(slot, width, height).copy()
        counts = self._counts(slot, width, height).copy() if has_counts else None
        self._set(_TAKEN, taken + 1)
        return Frame(camera, index, time_us / 1e6, image, captured_ms, counts)

    def _image(self, slot: int, width: int, height: int) -> NDArray[np.uint8]:
        at = _PAGE + slot * _SLOT_BYTES
        flat = np.frombuffer(self._bytes(), np.uint8, width * height * 3, at)
        return flat.reshape(height, width, 3)

    def _counts(self, slot: int, width: int, height: int) -> NDArray[np.uint16]:
        at = _PAGE + slot * _SLOT_BYTES + PIXELS_MAX * 3
        flat = np.frombuffer(self._bytes(), np.uint16, width * height, at)
        return flat.reshape(height, width)

    def _header_at(self, slot: int) -> int:
        return 1024 + slot * _SLOT_HEADER

    def _get(self, at: int) -> int:
        value: int = _NUMBER.unpack_from(self._bytes(), at)[0]
        return value

    def _set(self, at: int, value: int) -> None:
        _NUMBER.pack_into(self._bytes(), at, value)

    def _bytes(self) -> Any:
        buffer = self._memory.buf
        if buffer is None:
            raise ValueError("the belt is closed")
        return buffer


def create_belt(name: str) -> Belt:
    """Make new shared memory for one camera; the caller owns it and must close it.

    Raises:
        FileExistsError: the name is taken.
    """
    return Belt(SharedMemory(name, create=True, size=BELT_BYTES), owner=True)


def attach_belt(name: str) -> Belt:
    """Open the other end in a child.

    Raises:
        FileNotFoundError: the owner is gone.
    """
    return Belt(SharedMemory(name), owner=False)
