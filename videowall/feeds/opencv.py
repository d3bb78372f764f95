"""The one place that imports OpenCV, because the import has side effects that must be undone.

The wheel points QT_QPA_PLATFORM_PLUGIN_PATH and QT_QPA_FONTDIR at its own folders, which breaks every
Qt window started by this process or its children. It also takes a thread per core, while a wall and
its analysts run one process per core already.
"""

from __future__ import annotations

import os

_QT = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")
_before = {name: os.environ.get(name) for name in _QT}

# A picture's header may claim any size; OpenCV reads this limit when it is loaded.
os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", "34000000")

import cv2  # noqa: E402 (the environment must be read before it is changed)

for _name, _value in _before.items():
    if _value is None:
        os.environ.pop(_name, None)
    else:
        os.environ[_name] = _value

cv2.setNumThreads(1)
# Its warnings are about its own engines; what fails raises cv2.error, which is reported in our words.
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)

__all__ = ["cv2"]
