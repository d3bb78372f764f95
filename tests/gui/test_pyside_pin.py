"""PySide6 6.12 on Python 3.10 and 3.11 loses a reference to True and None on every signal and void call.

The interpreter dies after some hundred of them ("bool_dealloc"), so the version is pinned below it. This
test counts the references: it fails on such a pair before the wall does.
"""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QObject, Signal

CALLS = 400
TOLERANCE = 40


class Bell(QObject):
    rung = Signal(bool)


@pytest.mark.gui
@pytest.mark.parametrize("value", [True, None])
def test_that_signals_and_void_calls_keep_the_references_to_true_and_none(*, value: bool | None) -> None:
    bell = Bell()
    heard: list[bool] = []
    bell.rung.connect(heard.append)
    before = sys.getrefcount(value)
    for _ in range(CALLS):
        bell.rung.emit(True)  # noqa: FBT003 - the value is what is tested
        bell.setObjectName("bell")
    heard.clear()
    assert sys.getrefcount(value) > before - TOLERANCE
