"""One seed from its first step to its verdict: faults and acts, then healing, then what must hold."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import Path

from backend.domain.alarm import OPEN_STATES
from backend.simulate import acts, weather
from backend.simulate.cast import PEOPLE, T0_MS
from backend.simulate.people import Order
from backend.simulate.verdict import Broken
from backend.simulate.watch.audit import audited
from backend.simulate.world import World

STEP_MS_MAX = 400
OLDER = 3
"""Centers that are too old to know every durable kind, in a seed that has such."""

HEAL_MS_MAX = 60_000
HEAL_STEP_MS = 500


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one seed. `digest` stands for the whole history, `heads` for every audit chain."""

    seed: int
    broken: tuple[Broken, ...]
    trace: tuple[str, ...]
    digest: str
    heads: tuple[tuple[str, str], ...]
    restores: int
    messages: int
    proved: bool = False  # every breach is a proved double disk loss


class Walk:
    """One seeded history."""

    def __init__(self, seed: int, steps: int, world: World) -> None:
        self._seed = seed
        self._steps = steps
        self.world = world
        self.rng = self.world.rng
        self.weather = weather.drawn(self.rng)
        self.heads: dict[str, str] = {}

    def outcome(self) -> Outcome:
        """Walk, heal, look."""
        broken: list[Broken] = []
        try:
            self._walk()
            self.world.calm()
            self.world.timeline.note("", "heal")
            broken = self.healed()
            faults, self.heads = audited(self.world.nodes)
            broken += faults
        except Broken as breach:
            broken = [breach]
        except Exception as fault:  # noqa: BLE001 (whatever the core trips over is a finding, told as one)
            where = traceback.extract_tb(fault.__traceback__)[-1]
            at = f"{Path(where.filename).name}:{where.lineno}"
            broken = [Broken("fault", f"{type(fault).__name__} at {at}: {fault}")]
        finally:
            self.world.close()
        trace = self.world.timeline.trace
        for found in broken:
            self.world.timeline.note("", "broken", str(found))
        heads = tuple(sorted(self.heads.items()))
        return Outcome(
            self._seed, tuple(broken), trace.told() if broken else (), trace.digest(), heads,
            self.world.restores, self.world.lines.messages,
            bool(broken) and all(map(self.world.watch.losses.proved, broken)),
        )  # fmt: skip

    # -- safety -------------------------------------------------------------------------------------

    def _walk(self) -> None:
        world = self.world
        world.timeline.run(1_500)
        world.lines.weather = w = self.weather
        if w.older:
            for name in self.rng.sample(list(world.nodes), OLDER):
                world.nodes[name].unknown = frozenset(w.older)
        happenings = (
            (self._act, 60), (self._report, 12), (self._again, 4), (self._cut, w.cut), (self._crash, w.crash),
            (self._fail, w.fail), (self._skew, w.skew), (self._back_up, w.backup), (self._restore, w.restore),
            (self._wait, 6),
        )  # fmt: skip
        for _ in range(self._steps):
            chosen = self.rng.choices([what for what, _ in happenings], [much for _, much in happenings])[0]
            chosen()
            world.timeline.run(self.rng.randrange(STEP_MS_MAX))
            world.watch.stepped()
            world.watch.feed.look(world.screens, world.nodes)

    def _up(self) -> str:
        """A center that runs, rather one below; empty when none does."""
        running = [name for name, node in self.world.nodes.items() if node.core is not None]
        return self.rng.choice(running) if running else ""

    def _report(self) -> None:
        if center := self._up():
            self.attempt(center, acts.report(self.rng))

    def _act(self) -> None:
        if center := self._up():
            self.act_at(center)

    def act_at(self, center: str) -> None:
        """Somebody works on a ticket his center holds, or tries on one that it does not."""
        disk = self.world.nodes[center].disk.mirror
        open_alarms = [alarm.id for alarm in disk.alarms.values() if alarm.state in OPEN_STATES]
        if open_alarms and self.rng.random() < 0.3:
            self.attempt(center, acts.on_alarm(self.rng, self.rng.choice(open_alarms)))
            return
        held = disk.held(center)
        lively = [ticket for ticket in held if not ticket.ended] or held
        below = self.world.below(center)
        if lively and self.rng.random() < 0.85:
            self.attempt(center, acts.on(self.rng, self.rng.choice(lively), below, held))
        elif disk.logs:
            ticket = disk.ticket(self.rng.choice(list(disk.logs)))
            assert ticket is not None  # noqa: S101 (its log is there)
            self.attempt(center, acts.elsewhere(self.rng, ticket, below, held or [ticket]))
        else:
            self.attempt(center, acts.report(self.rng))

    def attempt(self, center: str, it: acts.Try) -> None:
        """Somebody sends a command."""
        self.world.people.order(center, PEOPLE[it.who], it.verb, it.target, it.args, it.evidence)

    def _again(self) -> None:
        again = [order for order in self.world.people.orders.values() if self._may_repeat(order)]
        if again:
            self.world.people.again(self.rng.choice(again))

    def _may_repeat(self, order: Order) -> bool:
        """An answer is known to be kept by the life of the center that gave it, and a key by every life."""
        disk = self.world.nodes[order.center].disk.mirror
        if order.result is None:
            return False
        return order.incarnation == disk.incarnation or "key" in order.command.args

    def _cut(self) -> None:
        child = self.rng.choice(list(self.world.lines.of))
        if self.world.lines.of[child].cut:
            self.world.lines.mend(child)
        else:
            self.world.lines.cut(child)

    def _crash(self) -> None:
        name = self.rng.choice(list(self.world.nodes))
        node = self.world.nodes[name]
        if node.core is None:
            self.world.start(name)
        elif self.rng.random() < 0.3:
            node.crash()
        else:
            node.crash_at = self.rng.choice(("before", "after"))

    def _fail(self) -> None:
        node = self.world.nodes[self.rng.choice(list(self.world.nodes))]
        node.disk.failing = self.rng.randrange(1, 4)
        node.disk.lies = self.rng.random() < 0.2

    def _skew(self) -> None:
        node = self.world.nodes[
            self.rng.choice(list(self.world.nodes)[1:])
        ]  # the district's clock is the time
        node.clock.set_by(self.rng, T0_MS + self.world.timeline.now_ms)
        node.unsteady()
        self.world.timeline.note(node.name, "clock set", str(node.clock.offset_ms))

    def _back_up(self) -> None:
        if center := self._up():
            self.world.back_up(center)

    def _restore(self) -> None:
        kept = [name for name, node in self.world.nodes.items() if node.disk.backups]
        if kept:
            self.world.restore(self.rng.choice(kept))

    def _wait(self) -> None:
        self.world.timeline.run(self.rng.choice((500, 1_000, 3_000)))

    # -- liveness -----------------------------------------------------------------------------------

    def healed(self) -> list[Broken]:
        """Wait until all holds that must once everything works; gives what still does not."""
        for _ in range(HEAL_MS_MAX // HEAL_STEP_MS):
            self.world.timeline.run(HEAL_STEP_MS)
            self.world.watch.stepped()
            if self._quiet() and not self._missing():
                return []
        return self._missing()

    def _missing(self) -> list[Broken]:
        """What must hold once everything works, and does not (yet)."""
        world = self.world
        return [
            *world.watch.custody.healed(),
            *world.watch.losses.healed(),
            *world.watch.streams.healed(),
            *world.watch.feed.healed(world.screens, world.nodes),
            *(
                Broken("I2", f"{order.command.client_id} at {order.center} was never answered")
                for order in world.people.waiting.values()
            ),
        ]

    def _quiet(self) -> bool:
        """Nothing is on its way, nobody waits, and consoles are up to date as far as they know."""
        disks = [node.disk.mirror for node in self.world.nodes.values()]
        return not (
            any(row.acked_seq < row.next_seq - 1 for disk in disks for row in disk.edges.values())
            or any(disk.recovering for disk in disks)
            or self.world.people.waiting
            or any(not screen.settled for screen in self.world.screens.values())
        )
