"""docs/protocol.md names every message with exactly its fields, in their order."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from backend.wire.codec import SIZE_MAX_BYTES
from backend.wire.messages import PROTOCOL_VERSION, Durable, Envelope, Message

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "protocol.md").read_text(encoding="utf-8")
KINDS = (Envelope, *get_args(Message), *get_args(Durable))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_that_a_message_is_described_with_exactly_its_fields(kind: type[msgspec.Struct]) -> None:
    chapters = re.findall(rf"^### {kind.__name__}$(.*?)(?=^##|\Z)", DOCUMENT, re.DOTALL | re.MULTILINE)
    assert len(chapters) == 1
    named = tuple(re.findall(r"^\| `(\w+)` \| .+ \|$", chapters[0], re.MULTILINE))
    assert named == kind.__struct_fields__


def test_that_the_document_names_this_version_and_its_limits() -> None:
    assert f"Version **{PROTOCOL_VERSION}**" in DOCUMENT
    assert f"- **{PROTOCOL_VERSION}** –" in DOCUMENT
    assert f"{SIZE_MAX_BYTES >> 20} MiB" in DOCUMENT
