"""docs/design/access.md prints what really happens to every message said in every wrong way."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.golden.access_table import KINDS, SUBSCRIBE, line, printed, row


@pytest.mark.parametrize("kind", [*KINDS, SUBSCRIBE])
def test_that_a_message_said_wrongly_is_refused_journalled_and_changes_nothing(
    kind: str, tmp_path: Path
) -> None:
    cells = row(tmp_path, kind)
    assert all(cell.unchanged for cell in cells.values()), cells
    assert all(cell.journalled for cell in cells.values() if cell.code), cells
    assert line(kind, cells) == printed().get(kind), "run: python -m tests.golden.access_table"


def test_that_the_table_has_every_kind_of_message() -> None:
    assert set(printed()) >= {*KINDS, SUBSCRIBE}
