"""Cameras: how long an import takes from the file to the disk of a real center, and how fast cameras move.

`python -m bench.cameras [--quick] [--json FILE]`: writes a CSV, starts a center, runs `onegrid cameras
import` as a user does (every row checked here and by the center, then set), twice, and lists them; then
decides an assignment of as many cameras in memory. Figures are seconds of this machine, peers there are none.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from backend.domain.assignment import Analyst, Wanted, assign
from backend.net.keys import Keyring, new_keys, parse_grant

ROWS = 23_000
ROWS_QUICK = 2_000
BAR_IMPORT_S = 20.0
BAR_ASSIGN_S = 1.0
PER_NODE = 250


@contextmanager
def center(folder: Path) -> Iterator[list[str]]:
    """A running center; gives the options of a command line that reaches it."""
    keys = new_keys(folder / "leader.json")
    Keyring(folder / "data").authorise(keys.public, parse_grant("operator:leader:center_leader"))
    line = [sys.executable, "-m", "backend", "center", "--profile", "district", "--id", "tl"]
    line += ["--data", str(folder / "data"), "--listen", "tcp://127.0.0.1:0"]
    with (folder / "center.log").open("w") as log:
        process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=log, text=True)
        assert process.stdout is not None
        try:
            ready = json.loads(process.stdout.readline())
            where = ["--center", ready["endpoint"], "--server-key", ready["public_key"]]
            yield [*where, "--key", str(folder / "leader.json"), "--timeout", "60", "--json"]
        finally:
            process.terminate()
            process.wait()
            process.stdout.close()


def write_rows(path: Path, count: int) -> None:
    """As many cameras as a district has, with logins."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "name", "unit", "place", "main", "sub", "user", "password", "key_area"])
        for n in range(count):
            host = f"10.{n // 62_500}.{n // 250 % 250}.{n % 250}"
            row = [f"500151{n:08}", f"巴川街道 {n} 号", "tl-bc-lc-01", "路口"]
            row += [
                f"rtsp://{host}/main",
                f"rtsp://{host}/sub",
                "admin",
                f"pw-{n}",
                "是" if n % 20 == 0 else "否",
            ]
            writer.writerow(row)


def run(*words: str) -> tuple[float, Any]:
    """One command as a user types it: seconds, and what it printed."""
    begun_s = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "console.cli", "cameras", *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return time.monotonic() - begun_s, json.loads(done.stdout)


def imports(count: int) -> list[dict[str, Any]]:
    """First import, the same again, a list."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_rows(folder / "cameras.csv", count)
        with center(folder) as where:
            first_s, first = run("import", *where, str(folder / "cameras.csv"))
            again_s, again = run("import", *where, str(folder / "cameras.csv"))
            list_s, listed = run("list", *where)
    assert (first["new"], again["unchanged"], len(listed)) == (count, count, count)

    return [
        row(f"import of {count} new cameras, file to disk, s", first_s, BAR_IMPORT_S),
        row(f"the same {count} again, s", again_s, BAR_IMPORT_S),
        row(f"list of {count}, s", list_s, None),
    ]


def moves(count: int) -> list[dict[str, Any]]:
    """The decision when one of the nodes dies, all cameras being watched."""
    nodes = [Analyst(f"n{n:03}", PER_NODE + 10) for n in range(-(-count // PER_NODE))]
    wanted = [Wanted(f"c{n:05}", key_area=n % 20 == 0) for n in range(count)]
    plan = assign(wanted, nodes)
    wanted = [Wanted(one.camera, key_area=one.key_area, analyst=plan[one.camera]) for one in wanted]
    begun_s = time.process_time()
    after = assign(wanted, nodes[1:])
    spent_s = time.process_time() - begun_s
    moved = sum(after[one.camera] != one.analyst for one in wanted)
    lost = sum(one.analyst == nodes[0].name for one in wanted)
    assert moved == lost
    return [
        row(f"deciding {count} cameras after one of {len(nodes)} nodes died, CPU s", spent_s, BAR_ASSIGN_S)
    ]


def row(name: str, ours: float, bar: float | None) -> dict[str, Any]:
    """One line of the table."""
    met = None if bar is None else ours <= bar
    return {"name": name, "ours": round(ours, 3), "peer": None, "ratio": None, "bar": bar, "met": met}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    count = ROWS_QUICK if asked.quick else ROWS
    rows = [*imports(count), *moves(count)]
    for one in rows:
        verdict = "" if one["met"] is None else ("met" if one["met"] else "NOT MET")
        print(f"{one['name']:<64} {one['ours']:>8} {one['bar'] or '-':>8} {verdict}")
    if asked.json is not None:
        asked.json.write_text(json.dumps({"rows": rows}, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
