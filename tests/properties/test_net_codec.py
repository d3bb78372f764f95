"""Whatever bytes come, the codec says Malformed or gives a message that it can send again."""

from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.domain.evidence import EvidenceRef
from backend.domain.ticket import Event
from backend.wire.codec import SIZE_MAX_BYTES, Malformed, decode, encode
from backend.wire.messages import (
    Bye,
    Command,
    Data,
    Envelope,
    Hello,
    Message,
    Ping,
    Result,
    Shadow,
    Snap,
    Tail,
    TicketRecord,
    Track,
    TrackBox,
    TrackFrame,
)
from tests.fakes.net_messages import ENVELOPES

SAMPLES = [encode(envelope) for envelope in ENVELOPES.values()]

seqs = st.integers(0, (1 << 63) - 1)
numbers = st.integers(-(1 << 63), (1 << 63) - 1)
names = st.text(max_size=128)
texts = st.text(max_size=300)
args = st.dictionaries(st.text(max_size=20), texts, max_size=5)
refs = st.builds(EvidenceRef, texts, texts, st.booleans(), numbers, texts, numbers, texts)
events = st.builds(
    Event, numbers, texts, numbers, texts, texts, texts, args, evidence=st.lists(refs, max_size=2).map(tuple)
)
logs = st.lists(events, max_size=4).map(tuple)
shares = st.floats(0, 1)
boxes = st.builds(TrackBox, seqs, shares, shares, shares, shares)
frames = st.builds(TrackFrame, names, numbers, st.lists(boxes, max_size=4).map(tuple))
records = st.builds(TicketRecord, texts, logs, st.just(()))
bodies: st.SearchStrategy[Message] = st.one_of(
    st.builds(Hello, numbers, numbers, names, seqs, seqs),
    st.builds(Data, st.builds(Shadow, names, seqs, seqs, logs)),
    st.builds(Ping, numbers, numbers),
    st.builds(Bye, names, st.text(max_size=4096)),
    st.builds(
        Command, st.text(min_size=1, max_size=64), names, names, args, st.lists(refs, max_size=2).map(tuple)
    ),
    st.builds(
        Result, texts, st.booleans(), texts, numbers, texts, texts, st.lists(texts, max_size=3).map(tuple)
    ),
    st.builds(Snap, names),
    st.builds(Tail, names, seqs, st.lists(records, max_size=2).map(tuple)),
    st.builds(Track, frames),
)
envelopes = st.builds(
    Envelope, st.just(1), names, seqs, seqs, seqs, seqs, bodies, safe=seqs, credit=seqs, hlc=seqs
)


def outcome(raw: bytes) -> Envelope | Malformed:
    """What the codec makes of bytes; anything but these two would fail the test."""
    try:
        return decode(raw)
    except Malformed as fault:
        return fault


def survives(raw: bytes) -> None:
    """Either Malformed, or a message that comes back the same when sent on."""
    found = outcome(raw)
    if isinstance(found, Malformed):
        assert found.code in {"oversized", "version", "unknown_kind", "malformed"}
        assert found.words
    else:
        assert decode(encode(found)) == found


@given(envelopes)
def test_that_every_message_comes_back_as_it_was_sent(envelope: Envelope) -> None:
    assert decode(encode(envelope)) == envelope


@settings(max_examples=400)
@given(st.binary(max_size=2_000))
def test_that_any_bytes_are_taken_or_refused(raw: bytes) -> None:
    survives(raw)


@settings(max_examples=600)
@given(st.data())
def test_that_spoilt_messages_are_taken_or_refused(data: st.DataObject) -> None:
    raw = bytearray(data.draw(st.sampled_from(SAMPLES)))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(raw) - 1))
        how = data.draw(st.sampled_from(["set", "drop", "insert"]))
        if how == "set":
            raw[place] = data.draw(st.integers(0, 255))
        elif how == "drop" and len(raw) > 1:
            del raw[place]
        else:
            raw[place:place] = data.draw(st.binary(min_size=1, max_size=9))
    survives(bytes(raw))


@settings(max_examples=300)
@given(
    st.recursive(
        st.one_of(
            st.none(),
            st.booleans(),
            st.integers(-(1 << 63), (1 << 64) - 1),
            st.floats(),
            st.text(),
            st.binary(),
        ),
        lambda inner: st.one_of(st.lists(inner, max_size=8), st.dictionaries(st.text(), inner, max_size=4)),
        max_leaves=30,
    ),
    st.sampled_from(sorted({name.split(".")[0] for name in ENVELOPES})),
)
def test_that_well_formed_nonsense_is_taken_or_refused(nonsense: object, kind: str) -> None:
    survives(msgspec.msgpack.encode(nonsense))
    survives(msgspec.msgpack.encode([1, "tl", 1, 1, 0, 0, [kind, nonsense, nonsense]]))


@settings(max_examples=50)
@given(st.integers(0, 2_000_000), st.sampled_from([b"\x91", b"\xdd\xff\xff\xff\xff", b"\x81\xa1a", b"\xc0"]))
def test_that_deep_and_wide_bombs_are_refused(size: int, piece: bytes) -> None:
    raw = (piece * (size // len(piece) + 1))[:size]
    survives(raw)
    if size > SIZE_MAX_BYTES:
        return
    survives(SAMPLES[0] + raw)
