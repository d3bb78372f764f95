"""What may be lost with disks, and what must not: proved from commits and restores."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.simulate.cast import PEOPLE
from backend.simulate.walk import Walk
from backend.simulate.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(3, tmp_path / "disks")
    made.timeline.run(3_000)
    for name in made.nodes:
        made.back_up(name)
    made.timeline.run(1_000)
    yield made
    made.close()


def _reported(world: World, center: str) -> str:
    world.people.order(center, PEOPLE["intake"], "report")
    world.timeline.run(500)
    (order,) = world.people.orders.values()
    assert order.result is not None
    assert order.result.ok
    world.watch.stepped()
    return order.result.target


def _know(world: World, ticket: str) -> set[str]:
    return {name for name, node in world.nodes.items() if ticket in node.disk.mirror.logs}


def _healed(world: World) -> list[str]:
    world.calm()
    return [breach.invariant for breach in Walk(3, 0, world).healed()]


def test_that_one_lost_disk_loses_nothing_that_a_neighbour_knew(world: World) -> None:
    ticket = _reported(world, "c1")
    world.restore("c1")
    assert "c1" not in _know(world, ticket)
    assert _healed(world) == []
    assert {"c1", "t1", "d"} <= _know(world, ticket)
    assert world.watch.losses.doubly == {}


def test_that_custodian_and_neighbour_lost_in_turn_are_a_proved_loss(world: World) -> None:
    world.lines.cut("t1")
    ticket = _reported(world, "c1")
    assert _know(world, ticket) == {"c1", "t1"}
    world.lines.cut("c1")
    world.restore("t1")
    world.restore("c1")
    assert "I3" in _healed(world)
    assert set(world.watch.losses.doubly) == {ticket}
    assert all(map(world.watch.losses.proved, world.watch.losses.healed()))


def test_that_a_neighbour_that_heard_again_in_between_saves_it(world: World) -> None:
    ticket = _reported(world, "c1")
    world.restore("t1")
    world.timeline.run(8_000)
    assert "t1" in _know(world, ticket)
    world.restore("c1")
    assert _healed(world) == []
    assert world.watch.losses.doubly == {}


def test_that_what_one_disk_alone_knew_is_lost_with_it_and_is_no_breach(world: World) -> None:
    world.lines.cut("c1")
    ticket = _reported(world, "c1")
    assert _know(world, ticket) == {"c1"}
    world.restore("c1")
    assert _healed(world) == []
    assert _know(world, ticket) == set()
