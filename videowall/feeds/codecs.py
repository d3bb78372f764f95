"""Which codecs the FFmpeg inside PyAV can really decode or encode here."""

from __future__ import annotations

from collections.abc import Iterable

import av
import av.codec

NEEDED = ("h264", "hevc", "mjpeg", "mpeg4")


def decodable(names: Iterable[str] = NEEDED) -> tuple[str, ...]:
    """Those of `names` for which a decoder can be made."""
    found = []
    for name in names:
        try:
            av.codec.Codec(name, "r")
        except av.codec.codec.UnknownCodecError:
            continue
        found.append(name)
    return tuple(found)
