"""How true a tile is at this moment: a pure judgement over what the worker said and our own clock.

A worker's word is never enough: it may hang or die, so age is always counted here, from the arrival
of the newest picture. Source: design 4-wall.md 5 and 6, TOKENS.md (stale tile).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from videowall.workers.facts import MaskMode, PictureFacts, StreamState, StreamStatus

NS_PER_MS = 1_000_000


class TileState(StrEnum):
    """What a person may believe of a tile."""

    WAITING = "waiting"  # first picture still to come
    LIVE = "live"
    STALE = "stale"  # the last picture is too old to act on
    LOST = "lost"  # the source is gone; the last picture, if any, is old
    RECOVERING = "recovering"  # lost, and being opened again now
    REFUSED = "refused"  # the source says no
    ENDED = "ended"  # a recording is over


@dataclass(frozen=True, slots=True)
class TileTruth:
    """A tile's truth in figures. `age_ms` is None before the first picture."""

    age_ms: int | None
    fps: float
    state: TileState
    reason: str  # code: no_packet, source_lost, source_refused, worker_died, end_of_source; empty when live
    masked: MaskMode | None  # None before the first picture
    masks: int = 0
    detail: str = ""  # the source's own words, English
    attempt: int = 0
    next_try_ms: int | None = None  # from now; None when no try is planned
    lost_ms: int = 0  # how long this has been so
    scaled: bool = False  # the picture is shown smaller than it is
    dropped_share: float = 0.0  # 0..1 of the decoded pictures
    pictures: int = 0  # of this stream so far, the one on screen included

    @property
    def trusted(self) -> bool:
        """True when the picture may be read as the present."""
        return self.state is TileState.LIVE


_STATES = {
    StreamState.LOST: TileState.LOST,
    StreamState.RECOVERING: TileState.RECOVERING,
    StreamState.REFUSED: TileState.REFUSED,
    StreamState.ENDED: TileState.ENDED,
}


def judge(
    status: StreamStatus,
    facts: PictureFacts | None,
    shown: tuple[int, int],
    now_ns: int,
    stale_after_ms: int,
) -> TileTruth:
    """Judge one tile.

    Args:
        status: the worker's newest word.
        facts: of the picture on screen, None before the first.
        shown: width and height of the picture as it came from the worker.
        now_ns: time.monotonic_ns.
        stale_after_ms: age from which a picture must not be taken for the present.
    """
    age_ms = None if facts is None else max(0, (now_ns - facts.arrived_ns) // NS_PER_MS)
    state = _state(status, age_ms, stale_after_ms)
    began_ns = facts.arrived_ns if facts is not None else status.since_ns
    return TileTruth(
        age_ms=age_ms,
        fps=status.fps if state is TileState.LIVE else 0.0,
        state=state,
        reason=_reason(status, state),
        masked=None if facts is None else facts.mode,
        masks=0 if facts is None else facts.masks,
        detail=status.words,
        attempt=status.attempt,
        next_try_ms=max(0, (status.next_try_ns - now_ns) // NS_PER_MS) if status.next_try_ns else None,
        lost_ms=max(0, (now_ns - began_ns) // NS_PER_MS) if began_ns else 0,
        scaled=0 < shown[0] < status.width,
        dropped_share=status.dropped,
        pictures=0 if facts is None else facts.index + 1,
    )


def _state(status: StreamStatus, age_ms: int | None, stale_after_ms: int) -> TileState:
    if age_ms is not None and age_ms <= stale_after_ms:
        return TileState.LIVE  # whatever the stream does next, this picture is the present
    if status.state in _STATES:
        return _STATES[status.state]
    return TileState.WAITING if age_ms is None else TileState.STALE


def _reason(status: StreamStatus, state: TileState) -> str:
    if state is TileState.LIVE:
        return ""
    return status.code or ("no_packet" if state is TileState.STALE else "")
