"""`./dev bench wire [--quick] [--json FILE]`: what the whole path of a command costs beside its bare parts.

One real center process over CURVE: encrypted message → decode → authorise → one commit (FULL) → answer.
Its peer is the bare driver that puts the very same rows on the same disk in groups of 256, by turns in one
run. The open loop sends at a fixed rate and counts latency from the planned moment; the disk's own fsync is
printed beside it. `bench.feed` measures the way to the consoles.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from backend.net.dialer import Dialer
from backend.wire.messages import Command
from bench.wire_load import Load, MakeCommand, percentile
from bench.wire_raw import BarePostgres, BareSqlite, Reader, closed_after, fsyncs
from tests.fakes.center_process import CenterProcess
from tests.fakes.postgres import Cluster, NoPostgres, running

WINDOW = 128
RATIO_BAR = 0.4
RATES = ((1_000.0, 20.0), (3_000.0, 50.0))
"""Commands per second, and the bar of their p99 in ms."""


@dataclass(frozen=True)
class Row:
    """One figure beside its peer; `met` is None where there is no bar."""

    name: str
    ours: float
    peer: float | None = None
    ratio: float | None = None
    bar: float | None = None
    met: bool | None = None


PROFILE = """
level = "district"
[links]
messages_per_s = { operator = 1000000, analyst = 1000000, center = 1000000 }
commands_per_s = { operator = 1000000, analyst = 1000000 }
"""
"""A district without the limit of one key, because here one key is a whole district."""


@contextmanager
def center_and_load(folder: Path, database: str = "") -> Iterator[tuple[CenterProcess, Load]]:
    """A district center of its own in `folder`, and one link to it."""
    profile = folder / "profile.toml"
    profile.write_text(PROFILE, "utf-8")
    center = CenterProcess("tl", folder / "tl", profile=str(profile), database=database)
    center.start()
    dialer = None
    try:
        dialer = Dialer(center.endpoint, center.public_key, center.key_for("intake"))
        yield center, Load(dialer).open()
    finally:
        if dialer is not None:
            dialer.close()
        center.kill()


def reports(prefix: str) -> MakeCommand:
    """Makes reports with ids of their own."""

    def make(number: int) -> Command:
        key = f"{prefix}-{number}"
        return Command(key, "report", "", {"title": key, "place": "北门", "description": "gate open " * 8})

    return make


def by_turns(folder: Path, rounds: int, count: int, cluster: Cluster | None = None) -> Row:
    """The whole path at window 128 against the bare driver, `rounds` times by turns."""
    url = cluster.new_database() if cluster else ""
    ours: list[float] = []
    bare_ones: list[float] = []
    with center_and_load(folder, url) as (center, load):
        load.windowed(count // 4, WINDOW, reports("warm"))
        bare = (
            BarePostgres(url, cluster.new_database(), folder)
            if cluster
            else BareSqlite(center.data / "center.db", folder)
        )
        with closed_after(bare):
            reader = Reader(bare)
            reader.fresh()
            for turn in range(rounds):
                ours.append(count / load.windowed(count, WINDOW, reports(f"w{turn}")))
                batch = reader.fresh()
                assert batch.commands == count, "the center wrote each command once"
                bare_ones.append(count / bare.write(batch))
    ratio = statistics.median(a / b for a, b in zip(ours, bare_ones, strict=True))
    bar = None if cluster else RATIO_BAR
    peer = "psycopg" if cluster else "sqlite3"
    return Row(
        f"whole path at window 128, commands/s, against bare {peer} in commits of 256",
        round(statistics.median(ours)),
        round(statistics.median(bare_ones)),
        round(ratio, 3),
        bar,
        None if bar is None else ratio >= bar,
    )


def open_loop(folder: Path, seconds: float) -> list[Row]:
    """Latencies at fixed rates, with the disk's fsync beside them."""
    rows: list[Row] = []
    with center_and_load(folder) as (center, load):
        load.windowed(500, WINDOW, reports("warm"))
        for per_s, bar_ms in RATES:
            disk = fsyncs(center.data, 200)
            load.latencies_s.clear()
            load.at_rate(per_s, seconds, reports(f"r{per_s:g}"))
            for share, name in ((0.5, "p50"), (0.99, "p99")):
                ours_ms = round(percentile(load.latencies_s, share) * 1000, 2)
                disk_ms = round(percentile(disk, share) * 1000, 2)
                barred = share > 0.9
                rows.append(
                    Row(
                        f"open loop {per_s:g}/s, {name} ms, beside the disk's fsync {name}",
                        ours_ms,
                        disk_ms,
                        None,
                        bar_ms if barred else None,
                        ours_ms <= bar_ms if barred else None,
                    )
                )
    return rows


def main() -> int:
    """Print the rows; 0 if every bar is met."""
    parser = argparse.ArgumentParser(prog="./dev bench wire", description=(__doc__ or "").split(":", 1)[1])
    parser.add_argument("--quick", action="store_true", help="a tenth of the commands")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    rounds, count, seconds = (2, 1_000, 2.0) if given.quick else (5, 4_000, 10.0)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="onegrid-wire-") as folder:
        (turns := Path(folder) / "turns").mkdir()
        (loop := Path(folder) / "loop").mkdir()
        rows.append(by_turns(turns, rounds, count))
        rows += open_loop(loop, seconds)
        (other := Path(folder) / "postgres").mkdir()
        try:
            with running() as cluster:
                rows.append(by_turns(other, rounds, count, cluster))
        except NoPostgres as why:
            print(f"no row for PostgreSQL: {why}", file=sys.stderr)
    text = json.dumps({"rows": [asdict(row) for row in rows]}, ensure_ascii=False, indent=1)
    print(text)
    if given.json:
        given.json.write_text(text, "utf-8")
    return 0 if all(row.met is not False for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
