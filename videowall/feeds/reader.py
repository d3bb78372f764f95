"""Opening whatever a SourceSpec names."""

from __future__ import annotations

from collections.abc import Callable

from videowall.feeds.camera import CameraSource
from videowall.feeds.drawn import DrawnSource
from videowall.feeds.recorded import RecordedSource, file_path
from videowall.feeds.sequence import SequenceSource
from videowall.feeds.source import FrameSource, SourceKind, SourceSpec, Wanted
from videowall.feeds.stamps import Tap


def open_source(
    spec: SourceSpec,
    *,
    camera: str = "",
    now_ms: Callable[[], int] | None = None,
    tap: Tap | None = None,
    wanted: Wanted | None = None,
) -> FrameSource:
    """Open a file, a folder of pictures, a camera or a scene.

    Its frames carry `camera`, and `now_ms()` as the time they were read.

    `tap` is given every compressed packet (encoded small where a source has none, none from a folder); it
    needs `now_ms`. A camera or file asks `wanted` before it makes a picture of what it decoded, which can
    cost as much again as decoding does, and passes over what is not.

    Raises SourceRefused (fix the address or the file) or SourceLost (a camera that does not answer).
    """
    match spec.kind:
        case SourceKind.CAMERA:
            return CameraSource(spec, camera, now_ms, tap, wanted)
        case SourceKind.SCENE:
            return DrawnSource(spec, camera, now_ms, tap)
        case SourceKind.FILE:
            if file_path(spec.url).is_dir():
                return SequenceSource(spec, camera, now_ms)
            return RecordedSource(spec, camera, now_ms, tap, wanted)
