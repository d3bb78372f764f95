"""Whatever known keys, neighbours and strangers say, a core never trips and never does what it must not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.fuzz_arena import SEEDS, Arena, Choices, mutated, try_codec


@settings(max_examples=250)
@given(st.binary(max_size=400))
def test_that_a_core_takes_or_refuses_whatever_is_said_and_its_disk_stays_whole(raw: bytes) -> None:
    arena = Arena()
    arena.feed(raw)
    arena.check()


@settings(max_examples=500)
@given(st.binary(max_size=64))
def test_that_mutated_golden_bytes_are_taken_or_refused(raw: bytes) -> None:
    try_codec(mutated(Choices(raw)))


@pytest.mark.parametrize("raw", SEEDS)
def test_that_golden_bytes_cut_off_anywhere_are_refused(raw: bytes) -> None:
    assert try_codec(raw)
    assert not any(try_codec(raw[:size]) for size in range(len(raw)))
