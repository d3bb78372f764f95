"""Cameras to columns and back. A camera that was taken out leaves its id, without anything about it.

So every write puts a row, and within one commit the later one counts, whichever way round they come.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from backend.center.camera_ports import CameraWrite, DropCamera, PutCamera, PutLife, PutLogin, PutRules
from backend.domain.camera import Camera, Life

CAMERA_TABLES: Final = ("camera", "camera_life", "camera_login", "camera_rules")
CAMERAS: Final = (
    "SELECT camera.body, camera_life.body FROM camera LEFT JOIN camera_life "
    "ON camera_life.camera = camera.camera WHERE NOT camera.gone ORDER BY camera.camera"
)
LOGIN: Final = "SELECT sealed FROM camera_login WHERE camera = ?"
RULES: Final = "SELECT rules FROM camera_rules WHERE camera = ?"

_ENCODE: Final = msgspec.msgpack.Encoder(order="deterministic").encode
CAMERA: Final = msgspec.msgpack.Decoder(Camera)
LIFE: Final = msgspec.msgpack.Decoder(Life)


def camera_rows(write: CameraWrite) -> tuple[str, list[tuple[Any, ...]]]:
    """The table that a write goes to, and its rows in the order of the table's columns."""
    match write:
        case PutCamera(camera):
            return "camera", [(camera.id, camera.unit, camera.armed, False, _ENCODE(camera))]
        case DropCamera(name):
            return "camera", [(name, "", False, True, b"")]
        case PutLife(name, life):
            return "camera_life", [(name, life.analyst, life.epoch, _ENCODE(life))]
        case PutLogin(name, sealed):
            return "camera_login", [(name, sealed)]
        case PutRules(name, text):
            return "camera_rules", [(name, text)]
