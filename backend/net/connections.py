"""Every connection that a center has accepted: whose it is, since when, what waits for it, and its end.

ZeroMQ does not let a listening socket close one peer. Each message tells the descriptor of the connection
that it came over, though, and shutting that down ends exactly this connection: ZeroMQ sees its peer gone.
A descriptor may have been given to somebody else meanwhile, so the far address is compared first.
"""

from __future__ import annotations

import socket
import struct
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import zmq

from backend.domain.access import Principal
from backend.net.curve import Socket, receive

LIFE: Final = zmq.EVENT_ACCEPTED | zmq.EVENT_DISCONNECTED | zmq.EVENT_CLOSED
KNOCK_FAILED: Final = zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL | zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL
_GONE: Final = frozenset({zmq.EVENT_DISCONNECTED, zmq.EVENT_CLOSED})


@dataclass(slots=True, eq=False)
class Connection:
    """One connection to the ROUTER (`route` is set) or to the feed. Times are of the steady clock."""

    fd: int
    address: str
    since_s: float
    key: str = ""
    principal: Principal | None = None  # of the key, as it was admitted
    route: bytes = b""
    greeted: bool = False
    ending_s: float | None = None  # cut at this time; until then nothing of it is taken
    mute: bool = False  # nothing but BYE is sent to it any more
    topics: set[bytes] = field(default_factory=set)
    pending: deque[bytes] = field(default_factory=deque)
    pending_bytes: int = 0


class Connections:
    """The connections of one socket, followed by its monitor."""

    def __init__(self, listening: Socket) -> None:
        self._socket = listening
        self.monitor: Socket = listening.get_monitor_socket(LIFE | KNOCK_FAILED)
        self._open: dict[int, Connection] = {}
        self._routes: dict[bytes, Connection] = {}
        self._dropped: list[Connection] = []
        self.failed_knocks = 0

    def __len__(self) -> int:
        return len(self._open)

    def __iter__(self) -> Iterator[Connection]:
        return iter(list(self._open.values()))

    def follow(self, now_s: float) -> list[Connection]:
        """Read what the monitor tells; returns the connections that ended."""
        gone, self._dropped = self._dropped, []
        while (frames := receive(self.monitor)) is not None:
            event, value = struct.unpack("=Hi", frames[0].bytes)
            if event == zmq.EVENT_ACCEPTED:
                if (old := self._forget(value)) is not None:
                    gone.append(old)
                self._open[value] = Connection(value, _far_end(value), now_s)
            elif event in _GONE:
                if (old := self._forget(value)) is not None:
                    gone.append(old)
            else:
                self.failed_knocks += 1
        return gone

    def of_route(self, route: bytes) -> Connection | None:
        """The connection behind a route of the ROUTER."""
        return self._routes.get(route)

    def of_frame(self, frame: zmq.Frame, now_s: float, route: bytes = b"") -> Connection | None:
        """The connection that a frame came over; a new one is not admitted yet (`key` is empty).

        None for a frame that came over none: the feed's own news that a subscriber is gone.
        """
        try:
            fd = int(frame.get("__fd"))
        except zmq.ZMQError:
            return None
        found = self._open.get(fd)
        if found is None or (route and found.route not in {b"", route}):
            # The news of its end, or of this one's beginning, has not been read yet.
            self._drop(fd)
            found = self._open[fd] = Connection(fd, _far_end(fd), now_s)
        if route:
            found.route = route
            self._routes[route] = found
        return found

    def cut(self, connection: Connection) -> None:
        """End a connection now. The monitor tells when it is gone; nothing more goes out on it."""
        connection.ending_s, connection.mute = connection.since_s, True
        connection.pending.clear()
        connection.pending_bytes = 0
        if not connection.address or _far_end(connection.fd) != connection.address:
            self._drop(connection.fd)
            return
        far = socket.socket(fileno=connection.fd)
        try:
            far.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it has just gone by itself
        finally:
            far.detach()

    def close(self) -> None:
        """Stop following."""
        self._socket.disable_monitor()
        self.monitor.close(0)

    def _drop(self, fd: int) -> None:
        if (old := self._forget(fd)) is not None:
            self._dropped.append(old)

    def _forget(self, fd: int) -> Connection | None:
        found = self._open.pop(fd, None)
        if found is not None and self._routes.get(found.route) is found:
            del self._routes[found.route]
        return found


def _far_end(fd: int) -> str:
    """The address at the other end of a connection, as text; empty when it is gone."""
    try:
        near = socket.socket(fileno=fd)
    except OSError:
        return ""
    try:
        return str(near.getpeername())
    except OSError:
        return ""
    finally:
        near.detach()
