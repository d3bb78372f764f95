"""`./dev bench sim`: 2,000 seeded histories of a district, and every rule taken out in turn.

Figures on stdout, or --json FILE. `--quick` walks 200 seeds and 20 a rule. `--rules` prints the table of
rules alone; `--day` the day of a community that is cut off.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

from backend.simulate.command import seeds_of
from backend.simulate.day import day
from backend.simulate.rules import RULES
from backend.simulate.seeds import STEPS, Report, walk_all

SEEDS, QUICK_SEEDS = "1..2000", "1..200"
RULE_SEEDS, QUICK_RULE_SEEDS = "1..100", "1..20"


@dataclass(frozen=True)
class Row:
    """One figure and its bar; `peer` and `ratio` stay empty, since nobody else simulates this."""

    name: str
    ours: float
    bar: str
    met: bool | None
    peer: float | None = None
    ratio: float | None = None


def whole(seeds: str, workers: int) -> list[Row]:
    """Every seed with every rule in force."""
    report, began_s = Report(), time.perf_counter()
    for outcome in walk_all(seeds_of(seeds), STEPS, "", workers):
        report.add(outcome)
        for breach in outcome.broken:
            print(
                f"seed {outcome.seed}: {'proved double disk loss' if outcome.proved else 'BROKEN'}: {breach}"
            )
    taken_s = time.perf_counter() - began_s
    return [
        Row(f"seeds walked, {STEPS} steps each", report.seeds, "", None),
        Row("seeds that fail and are no proved double disk loss", len(report.failed), "0", not report.failed),
        Row("proved double disk losses", len(report.proved), "", None),
        Row("restores from backup", report.restores, "", None),
        Row("messages", report.messages, "", None),
        Row(f"seeds/s with {workers} processes", round(report.seeds / taken_s, 2), "", None),
    ]


def rules(seeds: str, workers: int) -> list[Row]:
    """Every rule taken out in turn: seeds must fail."""
    rows, count = [], len(seeds_of(seeds))
    for rule, removal in RULES.items():
        broken = Counter(
            outcome.broken[0].invariant
            for outcome in walk_all(seeds_of(seeds), STEPS, rule, workers)
            if outcome.broken and not outcome.proved
        )
        failing = broken.total()
        how = ", ".join(f"{name} {n}" for name, n in broken.most_common())
        print(f"| {rule} | {removal.says} | {failing} of {count} | {how} |", flush=True)
        rows.append(Row(f"without {rule}: failing seeds of {count}", failing, "> 0", failing > 0))
    return rows


def cut_off() -> list[Row]:
    """A community and its console without the town for a day."""
    found = day()
    return [
        Row("a day cut off: simulated hours", found.hours, "24", found.hours >= 24),
        Row("a day cut off: acts meanwhile", found.acts, "", None),
        Row("a day cut off: rungs of the ladder fired", found.rungs, "", None),
        Row("a day cut off: s until all centers agree again", found.healed_s, "", None),
        Row("a day cut off: invariants broken", len(found.broken), "0", not found.broken),
    ]


def main() -> int:
    """Print rows; exit 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--seeds", default="")
    parser.add_argument("--rules", action="store_true")
    parser.add_argument("--day", action="store_true")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    all_of_it = not (given.rules or given.day)
    rows: list[Row] = []
    if all_of_it:
        rows += whole(given.seeds or (QUICK_SEEDS if given.quick else SEEDS), given.workers)
    if all_of_it or given.day:
        rows += cut_off()
    if all_of_it or given.rules:
        rows += rules(QUICK_RULE_SEEDS if given.quick else RULE_SEEDS, given.workers)
    for row in rows:
        print(f"{row.name:64} {row.ours:>12} {'bar ' + row.bar if row.bar else ''} {_met(row)}")
    if given.json:
        given.json.write_text(json.dumps({"rows": [asdict(row) for row in rows]}, indent=1), "utf-8")
    return 1 if any(row.met is False for row in rows) else 0


def _met(row: Row) -> str:
    return "" if row.met is None else ("met" if row.met else "MISSED")


if __name__ == "__main__":
    sys.exit(main())
