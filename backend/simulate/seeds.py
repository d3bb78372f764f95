"""Many seeds: one after another or in several processes, each in a folder of its own."""

from __future__ import annotations

import multiprocessing
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from backend.center import links
from backend.simulate.removals import without
from backend.simulate.rules import RULES
from backend.simulate.verdict import Broken
from backend.simulate.walk import Outcome, Walk
from backend.simulate.world import World

STEPS = 80
"""Steps of one seed, as many as make every dropped rule show within a few hundred seeds."""

CREDIT = 8
"""What a center takes of a neighbour at a time; 128 in the real one."""

MEMORY = Path("/dev/shm")  # noqa: S108 (a folder of our own is made in it; where there is none, any disk does)
"""Where databases cost no disk: nothing of a simulation has to survive."""

REPLAY_EVERY = 25
"""One seed in so many is walked twice and must be the same history, audit chains and all (I12)."""


@dataclass(slots=True)
class Report:
    """What many seeds came to."""

    seeds: int = 0
    failed: list[Outcome] = field(default_factory=list)
    proved: list[Outcome] = field(default_factory=list)  # double disk losses: nobody could have kept these
    restores: int = 0
    messages: int = 0

    def add(self, outcome: Outcome) -> None:
        """One more seed."""
        self.seeds += 1
        self.restores += outcome.restores
        self.messages += outcome.messages
        if outcome.broken:
            (self.proved if outcome.proved else self.failed).append(outcome)

    @property
    def document(self) -> dict[str, Any]:
        """The JSON document of `onegrid simulate`; `failed` holds proved losses too, marked so."""
        return {
            "seeds": self.seeds,
            "failed": [
                _told(outcome) for outcome in sorted((*self.failed, *self.proved), key=lambda o: o.seed)
            ],
            "restores": self.restores,
            "messages": self.messages,
            "proved_double_disk_loss": len(self.proved),
        }


def _told(outcome: Outcome) -> dict[str, Any]:
    first = outcome.broken[0]
    return {
        "seed": outcome.seed,
        "invariant": first.invariant,
        "trace": list(outcome.trace),
        "words": [str(breach) for breach in outcome.broken],
        "proved_double_disk_loss": outcome.proved,
        "digest": outcome.digest,
    }


def walk(seed: int, steps: int = STEPS, rule: str = "") -> Outcome:
    """One seed, with a rule taken out if one is named.

    Raises:
        Refused: there is no such rule, or its lines are not in the program as the table says.
    """
    with without(rule, RULES), narrow_credit():
        outcome = _once(seed, steps)
        if seed % REPLAY_EVERY == 0:
            again = _once(seed, steps)
            if (again.digest, again.heads) != (outcome.digest, outcome.heads):
                breach = Broken("I12", f"seed {seed} walked twice is two histories")
                outcome = replace(outcome, broken=(*outcome.broken, breach), proved=False)
        return outcome


def _once(seed: int, steps: int) -> Outcome:
    with tempfile.TemporaryDirectory(
        prefix="onegrid-sim-", dir=MEMORY if MEMORY.is_dir() else None
    ) as folder:
        return Walk(seed, steps, World(seed, Path(folder) / "disks")).outcome()


def walk_all(seeds: Iterable[int], steps: int, rule: str, workers: int) -> Iterator[Outcome]:
    """Every seed's outcome, in order, in so many processes.

    Raises:
        Refused: as `walk`.
    """
    work = partial(walk, steps=steps, rule=rule)
    if workers <= 1:
        yield from map(work, seeds)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        yield from pool.map(work, seeds, chunksize=4)


@contextmanager
def narrow_credit() -> Iterator[None]:
    """Centers take few messages at a time, so that credit runs out within a history."""
    before = links.WINDOW
    links.WINDOW = CREDIT
    try:
        yield
    finally:
        links.WINDOW = before
