"""A ring of pictures in shared memory, one per tile: the parent owns it, a worker writes, the wall reads.

Layout (little-endian int64 unless said): a header of 1024 bytes, one slot header of 128 bytes for each
slot, then the pixels on page borders. Every group of fields is under a seal: odd while it is being
written, raised by two with each writing, so a reader sees whether what it read was whole.
The parent creates and unlinks the memory, so a killed worker leaves nothing behind.

Source: design 4-wall.md, 2 (Frames).
"""

from __future__ import annotations

import struct
import weakref
from multiprocessing.shared_memory import SharedMemory

from videowall.workers.facts import MaskMode, Picture, PictureFacts, StreamState, StreamStatus

SLOTS = 3
WIDTH_MAX, HEIGHT_MAX = 1920, 1080
BYTES_PER_PIXEL = 4

_HEADER, _SLOT_HEADER, _PAGE = 1024, 128, 4096
_COUNT = 0  # pictures published so far
_WANT = 8  # width, height the wall wants
_STATUS_SEAL = 64
_STATUS = 72
_TEXT = 256  # code (32 bytes), words (480 bytes): zero-padded UTF-8
_CODE_BYTES, _WORDS_BYTES = 32, 480
_STATUS_FORM = struct.Struct("<9q")
_PICTURE_FORM = struct.Struct("<7q")
_NUMBER = struct.Struct("<q")
_TRIES = 8


def ring_bytes(width_max: int = WIDTH_MAX, height_max: int = HEIGHT_MAX) -> int:
    """Size of a ring for pictures up to this size. Untouched pages cost no memory on most systems."""
    return _pixels_at(SLOTS, _slot_bytes(width_max, height_max))


def _slot_bytes(width_max: int, height_max: int) -> int:
    return -(-width_max * height_max * BYTES_PER_PIXEL // _PAGE) * _PAGE


def _pixels_at(slot: int, slot_bytes: int) -> int:
    front = -(-(_HEADER + SLOTS * _SLOT_HEADER) // _PAGE) * _PAGE
    return front + slot * slot_bytes


class Ring:
    """Both ends of one ring over one piece of shared memory; use `create_ring` or `attach_ring`."""

    def __init__(self, memory: SharedMemory, *, owner: bool) -> None:
        self._memory = memory
        self._owner = owner
        self._lent: dict[int, weakref.ref[memoryview]] = {}
        front = _pixels_at(0, 0)
        self._slot_bytes = (memory.size - front) // SLOTS // _PAGE * _PAGE

    @property
    def name(self) -> str:
        """The memory's name, for `attach_ring` in another process."""
        return self._memory.name

    def close(self) -> None:
        """Let go of the memory; the owner also removes its name. The pixels of its pictures end with it."""
        for lent in list(self._lent.values()):
            pixels = lent()
            if pixels is not None:
                pixels.release()  # whoever looks at them now gets an error, not someone else's memory
        if self._owner:
            self._memory.unlink()  # first: whatever happens below, no name stays behind
        self._memory.close()

    # --- the wall's side

    def want(self, width: int, height: int) -> None:
        """Tell the worker the largest size of use; clipped to what the ring can hold."""
        buffer = self._bytes()
        _NUMBER.pack_into(buffer, _WANT, max(1, min(width, WIDTH_MAX)))
        _NUMBER.pack_into(buffer, _WANT + 8, max(1, min(height, HEIGHT_MAX)))

    def newest(self) -> Picture | None:
        """The last picture published, or None when there is none yet. Zero-copy; see `intact`."""
        buffer = self._bytes()
        for _ in range(_TRIES):
            count = _number(buffer, _COUNT)
            if count == 0:
                return None
            slot = (count - 1) % SLOTS
            at = _HEADER + slot * _SLOT_HEADER
            seal = _number(buffer, at)
            arrived, index, time_us, masks, mode, width, height = _PICTURE_FORM.unpack_from(buffer, at + 8)
            if seal % 2 == 0 and seal == _number(buffer, at):
                start = _pixels_at(slot, self._slot_bytes)
                pixels = self._lend(buffer[start : start + width * height * BYTES_PER_PIXEL])
                facts = PictureFacts(arrived, index, time_us, masks, MaskMode(mode))
                return Picture(facts, width, height, pixels, slot, seal)
        return None  # the writer laps us on every try: the next wake-up brings a newer one

    def intact(self, picture: Picture) -> bool:
        """True when nothing was written over the picture; ask again after painting."""
        return _number(self._bytes(), _HEADER + picture.slot * _SLOT_HEADER) == picture.seal

    def status(self) -> StreamStatus:
        """The worker's newest word. Falls back to an empty status when it can not be read whole."""
        buffer = self._bytes()
        for _ in range(_TRIES):
            seal = _number(buffer, _STATUS_SEAL)
            numbers = _STATUS_FORM.unpack_from(buffer, _STATUS)
            text = bytes(buffer[_TEXT : _TEXT + _CODE_BYTES + _WORDS_BYTES])
            if seal % 2 == 0 and seal == _number(buffer, _STATUS_SEAL):
                return _status(numbers, text)
        return StreamStatus()

    # --- the worker's side

    def wanted(self) -> tuple[int, int]:
        """Width and height the wall last asked for."""
        buffer = self._bytes()
        return _number(buffer, _WANT), _number(buffer, _WANT + 8)

    def open_slot(self, width: int, height: int) -> memoryview:
        """Begin a picture: the slot's pixels, to be filled and then published by `publish`.

        Raises:
            ValueError: the picture does not fit.
        """
        if not 0 < width * height * BYTES_PER_PIXEL <= self._slot_bytes:
            raise ValueError(f"a picture of {width} x {height} does not fit into the ring")
        buffer = self._bytes()
        slot = _number(buffer, _COUNT) % SLOTS
        at = _HEADER + slot * _SLOT_HEADER
        _NUMBER.pack_into(buffer, at, _number(buffer, at) | 1)
        start = _pixels_at(slot, self._slot_bytes)
        return self._lend(buffer[start : start + width * height * BYTES_PER_PIXEL])

    def publish(self, width: int, height: int, facts: PictureFacts) -> None:
        """End the picture that `open_slot` began and make it the newest."""
        buffer = self._bytes()
        count = _number(buffer, _COUNT)
        at = _HEADER + count % SLOTS * _SLOT_HEADER
        fields = (facts.arrived_ns, facts.index, facts.time_us, facts.masks, int(facts.mode), width, height)
        _PICTURE_FORM.pack_into(buffer, at + 8, *fields)
        _NUMBER.pack_into(buffer, at, _number(buffer, at) + 1)
        _NUMBER.pack_into(buffer, _COUNT, count + 1)

    def report(self, status: StreamStatus) -> None:
        """Replace the status as one whole."""
        buffer = self._bytes()
        seal = _number(buffer, _STATUS_SEAL) | 1  # a killed worker may have left it odd
        _NUMBER.pack_into(buffer, _STATUS_SEAL, seal)
        _STATUS_FORM.pack_into(
            buffer,
            _STATUS,
            int(status.state),
            status.attempt,
            status.next_try_ns,
            status.since_ns,
            round(status.fps * 1000),
            round(status.dropped * 1000),
            status.width,
            status.height,
            status.heartbeat_ns,
        )
        text = _padded(status.code, _CODE_BYTES) + _padded(status.words, _WORDS_BYTES)
        buffer[_TEXT : _TEXT + len(text)] = text
        _NUMBER.pack_into(buffer, _STATUS_SEAL, seal + 1)

    def _lend(self, pixels: memoryview) -> memoryview:
        """Remember a view as long as somebody holds it: the memory cannot be freed while one lives."""
        key = id(pixels)
        self._lent[key] = weakref.ref(pixels, lambda _: self._lent.pop(key, None))
        return pixels

    def _bytes(self) -> memoryview:
        buffer = self._memory.buf
        if buffer is None:
            raise ValueError("the ring is closed")
        return buffer


def create_ring(name: str, width_max: int = WIDTH_MAX, height_max: int = HEIGHT_MAX) -> Ring:
    """Make new shared memory for one tile; the caller owns it and must close it.

    Raises:
        FileExistsError: the name is taken.
    """
    return Ring(SharedMemory(name, create=True, size=ring_bytes(width_max, height_max)), owner=True)


def attach_ring(name: str) -> Ring:
    """Open the other end in a worker.

    Raises:
        FileNotFoundError: the owner is gone.
    """
    return Ring(SharedMemory(name), owner=False)


def _number(buffer: memoryview, at: int) -> int:
    value: int = _NUMBER.unpack_from(buffer, at)[0]
    return value


def _padded(text: str, size: int) -> bytes:
    return text.encode()[:size].ljust(size, b"\0")


def _status(numbers: tuple[int, ...], text: bytes) -> StreamStatus:
    state, attempt, next_try, since, fps, dropped, width, height, heartbeat = numbers
    return StreamStatus(
        state=StreamState(state),
        attempt=attempt,
        next_try_ns=next_try,
        since_ns=since,
        fps=fps / 1000,
        dropped=dropped / 1000,
        width=width,
        height=height,
        heartbeat_ns=heartbeat,
        code=_text(text[:_CODE_BYTES]),
        words=_text(text[_CODE_BYTES:]),
    )


def _text(padded: bytes) -> str:
    return padded.rstrip(b"\0").decode(errors="ignore")
