"""Classes, form fields and conditions of closing, as a center asks for them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.domain.evidence import EvidenceRef
from backend.domain.limits import Urgency
from backend.domain.log import State
from backend.domain.modules import (
    Assignment,
    Catalogue,
    Category,
    Condition,
    FieldKind,
    FormField,
    Need,
    Step,
)
from backend.domain.org import UnitKind
from backend.domain.worktime import DAY_MS
from backend.wire.messages import Command, Result
from tests.fakes.center_cluster import Cluster, person


def _field(key: str, kind: FieldKind, step: Step, *, required: bool = True) -> FormField:
    return FormField(key, kind, key, key, step, required)


def _category(code: str, fields: tuple[FormField, ...] = (), closing: tuple[Condition, ...] = ()) -> Category:
    lead = (Assignment("cg"),)
    return Category(
        code, "m", code, code, Urgency.NORMAL, UnitKind.COMMUNITY, lead, fields=fields, closing=closing
    )


CATALOGUE = Catalogue(
    categories={
        one.code: one
        for one in (
            _category("m.plain"),
            _category(
                "m.form",
                (
                    _field("site", FieldKind.TEXT, Step.REPORT),
                    _field("count", FieldKind.NUMBER, Step.FILE),
                    _field("measure", FieldKind.TEXT, Step.FEEDBACK),
                    _field("seen", FieldKind.YES_NO, Step.CHECK),
                ),
            ),
            _category(
                "m.proof",
                closing=(
                    Condition(Need.BEFORE_EVIDENCE),
                    Condition(Need.AFTER_EVIDENCE, 2),
                    Condition(Need.DOCUMENT),
                    Condition(Need.CHECK),
                    Condition(Need.CALLBACK),
                ),
            ),
            _category("m.quiet", closing=(Condition(Need.QUIET_DAYS, 2),)),
        )
    }
)


def _cluster() -> Cluster:
    c = Cluster()
    for name, node in c.nodes.items():
        node.place = replace(node.place, catalogue=CATALOGUE)
        c.crash(name)
        c.restart(name)
    c.settle()
    return c


def _show(c: Cluster, who: str, verb: str, ticket: str, *refs: EvidenceRef, **args: str) -> Result:
    command = Command(f"s{c.clock.now_ms()}-{verb}-{len(refs)}", verb, ticket, args, refs)
    (result,) = c.say("lc", person(who), command)
    assert isinstance(result, Result)
    return result


def _picture(phase: str, digit: str = "a") -> EvidenceRef:
    return EvidenceRef(digit * 64, "image/jpeg", masked=True, size_bytes=9, phase=phase)


PAPER = EvidenceRef("f" * 64, "application/pdf", masked=False, size_bytes=9, phase="after")


def _worked(c: Cluster, category: str, reporter: str = "", **fields: str) -> str:
    ticket = c.done("lc", "intake", "report", title="t", reporter=reporter, place="gate")
    c.done("lc", "intake", "file", ticket, category=category, **fields)
    c.done("lc", "dispatcher", "dispatch", ticket, lead="cg", assists="yj")
    c.done("lc", "zhang", "sign", ticket)
    c.done("lc", "wang", "sign", ticket)
    return ticket


@pytest.mark.parametrize("verb", ["report", "file", "reclassify"])
def test_that_a_class_that_is_not_there_is_refused_with_the_nearest(verb: str) -> None:
    c = _cluster()
    ticket = "" if verb == "report" else c.done("lc", "intake", "report", title="t")
    args = {"category": "m.plane", "title": "t"} if verb == "report" else {"category": "m.plane"}
    if verb == "reclassify":
        c.done("lc", "intake", "file", ticket, category="m.plain")
        args["reason"] = "typed wrong"
    refused = c.do("lc", "duty", verb, ticket, **args)
    assert (refused.code, refused.rule) == ("unknown_class", "catalogue")
    assert "m.plain" in refused.words


def test_that_a_report_is_never_refused_for_a_gap_and_filing_asks_for_all_of_it() -> None:
    c = _cluster()
    ticket = c.done("lc", "intake", "report", title="t", category="m.form")
    refused = c.do("lc", "intake", "file", ticket)
    assert refused.code == "form_gap"
    assert "field.site=" in refused.words
    assert "field.count=" in refused.words
    told = {"field.site": "shed", "field.count": "2"}
    c.done("lc", "intake", "file", ticket, **told)
    args = c.ticket("lc", ticket).events[-1].args
    assert {name: args[name] for name in told} == told


@pytest.mark.parametrize(("key", "value"), [("field.count", "two"), ("field.colour", "red")])
def test_that_a_value_that_cannot_be_is_refused_at_any_act(key: str, value: str) -> None:
    c = _cluster()
    assert c.do("lc", "intake", "report", title="t", category="m.form", **{key: value}).code == "form_gap"
    ticket = c.done("lc", "intake", "report", title="t", category="m.form")
    assert c.do("lc", "intake", "note", ticket, **{key: value}).code == "form_gap"
    assert c.do("lc", "intake", "report", title="t", **{"field.count": "2"}).code == "form_gap"


def test_that_fields_told_earlier_count_later() -> None:
    c = _cluster()
    ticket = c.done("lc", "intake", "report", title="t", category="m.form", **{"field.site": "shed"})
    c.done("lc", "intake", "note", ticket, **{"field.count": "3"})
    c.done("lc", "intake", "file", ticket)


def test_that_the_note_is_taken_for_the_one_text_that_is_missing() -> None:
    c = _cluster()
    ticket = _worked(c, "m.form", **{"field.site": "shed", "field.count": "1"})
    c.done("lc", "wang", "feedback", ticket, photo="yes")  # an assist owes no form
    assert c.do("lc", "zhang", "feedback", ticket, photo="yes").code == "form_gap"
    c.done("lc", "zhang", "feedback", ticket, note="mended")
    assert c.ticket("lc", ticket).events[-1].args["field.measure"] == "mended"
    # A yes or no is not a text: a note does not answer it.
    assert c.do("lc", "checker", "check", ticket, ok="yes", note="looks good").code == "form_gap"
    c.done("lc", "checker", "check", ticket, ok="yes", **{"field.seen": "yes"})


def test_that_a_checker_is_told_what_only_the_work_can_bring() -> None:
    c = _cluster()
    ticket = _worked(c, "m.proof", reporter="Li")
    c.done("lc", "wang", "feedback", ticket, note="n")
    c.done("lc", "zhang", "feedback", ticket, note="n")
    refused = c.do("lc", "checker", "check", ticket, ok="yes")
    assert (refused.code, refused.rule) == ("closing_unmet", "closing")
    assert "before_evidence, after_evidence × 2, document" in refused.words
    assert "callback" not in refused.words
    assert _show(
        c, "zhang", "note", ticket, _picture("alarm"), _picture("after"), _picture("after"), PAPER
    ).ok
    c.done("lc", "checker", "check", ticket, ok="yes")
    c.done("lc", "caller", "callback", ticket, satisfied="yes")
    assert c.ticket("lc", ticket).state is State.CLOSED


def test_that_rework_asks_for_nothing() -> None:
    c = _cluster()
    ticket = _worked(c, "m.proof", reporter="Li")
    c.done("lc", "wang", "feedback", ticket, note="n")
    c.done("lc", "zhang", "feedback", ticket, note="n")
    c.done("lc", "checker", "check", ticket, ok="no")
    assert c.ticket("lc", ticket).state is State.IN_PROGRESS


def test_that_what_was_given_up_with_a_leaders_consent_needs_no_proof() -> None:
    c = _cluster()
    ticket = _worked(c, "m.proof")
    c.done("lc", "zhang", "request_close", ticket, reason="torn down")
    c.done("lc", "duty", "grant", ticket)
    c.done("lc", "checker", "check", ticket, ok="yes")
    assert c.ticket("lc", ticket).state is State.CLOSED


def test_that_it_must_have_been_quiet_for_days_on_that_very_object() -> None:
    c = _cluster()
    ticket = _worked(c, "m.quiet")
    c.done("lc", "wang", "feedback", ticket, note="n")
    c.done("lc", "zhang", "feedback", ticket, note="n")
    assert c.do("lc", "checker", "check", ticket, ok="yes").code == "closing_unmet"
    c.clock.advance(DAY_MS)
    c.done("lc", "intake", "report", title="again", category="m.quiet", place="gate")
    c.done("lc", "intake", "report", title="elsewhere", category="m.quiet", place="bridge")
    c.clock.advance(DAY_MS)
    assert c.do("lc", "checker", "check", ticket, ok="yes").code == "closing_unmet"
    c.clock.advance(DAY_MS)
    c.done("lc", "checker", "check", ticket, ok="yes")


def test_that_a_matter_solved_on_the_spot_needs_no_check_before_it_is_closed() -> None:
    c = _cluster()
    ticket = c.done("lc", "officer", "report", title="t", category="m.proof", reporter="Li")
    pictures = (_picture("before"), _picture("after"), _picture("after", "b"))
    assert _show(c, "officer", "solve_on_spot", ticket, *pictures).code == "closing_unmet"
    assert _show(c, "officer", "solve_on_spot", ticket, *pictures, PAPER).ok


def test_that_a_center_without_a_catalogue_takes_any_class() -> None:
    c = Cluster()
    ticket = c.done("lc", "intake", "report", title="t", category="anything.else")
    c.done("lc", "intake", "file", ticket)
