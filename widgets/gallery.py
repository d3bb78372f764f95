"""The gallery: every widget in one window, in any theme, density and language. For looking, not for use.

Its sample words are invented and come from `resources/themes/gallery.json`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import cast

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from widgets import specimens
from widgets.lettering import write
from widgets.section import SectionHead
from widgets.status import StatusCell, StatusStrip
from widgets.theme import current


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    text = (files("resources.themes") / "gallery.json").read_text("utf-8")
    return cast("Mapping[str, Mapping[str, str]]", json.loads(text))


def say(key: str) -> str:
    """A sample text in the language of the theme in force; KeyError when there is no such text."""
    lang = "zh_CN" if current().lang.startswith("zh") else "en"
    return _words()[key][lang]


class Panel(QWidget):
    """A framed group of the gallery with its heading."""

    def __init__(self, title: str, *parts: QWidget) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 6, 14, 14)
        column.setSpacing(8)
        column.addWidget(SectionHead("", title))
        for part in parts:
            column.addWidget(part)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the panel's ground and frame."""
        painter = QPainter(self)
        painter.setPen(QPen(current().color("line"), 1))
        painter.setBrush(current().color("panel"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class Gallery(QWidget):
    """Three columns of panels over a status strip; 1920 x 1080 shows all of it at operator density."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("gallery")
        self.setWindowTitle(f"onegrid - {say('title')}")
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(specimens.banner(say, self))
        page.addWidget(_Title())
        columns = QHBoxLayout()
        columns.setContentsMargins(20, 0, 20, 12)
        columns.setSpacing(20)
        for stretch, panels in zip((11, 12, 10), specimens.columns(say), strict=True):
            column = QVBoxLayout()
            column.setSpacing(12)
            for title, parts in panels:
                column.addWidget(Panel(say(title), *parts))
            column.addStretch()
            columns.addLayout(column, stretch)
        page.addLayout(columns, 1)
        strip = StatusStrip()
        strip.set_cells(_left_cells(), (StatusCell(say("status.clock"), icon="clock"),))
        page.addWidget(strip)

    def sizeHint(self) -> QSize:
        """The size of the mock-ups."""
        return QSize(1920, 1080)


class _Title(QWidget):
    """The page's title line."""

    def sizeHint(self) -> QSize:
        """A line of page type with air."""
        return QSize(400, 52)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint title, theme and density."""
        painter = QPainter(self)
        look = current()
        box = self.rect().adjusted(20, 0, 0, 0)
        used = write(painter, box, say("title"), kind="page", bold=True)
        words = f"onegrid · {say('theme.' + look.name)} · {look.density}"
        write(painter, box.adjusted(used + 14, 0, 0, 0), words, color="text2")


def _left_cells() -> tuple[StatusCell, ...]:
    return (
        StatusCell(say("status.center"), icon="center"),
        StatusCell(say("status.link"), icon="link.down"),
        StatusCell(say("status.lost"), light="grey", loud=True),
        StatusCell(say("status.decode"), icon="cpu", load=0.61),
        StatusCell("43", light="red"),
        StatusCell("92", light="yellow"),
    )
