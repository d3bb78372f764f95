"""The worker process: several streams, one thread that masks, shrinks and publishes whatever is new.

One byte over the channel wakes the wall for a whole batch of pictures; when the wall is behind and the
channel is full, the byte is dropped, because the wall will look at every ring anyway. When the channel
closes the wall is gone, and so is this process.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import threading

from videowall.workers.facts import PictureFacts
from videowall.workers.job import Job
from videowall.workers.masking import FaceHider, PlainView, Veil
from videowall.workers.ring import Ring, attach_ring
from videowall.workers.scaling import fitted, write_bgra
from videowall.workers.stream import StreamReader, Taken

BEAT_S = 0.2
"""How often a status is written although nothing happens; the pool takes silence for death."""


class Lane:
    """One stream's way from its reader to its ring."""

    def __init__(self, job: Job, ring: Ring, wake: threading.Event) -> None:
        self._ring = ring
        self._reader = StreamReader(job.camera, job.source, wake.set)
        self._veil: Veil = FaceHider(job.models) if job.mask else PlainView()
        self._reader.start()

    def step(self) -> bool:
        """Publish the newest picture and the status; False when there was no new picture."""
        taken = self._reader.take()
        if taken is not None:
            self._publish(taken)
        status = self._reader.status()
        self._ring.report(status)
        return taken is not None

    def _publish(self, taken: Taken) -> None:
        hidden, masks, mode = self._veil.hide(taken.image, taken.time_s)
        height, width = hidden.shape[:2]
        w, h = fitted(width, height, *self._ring.wanted())
        write_bgra(hidden, self._ring.open_slot(w, h), w, h)
        time_us = int(taken.time_s * 1e6)
        self._ring.publish(w, h, PictureFacts(taken.arrived_ns, taken.index, time_us, masks, mode))


def run(jobs: tuple[Job, ...], channel: socket.socket) -> None:
    """Serve the jobs until the other end of the channel closes. Entry point of the spawned process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl C is for the console, which then closes the channel
    wake = threading.Event()
    channel.settimeout(0)
    threading.Thread(target=_end_with_parent, args=(channel,), name="parent", daemon=True).start()
    lanes = [Lane(job, attach_ring(job.ring), wake) for job in jobs]
    while True:
        timely = wake.wait(BEAT_S)
        wake.clear()
        # Every lane steps: no short cut by any().
        fresh = [lane.step() for lane in lanes]
        if timely or any(fresh):
            _ring_bell(channel)


def _ring_bell(channel: socket.socket) -> None:
    try:
        channel.send(b"\1")
    except BlockingIOError:
        return  # the wall has bells to answer already
    except OSError:
        os._exit(0)  # the wall is gone


def _end_with_parent(channel: socket.socket) -> None:
    """Wait for the wall's end of the channel to close, then leave at once.

    Readers may sit in a codec or a socket for seconds; shared memory belongs to the wall's process, and
    nothing of this process needs to be written down, so there is nothing to unwind.
    """
    select.select([channel], [], [])  # nothing is ever sent this way: readable means closed
    os._exit(0)
