"""One ticket in each state, as far along as it gets there, for the table of all acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from backend.domain.ticket import State, Ticket
from tests.fakes.domain_cast import Story, dispatched, fed_back, filed, in_progress
from tests.fakes.domain_world import World


def _reported() -> Story:
    story = Story()
    story.do("intake", "report", title="x", category="city", reporter="Li")
    return story


def _need_info() -> Story:
    story = _reported()
    story.do("intake", "ask_more", question="where?")
    return story


def _verifying() -> Story:
    story = _reported()
    story.do("intake", "send_verify")
    return story


def _disputed() -> Story:
    story = dispatched(assists="yj", reporter="Li")
    story.do("zhang", "return", clause="4")
    return story


def _hung() -> Story:
    story = in_progress(assists="yj", reporter="Li")
    story.do("zhang", "hang", reason="x", condition="y", review_ms=str(story.now_ms + 60_000))
    story.do("leader", "grant")
    return story


def _callback() -> Story:
    story = fed_back(reporter="Li")
    story.do("checker", "check", ok="yes")
    return story


def _closed() -> Story:
    story = _callback()
    story.do("caller", "callback", satisfied="yes")
    return story


def _evaluated() -> Story:
    story = _closed()
    story.do("Li", "evaluate", rating="5")
    return story


def _not_filed() -> Story:
    story = _reported()
    story.do("intake", "not_file", reason="x")
    return story


def _void() -> Story:
    story = filed(reporter="Li")
    story.do("duty", "void", reason="x")
    story.do("deputy", "grant")
    return story


STORIES: Mapping[State, Callable[[], Story]] = {
    State.REPORTED: _reported,
    State.NEED_INFO: _need_info,
    State.VERIFYING: _verifying,
    State.FILED: lambda: filed(reporter="Li"),
    State.DISPATCHED: lambda: dispatched(assists="yj", reporter="Li"),
    State.IN_PROGRESS: lambda: in_progress(assists="yj", reporter="Li"),
    State.DISPUTED: _disputed,
    State.HUNG: _hung,
    State.FED_BACK: lambda: fed_back(reporter="Li"),
    State.CALLBACK: _callback,
    State.CLOSED: _closed,
    State.EVALUATED: _evaluated,
    State.NOT_FILED: _not_filed,
    State.VOID: _void,
}


def _merged() -> Ticket:
    world = World()
    parent, child = world.report(), world.report(reporter="Li")
    world.do("intake", "merge", child, into=parent)
    return world.ticket(child)


def samples() -> dict[State, Ticket]:
    """A ticket for each state, held at `lc`, in the order of the states."""
    return {state: _merged() if state is State.MERGED else STORIES[state]().known for state in State}
