"""The protocol's bytes do not change unnoticed, and old bytes stay readable.

A field added at the end of a message changes its bytes here: then write the new ones into a new file
wire/vN.txt beside the old, name the change in docs/protocol.md, and leave the old file as it is.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from backend.wire.codec import KINDS, decode, encode
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
