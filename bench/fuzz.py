"""`./dev bench fuzz`: atheris (coverage-guided) on the codec and on a whole core; needs the peers.

Ten million inputs to the codec and a hundred thousand, of several messages each, to a core with its store in
memory, from the golden bytes on. Prints inputs, executions a second and crashes; a crash leaves its input in
--out. `--quick`: a hundredth.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

TARGETS = {"codec": (10_000_000, 4_096), "core": (100_000, 400)}
"""Inputs, and the longest of them in bytes."""

_DONE = re.compile(r"Done (\d+) runs? in (\d+) second")
_COVERED = re.compile(r"cov: (\d+)")


@dataclass(frozen=True)
class Run:
    """What became of one target."""

    target: str
    inputs: int
    seconds: float
    covered: int
    crashes: tuple[str, ...]

    @property
    def line(self) -> str:
        """For people."""
        found = ", ".join(self.crashes) or "none"
        rate = self.inputs / max(self.seconds, 0.001)
        return (
            f"{self.target}: {self.inputs} inputs in {self.seconds:.0f} s, {rate:.0f}/s, "
            f"{self.covered} edges covered, crashes: {found}"
        )


def child(target: str, runs: int, out: Path) -> None:
    """Fuzz one target in this process; never returns."""
    import atheris  # noqa: PLC0415 (only here, and first)

    with atheris.instrument_imports(include=["backend.wire", "backend.center", "backend.domain"]):
        from tests.fakes import fuzz_arena  # noqa: PLC0415

    def codec(raw: bytes) -> None:
        fuzz_arena.try_codec(raw)

    def core(raw: bytes) -> None:
        arena = fuzz_arena.Arena()
        arena.feed(raw)
        arena.check()

    corpus = out / f"corpus-{target}"
    corpus.mkdir(parents=True, exist_ok=True)
    for n, seed in enumerate(fuzz_arena.SEEDS):
        (corpus / f"seed-{n}").write_bytes(seed if target == "codec" else bytes(range(n, n + 120)))
    flags = [
        f"-runs={runs}",
        f"-max_len={TARGETS[target][1]}",
        f"-artifact_prefix={out}/{target}-",
        "-seed=1",
    ]
    flags += ["-rss_limit_mb=4096", "-timeout=20", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *flags, str(corpus)], codec if target == "codec" else core)
    atheris.Fuzz()


def run(target: str, runs: int, out: Path) -> Run:
    """Fuzz one target in a process of its own and read what libFuzzer says."""
    began_s = time.monotonic()
    line = [sys.executable, "-m", "bench.fuzz", "--child", target, "--runs", str(runs), "--out", str(out)]
    with (out / f"{target}.log").open("w") as log:
        subprocess.run(line, stdout=log, stderr=subprocess.STDOUT, check=False)
    text = (out / f"{target}.log").read_text(errors="replace")
    done, covered = _DONE.search(text), _COVERED.findall(text)
    crashes = tuple(sorted(path.name for path in out.glob(f"{target}-*")))
    if done is None and not crashes:
        crashes = (f"it ended early: see {out / (target + '.log')}",)
    inputs = int(done[1]) if done else 0
    return Run(target, inputs, time.monotonic() - began_s, int(covered[-1]) if covered else 0, crashes)


def _row(one: Run) -> dict[str, object]:
    """For --json: inputs, inputs a second, crashes."""
    rate = one.inputs / max(one.seconds, 0.001)
    named = {"name": f"fuzz.{one.target}", "ours": one.inputs, "peer": rate, "ratio": len(one.crashes)}
    return {**named, "bar": "0 crashes", "met": not one.crashes}


def main() -> None:
    """Run both targets, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a hundredth of the inputs")
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--out", type=Path, default=Path("build/fuzz"), help="corpus, logs, crashing inputs")
    parser.add_argument("--only", choices=list(TARGETS), help="one target only")
    parser.add_argument("--child", choices=list(TARGETS), help=argparse.SUPPRESS)
    parser.add_argument("--runs", type=int, help="so many inputs instead")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    if asked.child:
        child(asked.child, asked.runs, asked.out)
    found = []
    for target, (inputs, _) in TARGETS.items():
        if asked.only in {None, target}:
            found.append(run(target, asked.runs or (inputs // 100 if asked.quick else inputs), asked.out))
            print(found[-1].line, flush=True)
    if asked.json:
        rows = [_row(one) for one in found]
        asked.json.write_text(json.dumps({"rows": rows}, indent=1) + "\n", "utf-8")
    sys.exit(any(one.crashes for one in found))


if __name__ == "__main__":
    main()
