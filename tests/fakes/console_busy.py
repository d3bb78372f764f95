"""A center with something at every stage: requests, rulings, pauses, pushes, ties. For tests and pictures.

Its data is free of the other language, so that every foreign word on a screen is a text left untranslated.
"""

from __future__ import annotations

import json

from backend.domain.alarm import Priority
from backend.wire.messages import Command, Neighbour
from tests.fakes.clock import ManualClock
from tests.fakes.console_feed import FakeCenter
from tests.fakes.console_stage import START_MS

EVERYONE = (
    "operator", "intake", "dispatcher", "duty_leader", "center_leader", "department", "checker", "callback",
)  # fmt: skip


def busy_center(lang: str) -> FakeCenter:
    """A center with something in every stage; its data is free of the other language."""
    clock = ManualClock(START_MS)
    place = "West gate" if lang == "en" else "西门"
    center = FakeCenter(clock, roles=EVERYONE, department="cg", operator="lee")
    center.neighbours = (Neighbour("tl-bc", False, 2, START_MS),)  # noqa: FBT003
    trace = json.dumps({"frame": 3, "time_s": 9.5, "why": {"inside_since_s": 8.0, "needed_s": 0.5}})
    center.alarm(priority=Priority.EMERGENCY, place=place, trace=trace)
    center.alarm("line_cross", place=place, camera="cam-2")
    done = center.alarm("loiter", place=place)
    center.perform(Command("d", "dismiss", done.id, {"reason": "weather"}))
    ways = ((), ("file",), ("file", "dispatch"), ("file", "dispatch", "sign"), ("file", "hand_up"))
    for number, steps in enumerate(ways):
        args = {"title": "a" if lang != "en" else "Ticket a", "category": "city.road", "place": place}
        if lang != "en":
            args["title"] = "路灯不亮"
        ticket = center.perform(Command(f"r{number}", "report", "", args)).target
        for step in steps:
            more = {"lead": "cg", "assists": "yj,jj"} if step == "dispatch" else {}
            assert center.perform(Command(f"{number}{step}", step, ticket, more)).ok
        if steps and steps[-1] == "sign":
            center.do(ticket, "escalate", "center", who="tl-bc-lc", rung="urge", clock="dispose", round="1")
    overlay(center, place, lang)
    return center


def overlay(center: FakeCenter, place: str, lang: str) -> None:
    """Tickets with requests, rulings, pauses, pushes and ties."""
    why = "chen waits" if lang == "en" else "等待配件"
    ended = {"ask_more": {"question": why}, "send_verify": {"officer": "chen"}}
    for number, (verb, args) in enumerate(ended.items()):
        center.perform(Command(f"e{number}", verb, matter(center, f"e{number}", place, lang), args))
    working = [at_work(center, f"w{number}", place, lang) for number in range(5)]
    asks = (
        ("extend", {"minutes": "60", "reason": why}),
        ("hang", {"reason": why, "condition": why, "review_ms": str(START_MS + 30 * 86_400_000)}),
        ("return", {"clause": "CG-21", "reason": why}),
        ("request_close", {"reason": why}),
        ("void", {"reason": why}),
    )
    for ticket, (verb, args) in zip(working, asks, strict=True):
        role = "duty_leader" if verb == "void" else "department"
        center.do(ticket, verb, role, who="chen", **args)
    assert center.perform(Command("g", "grant", working[1], {})).ok
    center.do(working[0], "wake", "operator", who="chen", officers="lee,chen")
    assert center.perform(Command("t", "receipt", working[0], {})).ok
    center.do(working[3], "extend", "department", who="chen", minutes="30", reason=why)
    parent, child, half = (matter(center, name, place, lang, reporter="chen") for name in ("p", "c", "s"))
    assert center.perform(Command("m", "merge", child, {"into": parent})).ok
    assert center.perform(Command("s", "split", half, {"origin": half, "title": why})).ok
    done = at_work(center, "d", place, lang, reporter="chen")
    assert center.perform(Command("w", "waive", done, {"department": "yj", "reason": why})).ok
    center.do(done, "feedback", "department", who="chen", note=why)
    center.do(done, "check", "checker", who="lee", ok="yes")
    center.do(done, "callback", "callback", who="lee", satisfied="yes")
    assert center.perform(Command("v", "evaluate", done, {"rating": "4"})).ok


def matter(center: FakeCenter, key: str, place: str, lang: str, **more: str) -> str:
    """Report something."""
    title = "Ticket b" if lang == "en" else "井盖松动"
    args = {"title": title, "category": "city.road", "place": place, **more}
    return center.perform(Command(f"r{key}", "report", "", args)).target


def at_work(center: FakeCenter, key: str, place: str, lang: str, **more: str) -> str:
    """Something that a department works at."""
    ticket = matter(center, key, place, lang, **more)
    center.perform(Command(f"f{key}", "file", ticket, {}))
    center.perform(Command(f"x{key}", "dispatch", ticket, {"lead": "cg", "assists": "yj"}))
    center.do(ticket, "sign", "department", who="chen")
    return ticket
