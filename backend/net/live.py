"""Subscriptions: who may have which topic, and a sign that they are in force.

A new subscriber misses what was published before its subscriptions reached the publisher. So it
subscribes last to a marker topic of its own, `live/<32 hex digits>`; the publisher answers on that
topic, once every earlier subscription of the connection is in force, and only then is a snapshot asked
for. Source: design 3-federation.md rule 6 and traps (slow joiners).
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Final

import zmq

from backend.net.curve import Socket, receive
from backend.net.keyring import Principal

_MARKER: Final = re.compile(rb"live/[0-9a-f]{32}")


def new_marker() -> bytes:
    """A marker topic that nobody else uses."""
    return b"live/" + uuid.uuid4().hex.encode("ascii")


def answer_subscriptions(
    feed: Socket, find: Callable[[zmq.Frame], Principal | None], report: Callable[[str, str], None]
) -> None:
    """Put every waiting subscription into force or refuse it (the XPUB is in manual mode)."""
    while (frames := receive(feed)) is not None:
        raw = frames[0].bytes
        topic = raw[1:]
        if raw[:1] == b"\x00":
            feed.setsockopt(zmq.UNSUBSCRIBE, topic)
        elif raw[:1] == b"\x01":
            _subscribe(feed, topic, find(frames[0]), report)


def _subscribe(
    feed: Socket, topic: bytes, principal: Principal | None, report: Callable[[str, str], None]
) -> None:
    """Accept one topic for the connection that asked last, or report why not."""
    if _MARKER.fullmatch(topic):
        feed.setsockopt(zmq.SUBSCRIBE, topic)
        feed.send_multipart([topic, b""], zmq.NOBLOCK)
    elif principal is not None and principal.may_watch(topic.decode("utf-8", "replace")):
        feed.setsockopt(zmq.SUBSCRIBE, topic)
    else:
        who = principal.name if principal else "an unknown key"
        report("topic_refused", f"{who} asked for the topic {topic[:40]!r}, which that key may not watch")
