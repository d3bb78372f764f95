"""Which analyst watches which camera: a pure decision, the same whoever makes it.

A camera stays where it is while that analyst lives and has room. What is left over goes to whoever
is the least filled with it; cameras of key areas go first and may push others aside. Only `level`
moves cameras that are well where they are. Source: design 5-analytics.md; docs/design/cameras.md.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

LEVEL_SHARE = 0.25
"""Levelling begins when the fullest and the emptiest analyst differ by more than this share of their room."""


@dataclass(frozen=True, slots=True)
class Analyst:
    """One living analyst: how many cameras it watches at most, and which addresses it can open."""

    name: str
    capacity: int
    schemes: frozenset[str] = frozenset()  # empty: all


@dataclass(frozen=True, slots=True)
class Wanted:
    """One armed camera: the scheme of its address, and who has it now (empty: nobody)."""

    camera: str
    scheme: str = "rtsp"
    key_area: bool = False
    analyst: str = ""


def assign(
    wanted: Iterable[Wanted], analysts: Iterable[Analyst], *, level: bool = False
) -> Mapping[str, str]:
    """Camera → analyst; empty where nobody has room for it or can open it.

    Args:
        wanted: the armed cameras, each once.
        analysts: the living ones, each once.
        level: also move cameras from full analysts to empty ones, until they differ by one camera.
    """
    plan = _Plan({one.name: one for one in analysts})
    cameras = sorted(wanted, key=lambda one: (not one.key_area, one.camera))
    homeless = [one for one in cameras if not plan.keep(one)]
    for one in homeless:
        if not plan.place(one) and one.key_area:
            evicted = plan.push_aside(one)
            homeless += [evicted] if evicted is not None else []
    if level:
        plan.level()
    return {one.camera: plan.at.get(one.camera, "") for one in cameras}


@dataclass(slots=True)
class _Plan:
    """An assignment in the making."""

    analysts: dict[str, Analyst]
    at: dict[str, str] = field(default_factory=dict)
    held: dict[str, dict[str, Wanted]] = field(default_factory=dict)
    _queues: dict[str, list[tuple[float, str, int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.held = {name: {} for name in sorted(self.analysts)}

    def keep(self, one: Wanted) -> bool:
        """Leave a camera where it is, if it can stay."""
        if not self._open(one.analyst, one.scheme) or not self._room(one.analyst):
            return False
        self._put(one, one.analyst)
        return True

    def place(self, one: Wanted) -> bool:
        """Give a camera to the emptiest analyst, moving others along if only that makes room."""
        target = self._emptiest(one.scheme)
        if not target and len({analyst.schemes for analyst in self.analysts.values()}) > 1:
            target = self._make_room(one.scheme)
        if target:
            self._put(one, target)
        return bool(target)

    def push_aside(self, one: Wanted) -> Wanted | None:
        """Take the place of a camera that matters less; returns that one."""
        for name, cameras in self.held.items():
            if self._open(name, one.scheme):
                ordinary = [other for other in cameras.values() if not other.key_area]
                if ordinary:
                    self._take(ordinary[-1])
                    self._put(one, name)
                    return ordinary[-1]
        return None

    def level(self) -> None:
        """Move cameras from the fullest analyst to the emptiest, if they differ by much."""
        if not self._step(LEVEL_SHARE):
            return
        while self._step(0.0):
            continue

    def _step(self, slack: float) -> bool:
        """Move one camera if its old analyst was fuller than its new one is then, by more than `slack`."""
        able = [name for name in self.held if self._room(name)]
        takers = sorted((self._share(name, 1), name) for name in able)
        donors = sorted((self._share(name), name) for name in self.held)
        for full, donor in reversed(donors):
            for after, taker in takers:
                if full - after <= slack:
                    break
                one = self._movable(donor, taker)
                if one is not None:
                    self._put(self._take(one), taker)
                    return True
        return False

    def _movable(self, donor: str, taker: str) -> Wanted | None:
        """The camera that matters least of those which may move from one to the other."""
        for key_area in (False, True):
            for one in reversed(self.held[donor].values()):
                if one.key_area is key_area and self._open(taker, one.scheme):
                    return one
        return None

    def _make_room(self, scheme: str) -> str:
        """Move cameras along a chain of analysts whose last has room; returns the first, or nothing."""
        before: dict[str, tuple[str, Wanted] | None] = {
            name: None for name in self.held if self._open(name, scheme)
        }
        waiting = deque(before)
        while waiting:
            name = waiting.popleft()
            if self._room(name):
                while (step := before[name]) is not None:
                    self._put(self._take(step[1]), name)
                    name = step[0]
                return name
            for one in self.held[name].values():
                for other in self.held:
                    if other not in before and self._open(other, one.scheme):
                        before[other] = (name, one)
                        waiting.append(other)
        return ""

    def _emptiest(self, scheme: str) -> str:
        """The analyst with room who is the least filled with one more; names decide between equals."""
        queue = self._queues.get(scheme)
        if queue is None:
            able = (name for name in self.held if self._open(name, scheme))
            queue = self._queues[scheme] = [
                (self._share(name, 1), name, len(self.held[name])) for name in able
            ]
            heapq.heapify(queue)
        while queue:
            _, name, seen = queue[0]
            if seen != len(self.held[name]):
                heapq.heapreplace(queue, (self._share(name, 1), name, len(self.held[name])))
            elif not self._room(name):
                # Pushing aside and moving along may make room here again: then it is queued anew.
                heapq.heappop(queue)
            else:
                return name
        return ""

    def _put(self, one: Wanted, name: str) -> None:
        self.held[name][one.camera] = one
        self.at[one.camera] = name

    def _take(self, one: Wanted) -> Wanted:
        name = self.at.pop(one.camera)
        del self.held[name][one.camera]
        self._queues.clear()
        return one

    def _open(self, name: str, scheme: str) -> bool:
        analyst = self.analysts.get(name)
        return analyst is not None and (not analyst.schemes or scheme in analyst.schemes)

    def _room(self, name: str) -> bool:
        return len(self.held[name]) < self.analysts[name].capacity

    def _share(self, name: str, more: int = 0) -> float:
        return (len(self.held[name]) + more) / max(1, self.analysts[name].capacity)
