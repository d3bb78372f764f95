"""`python -m widgets`: the gallery in a window, or drawn into a PNG without showing one."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTranslator
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from widgets.gallery import Gallery
from widgets.theme import DENSITIES, THEMES, apply

CATALOGUES = Path(__file__).parents[1] / "resources" / "i18n"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m widgets", description="gallery of all widgets")
    parser.add_argument("--theme", choices=THEMES, default="dark")
    parser.add_argument("--density", choices=DENSITIES, default="operator")
    parser.add_argument("--lang", choices=("zh_CN", "en"), default="zh_CN")
    parser.add_argument("--shot", type=Path, metavar="FILE", help="write a PNG and leave")
    parser.add_argument("--size", default="1920x1080", metavar="WxH", help="size in logical px")
    parser.add_argument("--scale", type=float, default=1.0, help="device pixels per logical px of the PNG")
    return parser.parse_args()


def shoot(gallery: Gallery, file: Path, size: QSize, scale: float) -> bool:
    """Draw the gallery into a PNG of size x scale device px; False when it cannot be written."""
    gallery.resize(size)
    picture = QImage(size * scale, QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(scale)
    gallery.render(picture)
    return picture.save(str(file))


def main() -> int:
    """Run the gallery; 0 when all is well, 1 when the picture cannot be written."""
    args = _arguments()
    width, _, height = args.size.partition("x")
    app = QApplication(sys.argv[:1])
    apply(app, args.theme, density=args.density, lang=args.lang)
    words = QTranslator(app)
    if words.load(f"onegrid_{args.lang}", str(CATALOGUES)):  # English is the source and has none
        app.installTranslator(words)
    gallery = Gallery()
    if args.shot is None:
        gallery.show()
        return app.exec()
    gallery.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    if not shoot(gallery, args.shot, QSize(int(width), int(height)), args.scale):
        print(f"cannot write {args.shot}: give a file in a folder that exists", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
