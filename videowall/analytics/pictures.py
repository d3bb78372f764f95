"""Still pictures, from and for the disk."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import numpy as np

from videowall.feeds.errors import SourceRefused
from videowall.feeds.frame import Picture
from videowall.feeds.opencv import cv2

JPEG_QUALITY = 88


def load_picture(path: Path) -> Picture:
    """A picture file of any common kind as BGR. Raises SourceRefused when it is none."""
    try:
        raw = np.frombuffer(path.read_bytes(), np.uint8)
        image = cv2.imdecode(raw, cv2.IMREAD_COLOR) if len(raw) else None
    except (OSError, cv2.error) as error:
        raise SourceRefused(f"{path.name}: cannot be read as a picture ({error})") from error
    if image is None:
        raise SourceRefused(f"{path.name}: this is not a picture")
    return cast("Picture", image)


def jpeg(image: Picture) -> bytes:
    """Encode a BGR picture as JPEG.

    Raises:
        ValueError: the picture cannot be encoded (empty or too large for JPEG).
    """
    done, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    if not done:
        raise ValueError(f"a picture of shape {image.shape} cannot be encoded as JPEG")
    return bytes(data)
