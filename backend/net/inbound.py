"""What comes in at a center: a good message, or a fault with its words."""

from __future__ import annotations

from dataclasses import dataclass

from backend.domain.access import Principal
from backend.wire.messages import Envelope


@dataclass(frozen=True, slots=True)
class Inbound:
    """One thing that came in: a good message (`envelope`, no `fault`) or a fault with its words.

    `route` is where `Listener.send` answers; it is new after every reconnect and empty for a fault about
    a connection that never came to be. Faults: oversized, version, unknown_kind, malformed, wrong_src,
    unknown_key, key_revoked, topic_refused, handshake_failed, keyring_corrupt, too_fast, slow, hello_first,
    too_many_connections, too_many_topics, and those of signing in: sign_in_refused, sign_in_locked,
    sign_in_busy, session_over. `src` of a good message and the `node` of a good HELLO are always
    `principal.name`; SignIn comes without its password once it was found right.
    """

    route: bytes
    principal: Principal | None
    envelope: Envelope | None
    fault: str = ""
    words: str = ""
