from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.center import journal
from backend.center.ports import JournalEntry


def _chain(n: int) -> list[JournalEntry]:
    made: list[JournalEntry] = []
    for _ in range(n):
        previous = made[-1].hash if made else journal.GENESIS
        made.append(
            journal.next_entry(
                len(made), previous, 5, actor="operator:李", act="note", subject="s", outcome="ok", detail="d"
            )
        )
    return made


def _faults(entries: list[JournalEntry]) -> list[str]:
    walk = journal.Walk()
    return [fault for entry in entries for fault in walk.line(entry)]


def test_that_an_untouched_journal_has_no_faults() -> None:
    assert _faults(_chain(5)) == []


@pytest.mark.parametrize("field", ["at_ms", "actor", "act", "subject", "outcome", "detail", "hash"])
def test_that_every_changed_field_is_seen(field: str) -> None:
    entries = _chain(3)
    changed = {**asdict(entries[1]), field: 9 if field == "at_ms" else "other"}
    entries[1] = JournalEntry(**changed)
    assert any("line 2 does not match" in fault for fault in _faults(entries))


def test_that_a_line_taken_out_added_or_moved_is_seen() -> None:
    entries = _chain(4)
    assert _faults(entries[:1] + entries[2:]) != []
    assert _faults([*entries, replace(entries[-1], n=6)]) != []
    assert _faults([entries[1], entries[0], *entries[2:]]) != []


def test_that_fields_cannot_flow_into_each_other() -> None:
    one = journal.hash_of(journal.GENESIS, 1, (5, "a", "bc", "s", "ok", ""))
    other = journal.hash_of(journal.GENESIS, 1, (5, "ab", "c", "s", "ok", ""))
    assert one != other


def test_that_stored_events_are_compared_with_what_is_covered() -> None:
    detail = f"1:{journal.digest(b'one')} 2:{journal.digest(b'two')}"
    walk = journal.Walk()
    line = journal.next_entry(
        0, journal.GENESIS, 5, actor="li", act=journal.EVENTS, subject="t", outcome="ok", detail=detail
    )
    assert list(walk.line(line)) == []
    assert list(walk.event("t", 1, b"one")) == []
    assert list(walk.event("t", 2, b"changed")) == ["event 2 of t is not what the journal covers"]
    assert list(walk.event("t", 3, b"new")) == ["event 3 of t is in no line of the journal"]
    assert list(walk.gone()) == []


def test_that_a_missing_event_is_seen() -> None:
    walk = journal.Walk()
    detail = f"1:{journal.digest(b'one')}"
    line = journal.next_entry(
        0, journal.GENESIS, 5, actor="li", act=journal.EVENTS, subject="t", outcome="ok", detail=detail
    )
    assert list(walk.line(line)) == []
    assert list(walk.gone()) == ["event 1 of t is gone"]


def test_that_long_words_of_strangers_are_cut() -> None:
    entry = journal.next_entry(
        0,
        journal.GENESIS,
        5,
        actor="a" * 999,
        act="x" * 999,
        subject="s" * 999,
        outcome="o" * 999,
        detail="d" * 999,
    )
    lengths = (len(entry.actor), len(entry.act), len(entry.subject), len(entry.outcome), len(entry.detail))
    assert lengths == (128, 64, 200, 64, journal.WORDS_MAX)
    assert _faults([entry]) == []


@given(st.text(), st.integers(), st.lists(st.text() | st.integers(), max_size=6))
def test_that_a_line_is_hashed_as_the_json_array_of_its_fields(
    previous: str, n: int, fields: list[str | int]
) -> None:
    line = json.dumps([previous, n, *fields], ensure_ascii=True, separators=(",", ":"))
    expected = hashlib.sha256(line.encode("ascii")).hexdigest()
    assert journal.hash_of(previous, n, tuple(fields)) == expected
