"""HELLO and WELCOME compare both ends of both streams: what fits, what a restore explains, what is refused.

Source: design 3-federation.md rules 1 and 4.
"""

from __future__ import annotations

from dataclasses import dataclass

from backend.center.place import Place
from backend.center.ports import Caller, EdgeRow
from backend.domain.access import topics_of
from backend.domain.errors import Refused
from backend.wire.messages import PROTOCOL_VERSION, Hello, Welcome


@dataclass(frozen=True, slots=True)
class Ends:
    """How far one side is, as it says itself."""

    applied_seq: int = 0
    next_seq: int = 1
    dropped_seq: int = 0
    recovering: bool = False

    @property
    def fields(self) -> tuple[int, int, int, bool]:
        """In the order of HELLO."""
        return self.applied_seq, self.next_seq, self.dropped_seq, self.recovering

    @staticmethod
    def of(said: Hello | Welcome) -> Ends:
        """What the other side said."""
        return Ends(said.applied_seq, said.next_seq, said.dropped_seq, recovering=said.recovering)


def welcome_of(place: Place, caller: Caller, now_ms: int, ends: Ends) -> Welcome:
    """What anybody who said HELLO is told; `ends` are of a link between centers."""
    return Welcome(
        PROTOCOL_VERSION,
        place.center,
        place.level,
        now_ms,
        place.feed_endpoint,
        ends.applied_seq,
        ends.next_seq,
        tuple(sorted(role.value for role in caller.roles)),
        caller.department,
        place.org,
        name=caller.name,
        topics=topics_of(caller),
        sign_in=caller.sign_in,
        until_ms=caller.until_ms,
        dropped_seq=ends.dropped_seq,
        recovering=ends.recovering,
    )


def check_ends(center: str, row: EdgeRow, incarnation: int, theirs: Ends, *, unsettled: bool) -> None:
    """Compare our end of an edge (`row`) with the neighbour's (`theirs`, in its `incarnation`).

    Each side may have lost data only if it was restored and says so: we, while the edge is `unsettled`.

    Raises:
        Refused: `behind`.
    """
    peer = row.peer
    if incarnation < row.peer_inc:
        raise _behind(peer, f"{peer} comes as incarnation {incarnation}, after it was {row.peer_inc}")
    if theirs.applied_seq >= row.next_seq and not unsettled:
        said = f"{peer} has message {theirs.applied_seq} of {center}, where {row.next_seq} is next"
        raise _behind(center, said)
    if theirs.recovering:
        return
    if theirs.next_seq <= row.applied_seq:
        said = f"{center} has message {row.applied_seq} of {peer}, where {theirs.next_seq} is next"
        raise _behind(peer, said)
    if theirs.applied_seq < row.acked_seq and not unsettled:
        said = f"{peer} has message {theirs.applied_seq} of {center}, and had acknowledged {row.acked_seq}"
        raise _behind(peer, said)


def _behind(who: str, said: str) -> Refused:
    words = f"{said}: the database of {who} was lost or put back; use `onegrid center restore` there"
    return Refused("behind", words)
