"""What every message body is made of: its base and the bounds of its fields.

Source: design 3-federation.md, rule 9; docs/protocol.md.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

Seq = Annotated[int, Meta(ge=0)]
"""A place in a stream or a revision: never negative."""

Name = Annotated[str, Meta(max_length=128)]
"""An id, name or topic: at most 128 characters."""

Key = Annotated[str, Meta(min_length=1, max_length=64)]
"""The sender's own id of a command (a uuid4 in hex does)."""

Words = Annotated[str, Meta(max_length=4096)]
"""A sentence for people."""


class Body(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """Base of every message body; the class name is its tag on the wire."""
