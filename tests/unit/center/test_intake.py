from __future__ import annotations

from dataclasses import replace

import pytest

from backend.center.intake import ARGS_CHARS_MAX, EVIDENCE_MAX
from backend.center.place import Place
from backend.center.ports import Caller
from backend.domain.alarm import AlarmState
from backend.domain.evidence import EvidenceRef
from backend.domain.roles import Role
from backend.wire.messages import Bye, Command, Result
from tests.fakes.center_cluster import CAMERA, PHOTO, Cluster, person
from tests.fakes.center_store import MemoryStore


def test_that_repeats_of_an_alarm_are_joined_and_later_ones_are_not() -> None:
    c = Cluster()
    first = c.raise_alarm()
    assert c.raise_alarm() == first
    assert c.alarm("lc", first).count == 2
    assert c.raise_alarm(rule="other") != first
    c.clock.advance(61_000)
    assert c.raise_alarm() != first


def test_that_confirming_an_alarm_makes_its_ticket_in_the_same_commit() -> None:
    c = Cluster()
    alarm = c.raise_alarm(place="North gate")
    c.done("lc", "watch", "claim", alarm)
    store = c.nodes["lc"].store
    assert isinstance(store, MemoryStore)
    before = store.commits
    ticket = c.done("lc", "watch", "confirm", alarm, title="Somebody climbed in")
    assert store.commits == before + 1
    confirmed, made = c.alarm("lc", alarm), c.ticket("lc", ticket)
    assert (confirmed.state, confirmed.ticket) == (AlarmState.CONFIRMED, ticket)
    assert (made.alarm, made.source, made.place) == (alarm, "machine", "North gate")
    assert made.evidence == (replace(PHOTO, site="cam-node"),), "whoever took it holds it"
    assert c.do("lc", "watch", "confirm", alarm, title="again").code == "wrong_state"


def test_that_a_refused_confirmation_changes_neither_alarm_nor_counter() -> None:
    c = Cluster()
    alarm = c.raise_alarm()
    assert c.do("lc", "watch", "confirm", alarm).code == "args_missing"
    assert c.alarm("lc", alarm).state is AlarmState.RAISED
    assert c.raise_alarm(rule="next") == "lc/1/2"


def test_that_a_dismissal_needs_a_reason_and_is_kept() -> None:
    c = Cluster()
    alarm = c.raise_alarm()
    assert c.do("lc", "watch", "dismiss", alarm).code == "args_missing"
    c.done("lc", "watch", "dismiss", alarm, reason="a dog")
    assert c.alarm("lc", alarm).reason == "a dog"
    c.settle()
    (part,) = c.snapshot("lc", "alarm")
    assert [a.state for a in part.alarms] == [AlarmState.DISMISSED]


def test_that_the_same_client_id_gets_the_first_answer_and_acts_once() -> None:
    c = Cluster()
    first = c.do("lc", "intake", "report", client_id="x", title="t")
    again = c.do("lc", "intake", "report", client_id="x", title="another")
    assert again == first
    assert len(c.snapshot("lc", "ticket")[0].tickets) == 1
    refused = c.do("lc", "viewer", "report", client_id="y", title="t")
    assert not refused.ok
    assert c.do("lc", "viewer", "report", client_id="y", title="t") == refused
    # Another person's command of the same id is another command.
    assert c.do("lc", "watch", "report", client_id="x", title="t").target != first.target


def test_that_the_same_client_id_within_one_batch_acts_once() -> None:
    c = Cluster()
    core = c.nodes["lc"].core
    command = Command("x", "report", args={"title": "t"})
    first = core._intake.take(person("intake"), command, c.now)
    assert core._intake.take(person("intake"), command, c.now) == first


def test_that_the_answer_outlives_a_crash() -> None:
    c = Cluster()
    first = c.do("lc", "intake", "report", client_id="x", title="t")
    c.crash("lc")
    c.restart("lc")
    assert c.do("lc", "intake", "report", client_id="x", title="t") == first
    assert c.done("lc", "intake", "report", title="u") == "lc/1/2"


@pytest.mark.parametrize(
    "verb", ["confirm_alarm", "receive", "refuse_custody", "escalate", "absorb", "part", "answer"]
)
def test_that_acts_of_the_center_itself_are_nobodys_command(verb: str) -> None:
    c = Cluster()
    ticket = c.done("lc", "intake", "report", title="t")
    assert c.do("lc", "duty", verb, ticket).code == "role"


def test_that_an_analyst_raises_and_clears_but_commands_no_ticket() -> None:
    c = Cluster()
    ticket = c.done("lc", "intake", "report", title="t")
    boss = Caller("analyst", "cam-node", frozenset({Role.ANALYST, Role.DUTY_LEADER}))
    assert c.do("lc", boss, "file", ticket, category="city.waste").code == "role"
    alarm = c.raise_alarm()
    assert c.do("lc", "watch", "raise", camera="c", rule="r", kind="k").code == "role"
    assert c.do("lc", CAMERA, "clear", alarm, reason="a shadow").ok


def test_that_a_viewer_may_do_nothing() -> None:
    c = Cluster()
    ticket = c.done("lc", "intake", "report", title="t")
    alarm = c.raise_alarm()
    for verb, target in (("report", ""), ("note", ticket), ("file", ticket), ("claim", alarm)):
        refused = (
            c.do("lc", "viewer", verb, target, title="t", note="n")
            if verb == "report"
            else c.do("lc", "viewer", verb, target)
        )
        assert refused.code == "role", verb


def test_that_a_stale_act_is_refused_if_the_caller_asked_for_that() -> None:
    c = Cluster()
    ticket = c.done("lc", "intake", "report", title="t")
    (result,) = c.say("lc", person("intake"), Command("a", "note", ticket, {"note": "n"}, expected_rev=7))
    assert isinstance(result, Result)
    assert result.code == "stale"
    (result,) = c.say("lc", person("intake"), Command("b", "note", ticket, {"note": "n"}, expected_rev=1))
    assert isinstance(result, Result)
    assert result.ok


def _bad_evidence() -> list[tuple[EvidenceRef, str]]:
    return [
        (EvidenceRef("c" * 64, "image/jpeg", masked=False, size_bytes=1), "not_masked"),
        (EvidenceRef("../../etc/passwd", "image/jpeg", masked=True, size_bytes=1), "bad_evidence"),
    ]


@pytest.mark.parametrize(("ref", "code"), _bad_evidence())
def test_that_unmasked_or_unnamed_evidence_is_refused(ref: EvidenceRef, code: str) -> None:
    c = Cluster()
    (result,) = c.say("lc", person("intake"), Command("a", "report", args={"title": "t"}, evidence=(ref,)))
    assert isinstance(result, Result)
    assert result.code == code


def test_that_sizes_are_limited() -> None:
    c = Cluster()
    assert c.do("lc", "intake", "report", title="x" * ARGS_CHARS_MAX).code == "too_large"
    many = Command("m", "report", args={"title": "t"}, evidence=(PHOTO,) * (EVIDENCE_MAX + 1))
    (result,) = c.say("lc", person("intake"), many)
    assert isinstance(result, Result)
    assert result.code == "too_large"
    for client_id in ("", "x" * 129):
        command = Command(client_id, "report", args={"title": "t"})
        assert c.nodes["lc"].core._intake.take(person("intake"), command, c.now).code == "bad_client_id"


def test_that_a_log_that_is_full_takes_no_remarks_but_can_be_worked() -> None:
    c = Cluster()
    ticket = c.done("lc", "intake", "report", title="t", category="city.waste")
    for _ in range(120):
        c.done("lc", "intake", "note", ticket, note="x" * 4000)
    results = [c.do("lc", "intake", "note", ticket, note="x" * 4000) for _ in range(20)]
    assert (results[0].ok, results[-1].code) == (True, "log_full")
    c.done("lc", "intake", "file", ticket)
    c.done("lc", "dispatcher", "hand_up", ticket)
    c.settle(4_000)
    assert c.ticket("lc", ticket).custody.holder == "bc"


def test_that_what_is_not_here_is_refused() -> None:
    c = Cluster()
    assert c.do("lc", "intake", "file", "lc/1/99").code == "no_ticket"
    assert c.do("lc", "watch", "claim", "lc/1/99").code == "no_alarm"
    assert c.do("lc", "intake", "fly", "lc/1/99").code in {"unknown_verb", "no_ticket"}


def test_that_a_center_without_the_module_takes_no_alarms() -> None:
    c = Cluster()
    node = c.nodes["lc"]
    bare = Place(**{**{f: getattr(node.place, f) for f in node.place.__slots__}, "modules": frozenset()})
    node.place = bare
    c.restart("lc")
    assert c.do("lc", CAMERA, "raise", camera="c", rule="r", kind="k").code == "no_module"


def test_that_every_command_is_in_the_journal_with_its_outcome() -> None:
    c = Cluster()
    c.done("lc", "intake", "report", title="t")
    c.do("lc", "viewer", "note", "lc/1/1", note="n")
    lines = c.nodes["lc"].store.journal(0, 100)
    told = [(x.actor, x.act, x.subject, x.outcome) for x in lines if x.act in {"report", "note"}]
    assert told == [
        ("operator:intake", "report", "lc/1/1", "ok"),
        ("operator:viewer", "note", "lc/1/1", "role"),
    ]


def test_that_a_message_in_anothers_name_is_refused_and_journalled() -> None:
    c = Cluster()
    (bye,) = c.say("lc", person("intake"), Command("a", "report", args={"title": "t"}), src="duty")
    assert isinstance(bye, Bye)
    assert bye.code == "wrong_src"
    assert c.nodes["lc"].store.journal(0, 100)[-1].outcome == "wrong_src"
    assert c.snapshot("lc", "ticket")[0].tickets == ()


def test_that_a_rule_that_trips_refuses_one_command_only(monkeypatch: pytest.MonkeyPatch) -> None:
    c = Cluster()

    def trip(*_: object) -> None:
        raise KeyError("lead")

    monkeypatch.setattr("backend.center.desk.decide", trip)
    refused = c.do("lc", "intake", "report", title="t")
    assert refused.code == "cannot_apply"
    assert c.nodes["lc"].store.journal(0, 100)[-1].outcome == "cannot_apply"
    assert c.snapshot("lc", "ticket")[0].tickets == ()


def test_that_a_time_that_is_no_time_is_refused() -> None:
    c = Cluster()
    for text in ("9" * 400, "yesterday"):
        assert c.do("lc", CAMERA, "raise", camera="c", rule="r", kind="k", at_ms=text).code == "bad_arg"


def test_that_an_analyst_adds_its_clip_to_the_alarm_it_raised_and_to_no_other() -> None:
    c = Cluster()
    given = {"camera": "cam-1", "rule": "gate", "kind": "zone_entry"}
    clip = EvidenceRef("c" * 64, "video/mp4", masked=True, size_bytes=10)

    def send(caller: Caller, command: Command) -> Result:
        (answer,) = [m for m in c.say("lc", caller, command) if isinstance(m, Result)]
        return answer

    alarm = send(CAMERA, Command("raise-1", "raise", "", given, (PHOTO,))).target
    attach = Command("clip-1", "attach", "", {"raise": "raise-1"}, (clip,))
    assert send(CAMERA, attach).ok
    assert send(CAMERA, attach).target == alarm
    assert c.alarm("lc", alarm).evidence == tuple(replace(ref, site="cam-node") for ref in (PHOTO, clip))
    strange = Command("clip-2", "attach", "", {"raise": "raise-9"}, (clip,))
    assert send(CAMERA, strange).code == "no_alarm"
    assert send(person("watch"), attach).code == "role"
    bare = EvidenceRef("d" * 64, "video/mp4", masked=False, size_bytes=10)
    assert send(CAMERA, Command("clip-3", "attach", "", {"raise": "raise-1"}, (bare,))).code == "not_masked"
