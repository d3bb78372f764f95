"""`onegrid doctor`: what this machine has, what it lacks, and what to do about it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict

import click

from console.launch import python_command
from resources.finding import Finding
from resources.words import _

PROBES = (
    ("console.probe", _("install the libraries that Qt needs: ./dev setup")),
    ("videowall.probe", _("install the locked packages again: ./dev setup")),
    ("backend.probe", _("install the locked packages again: ./dev setup")),
)
PROBE_TIMEOUT_S = 60.0


def probe(module: str, remedy: str) -> list[Finding]:
    """Findings of one probe process; a probe that dies is itself a finding."""
    try:
        done = subprocess.run(
            python_command(module), capture_output=True, text=True, timeout=PROBE_TIMEOUT_S, check=False
        )
    except subprocess.TimeoutExpired:
        return [Finding(module, ok=False, detail=_("no answer within a minute"), remedy=remedy)]
    if done.returncode != 0:
        words = (done.stderr.strip().splitlines() or [f"exit {done.returncode}"])[-1]
        return [Finding(module, ok=False, detail=words, remedy=remedy)]
    return [Finding(**row) for row in json.loads(done.stdout)]


def examine() -> list[Finding]:
    """Everything that is checked, in the order it is shown."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    findings = [Finding("python", sys.version_info >= (3, 11), version, _("use Python 3.11 or newer"))]
    for module, remedy in PROBES:
        findings += probe(module, remedy)
    return findings


@click.command(
    help=_("Check this machine: Python, Qt, codecs, providers, fonts, models, database, keys, clock, ports.")
)
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON document."))
def doctor(*, as_json: bool) -> int:
    """Print the findings; exit 1 when something that is needed is missing."""
    findings = examine()
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            mark = _("ok") if finding.ok else _("missing")
            click.echo(f"{finding.name:<12} {mark:<8} {finding.detail}")
            if not finding.ok and finding.remedy:
                click.echo(f"{'':<12} {'':<8} → {finding.remedy}")
    return 0 if all(finding.ok for finding in findings) else 1
