"""The first function of a spawned worker. Apart, so that the wall's side loads no codec by naming it."""

from __future__ import annotations

import socket

from videowall.workers.job import Job


def work(jobs: tuple[Job, ...], channel: socket.socket) -> None:
    """Load the codecs and serve the jobs until the channel closes."""
    from videowall.workers.worker import run  # noqa: PLC0415 - av and cv2 belong to the spawned process only

    run(jobs, channel)
