"""Real center processes, started as the command line starts them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from backend.net.client import Session, open_session
from backend.net.keys import KeyPair, Keyring, load_keys, new_keys, parse_grant
from backend.wire.blobs import BlobAnswer, BlobAsk
from backend.wire.messages import Command, Result, TicketRecord
from tests.fakes.center_cluster import PHOTO

ROOT = Path(__file__).resolve().parents[2]
LEVELS = {"tl": "district", "tl-bc": "town", "tl-bc-lc": "community"}
PARENTS = {"tl": "", "tl-bc": "tl", "tl-bc-lc": "tl-bc"}
PEOPLE = {
    "watch": "operator:watch:operator",
    "intake": "operator:intake:intake",
    "dispatcher": "operator:dispatcher:dispatcher",
    "zhang": "operator:zhang:department@cg",
    "wang": "operator:wang:department@yj",
    "duty": "operator:duty:duty_leader",
    "leader": "operator:leader:center_leader",
    "caller": "operator:caller:callback",
    "officer": "operator:officer:grid_officer",
    "Li": "operator:Li:reporter",
    "checker": "operator:checker:checker",
    "viewer": "operator:viewer:viewer",
    "cam": "analyst:cam",
}
READY_S = 30.0


@dataclass
class CenterProcess:
    """One center: its folder stays, its process comes and goes on the same port."""

    center: str
    data: Path
    limits: str = "standard"
    parent: CenterProcess | None = None
    endpoint: str = "tcp://127.0.0.1:0"
    public_key: str = ""
    process: subprocess.Popen[str] | None = None
    within: tuple[str, ...] = ()  # what to put before the command line, `ip netns exec NAME` for example
    profile: str = ""  # a profile file; else the one of its level
    database: str = ""  # URL of PostgreSQL; else a file
    parent_endpoint: str = ""  # where to dial the parent, if not at its own address
    _counter: int = 0

    def command(self) -> list[str]:
        """The command line."""
        line = [
            *self.within, sys.executable, "-m", "backend", "center",
            "--profile", self.profile or LEVELS[self.center], "--id", self.center,
            "--data", str(self.data), "--listen", self.endpoint, "--limits", self.limits,
        ]  # fmt: skip
        if self.database:
            line += ["--database", self.database]
        if self.parent is not None:
            dialled = self.parent_endpoint or self.parent.endpoint
            line += ["--parent", dialled, "--parent-key", self.parent.public_key]
        return line

    def start(self) -> None:
        """Start it and wait for its ready line."""
        if self.parent is not None:
            own = self._keys(self.data / "center.key")
            Keyring(self.parent.data).authorise(own.public, parse_grant(f"center:{self.center}"))
        self.data.mkdir(parents=True, exist_ok=True)
        with (self.data / "center.log").open("a") as log:
            self.process = subprocess.Popen(
                self.command(), stdout=subprocess.PIPE, stderr=log, text=True, cwd=ROOT
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, (self.data / "center.log").read_text()
        ready = json.loads(line)
        assert set(ready) == {"ready", "endpoint", "public_key"}
        self.endpoint, self.public_key = ready["endpoint"], ready["public_key"]

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self.process is not None
        self.process.kill()
        self._reap()

    def stop(self) -> int:
        """Ask it to stop; returns its exit code."""
        assert self.process is not None
        self.process.terminate()
        return self._reap()

    def _reap(self) -> int:
        assert self.process is not None
        assert self.process.stdout is not None
        code = self.process.wait(READY_S)
        self.process.stdout.close()
        self.process = None
        return code

    def ps(self) -> psutil.Process:
        """The process as the system sees it."""
        assert self.process is not None
        return psutil.Process(self.process.pid)

    def _keys(self, path: Path) -> KeyPair:
        path.parent.mkdir(parents=True, exist_ok=True)
        return load_keys(path) if path.exists() else new_keys(path)

    def key_for(self, who: str) -> KeyPair:
        """The key of one of PEOPLE, authorised here."""
        keys = self._keys(self.data / "keys" / f"{who}.json")
        Keyring(self.data).authorise(keys.public, parse_grant(PEOPLE[who]))
        return keys

    @contextmanager
    def session(self, who: str) -> Iterator[Session]:
        """A session of one of PEOPLE."""
        with open_session(self.endpoint, self.public_key, self.key_for(who), READY_S) as session:
            yield session

    def do(self, who: str, verb: str, target: str = "", client_id: str = "", **args: str) -> Result:
        """One command and its result."""
        self._counter += 1
        evidence = (PHOTO,) if args.pop("photo", "") else ()
        command = Command(client_id or f"{self.center}-{self._counter}", verb, target, args, evidence)
        with self.session(who) as session:
            return session.do(command)

    def done(self, who: str, verb: str, target: str = "", **args: str) -> str:
        """A command that must succeed; returns what it acted on."""
        result = self.do(who, verb, target, **args)
        assert result.ok, result
        return result.target

    def blob(self, who: str, subject: str, sha256: str) -> BlobAnswer:
        """What is answered to a question for bytes of evidence."""
        self._counter += 1
        with self.session(who) as session:
            return session.blob(BlobAsk(f"b{self._counter}", subject, sha256))

    def record(self, ticket: str) -> TicketRecord | None:
        """A ticket as a console gets it."""
        with self.session("viewer") as session:
            found = session.snapshot("ticket").tickets
        return next((record for record in found if record.ticket == ticket), None)

    def kinds(self, ticket: str) -> list[str]:
        """The kinds of the events in a ticket's log."""
        record = self.record(ticket)
        return [event.kind for event in record.events] if record else []

    def audit(self) -> dict[str, object]:
        """What `audit verify --json` prints."""
        done = subprocess.run(
            [sys.executable, "-m", "backend", "audit", "verify", "--data", str(self.data), "--json"],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.stdout, done.stderr
        found: dict[str, object] = json.loads(done.stdout)
        assert done.returncode == (0 if found["passed"] else 1)
        return found


@contextmanager
def district(folder: Path, limits: str = "standard") -> Iterator[dict[str, CenterProcess]]:
    """Three running centers, one below the other; none is left behind."""
    centers: dict[str, CenterProcess] = {}
    try:
        for name, parent in PARENTS.items():
            centers[name] = CenterProcess(name, folder / name, limits, centers.get(parent))
            centers[name].start()
        yield centers
    finally:
        for center in centers.values():
            if center.process is not None:
                center.kill()
