from __future__ import annotations

from tests.rules import planted, source


def test_that_every_forbidden_edge_is_caught_however_it_is_written() -> None:
    page, missed = planted.run()
    assert missed == 0, page
    assert (source.ROOT / "docs/design/guards.md").read_text("utf-8") == page, (
        "the contracts changed: run python -m tests.rules.planted"
    )
