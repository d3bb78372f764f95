"""The sockets of onegrid in one place, and how to sleep on several of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import zmq

from backend.net.curve import Socket
from backend.net.dialer import Connected, Dialer, LinkFault
from backend.net.inbound import Inbound
from backend.net.listener import Listener

__all__ = ["Connected", "Dialer", "Inbound", "Link", "LinkFault", "Listener", "wait_any"]


class Link(Protocol):
    """Anything whose sockets can be watched."""

    def sockets(self) -> tuple[Socket, ...]:
        """The sockets to watch."""
        ...


def wait_any(links: Iterable[Link], timeout_s: float, wake: int | None = None) -> bool:
    """Sleep until a link has something to drain, `wake` (a descriptor) is readable, or time is up.

    Looks at the sockets before sleeping, so nothing is missed although their descriptors are
    edge-triggered. Works on Windows too (`wake` must be a socket there). False: time is up.
    """
    poller = zmq.Poller()
    for link in links:
        for socket in link.sockets():
            poller.register(socket, zmq.POLLIN)
    if wake is not None:
        poller.register(wake, zmq.POLLIN)
    return bool(poller.poll(max(0, int(timeout_s * 1000))))
