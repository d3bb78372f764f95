"""summary.json of a demo: what was seen and done, and which checks of it passed."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Check:
    """One claim of the demo and whether it was true this time."""

    name: str
    passed: bool
    detail: str


@dataclass(slots=True)
class Summary:
    """Everything the demo reports; `write` is called even when a step failed."""

    source: str = ""
    model: str = ""
    display: str = ""
    frames: int = 0
    seconds: float = 0.0
    alarms: list[dict[str, Any]] = field(default_factory=list)
    tickets: list[dict[str, Any]] = field(default_factory=list)
    kills: list[dict[str, Any]] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)

    def check(self, name: str, detail: str, *, passed: bool = True) -> None:
        """Note one claim."""
        self.checks.append(Check(name, passed, detail))

    @property
    def passed(self) -> bool:
        """Whether the main job really happened: something was checked and nothing failed."""
        return bool(self.checks) and all(check.passed for check in self.checks)

    def write(self, folder: Path) -> Path:
        """Write summary.json into `folder` and return its path."""
        path = folder / "summary.json"
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n", "utf-8")
        return path


def ticket_row(shown: dict[str, Any]) -> dict[str, Any]:
    """A ticket as `onegrid ticket show --json` gave it, cut to what the summary promises."""
    return {
        "id": shown["id"],
        "state": shown["state"],
        "custodian": shown["custodian"],
        "transitions": [
            {"event": e["event"], "at": e["at"], "center": e["center"], "actor": e["actor"]}
            for e in shown["events"]
        ],
        "lights": shown["lights"],
    }
