"""Message to bytes and back: msgpack, with gates for size, version and numbers no database can hold.

Nothing that comes off a socket reaches the program except through `decode`. It raises Malformed and
nothing else, whatever the bytes are. Source: design 3-federation.md (Envelope, rules 8 and 9).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, TypeVar, get_args

import msgspec

from backend.domain.errors import Corrupt
from backend.wire.cameras import Duty
from backend.wire.messages import (
    PROTOCOL_VERSION,
    Bye,
    Data,
    Durable,
    Envelope,
    Hello,
    Message,
    Sealed,
    Snapshot,
)

SIZE_MAX_BYTES: Final = 1 << 20
"""No encoded envelope is larger; a snapshot that would be is sent in parts (`parts_of`)."""

PART_MAX_BYTES: Final = 256 << 10
"""Size aimed at by one part of a snapshot: small enough that commands are not stuck behind it."""

KINDS: Final = frozenset(kind.__name__ for kind in get_args(Message))
"""The tags of every message this version knows."""

DURABLE: Final = frozenset(kind.__name__ for kind in get_args(Durable)) - {Sealed.__name__}
"""The tags of every durable message this version knows."""

Record = TypeVar("Record")

_ENCODER: Final = msgspec.msgpack.Encoder(order="deterministic")
_DECODER: Final = msgspec.msgpack.Decoder(Envelope)
_LOOSE: Final = msgspec.msgpack.Decoder(list[msgspec.Raw])
_DURABLE: Final[msgspec.msgpack.Decoder[Durable]] = msgspec.msgpack.Decoder(Durable)
_INT_MAX: Final = (1 << 63) - 1
_HUGE_MARK: Final = re.compile(rb"\xcf[\x80-\xff]")  # msgpack uint64 of 2^63 or more


class Malformed(Corrupt):
    """Bytes that are no message. `code`: oversized, version, unknown_kind or malformed."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


def encode(envelope: Envelope) -> bytes:
    """Bytes of one envelope; the same envelope always gives the same bytes.

    Raises:
        Malformed: `oversized` when there are more than SIZE_MAX_BYTES of them.
    """
    raw = _ENCODER.encode(envelope)
    if len(raw) > SIZE_MAX_BYTES:
        kind = type(envelope.body).__name__
        raise Malformed("oversized", f"{kind} of {len(raw)} bytes; at most {SIZE_MAX_BYTES} may be sent")
    return raw


def decode(raw: bytes) -> Envelope:
    """The envelope in `raw`; extra fields at the end (from newer peers) are ignored.

    DATA around a kind that only newer peers know carries it sealed, so that it can be kept.

    HELLO and BYE are taken in any version, so that peers can tell each other that they do not match.

    Raises:
        Malformed: always this, whatever is wrong.
    """
    if len(raw) > SIZE_MAX_BYTES:
        raise Malformed("oversized", f"{len(raw)} bytes; at most {SIZE_MAX_BYTES} are taken")
    try:
        envelope = _opened(raw)
        if _HUGE_MARK.search(raw):
            _check_numbers(msgspec.to_builtins(envelope))
    except (msgspec.MsgspecError, ValueError, RecursionError, OverflowError) as fault:
        raise _explain(raw, fault) from fault
    if envelope.v != PROTOCOL_VERSION and not isinstance(envelope.body, Hello | Bye):
        raise Malformed("version", f"protocol version {envelope.v}; this side speaks {PROTOCOL_VERSION}")
    return envelope


def unseal(sealed: Sealed) -> Durable | None:
    """The message in a sealed one; None while its kind is still unknown.

    Raises:
        Malformed: the kind is known by now, and this is none.
    """
    if sealed.kind not in DURABLE:
        return None
    try:
        return _DURABLE.decode(sealed.raw)
    except (msgspec.MsgspecError, ValueError, RecursionError, OverflowError) as fault:
        raise Malformed("malformed", f"no {sealed.kind}: {fault}") from fault


def _opened(raw: bytes) -> Envelope:
    """Decode, with a durable message of an unknown kind sealed in its DATA."""
    try:
        return _DECODER.decode(raw)
    except msgspec.ValidationError:
        array = _LOOSE.decode(raw)
        sealed = _sealed(array[6]) if len(array) > 6 else None
        if sealed is None:
            raise
        array[6] = msgspec.Raw(_ENCODER.encode(Data(sealed)))
        return _DECODER.decode(_ENCODER.encode(array))


def _sealed(body: msgspec.Raw) -> Sealed | None:
    """What is in DATA, as it came, if it is an array whose tag is no kind that we know."""
    data = msgspec.msgpack.decode(body)
    if not (isinstance(data, list) and len(data) > 1 and data[0] == Data.__name__):
        return None
    payload = data[1]
    kind = payload[0] if isinstance(payload, list) and payload else None
    if not isinstance(kind, str) or kind in DURABLE or kind == Sealed.__name__:
        return None
    return Sealed("", kind, bytes(_LOOSE.decode(body)[1]))


def parts_of(snapshot: Snapshot, part_bytes: int = PART_MAX_BYTES) -> Iterator[Snapshot]:
    """Cut a snapshot into parts of about `part_bytes`; only the final one has `last` set.

    A single record larger than `part_bytes` makes a part of its own. An empty snapshot is one part.
    """
    topic, seq = snapshot.topic, snapshot.seq
    pieces = [Snapshot(topic, seq, last=False, tickets=run) for run in _runs(snapshot.tickets, part_bytes)]
    pieces += [Snapshot(topic, seq, last=False, alarms=run) for run in _runs(snapshot.alarms, part_bytes)]
    pieces += [
        Snapshot(topic, seq, last=False, neighbours=run) for run in _runs(snapshot.neighbours, part_bytes)
    ]
    pieces += [Snapshot(topic, seq, last=False, cameras=run) for run in _runs(snapshot.cameras, part_bytes)]
    yield from pieces[:-1]
    final = pieces[-1] if pieces else snapshot
    yield msgspec.structs.replace(final, last=True)


def duty_parts(duty: Duty, part_bytes: int = PART_MAX_BYTES) -> Iterator[Duty]:
    """Cut a duty into parts of about `part_bytes`, as `parts_of` does; only the final one has `last` set."""
    pieces = [Duty(duty.seq, last=False, cameras=run) for run in _runs(duty.cameras, part_bytes)]
    yield from pieces[:-1]
    final = pieces[-1] if pieces else duty
    yield msgspec.structs.replace(final, last=True, lease_ms=duty.lease_ms)


def _runs(records: Iterable[Record], part_bytes: int) -> Iterator[tuple[Record, ...]]:
    """Consecutive records together while they fit in `part_bytes`."""
    run: list[Record] = []
    filled = 0
    for record in records:
        size = len(_ENCODER.encode(record))
        if run and filled + size > part_bytes:
            yield tuple(run)
            run, filled = [], 0
        run.append(record)
        filled += size
    if run:
        yield tuple(run)


def _check_numbers(value: object) -> None:
    """Refuse integers that a 64-bit signed column cannot hold."""
    if isinstance(value, int) and value > _INT_MAX:
        raise ValueError(f"the number {value} is too large")
    if isinstance(value, dict):
        for item in value.values():
            _check_numbers(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _check_numbers(item)


def _explain(raw: bytes, fault: Exception) -> Malformed:
    """Tell a kind that only a newer version knows from bytes that are no message at all."""
    try:
        loose = msgspec.msgpack.decode(raw, type=list[object])
        body = loose[6]
    except (msgspec.MsgspecError, ValueError, RecursionError, IndexError):
        return Malformed("malformed", f"no message: {fault}")
    kind = body[0] if isinstance(body, list) and body else None
    if isinstance(kind, str) and kind not in KINDS:
        return Malformed(
            "unknown_kind", f"no message kind {kind[:40]!r} in protocol version {PROTOCOL_VERSION}"
        )
    return Malformed("malformed", f"no message: {fault}")
