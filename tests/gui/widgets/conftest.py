"""Every test of widgets starts in the dark operator theme, whatever ran before it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from widgets import theme

# The offscreen platform says this for every window that is shown; it is about the platform, not about us.
PLATFORM_SAYS = "This plugin does not support propagateSizeHints"


def pytest_itemcollected(item: pytest.Item) -> None:
    if "gui/widgets" in item.path.as_posix():
        item.add_marker(pytest.mark.qt_log_ignore(PLATFORM_SAYS, extend=True))
        item.add_marker(pytest.mark.gui)


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> Iterator[theme.Theme]:
    yield theme.apply(qapp, "dark", density="operator", lang="zh_CN", reduced_motion=False)
    theme.apply(qapp, "dark", density="operator", lang="zh_CN", reduced_motion=False)
