"""A community and its console, cut off for a day: both sides work on, and agree again once joined."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from backend.simulate import acts, cast
from backend.simulate.verdict import Broken
from backend.simulate.walk import Walk
from backend.simulate.watch.audit import audited
from backend.simulate.world import World

SEED = 24
COMMUNITY = "c1"
HOURS = 24
HOUR_MS = 3_600_000
QUARTER_MS = HOUR_MS // 4
IDLE_MS = 4_000
"""How often an idle center turns: below the silence at which neighbours give each other up."""

STAGE_S, TOTAL_S = 2 * 3600, 8 * 3600
BURST = 3
HEAL_MS_MAX = 60_000


@dataclass(frozen=True, slots=True)
class Day:
    """What a day came to."""

    hours: float
    acts: int  # commands answered while cut off, on both sides
    at_community: int  # of these at the community
    rungs: int  # of the ladder, fired while cut off
    waiting: int  # tickets that waited, frozen, to cross the line
    healed_s: float  # from joining to everything that must hold
    broken: tuple[Broken, ...]


def day(hours: int = HOURS) -> Day:
    """The day, always the same one."""
    with tempfile.TemporaryDirectory(prefix="onegrid-sim-") as folder:
        world = World(SEED, Path(folder) / "disks", cast.limits(STAGE_S, TOTAL_S), (cast.DISTRICT, COMMUNITY))
        walk = Walk(SEED, 0, world)
        try:
            return _lived(walk, hours)
        finally:
            world.close()


def _lived(walk: Walk, hours: int) -> Day:
    world = walk.world
    world.watch.lights.slack_ms += IDLE_MS
    for node in world.nodes.values():
        node.sleep_ms = node.least_ms = IDLE_MS
    world.timeline.run(2 * IDLE_MS)
    _work(walk, 10)
    before = len(_answered(world))
    began_ms, rungs = world.timeline.now_ms, _rungs(world)
    world.lines.cut(COMMUNITY)
    for _ in range(hours * HOUR_MS // QUARTER_MS):
        _work(walk, BURST)
        world.timeline.run(QUARTER_MS - (world.timeline.now_ms - began_ms) % QUARTER_MS)
        world.watch.stepped()
    told = _answered(world)[before:]
    cut_ms, fired = world.timeline.now_ms - began_ms, _rungs(world) - rungs
    waiting = sum(
        bool(ticket.custody.transit_to)
        for name, node in world.nodes.items()
        for row in node.disk.mirror.rows.values()
        if row.holder == name and (ticket := node.disk.mirror.ticket(row.ticket)) is not None
    )
    world.calm()
    joined_ms = world.timeline.now_ms
    broken = walk.healed()
    healed_s = (world.timeline.now_ms - joined_ms) / 1000
    faults, _ = audited(world.nodes)
    at_community = sum(center == COMMUNITY for center in told)
    return Day(cut_ms / HOUR_MS, len(told), at_community, fired, waiting, healed_s, (*broken, *faults))


def _work(walk: Walk, count: int) -> None:
    """Somebody acts here and there, at the community as often as everywhere else."""
    world, rng = walk.world, walk.rng
    for _ in range(count):
        elsewhere = [name for name in world.nodes if name != COMMUNITY]
        for center in (COMMUNITY, rng.choice(elsewhere)):
            if rng.random() < 0.3:
                walk.attempt(center, acts.report(rng))
            else:
                walk.act_at(center)
            world.timeline.run(rng.randrange(5_000))


def _answered(world: World) -> list[str]:
    """At which center each command was answered, the first first."""
    told = [order for order in world.people.orders.values() if order.result is not None]
    return [order.center for order in sorted(told, key=lambda order: order.answered_ms)]


def _rungs(world: World) -> int:
    """Rungs on the disks of the centers that fired them."""
    return sum(
        event.kind == "escalated" and event.center == name
        for name, node in world.nodes.items()
        for log in node.disk.mirror.logs.values()
        for event in log
    )
