"""Looks at what the demo left behind from outside: the command line against the three kept centers."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from console.demo.places import District
from console.demo.summary import Summary, ticket_row

TIMEOUT_S = 60.0


class CommandFailedError(Exception):
    """A command of ours ended with another code than 0; the message holds its last words."""


def onegrid(*arguments: str) -> Any:
    """Run `onegrid … --json` as a user would, and give back what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "console.cli", *arguments, "--json"],
        capture_output=True, text=True, timeout=TIMEOUT_S, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise CommandFailedError(
            f"onegrid {' '.join(arguments[:2])}: exit {done.returncode}: {done.stderr[-300:]}"
        )
    return json.loads(done.stdout)


def show(centers: District, name: str, ticket: str, people: Mapping[str, str]) -> dict[str, Any]:
    """`onegrid ticket show` at one center, with the key of the person who sits there."""
    center = centers[name]
    shown: dict[str, Any] = onegrid(
        "ticket", "show", ticket,
        "--center", center.endpoint, "--server-key", center.public_key,
        "--key", str(center.data / "keys" / f"{people[name]}.json"),
    )  # fmt: skip
    return shown


def ticket_at(centers: District, name: str, ticket: str, people: Mapping[str, str]) -> dict[str, Any]:
    """One ticket as one center shows it, cut to what the summary promises."""
    return ticket_row(show(centers, name, ticket, people))


def compare_centers(centers: District, ticket: str, people: Mapping[str, str], summary: Summary) -> None:
    """`onegrid ticket show` at each center: the same ticket, its transitions and lights into the summary."""
    rows = [show(centers, name, ticket, people) for name in centers.centers]
    same = all(row == rows[0] for row in rows)
    summary.check("ticket_show_same_at_all", f"rev {rows[0]['rev']} at {len(rows)} centers", passed=same)
    summary.tickets.append(ticket_row(rows[0]))


def verify_journals(centers: District, summary: Summary) -> None:
    """`onegrid audit verify` on each kept folder."""
    for name, center in centers.centers.items():
        told = onegrid("audit", "verify", "--data", str(center.data))
        summary.check(f"audit_{name}", json.dumps(told, ensure_ascii=False)[:160])
