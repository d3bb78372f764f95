"""Settings that every socket of ours has: CURVE, finite queues, bounded lingering, dead peers noticed.

Source: design 3-federation.md (traps; rules 7 and 9).
"""

from __future__ import annotations

from typing import Final, TypeAlias

import zmq

from backend.net.keys import KeyPair
from backend.wire.codec import SIZE_MAX_BYTES

Context: TypeAlias = "zmq.Context[zmq.Socket[bytes]]"
Socket: TypeAlias = "zmq.Socket[bytes]"

LINGER_MS: Final = 300
"""How long a closing socket tries to get rid of what it still holds."""

FRAME_MAX_BYTES: Final = 4 * SIZE_MAX_BYTES
"""Larger frames cost the peer its connection; up to here they are refused with words."""

HANDSHAKE_MS: Final = 5_000
ALIVE_S: Final = 2
"""How often an idle connection is probed, and after twice as long a first time."""

SILENCE_MS: Final = 8_000
"""A far host that acknowledges nothing for so long is gone."""

ZAP_DOMAIN: Final = b"onegrid"
ZAP_ENDPOINT: Final = "inproc://zeromq.zap.01"  # fixed by ZeroMQ RFC 27


def prepare(socket: Socket, hwm: int) -> None:
    """Bound everything about a socket before it binds or connects. `hwm`: messages per peer and way."""
    socket.setsockopt(zmq.LINGER, LINGER_MS)
    socket.setsockopt(zmq.SNDHWM, hwm)
    socket.setsockopt(zmq.RCVHWM, hwm)
    socket.setsockopt(zmq.MAXMSGSIZE, FRAME_MAX_BYTES)
    socket.setsockopt(zmq.HANDSHAKE_IVL, HANDSHAKE_MS)
    # Not ZeroMQ's own heartbeats: libzmq 4.3 aborts the process (assertion !_io_error) when their timer fires
    # on a connection that broke while its inbound queue was full, which a peer can bring about.
    socket.setsockopt(zmq.TCP_KEEPALIVE, 1)
    socket.setsockopt(zmq.TCP_KEEPALIVE_IDLE, 2 * ALIVE_S)
    socket.setsockopt(zmq.TCP_KEEPALIVE_INTVL, ALIVE_S)
    socket.setsockopt(zmq.TCP_KEEPALIVE_CNT, 2)
    socket.setsockopt(zmq.TCP_MAXRT, SILENCE_MS)


def serve_curve(socket: Socket, pair: KeyPair) -> None:
    """Accept only CURVE peers, each judged by the ZAP door of the same context."""
    socket.setsockopt(zmq.CURVE_SERVER, 1)
    socket.setsockopt(zmq.CURVE_PUBLICKEY, pair.public.encode("ascii"))
    socket.setsockopt(zmq.CURVE_SECRETKEY, pair.secret.encode("ascii"))
    socket.setsockopt(zmq.ZAP_DOMAIN, ZAP_DOMAIN)


def dial_curve(socket: Socket, pair: KeyPair, server_key: str) -> None:
    """Speak only to the holder of `server_key`, as `pair`."""
    socket.setsockopt(zmq.CURVE_SERVERKEY, server_key.encode("ascii"))
    socket.setsockopt(zmq.CURVE_PUBLICKEY, pair.public.encode("ascii"))
    socket.setsockopt(zmq.CURVE_SECRETKEY, pair.secret.encode("ascii"))


def receive(socket: Socket) -> list[zmq.Frame] | None:
    """One message without waiting, or None. Frames carry who sent them (`User-Id`)."""
    try:
        return socket.recv_multipart(zmq.NOBLOCK, copy=False)
    except zmq.Again:
        return None


def bind(socket: Socket, endpoint: str) -> str:
    """Bind and return the endpoint really bound (a port of `*` or 0 is chosen by the system).

    Raises:
        zmq.ZMQError: the address is taken or is none.
    """
    socket.bind(endpoint)
    return socket.getsockopt_string(zmq.LAST_ENDPOINT)


def descriptor(socket: Socket) -> int:
    """The edge-triggered descriptor of a socket, for event loops."""
    return int(socket.get(zmq.FD))


def readable(socket: Socket) -> bool:
    """Whether a message waits."""
    return bool(int(socket.get(zmq.EVENTS)) & zmq.POLLIN)


def writable(socket: Socket) -> bool:
    """Whether a peer takes messages."""
    return bool(int(socket.get(zmq.EVENTS)) & zmq.POLLOUT)


def close_monitored(socket: Socket, monitor: Socket) -> None:
    """Close a socket and its monitor, in the order in which neither waits for the other."""
    socket.disable_monitor()
    monitor.close(0)
    socket.close(LINGER_MS)
