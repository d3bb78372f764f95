"""A recorded clip as a raw H.264 byte stream at its true rate, for cameras made of a clip.

Every picture carries an access unit delimiter and every half second (or as asked) a key picture with its
parameter sets, so that a player may join anywhere and a server can cut the stream without decoding it.
"""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.error

from videowall.feeds.errors import EndOfSource, SourceRefused
from videowall.feeds.reader import open_source
from videowall.feeds.source import SourceSpec

PICTURES_MAX = 2000
"""More pictures than this are left out: a demo loops its clip anyway."""
QUALITY = "23"  # x264's constant rate factor


def to_h264(source: str, target: Path, *, fps: float, key_every_s: float = 0.5) -> int:
    """Write the clip to `target` (replaced as a whole) and return how many pictures it has.

    Args:
        source: a file or `scene:NAME`, as SourceSpec names them.
        target: a path whose folder exists.
        fps: the clip's true rate, pictures per second.
        key_every_s: seconds from key picture to key picture.

    Raises:
        SourceRefused: the clip cannot be read, or this installation has no H.264 encoder.
    """
    rate = Fraction(fps).limit_denominator(1001)
    reader = open_source(SourceSpec(source, fps=fps))
    draft = target.with_suffix(target.suffix + ".part")
    count = 0
    try:
        with av.open(str(draft), "w", format="h264") as output:
            stream = _stream(output, rate, reader.size, key_every_s)
            with suppress(EndOfSource):
                while count < PICTURES_MAX:
                    picture = av.VideoFrame.from_ndarray(reader.read().image, format="bgr24")
                    picture.pts, picture.time_base = count, 1 / rate
                    output.mux(stream.encode(picture))
                    count += 1
            output.mux(stream.encode(None))
        draft.replace(target)
    except (av.error.FFmpegError, OSError, ValueError) as fault:
        raise SourceRefused(f"{source}: it cannot be encoded as H.264 ({fault})") from fault
    finally:
        reader.close()
        draft.unlink(missing_ok=True)
    return count


def _stream(output: Any, rate: Fraction, size: tuple[int, int], key_every_s: float) -> Any:
    stream = output.add_stream("libx264", rate=rate)
    stream.width, stream.height = (side // 2 * 2 for side in size)
    stream.pix_fmt = "yuv420p"
    stream.options = {
        "preset": "veryfast",
        "tune": "zerolatency",
        "crf": QUALITY,
        "g": str(max(1, round(float(rate) * key_every_s))),
        "bf": "0",
        "x264-params": "aud=1:scenecut=0",
    }
    return stream
