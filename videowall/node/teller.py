"""Turns what a rule noticed into evidence on disk and an alarm on its way to the center."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import structlog

from backend.clock import Clock
from backend.domain.errors import Unavailable
from backend.domain.evidence import EvidenceRef
from videowall.analytics.fence import FenceEvent
from videowall.analytics.pictures import jpeg
from videowall.evidence.desk import Clip, ClipDesk
from videowall.evidence.folder import EvidenceFolder
from videowall.evidence.masks import Cover
from videowall.evidence.traces import trace_bytes
from videowall.feeds.frame import Picture
from videowall.node.alarms import alarm_command, attach_command
from videowall.node.courier import Courier
from videowall.node.roster import Post

LATENCIES_KEPT = 1000

_log = structlog.get_logger("videowall.node")


@dataclass(frozen=True, slots=True)
class Told:
    """What a rule noticed, and what belongs to it."""

    post: Post
    event: FenceEvent
    at_ms: int  # UTC of the picture, or of the silence
    picture: Callable[[], Picture | None]  # with faces covered; None when there never was one
    covers: Callable[[], tuple[Cover, ...]] = tuple  # where faces were covered lately, for the clip


class Teller:
    """Tells the alarms of every camera of a node. Used by the analyst's thread alone."""

    def __init__(
        self,
        evidence: Path,
        courier: Courier,
        clock: Clock,
        clips: ClipDesk | None = None,
        folder: Callable[[Path], EvidenceFolder] = EvidenceFolder,
    ) -> None:
        self._evidence, self._courier, self._clock = evidence, courier, clock
        self._folder = folder
        self.clips = clips
        """Makes the clips of alarms; None where none are wanted."""
        self.latencies_ms: deque[int] = deque(maxlen=LATENCIES_KEPT)
        """From the capture of the picture to the sending of the alarm, of the newest alarms."""
        self.lost = 0
        """Alarms that could not be kept: the disk or the spool was full."""

    def tell(self, told: Told) -> bool:
        """Keep the evidence, spool the alarm, send it, ask for its clip.

        False when there was no room, which is logged.
        """
        post, event, at_ms = told.post, told.event, told.at_ms
        folder = self._folder(self._evidence)
        try:
            refs = self._kept(folder, told)
            command = alarm_command(event, post.camera, post.place, at_ms, refs, post.priorities, post.epoch)
            self._courier.put(command)
        except (OSError, ValueError, Unavailable) as fault:
            # The camera goes on being watched: the next event may find room again.
            self.lost += 1
            _log.error("alarm_not_kept", camera=post.camera, rule=event.rule, words=str(fault))
            return False
        if self.clips is not None and not self.clips.ask(post.camera, command.client_id, at_ms, told.covers):
            _log.warning("clip_refused", camera=post.camera, rule=event.rule, refused=self.clips.refused)
        latency_ms = self._clock.now_ms() - at_ms
        self.latencies_ms.append(latency_ms)
        _log.info("alarm_raised", camera=post.camera, rule=event.rule, kind=event.kind, latency_ms=latency_ms)
        return True

    def _kept(self, folder: EvidenceFolder, told: Told) -> tuple[EvidenceRef, ...]:
        """Masked snapshot, where there is a picture, and trace: on disk."""
        trace = folder.keep(trace_bytes(told.event, told.post.camera), "application/json", told.at_ms)
        picture = told.picture()
        if picture is None:
            return (trace,)
        return (folder.keep(jpeg(picture), "image/jpeg", told.at_ms), trace)

    def tend(self) -> None:
        """Send the clips that were finished meanwhile after their alarms. Call it a few times a second."""
        for clip in self.clips.tend(self._clock.now_ms()) if self.clips is not None else ():
            if clip.words:
                _log.warning("clip", camera=clip.camera, made=clip.ref is not None, words=clip.words)
            for client_id in clip.client_ids if clip.ref is not None else ():
                self._attach(client_id, clip)

    def _attach(self, client_id: str, clip: Clip) -> None:
        assert clip.ref is not None, "only called with one"  # noqa: S101 - for the type checker
        try:
            self._courier.put(attach_command(client_id, clip.ref))
        except (OSError, Unavailable) as fault:
            _log.error("clip_not_sent", camera=clip.camera, words=str(fault))
            return
        _log.info("clip_attached", camera=clip.camera, sha256=clip.ref.sha256, size=clip.ref.size_bytes)
