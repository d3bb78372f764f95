"""A community and its console cut off from the town: both sides work on, and agree once the line is mended.

Once with a network namespace (packets vanish, as when a cable is pulled), once with a proxy that goes deaf;
where namespaces cannot be had, the run's summary says so.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from backend.domain.ticket import replay
from tests.fakes.center_process import ROOT, CenterProcess
from tests.fakes.network import Line, namespace_fault, namespace_line, proxy_line
from tests.fakes.waiting import until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

SEEN_S = 60.0
NAMESPACE_FAULT = namespace_fault()


@dataclass
class CutOff:
    """District, town and community; the community lives beyond `line`."""

    district: CenterProcess
    town: CenterProcess
    community: CenterProcess
    line: Line

    def console(self, who: str, *words: str) -> Any:
        """What the command line prints, run where the community's console stands."""
        key = self.community.data / "keys" / f"{who}.json"
        self.community.key_for(who)
        done = subprocess.run(
            [
                *self.line.within, sys.executable, "-m", "console.cli", "ticket", words[0],
                "--center", self.community.endpoint, "--server-key", self.community.public_key,
                "--key", str(key), "--json", *words[1:],
            ],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.stdout, done.stderr
        return json.loads(done.stdout)

    def act(self, who: str, ticket: str, *words: str) -> None:
        """An act in the community that must succeed."""
        told = self.console(who, "do", ticket, *words)
        assert told["ok"], told

    def report(self, title: str) -> str:
        """A new ticket in the community, filed."""
        told = self.console("intake", "report", "--title", title, "--category", "safety.intrusion")
        assert told["ok"], told
        ticket: str = told["target"]
        self.act("intake", ticket, "file")
        return ticket

    def works_through(self, ticket: str, photo: Path) -> None:
        """From dispatch to its end, in the community alone."""
        self.act("dispatcher", ticket, "dispatch", "lead=cg")
        self.act("zhang", ticket, "sign")
        words = ("--evidence", f"after={photo}", "--masked", ticket, "feedback", "note=mended")
        assert self.console("zhang", "do", *words)["ok"]
        self.act("checker", ticket, "check", "ok=yes")


@contextmanager
def _line(way: str) -> Iterator[Line]:
    if way == "namespace":
        with namespace_line() as namespace:
            yield namespace
    else:
        with proxy_line() as proxy:
            yield proxy


@contextmanager
def _cut_off(folder: Path, way: str) -> Iterator[CutOff]:
    with ExitStack() as stack:
        line = stack.enter_context(_line(way))
        district = CenterProcess("tl", folder / "tl")
        town = CenterProcess("tl-bc", folder / "tl-bc", parent=district, endpoint=f"tcp://{line.host}:0")
        community = CenterProcess("tl-bc-lc", folder / "tl-bc-lc", parent=town, within=line.within)
        for center in (district, town, community):
            if center is community:
                center.parent_endpoint = line.dialled(town.endpoint)
            center.start()
            stack.callback(_end, center)
        yield CutOff(district, town, community, line)


def _end(center: CenterProcess) -> None:
    if center.process is not None:
        center.kill()


def _shows(center: CenterProcess, ticket: str, last: str) -> bool:
    return center.kinds(ticket)[-1:] == [last]


def _up(center: CenterProcess, neighbour: str) -> bool:
    """Whether a center says that its link to a neighbour stands."""
    with center.session("viewer") as session:
        found = session.snapshot("center").neighbours
    return any(link.up for link in found if link.center == neighbour)


def _same(there: CutOff, ticket: str, last: str) -> None:
    """Wait until town and district show a ticket up to its event `last`, and show the same log."""
    for center in (there.town, there.district):
        until(partial(_shows, center, ticket, last), SEEN_S, saying=f"{last} of {ticket}")
    town, district = there.town.record(ticket), there.district.record(ticket)
    assert town is not None
    assert district is not None
    assert town.events == district.events


@pytest.mark.parametrize(
    "way",
    [
        pytest.param("namespace", marks=pytest.mark.skipif(bool(NAMESPACE_FAULT), reason=NAMESPACE_FAULT)),
        "proxy",
    ],
)
def test_that_a_community_that_is_cut_off_works_on_and_agrees_afterwards(tmp_path: Path, way: str) -> None:
    photo = tmp_path / "after.jpg"
    photo.write_bytes(b"a picture of the mended gate")
    with _cut_off(tmp_path, way) as there:
        before = there.report("before the cut")
        _same(there, before, "filed")
        down = there.town.done("intake", "report", title="for below", category="safety.intrusion")
        there.line.cut()
        there.works_through(before, photo)
        alone = there.report("while cut off")
        there.works_through(alone, photo)
        up = there.report("for above")
        there.act("dispatcher", up, "hand_up", "reason=needs the town")
        frozen = there.console("intake", "do", up, "note", "note=x")
        assert frozen["code"] == "in_transit"
        there.town.done("dispatcher", "hand_down", down, to="tl-bc-lc", reason="yours")
        until(lambda: not _up(there.town, "tl-bc-lc"), SEEN_S, saying="the town says the community is away")
        assert there.town.kinds(before)[-1:] == ["filed"]
        assert there.town.record(alone) is None
        there.line.mend()
        _same(there, before, "closed")
        _same(there, alone, "closed")
        _same(there, up, "received")
        _same(there, down, "received")
        assert _up(there.town, "tl-bc-lc")
        holders = {t: replay(r.events).custody for t in (up, down) if (r := there.district.record(t))}
        assert holders[up].holder == "tl-bc"
        assert holders[down].holder == "tl-bc-lc"
        for center in (there.district, there.town, there.community):
            assert center.audit()["passed"]
