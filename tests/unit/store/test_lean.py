from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.limits import Budget
from backend.domain.ticket import Event
from backend.store.lean import decode_event
from tests.fakes.net_messages import EVENTS

ENCODE = msgspec.msgpack.Encoder(order="deterministic").encode
WORDS = st.text(max_size=20)


@given(st.from_type(int).filter(lambda n: 0 <= n < 2**40), WORDS, st.dictionaries(WORDS, WORDS, max_size=4))
def test_that_an_event_read_leanly_is_the_event(n: int, text: str, args: dict[str, str]) -> None:
    budget = Budget("total", "cal24", n)
    event = Event(n, text, n, text, text, text, args, (budget,) * (n % 3), EVENTS[1].evidence)
    assert decode_event(ENCODE(event)) == event == msgspec.msgpack.decode(ENCODE(event), type=Event)


def test_that_fields_an_older_version_did_not_write_get_their_defaults() -> None:
    body = {"rev": 1, "kind": "noted", "at_ms": 7, "actor": "li", "role": "intake", "center": "lc"}
    assert decode_event(msgspec.msgpack.encode(body)) == Event(1, "noted", 7, "li", "intake", "lc")


def test_that_every_field_of_an_event_is_read() -> None:
    names = [field.name for field in msgspec.structs.fields(type(_parts()))]
    assert names == list(Event.__dataclass_fields__)


def _parts() -> msgspec.Struct:
    from backend.store.lean import _decode_parts

    return _decode_parts(ENCODE(EVENTS[0]))


def test_that_equal_parts_are_held_once() -> None:
    first, second = (decode_event(ENCODE(EVENTS[1])) for _ in range(2))
    assert first.budgets is second.budgets
    assert first.args is second.args


def test_that_what_is_no_event_is_refused() -> None:
    for raw in (b"", b"\xc0", msgspec.msgpack.encode({"rev": "x"}), ENCODE(EVENTS[0])[:-3]):
        with pytest.raises(msgspec.MsgspecError):
            decode_event(raw)
