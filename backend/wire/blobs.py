"""Messages about the bytes of evidence: who may have them, and the parts themselves.

The first four go over the link of commands, where the core judges and journals them; the last four over a
socket of their own, so that a clip never holds up a ticket. Only masked bytes travel.
Source: design 1-architecture.md (BLOB channel); docs/design/blobs.md.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from backend.wire.body import Body, Key, Name, Seq, Words

PART_MAX = 256 << 10
"""Bytes in one part: far below the largest message, and soon sent."""

Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
"""What the bytes are called: their own digest."""

Part = Annotated[bytes, Meta(max_length=PART_MAX)]


class BlobAsk(Body, frozen=True):
    """I want to have these bytes, which this ticket or alarm shows. Ask again while they are `coming`."""

    ask: Key
    subject: Name
    sha256: Sha256


class BlobOffer(Body, frozen=True):
    """I hold these bytes, which this ticket or alarm shows, and want to hand them in."""

    ask: Key
    subject: Name
    sha256: Sha256


class BlobWant(Body, frozen=True):
    """A center asks whoever holds the bytes to hand them in: at `endpoint`, with `token`."""

    subject: Name
    sha256: Sha256
    endpoint: Name
    token: Name


class BlobAnswer(Body, frozen=True):
    """What becomes of BLOBASK or BLOBOFFER: a code, and with `ok` or `put` where and by which token."""

    ask: Name
    sha256: Sha256
    code: Name  # ok, put, have, coming, or why not
    words: Words = ""
    endpoint: Name = ""
    token: Name = ""
    size_bytes: Seq = 0


class BlobGet(Body, frozen=True):
    """The next part, from `offset` on."""

    token: Name
    offset: Seq


class BlobPart(Body, frozen=True):
    """A part; empty at the end. `size_bytes` is that of the whole."""

    token: Name
    offset: Seq
    size_bytes: Seq
    data: Part


class BlobPut(Body, frozen=True):
    """A part that is handed in; an empty one asks how far the other side is."""

    token: Name
    offset: Seq
    data: Part = b""


class BlobAt(Body, frozen=True):
    """How far the other side is; `code` is `done` once the whole is there and its digest is right.

    Also the answer to a BLOBGET or BLOBPUT that cannot be served: then `code` and `words` say why.
    """

    token: Name
    offset: Seq = 0
    code: Name = ""
    words: Words = ""
