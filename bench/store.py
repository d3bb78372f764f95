"""`./dev bench store [--quick] [--json FILE]`: how large a center may grow, and what PostgreSQL's way costs.

Databases are filled in the true format in a folder that is removed afterwards. Memory and times are those of
real center processes and of a console's session over CURVE; PostgreSQL is a cluster of our own with fsync,
and its peer the bare driver that writes the very same rows under the same indexes, by turns in one run.
`--quick` takes a twentieth of the tickets.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from sqlalchemy.dialects import registry

from backend.center import journal
from backend.center.ports import AppendEvents, PutJournal, PutResult, PutTicket, TicketRow, Write
from backend.store.look import look
from backend.store.pages import Filter, page
from backend.store.rows import rows_of
from backend.store.tables import metadata
from backend.store.unit import ORDER, SqlStore, statement
from backend.wire.messages import Result
from bench.store_fill import fill, log_of
from tests.fakes.center_process import CenterProcess
from tests.fakes.postgres import NoPostgres, running
from tests.fakes.waiting import until

T = TypeVar("T")

MB = 1e6
GROUP = 256
SETTLED_CPU_S = 0.05
OPENING = (
    "import sys, time; from pathlib import Path\n"
    "from backend.calendars import load_calendars; from backend.limits import load_limits\n"
    "from backend.center.core import Core; from backend.center.place import Place\n"
    "from backend.store.unit import SqlStore\n"
    "import gc; gc.disable()  # as `onegrid center` does\n"
    "began = time.monotonic(); cpu = time.process_time()\n"
    "store = SqlStore(Path(sys.argv[1]))\n"
    "core = Core(Place('tl', 'district', 1, load_limits('standard'), load_calendars(), '', False), store)\n"
    "print(time.monotonic() - began, time.process_time() - cpu)\n"
    "store.close()"
)


@dataclass(frozen=True)
class Row:
    """One figure beside its peer or its bar; `met` is None where there is no bar."""

    name: str
    ours: float
    peer: float | None = None
    ratio: float | None = None
    bar: float | None = None
    met: bool | None = None


def at_most(name: str, value: float, bar: float) -> Row:
    """A figure that must not be larger than its bar."""
    return Row(name, round(value, 2), bar=bar, met=value <= bar)


def settle(center: CenterProcess) -> None:
    """Wait until the center rests: what it had to look at after its start is done."""

    def spent_s() -> float:
        times = center.ps().cpu_times()
        return float(times.user + times.system)

    def rests() -> bool:
        before_s = spent_s()
        time.sleep(1.0)
        return spent_s() - before_s <= SETTLED_CPU_S

    until(rests, 600, saying="the center rests")


def memory(folder: Path, opened: int, ended: int) -> tuple[float, float]:
    """MB of a community's center when it has looked at every ticket, and after a console took them all."""
    data = folder / "lc"
    data.mkdir(parents=True)
    fill(data, "tl-bc-lc", opened, ended)
    center = CenterProcess("tl-bc-lc", data)
    center.start()
    try:
        settle(center)
        steady = float(center.ps().memory_info().rss)
        with center.session("dispatcher") as session:
            session.snapshot("ticket")
        settle(center)
        return steady / MB, float(center.ps().memory_info().rss) / MB
    finally:
        center.kill()


def communities(folder: Path, number: int) -> Iterator[Row]:
    """A community with 10,000 tickets, a fifth of them open; and the worst case, all of them open."""
    for words, opened in (("a fifth open", number // 5), ("all open", number)):
        steady, after = memory(folder / words, opened, number - opened)
        yield at_most(f"community, {number} tickets, {words}: steady MB", steady, 110)
        yield Row("after a console took the whole snapshot: MB", round(after, 2))


def best_ms(work: Callable[[], object], times: int = 5) -> float:
    """The quickest of some runs."""
    taken = []
    for _ in range(times):
        began_s = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began_s) * 1000)
    return min(taken)


def district(folder: Path, opened: int, ended: int) -> Iterator[Row]:
    """Opening, pages and the snapshot of a district."""
    data = folder / "tl"
    data.mkdir()
    seconds = fill(data, "tl", opened, ended)
    total = opened + ended
    yield Row(f"{total} tickets written in s", round(seconds, 1))
    yield Row("their database in MB", round((data / "center.db").stat().st_size / MB))
    spent = []
    for _ in range(3):
        line = [sys.executable, "-c", OPENING, str(data)]
        told = subprocess.run(line, check=True, capture_output=True, text=True).stdout.split()
        spent.append((float(told[0]), float(told[1])))
    wall_s, cpu_s = min(spent)
    yield at_most(f"district, {total} tickets, {opened} open: opens in s", wall_s, 3)
    yield Row("of that on the processor", round(cpu_s, 2))
    yield from _pages(data)
    yield from _snapshots(data, opened)


def _pages(data: Path) -> Iterator[Row]:
    going, rare = Filter("in_progress", "tl"), Filter("closed", "nobody")
    wanted = (Filter(), Filter("closed"), going, Filter("filed"), rare)
    with look(data) as source:
        worst = max(best_ms(partial(page, source.rows, one, 100)) for one in wanted)
    yield at_most("filtered page of 100, the slowest of five filters: ms", worst, 50)


def _snapshots(data: Path, opened: int) -> Iterator[Row]:
    center = CenterProcess("tl", data)
    center.start()
    try:
        with center.session("dispatcher") as session:
            first_ms = best_ms(lambda: session.snapshot("ticket"), times=1)
            settle(center)
            ms = best_ms(lambda: session.snapshot("ticket"), times=3)
            found = session.snapshot("ticket").tickets
        yield Row("first snapshot right after the start: s", round(first_ms / 1000, 2))
        yield at_most(f"snapshot of {opened} open and {len(found) - opened} ended tickets: s", ms / 1000, 1)
        yield Row("the center then: MB", round(center.ps().memory_info().rss / MB))
    finally:
        center.kill()


def commands(prefix: str, number: int, head: tuple[int, str]) -> tuple[list[Write], tuple[int, str]]:
    """What a group of commands puts on disk: ticket, event, result and two lines of the journal each."""
    _, events = log_of(1)
    body = b"x" * 400
    writes: list[Write] = []
    for n in range(number):
        name = f"tl/1/{prefix}-{n}"
        row = TicketRow(name, "reported", "tl", "", 1, 1, live=True, updated_ms=n, source="hotline")
        result = PutResult("li", Result(name[-60:], ok=True), n)
        writes += [PutTicket(row), AppendEvents(name, events[:1], (body,)), result]
        for act, detail in (("report", ""), (journal.EVENTS, f"1:{journal.digest(body)}")):
            entry = journal.next_entry(
                *head, n, actor="li", act=act, subject=name, outcome="ok", detail=detail
            )
            head = (entry.n, entry.hash)
            writes.append(PutJournal(entry))
    return writes, head


def postgres(folder: Path, rounds: int, groups: int) -> Iterator[Row]:
    """The store's commits against the bare driver's: one group of 256 commands each, by turns."""
    other = folder / "other"
    other.mkdir()
    ours, bare = [], []
    with running() as cluster:
        url, bare_url = cluster.new_database(), cluster.new_database()
        SqlStore(other, bare_url).close()
        with closing(SqlStore(folder, url)) as store, psycopg.connect(bare_url) as driver:
            head = (0, journal.GENESIS)
            for turn in range(rounds):
                batches = []
                for n in range(groups):
                    writes, head = commands(f"{turn}-{n}", GROUP, head)
                    batches.append(writes)
                rows = [_plain(writes) for writes in batches]
                ours.append(groups * GROUP / _seconds(store.commit, batches))
                bare.append(groups * GROUP / _seconds(partial(_raw, driver), rows))
    mine, peer = statistics.median(ours), statistics.median(bare)
    name = "PostgreSQL, store beside bare psycopg, groups of 256: commands/s"
    yield Row(name, round(mine), round(peer), round(mine / peer, 3), 0.4, mine / peer >= 0.4)


def _seconds(work: Callable[[T], None], items: list[T]) -> float:
    began_s = time.perf_counter()
    for item in items:
        work(item)
    return time.perf_counter() - began_s


def _plain(writes: list[Write]) -> list[tuple[str, list[Any]]]:
    """The same rows, ready for the driver: what making them costs is the store's alone."""
    grouped: dict[str, list[Any]] = {}
    for write in writes:
        name, rows = rows_of(write)
        grouped.setdefault(name, []).extend(rows)
    dialect = registry.load("postgresql.psycopg")()
    names = [name for name in ORDER if name in grouped]
    return [(statement(metadata.tables[n], dialect).replace("?", "%s"), grouped[n]) for n in names]


def _raw(driver: psycopg.Connection[Any], work: list[tuple[str, list[Any]]]) -> None:
    with driver.transaction(), driver.cursor() as cursor:
        for sql, rows in work:
            cursor.executemany(sql.encode(), rows)


def main() -> int:
    """Measure and print; exit 1 when a bar is missed."""
    parser = argparse.ArgumentParser(prog="bench store", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a twentieth of the tickets")
    parser.add_argument("--json", type=Path, help="write the rows to this file")
    given = parser.parse_args()
    share = 20 if given.quick else 1
    rows: list[Row] = []

    def tell(found: Iterator[Row]) -> None:
        for row in found:
            rows.append(row)
            beside = f"  peer {row.peer}  ratio {row.ratio}" if row.peer is not None else ""
            bar = "" if row.bar is None else f"  bar {row.bar}  {'met' if row.met else 'MISSED'}"
            print(f"{row.name:<68} {row.ours}{beside}{bar}", flush=True)

    with tempfile.TemporaryDirectory(prefix="onegrid-bench-") as name:
        folder = Path(name)
        try:
            tell(postgres(folder, 3 if given.quick else 9, 4 if given.quick else 8))
        except NoPostgres as why:
            print(f"PostgreSQL is not measured: {why}", flush=True)
        tell(communities(folder, 10_000 // share))
        tell(district(folder, 20_000 // share, 980_000 // share))
    if given.json:
        given.json.write_text(json.dumps({"rows": [asdict(row) for row in rows]}, indent=1) + "\n")
    return 0 if all(row.met is not False for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
