"""Typed names of things. An id is center/incarnation/counter, so no two centers ever make the same one."""

from __future__ import annotations

from typing import NewType

TicketId = NewType("TicketId", str)
AlarmId = NewType("AlarmId", str)
CenterId = NewType("CenterId", str)
DepartmentId = NewType("DepartmentId", str)
CameraId = NewType("CameraId", str)


def make_id(center: str, incarnation: int, counter: int) -> str:
    """Spell an id; `incarnation` and `counter` start at 1 and never go back.

    Raises:
        ValueError: a part could not be read back unambiguously.
    """
    if not center or "/" in center or incarnation < 1 or counter < 1:
        raise ValueError(f"no id can be made of {center!r}, {incarnation}, {counter}")
    return f"{center}/{incarnation}/{counter}"
