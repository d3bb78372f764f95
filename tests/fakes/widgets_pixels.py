"""Pictures of widgets as arrays, and the arithmetic that judges them (WCAG 2, CIE L*, Machado 2009)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

Pixels = NDArray[np.float64]

# Full deficiency, linear RGB.
DEFICIENCIES: dict[str, Pixels] = {
    "normal": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]]
    ),
}


def pixels(picture: QPixmap | QImage) -> Pixels:
    """RGB of a picture, 0…1, height x width x 3."""
    image = picture.toImage() if isinstance(picture, QPixmap) else picture
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    flat = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return flat[:, : image.width() * 3].reshape(image.height(), image.width(), 3) / 255.0


def shot(widget: QWidget, ground: str = "#000000") -> Pixels:
    """A widget as it paints itself, on a plain ground, at its present size."""
    image = QImage(widget.size(), QImage.Format.Format_RGB32)
    image.fill(QColor(ground))
    widget.render(image, renderFlags=QWidget.RenderFlag.DrawChildren)
    return pixels(image)


def share_of(picture: Pixels, color: QColor, tolerance: float = 0.02) -> float:
    """Share of the picture's pixels that have a colour."""
    wanted = np.array([color.redF(), color.greenF(), color.blueF()])
    return float(np.mean(np.all(np.abs(picture - wanted) <= tolerance, axis=-1)))


def linear(rgb: Pixels) -> Pixels:
    """sRGB to linear light."""
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def luminance(color: QColor) -> float:
    """Relative luminance of WCAG 2."""
    rgb = linear(np.array([color.redF(), color.greenF(), color.blueF()]))
    return float(rgb @ np.array([0.2126, 0.7152, 0.0722]))


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio of WCAG 2, 1…21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def lightness(picture: Pixels, deficiency: str = "normal") -> Pixels:
    """CIE L* of every pixel as seen with a colour vision deficiency."""
    seen = np.clip(linear(picture) @ DEFICIENCIES[deficiency].T, 0, 1)
    y = seen @ np.array([0.2126, 0.7152, 0.0722])
    found: Pixels = np.where(y > 216 / 24389, 116 * np.cbrt(y) - 16, y * 24389 / 27)
    return found


def on_ground(picture: QPixmap, ground: QColor) -> Pixels:
    """A picture with transparency laid on a ground."""
    image = QImage(picture.size(), QImage.Format.Format_RGB32)
    image.fill(ground)

    painter = QPainter(image)
    bare = picture.toImage()
    bare.setDevicePixelRatio(1)
    painter.drawImage(0, 0, bare)
    painter.end()
    return pixels(image)
