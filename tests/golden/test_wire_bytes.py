"""The protocol's bytes do not change unnoticed, and old bytes stay readable.

A field added at the end of a message changes its bytes here: then write the new ones into a new file
wire/vN.txt beside the old, name the change in docs/protocol.md, and leave the old file as it is.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from backend.wire.codec import KINDS, Malformed, decode, encode, unseal
from backend.wire.messages import Data, Sealed
from tests.fakes.net_messages import ENVELOPES

FOLDER = Path(__file__).parent / "wire"
NEWEST = FOLDER / "v3.txt"


def read(path: Path) -> dict[str, bytes]:
    rows = (line.split() for line in path.read_text(encoding="ascii").splitlines())
    return {name: bytes.fromhex(digits) for name, digits in rows}


def test_that_every_kind_of_message_has_golden_bytes() -> None:
    assert {name.split(".")[0] for name in read(NEWEST)} == KINDS
    assert set(read(NEWEST)) == set(ENVELOPES)


@pytest.mark.parametrize("name", sorted(ENVELOPES))
def test_that_a_message_has_exactly_its_golden_bytes(name: str) -> None:
    assert encode(ENVELOPES[name]).hex() == read(NEWEST)[name].hex()


@pytest.mark.parametrize("path", sorted(FOLDER.glob("v*.txt")), ids=lambda path: path.stem)
def test_that_bytes_of_every_version_still_decode_to_the_same_message(path: Path) -> None:
    for name, raw in read(path).items():
        assert decode(raw) == ENVELOPES[name], name


@pytest.mark.parametrize("name", sorted(ENVELOPES))
def test_that_fields_added_by_a_newer_peer_are_ignored(name: str) -> None:
    array = msgspec.msgpack.decode(read(NEWEST)[name])
    array.append("a field of tomorrow")
    array[6].append({"and": "another"})
    assert decode(msgspec.msgpack.encode(array)) == ENVELOPES[name]


def test_that_an_envelope_without_the_later_fields_gets_their_defaults() -> None:
    array = msgspec.msgpack.decode(read(NEWEST)["Ack"])
    old = decode(msgspec.msgpack.encode(array[:7]))
    assert (old.safe, old.credit, old.hlc) == (0, 0, 0)


def test_that_a_durable_kind_of_a_newer_peer_comes_sealed_with_its_bytes() -> None:
    raw = read(FOLDER / "newer.txt")["Data.Notice"]
    envelope = decode(raw)
    assert envelope.seq == 18
    assert isinstance(envelope.body, Data)
    sealed = envelope.body.payload
    assert isinstance(sealed, Sealed)
    assert sealed.kind == "Notice"
    assert sealed.raw in raw
    assert msgspec.msgpack.decode(sealed.raw) == msgspec.msgpack.decode(raw)[6][1]
    assert unseal(sealed) is None


def test_that_what_was_sealed_opens_once_its_kind_is_known() -> None:
    shadow = ENVELOPES["Data.Shadow"].body
    assert isinstance(shadow, Data)
    assert unseal(Sealed("", "Shadow", msgspec.msgpack.encode(shadow.payload))) == shadow.payload
    with pytest.raises(Malformed):
        unseal(Sealed("", "Shadow", b"\x91\xa6Shadow"))


@pytest.mark.parametrize("payload", [["Notice"], ["Shadow", "t"], [], "Notice", [7], None])
def test_that_only_an_unknown_kind_is_sealed(payload: object) -> None:
    array = msgspec.msgpack.decode(read(FOLDER / "newer.txt")["Data.Notice"])
    array[6] = ["Data", payload]
    raw = msgspec.msgpack.encode(array)
    if payload == ["Notice"]:
        assert isinstance(decode(raw).body, Data)
    else:
        with pytest.raises(Malformed):
            decode(raw)
