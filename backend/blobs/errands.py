"""What a program of people or analysts does with evidence: fetch it for a ticket, or hand it in.

The center is asked over the link of commands; while it answers `coming` it is asked again.
"""

from __future__ import annotations

import threading
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Final

from backend.blobs.folder import BlobFolder
from backend.blobs.transfer import Progress, Site, get, put, silent
from backend.clock import Clock, SystemClock
from backend.domain.errors import Refused, Unavailable
from backend.net.client import Session
from backend.net.subscriber import feed_address
from backend.wire.blobs import BlobAnswer, BlobAsk, BlobOffer

AGAIN_S: Final = 1.0
"""How long to wait before asking again for what is on its way."""

WAITING: Final = frozenset({"coming", "away"})
"""Codes that time may mend."""


def fetch(
    session: Session,
    site: Site,
    subject: str,
    sha256: str,
    folder: BlobFolder,
    *,
    patience_s: float,
    told: Progress = silent,
    clock: Clock | None = None,
) -> Path:
    """Bring the bytes that a ticket or an alarm shows into `folder`; gives the path of the whole.

    What is there already, whole or in part, is not fetched again.

    Raises:
        Refused: this key may not have them, nothing shows them, or they are not masked.
        Unavailable: they did not come within `patience_s`; asked again it goes on where it stopped.
    """
    clock = clock or SystemClock()
    if (here := folder.path_of(sha256)) is not None:
        return here
    end_s, pause = clock.monotonic_s() + patience_s, threading.Event()
    while True:
        answer = session.blob(BlobAsk(uuid.uuid4().hex, subject, sha256))
        if answer.code == "ok":
            return get(_at(site, answer), answer.token, sha256, folder, told=told, clock=clock)
        if answer.code not in WAITING:
            raise Refused(answer.code, answer.words)
        if clock.monotonic_s() >= end_s:
            raise Unavailable(f"{answer.words} (waited {patience_s:g} s)")
        pause.wait(AGAIN_S)


def hand_in(
    session: Session,
    site: Site,
    subject: str,
    sha256: str,
    path: Path,
    *,
    told: Progress = silent,
    clock: Clock | None = None,
) -> bool:
    """Give the center a file that a ticket or an alarm shows; False if it has it already.

    Raises:
        Refused: nothing that this key may see shows it, it is not masked, or these are other bytes.
        Unavailable: the line broke; asked again it goes on where it stopped.
    """
    answer = session.blob(BlobOffer(uuid.uuid4().hex, subject, sha256))
    if answer.code == "have":
        return False
    if answer.code != "put":
        raise Refused(answer.code, answer.words)
    put(_at(site, answer), answer.token, path, told=told, clock=clock)
    return True


def _at(site: Site, answer: BlobAnswer) -> Site:
    """Where the answer says the channel is; `site` says where the center was dialled."""
    return replace(site, endpoint=feed_address(site.endpoint, answer.endpoint))
