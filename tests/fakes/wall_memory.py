"""Rings and pictures made by hand, as a worker would make them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from videowall.workers.facts import MaskMode, PictureFacts
from videowall.workers.orphans import new_name
from videowall.workers.ring import Ring, attach_ring, create_ring


@contextmanager
def ring_pair(width: int = 64, height: int = 48) -> Iterator[tuple[Ring, Ring]]:
    """The wall's end and the worker's end of one ring."""
    owner = create_ring(new_name(), width, height)
    worker = attach_ring(owner.name)
    try:
        yield owner, worker
    finally:
        worker.close()
        owner.close()


def facts(index: int = 0, *, age_ms: int = 0, mode: MaskMode = MaskMode.OFF, masks: int = 0) -> PictureFacts:
    """Facts of a picture that arrived `age_ms` ago."""
    return PictureFacts(time.monotonic_ns() - age_ms * 1_000_000, index, index * 1000, masks, mode)


def publish(
    ring: Ring, color: int, index: int = 0, size: tuple[int, int] = (8, 6), *, age_ms: int = 0
) -> None:
    """Publish a picture of one grey value."""
    width, height = size
    pixels = ring.open_slot(width, height)
    pixels[:] = bytes([color]) * len(pixels)
    del pixels
    ring.publish(width, height, facts(index, age_ms=age_ms))
