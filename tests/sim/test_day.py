"""A community and its console without the town for hours; the bench takes the whole day."""

from __future__ import annotations

from backend.simulate.day import day


def test_that_a_community_cut_off_for_hours_works_and_agrees_again() -> None:
    found = day(hours=3)
    assert found.broken == ()
    assert found.hours >= 3
    assert found.at_community > 20
    assert found.acts > found.at_community
    assert found.rungs > 5
    assert found.waiting > 0
    assert found.healed_s < 30
