"""Sending the rows of a camera file to a center: first all are checked there, then all are set."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from backend.net.client import Session
from backend.wire.cameras import FORMS_MAX, CameraForm, CameraTally, FormFault
from backend.wire.codec import SIZE_MAX_BYTES
from backend.wire.messages import Command
from console.cli.camera_file import CameraFile
from resources.commandline import Failure

BATCH_BYTES: Final = SIZE_MAX_BYTES // 2
"""Size aimed at by one command; rules make forms long."""

Rows = list[tuple[int, CameraForm]]


@dataclass(slots=True)
class Outcome:
    """What became of a file."""

    file: CameraFile
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    done: bool = False
    seconds: float = 0.0
    faults: list[FormFault] = field(default_factory=list)

    @property
    def steps(self) -> int:
        """How far a progress bar goes: every row is checked and then set."""
        return 2 * len(self.file.rows)

    @property
    def bad_rows(self) -> int:
        """Rows with at least one mistake."""
        return len({fault.index for fault in self.faults})

    def document(self) -> dict[str, Any]:
        """The same as JSON."""
        return {
            "file": str(self.file.path),
            "encoding": self.file.encoding,
            "rows": self.file.total,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "bad": self.bad_rows,
            "done": self.done,
            "seconds": round(self.seconds, 2),
            "faults": [_row(fault) for fault in self.faults],
            "warnings": [_row(fault) for fault in self.file.warnings],
        }


def send(
    session: Session, outcome: Outcome, progress: Callable[[int], None], *, dry_run: bool, skip_bad: bool
) -> None:
    """Check every row at the center, then set those that are good, unless it is a dry run or one is bad.

    The commands of one run carry ids of their own, so a broken link doubles nothing.
    """
    begun_s = time.monotonic()
    run = uuid.uuid4().hex
    outcome.faults = list(outcome.file.faults)
    good: Rows = []
    for n, batch in enumerate(batches(outcome.file.rows)):
        tally = _ask(session, f"{run}-c{n}", "camera_check", batch)
        bad = {fault.index for fault in tally.faults}
        outcome.faults += [msgspec.structs.replace(one, index=batch[one.index][0]) for one in tally.faults]
        good += [row for at, row in enumerate(batch) if at not in bad]
        _count(outcome, tally)
        progress(len(batch))
    outcome.faults.sort(key=lambda fault: fault.index)
    if not dry_run and (skip_bad or not outcome.faults):
        outcome.new = outcome.changed = outcome.unchanged = 0
        for n, batch in enumerate(batches(good)):
            _count(outcome, _ask(session, f"{run}-s{n}", "camera_set", batch))
            progress(len(batch))
        outcome.done = True
    outcome.seconds = time.monotonic() - begun_s


def batches(rows: Rows) -> Iterator[Rows]:
    """Rows in runs that fit in one command."""
    run: Rows = []
    filled = 0
    for row in rows:
        size = len(msgspec.msgpack.encode(row[1]))
        if run and (len(run) >= FORMS_MAX or filled + size > BATCH_BYTES):
            yield run
            run, filled = [], 0
        run.append(row)
        filled += size
    if run:
        yield run


def _ask(session: Session, client_id: str, verb: str, batch: Rows) -> CameraTally:
    result = session.do(Command(client_id, verb, cameras=tuple(form for _, form in batch)))
    if result.cameras is None or (verb == "camera_set" and not result.ok):
        raise Failure(f"{result.words or result.code} ({result.code})")
    return result.cameras


def _count(outcome: Outcome, tally: CameraTally) -> None:
    outcome.new += tally.new
    outcome.changed += tally.changed
    outcome.unchanged += tally.unchanged


def _row(fault: FormFault) -> dict[str, Any]:
    return {
        "row": fault.index,
        "camera": fault.camera,
        "field": fault.field,
        "code": fault.code,
        "words": fault.words,
    }
