"""`./dev bench kills [--kills N] [--seed S] [--json FILE]`: three real centers under load, killed at random.

Each kill is a SIGKILL to one or two of district, town and community, at a random moment; the center starts
again on its folder. Afterwards the clients' own book is compared with what the centers show, every
acknowledged command is sent once more (same answer?), and each journal is verified. Exit 1 if anything is
lost, doubled or timed wrongly.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

from backend.clock import SystemClock
from tests.fakes.center_process import district
from tests.fakes.kill_shift import DEPARTMENT, OFFICE, Desk, Told, everything, faults, kill_at_random, settled
from tests.fakes.waiting import until

AGAIN_MAX = 2_000
EVERY_VERB = {"report", "file", "note", "hand_up", "hand_down", "dispatch", "sign", "feedback", "check"}
"""A run in which one of these never happened has shown nothing."""

HEAL_S = 180.0


@dataclass
class Report:
    """What the run saw."""

    seed: int
    kills: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    asked: int = 0
    answered: int = 0
    done: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    verbs: dict[str, int] = field(default_factory=dict)
    tickets: int = 0
    rungs: int = 0
    answered_otherwise: int = 0
    audits: dict[str, bool] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Nothing lost, doubled, left open or mis-timed."""
        whole = self.asked == self.answered and not self.answered_otherwise
        worked = set(self.verbs) >= EVERY_VERB
        return worked and whole and not self.faults and all(self.audits.values())


def again(desks: dict[str, Desk], told: Told) -> int:
    """Send commands a second time; how many were answered otherwise than the first time."""
    other = 0
    for key, first in list(told.answers.items())[:AGAIN_MAX]:
        if not first.ok and first.code == "unavailable":
            continue  # nothing was decided then, so it may be decided now
        desk, command = told.asked[key]
        other += desks[desk].again(command).result(HEAL_S) != first
    return other


def run(kills: int, seed: int, folder: Path, limits: str = "demo") -> Report:
    """The whole run in `folder`."""
    report, told, started_s = Report(seed), Told(), time.monotonic()
    with district(folder, limits) as centers:
        desks = {
            f"{name}-{grant.split(':')[1]}": Desk(center, grant, told, seed * 100 + index)
            for index, (name, center) in enumerate(centers.items())
            for grant in (OFFICE, DEPARTMENT)
        }
        try:
            for desk in desks.values():
                desk.start()
            until(lambda: len(told.answers) > 20, 60, saying="work has begun")
            report.kills = dict(kill_at_random(centers, kills, seed))
            for desk in desks.values():
                desk.rest()
            until(lambda: not any(desk.waiting() for desk in desks.values()), HEAL_S, saying="every answer")
            until(lambda: settled(centers), HEAL_S, saying="all centers agree")
            report.answered_otherwise = again(desks, told)
        finally:
            for desk in desks.values():
                desk.close()
        until(lambda: settled(centers), HEAL_S, saying="all centers agree")
        shown = everything(centers)
        report.faults = list(faults(told, shown, SystemClock().now_ms()))
        report.audits = {name: bool(center.audit()["passed"]) for name, center in centers.items()}
        report.tickets = len(shown["tl"])
        report.rungs = sum(e.kind == "escalated" for r in shown["tl"].values() for e in r.events)
    report.seconds = round(time.monotonic() - started_s, 1)
    report.asked, report.answered, report.done = len(told.asked), len(told.answers), len(told.done())
    report.refused = dict(Counter(result.code for result in told.answers.values() if not result.ok))
    report.verbs = dict(Counter(command.verb for command, _ in told.done()))
    return report


def main() -> int:
    """Print the report; 0 if everything holds."""
    parser = argparse.ArgumentParser(prog="./dev bench kills", description=(__doc__ or "").split(":", 1)[1])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--quick", action="store_true", help="20 kills")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="onegrid-kills-") as folder:
        report = run(20 if given.quick else given.kills, given.seed, Path(folder))
    text = json.dumps({"passed": report.passed, **asdict(report)}, ensure_ascii=False, indent=1)
    print(text)
    if given.json:
        given.json.write_text(text, "utf-8")
    return 0 if report.passed else 1


if __name__ == "__main__":
    sys.exit(main())
