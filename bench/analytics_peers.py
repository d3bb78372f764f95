"""Our chain beside supervision and trackers (ByteTrack, PolygonZone), picture by picture by turns.

The peer is what its own documentation shows: the network looks at every picture, ByteTrack follows,
a PolygonZone counts who is inside. Both get the same network, the same pictures, one thread.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from videowall.analytics.detection import Detections
from videowall.analytics.pipeline import Pipeline
from videowall.analytics.rules import FieldRule, RuleSet
from videowall.analytics.yolox import YoloxDetector
from videowall.feeds.frame import Frame, Picture


def cpu_ms(work: Callable[[], object]) -> float:
    """CPU of one call, in milliseconds."""
    began_s = time.process_time()
    work()
    return (time.process_time() - began_s) * 1e3


class Peer:
    """ByteTrack of `trackers` and the zones of `supervision`."""

    def __init__(self, rules: RuleSet, fps: float) -> None:
        import supervision  # noqa: PLC0415 - only this bench needs it
        from trackers import ByteTrackTracker  # noqa: PLC0415

        self._make: Any = supervision.Detections
        self._tracker: Any = ByteTrackTracker(frame_rate=fps)
        polygons = [rule.polygon for rule in rules.rules if isinstance(rule, FieldRule)]
        self._zones: Any = [supervision.PolygonZone(np.array(points, np.int64)) for points in polygons]

    def step(self, found: Detections) -> None:
        """Follow and judge one picture's detections."""
        if len(found):
            classes = np.zeros(len(found), np.int64)
            detections = self._make(xyxy=found.boxes, confidence=found.confidence, class_id=classes)
        else:
            detections = self._make.empty()
        tracked = self._tracker.update(detections)
        for zone in self._zones:
            zone.trigger(tracked)


def rows(
    busy: Sequence[Picture], idle: Sequence[Picture], rules: RuleSet, detector: YoloxDetector, fps: float
) -> list[dict[str, object]]:
    """Following and judging alone, and the whole chain on a busy and on an idle camera."""
    found = [detector.detect(image) for image in busy]
    tracks = [_follow(found, rules, fps)]
    return tracks + [
        _chain(name, pictures, rules, detector, fps) for name, pictures in (("busy", busy), ("idle", idle))
    ]


def _row(name: str, pairs: Sequence[tuple[float, float]], detail: str) -> dict[str, object]:
    ours, peer = (statistics.fmean(column) for column in zip(*pairs, strict=True))
    return {
        "name": name,
        "ours": round(ours, 2),
        "peer": round(peer, 2),
        "ratio": round(ours / peer, 3),
        "detail": detail,
    }


def _follow(found: Sequence[Detections], rules: RuleSet, fps: float) -> dict[str, object]:
    pipeline, peer = Pipeline(rules), Peer(rules, fps)
    pairs = []
    for n, things in enumerate(found):
        ours = cpu_ms(lambda n=n, things=things: pipeline.step_detections(things, n, n / fps))  # type: ignore[misc]  # default binds it
        pairs.append((ours, cpu_ms(lambda things=things: peer.step(things))))  # type: ignore[misc]  # default binds it
    return _row(
        "tracks and fences on given detections, ms per frame",
        pairs[10:],
        f"{len(pairs)} frames; peer: ByteTrack + PolygonZone",
    )


def _chain(
    name: str, pictures: Sequence[Picture], rules: RuleSet, detector: YoloxDetector, fps: float
) -> dict[str, object]:
    pipeline, peer = Pipeline(rules, detector=detector), Peer(rules, fps)
    pairs = []
    looks = 0
    for n, image in enumerate(pictures):
        frame = Frame(name, n, n / fps, image)
        before = detector.looks
        ours = cpu_ms(lambda frame=frame: pipeline.step(frame))  # type: ignore[misc]  # default binds it
        looks += detector.looks - before
        theirs = cpu_ms(lambda image=image: peer.step(detector.detect(image)))  # type: ignore[misc]  # default binds it
        pairs.append((ours, theirs))
    return _row(
        f"whole chain, {name} camera, ms per frame",
        pairs[len(pairs) // 4 :],
        f"{looks} looks of the network in {len(pairs)} frames; peer looks at every one",
    )
