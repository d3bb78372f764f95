"""Subscriptions: who may have which topic, and a sign that they are in force.

A new subscriber misses what was published before its subscriptions reached the publisher. So it
subscribes last to a marker topic of its own, `live/<32 hex digits>`; the publisher answers on that
topic, once every earlier subscription of the connection is in force, and only then is a snapshot asked
for. Source: design 3-federation.md rule 6 and traps (slow joiners).
"""

from __future__ import annotations

import re
import uuid
from typing import Final

import zmq

from backend.net.curve import Socket, receive
from backend.net.guard import Guard

_MARKER: Final = re.compile(rb"live/[0-9a-f]{32}")


def new_marker() -> bytes:
    """A marker topic that nobody else uses."""
    return b"live/" + uuid.uuid4().hex.encode("ascii")


def answer_subscriptions(feed: Socket, guard: Guard) -> None:
    """Put every waiting subscription into force or refuse it (the XPUB is in manual mode)."""
    while (frames := receive(feed)) is not None:
        raw = frames[0].bytes
        topic = raw[1:]
        if raw[:1] == b"\x00":
            feed.setsockopt(zmq.UNSUBSCRIBE, topic)
            guard.unsubscribe(topic, frames[0])
        elif raw[:1] == b"\x01":
            marker = _MARKER.fullmatch(topic) is not None
            if guard.subscribe(topic, frames[0], marker=marker):
                feed.setsockopt(zmq.SUBSCRIBE, topic)
                if marker:
                    feed.send_multipart([topic, b""], zmq.NOBLOCK)
