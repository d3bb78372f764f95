"""The BLOB channel on real CURVE sockets: resuming, refusing, verifying."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from backend.blobs.folder import BlobFolder
from backend.blobs.grants import Grant, Grants
from backend.blobs.service import BlobService
from backend.blobs.transfer import Site, get, put
from backend.clock import SystemClock
from backend.domain.errors import Refused, Unavailable
from backend.net.keyring import Keyring
from backend.net.keys import new_pair, parse_grant
from backend.net.sockets import Listener
from backend.wire.blobs import PART_MAX

DATA = bytes(range(251)) * 5_000
SHA256 = hashlib.sha256(DATA).hexdigest()
SERVER, LI, WANG = new_pair(), new_pair(), new_pair()


@dataclass
class Channel:
    """A serving channel and what its center would grant."""

    endpoint: str
    folder: BlobFolder
    grants: Grants
    clock: SystemClock = field(default_factory=SystemClock)

    def grant(self, *, put: bool, data: bytes = DATA) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        wanted = Grant("li", sha256, len(data), put=put, own=True)
        return self.grants.give(wanted, self.clock.monotonic_s())

    def site(self, keys: object = LI) -> Site:
        assert isinstance(keys, type(LI))
        return Site(self.endpoint, SERVER.public, keys)

    def keep(self, data: bytes) -> None:
        sha256 = hashlib.sha256(data).hexdigest()
        self.folder.append(sha256, 0, data, own=True)
        self.folder.finish(sha256, own=True)


@contextmanager
def serving(root: Path) -> Iterator[Channel]:
    ring = Keyring(root)
    ring.authorise(LI.public, parse_grant("operator:li:intake"))
    ring.authorise(WANG.public, parse_grant("operator:wang:intake"))
    folder, grants = BlobFolder(root / "blobs"), Grants()
    listener = Listener("tcp://127.0.0.1:*", SERVER, ring)
    service = BlobService("tl", listener, folder, grants, SystemClock())
    service.start()
    try:
        yield Channel(service.endpoint, folder, grants)
    finally:
        service.close()


def test_that_bytes_come_whole_and_in_parts(tmp_path: Path) -> None:
    with serving(tmp_path / "there") as channel:
        channel.keep(DATA)
        here, seen = BlobFolder(tmp_path / "here"), list[int]()
        path = get(
            channel.site(), channel.grant(put=False), SHA256, here, told=lambda done, _all: seen.append(done)
        )
        assert path.read_bytes() == DATA
        assert seen == [*range(PART_MAX, len(DATA), PART_MAX), len(DATA)]


def test_that_a_transfer_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with serving(tmp_path / "there") as channel:
        channel.keep(DATA)
        here, seen = BlobFolder(tmp_path / "here"), list[int]()
        here.append(SHA256, 0, DATA[:PART_MAX], own=False)
        get(channel.site(), channel.grant(put=False), SHA256, here, told=lambda done, _all: seen.append(done))
        assert seen[0] == 2 * PART_MAX
        other = DATA[::-1]
        sha256 = hashlib.sha256(other).hexdigest()
        channel.folder.append(sha256, 0, other[:1000], own=True)
        source = tmp_path / "source"
        source.write_bytes(other)
        sent: list[int] = []
        put(
            channel.site(),
            channel.grant(put=True, data=other),
            source,
            told=lambda done, _a: sent.append(done),
        )
        assert sent[0] == 1000 + PART_MAX
        assert channel.folder.size_of(sha256) == len(other)


def test_that_other_bytes_than_those_granted_are_refused_and_not_kept(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(DATA[:-1] + b"x")
    with serving(tmp_path / "there") as channel:
        with pytest.raises(Refused, match="send them again"):
            put(channel.site(), channel.grant(put=True), source)
        assert channel.folder.size_of(SHA256) is None
        assert channel.folder.have(SHA256, own=True) == 0


def test_that_more_bytes_than_were_told_are_refused(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(DATA + b"more" * PART_MAX)
    with serving(tmp_path / "there") as channel, pytest.raises(Refused, match="more than"):
        put(channel.site(), channel.grant(put=True), source)


def test_that_a_file_that_is_too_short_is_refused_in_words(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(DATA[:100])
    with serving(tmp_path / "there") as channel, pytest.raises(Refused, match="expects more"):
        put(channel.site(), channel.grant(put=True), source)


def test_that_a_grant_is_of_no_use_to_anybody_else(tmp_path: Path) -> None:
    with serving(tmp_path / "there") as channel:
        channel.keep(DATA)
        token, here = channel.grant(put=False), BlobFolder(tmp_path / "here")
        for site, shown in ((channel.site(WANG), token), (channel.site(), "g99"), (channel.site(), "")):
            with pytest.raises(Refused, match="not granted"):
                get(site, shown, SHA256, here)
        source = tmp_path / "source"
        source.write_bytes(DATA)
        with pytest.raises(Refused, match="not granted"):
            put(channel.site(), token, source)


def test_that_a_key_nobody_authorised_gets_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.blobs.transfer.ANSWER_S", 1.0)
    with serving(tmp_path / "there") as channel:
        channel.keep(DATA)
        site = channel.site(new_pair())
        with pytest.raises(Unavailable, match="does not know this key"):
            get(site, channel.grant(put=False), SHA256, BlobFolder(tmp_path / "here"))


def test_that_bytes_deleted_meanwhile_are_told_in_words(tmp_path: Path) -> None:
    with serving(tmp_path / "there") as channel:
        channel.keep(DATA)
        token = channel.grant(put=False)
        path = channel.folder.path_of(SHA256)
        assert path is not None
        path.unlink()
        with pytest.raises(Refused, match="not here any more"):
            get(channel.site(), token, SHA256, BlobFolder(tmp_path / "here"))
