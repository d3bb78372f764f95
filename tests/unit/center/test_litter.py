"""The search for garbage in circles: short ones go on, long ones wait for a quiet hour."""

from __future__ import annotations

import gc
import weakref

from backend.serve.litter import WHOLE_EVERY_MS, Litter


class _Ring:
    """Holds itself."""

    def __init__(self) -> None:
        self.me = self


def test_that_what_survives_is_put_out_of_sight_and_comes_back_at_the_end() -> None:
    before = gc.get_threshold()
    with Litter() as litter:
        frozen = gc.get_freeze_count()
        assert frozen > 0
        kept = [_Ring() for _ in range(100)]
        litter.between_turns(0, quiet=True)
        assert gc.get_freeze_count() == frozen, "nothing has been looked through yet"
        gc.collect(1)
        litter.between_turns(1, quiet=False)
        assert gc.get_freeze_count() >= frozen + len(kept)
    assert gc.get_freeze_count() == 0
    assert gc.get_threshold() == before


def test_that_everything_is_looked_through_once_an_hour_when_it_is_quiet() -> None:
    with Litter() as litter:
        litter.between_turns(5, quiet=True)
        ring = _Ring()
        left = weakref.ref(ring)
        gc.freeze()
        del ring
        litter.between_turns(5 + WHOLE_EVERY_MS - 1, quiet=True)
        litter.between_turns(5 + WHOLE_EVERY_MS, quiet=False)
        assert left() is not None
        litter.between_turns(6 + WHOLE_EVERY_MS, quiet=True)
        assert left() is None
        assert gc.get_freeze_count() > 0
