from __future__ import annotations

from dataclasses import replace

import pytest

from backend.domain.acts import Act, Context
from backend.domain.alarm import (
    EVIDENCE_MAX,
    Alarm,
    AlarmState,
    Priority,
    allowed_alarm,
    decide_alarm,
    joinable,
)
from backend.domain.errors import Refused
from backend.domain.evidence import EvidenceRef
from backend.domain.roles import Actor, Role
from tests.fakes.domain_cast import T0

NOTHING: dict[str, str] = {}
FACTS = {"camera": "gate", "rule": "yard", "kind": "zone_entry", "priority": "high", "place": "Gate 2"}


def by(role: Role, name: str = "li", now_ms: int = T0) -> Context:
    return Context(now_ms, Actor(name, frozenset({role}), "lc"), "lc")


def photo(n: int) -> EvidenceRef:
    return EvidenceRef(f"{n:064x}", "image/jpeg", masked=True, size_bytes=10)


def raised(**args: str) -> Alarm:
    act = Act("raise", {**FACTS, **args}, (photo(0),), "lc/1/1")
    return decide_alarm(None, act, by(Role.ANALYST, "node"))


def do(alarm: Alarm, verb: str, role: Role = Role.OPERATOR, name: str = "li", **args: str) -> Alarm:
    return act_on(alarm, verb, args, role, name)


def act_on(
    alarm: Alarm, verb: str, args: dict[str, str], role: Role = Role.OPERATOR, name: str = "li"
) -> Alarm:
    return decide_alarm(alarm, Act(verb, args), by(role, name))


def repeat(alarm: Alarm, at_ms: int, n: int = 1, **args: str) -> Alarm:
    act = Act("raise", {**FACTS, "at_ms": str(at_ms), **args}, (photo(n),))
    return decide_alarm(alarm, act, by(Role.ANALYST, "node", max(at_ms, T0)))


def test_that_an_alarm_knows_what_was_seen() -> None:
    alarm = raised(at_ms=str(T0 - 500), trace='{"dwell_s": 0.6}')
    assert (alarm.id, alarm.state, alarm.camera, alarm.rule) == ("lc/1/1", AlarmState.RAISED, "gate", "yard")
    assert (alarm.raised_ms, alarm.priority, alarm.analyst) == (T0 - 500, Priority.HIGH, "node")
    assert (alarm.count, alarm.rev, alarm.evidence) == (1, 1, (photo(0),))


def test_that_an_analysts_fast_clock_cannot_date_an_alarm_ahead() -> None:
    assert raised(at_ms=str(T0 + 99_000)).raised_ms == T0


def test_that_repeats_within_a_minute_are_one_alarm() -> None:
    alarm = repeat(repeat(raised(), T0 + 30_000), T0 + 90_000)
    assert (alarm.count, alarm.last_ms, alarm.rev, alarm.raised_ms) == (3, T0 + 90_000, 3, T0)


def test_that_a_repeat_raises_the_priority_and_never_lowers_it() -> None:
    assert repeat(raised(), T0 + 1, priority="emergency").priority is Priority.EMERGENCY
    assert repeat(raised(), T0 + 1, priority="normal").priority is Priority.HIGH


def test_that_a_joined_alarm_keeps_its_first_evidence_and_the_newest() -> None:
    alarm = raised()
    for n in range(1, 40):
        alarm = repeat(alarm, T0 + n, n)
    assert len(alarm.evidence) == EVIDENCE_MAX
    assert (alarm.evidence[0], alarm.evidence[-1]) == (photo(0), photo(39))


@pytest.mark.parametrize(
    ("camera", "rule", "after_ms", "joins"),
    [
        ("gate", "yard", 60_000, True),
        ("gate", "yard", 60_001, False),
        ("gate", "fence", 0, False),
        ("hall", "yard", 0, False),
        ("gate", "yard", -5_000, True),  # told late by a spool
    ],
)
def test_that_only_the_same_rule_of_the_same_camera_joins(
    camera: str, rule: str, after_ms: int, *, joins: bool
) -> None:
    found = joinable([raised()], camera, rule, T0 + after_ms)
    assert (found is not None) is joins


def test_that_a_decided_alarm_takes_no_repeats() -> None:
    done = do(raised(), "dismiss", reason="cat")
    assert joinable([done], "gate", "yard", T0) is None
    with pytest.raises(Refused) as caught:
        repeat(done, T0 + 1)
    assert caught.value.code == "not_joinable"


def test_that_of_two_open_alarms_the_newer_takes_the_repeat() -> None:
    older, newer = raised(), replace(raised(), id="lc/1/2", raised_ms=T0 + 5, last_ms=T0 + 5)
    assert joinable([newer, older], "gate", "yard", T0 + 9) == newer


def test_that_claim_confirm_makes_a_decided_alarm_with_its_ticket() -> None:
    alarm = do(do(raised(), "claim"), "confirm", ticket="lc/1/9")
    assert (alarm.state, alarm.claimed_by, alarm.decided_by, alarm.ticket, alarm.decided_ms) == (
        AlarmState.CONFIRMED, "li", "li", "lc/1/9", T0,
    )  # fmt: skip
    assert alarm.rev == 3


def test_that_a_claim_shuts_out_others_but_the_duty_leader() -> None:
    claimed = do(raised(), "claim")
    for verb, args in (("confirm", {"ticket": "t"}), ("dismiss", {"reason": "cat"}), ("release", NOTHING)):
        with pytest.raises(Refused) as caught:
            act_on(claimed, verb, args, name="wu")
        assert (caught.value.code, caught.value.who_may) == (
            "claimed_by_other",
            ("operator:li", "duty_leader"),
        )
    assert do(claimed, "release", Role.DUTY_LEADER, "boss").state is AlarmState.RAISED
    assert do(do(claimed, "release"), "claim", name="wu").claimed_by == "wu"


def test_that_a_dismissal_needs_a_reason() -> None:
    with pytest.raises(Refused) as caught:
        do(raised(), "dismiss")
    assert caught.value.code == "args_missing"
    assert do(raised(), "dismiss", reason="shadow").reason == "shadow"


def test_that_a_machine_takes_back_only_what_nobody_has_claimed() -> None:
    assert do(raised(), "clear", Role.ANALYST, reason="camera was moved").state is AlarmState.CLEARED
    with pytest.raises(Refused) as caught:
        do(do(raised(), "claim"), "clear", Role.ANALYST, reason="camera was moved")
    assert caught.value.code == "wrong_state"


@pytest.mark.parametrize("verb", ["claim", "release", "confirm", "dismiss"])
def test_that_a_machine_never_decides(verb: str) -> None:
    with pytest.raises(Refused) as caught:
        do(raised(), verb, Role.ANALYST, ticket="t", reason="r")
    assert caught.value.code == "role"


def test_that_a_person_does_not_raise_in_a_machines_name() -> None:
    with pytest.raises(Refused) as caught:
        decide_alarm(None, Act("raise", FACTS, (), "lc/1/1"), by(Role.OPERATOR))
    assert caught.value.code == "role"


def test_that_nothing_is_decided_twice() -> None:
    done = do(raised(), "confirm", ticket="lc/1/9")
    for verb, args in (("claim", NOTHING), ("confirm", {"ticket": "lc/1/10"}), ("dismiss", {"reason": "x"})):
        with pytest.raises(Refused) as caught:
            act_on(done, verb, args)
        assert caught.value.code == "wrong_state"
    assert allowed_alarm(done, by(Role.OPERATOR)) == ()


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ({"priority": "huge"}, "bad_arg"),
        ({"at_ms": "noon"}, "bad_arg"),
        ({"trace": "x" * 5000}, "bad_arg"),
        ({"camera": ""}, "args_missing"),
        ({"kind": " "}, "args_missing"),
    ],
)
def test_that_an_alarm_that_makes_no_sense_is_refused(args: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as caught:
        raised(**args)
    assert caught.value.code == code


def test_that_unknown_verbs_and_missing_alarms_are_refused() -> None:
    with pytest.raises(Refused) as caught:
        do(raised(), "explode")
    assert caught.value.code == "unknown_verb"
    with pytest.raises(Refused) as caught:
        decide_alarm(None, Act("claim"), by(Role.OPERATOR))
    assert caught.value.code == "no_alarm"


def test_that_the_screen_is_told_what_may_be_tried() -> None:
    assert allowed_alarm(raised(), by(Role.OPERATOR)) == ("claim", "confirm", "dismiss")
    claimed = do(raised(), "claim")
    assert allowed_alarm(claimed, by(Role.OPERATOR)) == ("confirm", "dismiss", "release")
    assert allowed_alarm(claimed, by(Role.OPERATOR, "wu")) == ()
    assert allowed_alarm(claimed, by(Role.VIEWER)) == ()


def test_that_evidence_that_comes_later_is_added_once_whatever_became_of_the_alarm() -> None:
    alarm = raised()
    clip = Act("attach", {"raise": "id1"}, (photo(7),))
    node = by(Role.ANALYST, "node")
    twice = decide_alarm(decide_alarm(alarm, clip, node), clip, node)
    assert twice.evidence == (photo(0), photo(7))
    dismissed = do(alarm, "dismiss", reason="a dog")
    assert decide_alarm(dismissed, clip, node).evidence == (photo(0), photo(7))
    many = Act("attach", {"raise": "id1"}, tuple(photo(n) for n in range(1, EVIDENCE_MAX + 5)))
    full = decide_alarm(alarm, many, node).evidence
    assert len(full) == EVIDENCE_MAX
    assert (full[0], full[-1]) == (photo(0), photo(EVIDENCE_MAX + 4))
    with pytest.raises(Refused, match="may not attach"):
        decide_alarm(alarm, clip, by(Role.OPERATOR))
