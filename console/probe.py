"""Looks at what the screen needs: Qt's platform and fonts. A process of its own, since Qt may abort."""

from __future__ import annotations

import os

from PySide6.QtGui import QFontDatabase, QGuiApplication

from console.demo.display import has_display
from resources.finding import Finding, look, report
from resources.words import _

FAMILIES = ("Noto Sans CJK SC", "Noto Sans")


def _fonts() -> str:
    missing = [family for family in FAMILIES if not QFontDatabase.hasFamily(family)]
    if missing:
        raise LookupError(", ".join(missing))
    return ", ".join(FAMILIES)


def main() -> None:
    """Print the findings as JSON."""
    if not has_display():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication([])
    platform = f"{application.platformName()}" + ("" if has_display() else _(" (no display here)"))
    report(
        [
            Finding("qt", ok=True, detail=platform),
            look("fonts", _("install fonts-noto-cjk and fonts-noto-core"), _fonts),
        ]
    )


if __name__ == "__main__":
    main()
