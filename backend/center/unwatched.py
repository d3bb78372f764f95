"""Armed cameras that nobody watches are told as one alarm of the center itself, after a while.

One for all of them: a rack that lost its power must not bury the operator. It is cleared by itself once
everything is watched again, unless somebody took it up. Source: docs/design/cameras.md.
"""

from __future__ import annotations

import json
from typing import Final

from backend.center.ledger import Ledger, is_open
from backend.center.levels import Levels
from backend.center.place import ALARMS, Place
from backend.center.ports import Moment
from backend.domain.acts import Act, Context
from backend.domain.alarm import Alarm, AlarmState, Priority, decide_alarm
from backend.domain.roles import Actor, Role

UNWATCHED: Final = "unwatched"
"""Kind and rule of the alarm."""

UNWATCHED_MS: Final = 30_000
NAMED_MAX: Final = 20


class Lookout:
    """Raises and clears the alarm of one center."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._since_mono: int | None = None

    def reload(self, ledger: Ledger, levels: Levels) -> None:
        """Go on with a ledger read again from disk."""
        self._ledger, self._levels = ledger, levels
        self._known: str | None = None
        self._touched: list[str] = []

    def take_touched(self) -> tuple[str, ...]:
        """Alarms changed since the last time."""
        found = tuple(self._touched)
        self._touched.clear()
        return found

    def tick(self, now: Moment) -> None:
        """Before the writes of the batch are taken."""
        if ALARMS not in self._place.modules:
            return
        if not self._ledger.cameras.unwatched:
            self._since_mono = None
            self._clear(now)
            return
        if self._since_mono is None:
            self._since_mono = now.mono_ms
        if now.mono_ms - self._since_mono >= UNWATCHED_MS and self._open() is None:
            self._raise(now)

    def due_in_ms(self, now: Moment) -> int | None:
        """How long nothing is to be done here; None: for ever."""
        if self._since_mono is None or now.mono_ms - self._since_mono >= UNWATCHED_MS:
            return None
        return self._since_mono + UNWATCHED_MS - now.mono_ms

    def _open(self) -> Alarm | None:
        """The alarm, while nobody has decided about it."""
        if self._known is None:
            found = (one for one in self._ledger.alarms.values() if one.kind == UNWATCHED and is_open(one))
            self._known = next((one.id for one in found), "")
        alarm = self._ledger.alarm(self._known) if self._known else None
        return alarm if alarm is not None and is_open(alarm) else None

    def _raise(self, now: Moment) -> None:
        book = self._ledger.cameras
        names = sorted(book.unwatched, key=lambda name: (not book.cameras[name].key_area, name))
        first = book.cameras[names[0]]
        args = {
            "camera": first.id,
            "rule": UNWATCHED,
            "kind": UNWATCHED,
            "priority": (Priority.HIGH if first.key_area else Priority.NORMAL).value,
            "place": first.place or first.name,
            "trace": json.dumps({"cameras": len(names), "first": names[:NAMED_MAX]}, ensure_ascii=False),
        }
        alarm = decide_alarm(None, Act("raise", args, (), self._ledger.next_id()), self._context(now))
        self._ledger.use_id()
        self._known = alarm.id
        self._put(alarm, now)

    def _clear(self, now: Moment) -> None:
        alarm = self._open()
        if alarm is not None and alarm.state is AlarmState.RAISED:
            done = decide_alarm(alarm, Act("clear", {"reason": "watched again"}), self._context(now))
            self._put(done, now)

    def _put(self, alarm: Alarm, now: Moment) -> None:
        self._ledger.put_alarm(alarm)
        self._touched.append(alarm.id)
        self._ledger.note(self._place.center, UNWATCHED, alarm.id, "ok", now.utc_ms, alarm.state.value)

    def _context(self, now: Moment) -> Context:
        actor = Actor(self._place.center, frozenset({Role.ANALYST}), self._place.center)
        return self._levels.context(actor, now.utc_ms)
