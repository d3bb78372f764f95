"""The gates of the codec, and cutting a snapshot into parts."""

from __future__ import annotations

import msgspec
import pytest

from backend.wire.codec import SIZE_MAX_BYTES, Malformed, decode, encode, parts_of
from backend.wire.messages import Bye, Command, Hello, Ping, Snapshot, TicketRecord
from tests.fakes.net_messages import ALARM, BODIES, ENVELOPES, NEIGHBOUR, RECORD, wrap


def code_of(raw: bytes) -> str:
    with pytest.raises(Malformed) as caught:
        decode(raw)
    assert caught.value.words
    return caught.value.code


def changed(name: str, place: int, value: object) -> bytes:
    array = msgspec.msgpack.decode(encode(ENVELOPES[name]))
    array[place] = value
    return msgspec.msgpack.encode(array)


def test_that_the_order_of_arguments_does_not_change_the_bytes() -> None:
    one = wrap(Command("c", "file", args={"a": "1", "b": "2"}))
    other = wrap(Command("c", "file", args={"b": "2", "a": "1"}))
    assert encode(one) == encode(other)


def test_that_an_oversized_message_is_refused_before_it_is_sent() -> None:
    with pytest.raises(Malformed) as caught:
        encode(wrap(Command("c", "note", args={"note": "x" * SIZE_MAX_BYTES})))
    assert caught.value.code == "oversized"
    assert "Command" in caught.value.words


def test_that_oversized_bytes_are_refused_unread() -> None:
    assert code_of(b"\xc0" * (SIZE_MAX_BYTES + 1)) == "oversized"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xc1",
        b"\xdd\xff\xff\xff\xff",
        b"\x91" * 200_000,
        encode(ENVELOPES["Ack"]) + b"\x00",
        encode(ENVELOPES["Command"])[:-3],
        changed("Ack", 1, b"\xff\xfe"),
        changed("Ack", 1, "n" * 129),
        changed("Ack", 4, -1),
        changed("Ack", 4, 1.5),
        changed("Ack", 6, ["Ping"]),
        changed("Ack", 6, []),
    ],
    ids=range(12),
)
def test_that_bytes_that_are_no_message_are_malformed(raw: bytes) -> None:
    assert code_of(raw) == "malformed"


def test_that_text_that_is_not_utf8_is_malformed() -> None:
    raw = encode(wrap(Ping(1), src="abcd"))
    assert code_of(raw.replace(b"abcd", b"ab\xff\xfe")) == "malformed"


def test_that_a_number_no_database_can_hold_is_malformed() -> None:
    assert code_of(changed("Ack", 5, 1 << 63)) == "malformed"
    assert decode(changed("Ack", 5, (1 << 63) - 1)).ack == (1 << 63) - 1


def test_that_a_huge_number_deep_inside_is_found() -> None:
    raw = changed("Ping", 6, ["Ping", 1, (1 << 64) - 1])
    assert code_of(raw) == "malformed"


def test_that_text_that_looks_like_a_huge_number_is_taken() -> None:
    body = Bye("x", "Ϗ" * 40)  # its UTF-8 begins with the byte that marks a 64-bit number
    assert decode(encode(wrap(body))).body == body


def test_that_a_kind_of_a_newer_version_is_told_apart_from_garbage() -> None:
    assert code_of(changed("Ack", 6, ["Recall", "t"])) == "unknown_kind"


def test_that_another_version_is_refused_except_in_hello_and_bye() -> None:
    assert code_of(changed("Ack", 0, 2)) == "version"
    assert isinstance(decode(changed("Hello", 0, 2)).body, Hello)
    assert isinstance(decode(changed("Bye", 0, 2)).body, Bye)


def test_that_a_client_id_is_never_empty() -> None:
    assert code_of(changed("Command", 6, ["Command", "", "file"])) == "malformed"


def test_that_an_empty_snapshot_is_one_last_part() -> None:
    assert list(parts_of(Snapshot("ticket", 4, last=False))) == [Snapshot("ticket", 4, last=True)]


def test_that_parts_hold_everything_once_in_order_and_only_the_final_one_is_last() -> None:
    records = tuple(TicketRecord(f"t/1/{n}", RECORD.events, RECORD.clocks) for n in range(1, 60))
    whole = Snapshot("ticket", 4, last=True, tickets=records, alarms=(ALARM,) * 3, neighbours=(NEIGHBOUR,))
    parts = list(parts_of(whole, part_bytes=4_000))
    assert len(parts) > 5
    assert tuple(record for part in parts for record in part.tickets) == records
    assert sum((part.alarms for part in parts), ()) == whole.alarms
    assert sum((part.neighbours for part in parts), ()) == whole.neighbours
    assert [part.last for part in parts] == [False] * (len(parts) - 1) + [True]
    assert {(part.topic, part.seq) for part in parts} == {("ticket", 4)}
    assert all(len(encode(wrap(part))) < 4_000 + 1_000 for part in parts)


def test_that_a_record_larger_than_a_part_still_goes_out() -> None:
    parts = list(parts_of(Snapshot("ticket", 4, last=True, tickets=(RECORD, RECORD)), part_bytes=1))
    assert [len(part.tickets) for part in parts] == [1, 1]


def test_that_every_sample_comes_back_as_it_went() -> None:
    for name, body in BODIES.items():
        assert decode(encode(wrap(body))).body == body, name
