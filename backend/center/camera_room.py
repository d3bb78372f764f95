"""All that a center does about cameras, behind one door: registry, assignment, alarm of unwatched ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from backend.center.camera_ports import Vault
from backend.center.cameras import Registry
from backend.center.duty import DutyRoom
from backend.center.ledger import Ledger
from backend.center.levels import Levels
from backend.center.place import Place
from backend.center.ports import Caller, Moment, Send
from backend.center.unwatched import Lookout
from backend.domain.alarm import Alarm
from backend.domain.camera import STREAM_ROLES
from backend.wire.body import Body
from backend.wire.cameras import Announce, AskStreams, HealthReport
from backend.wire.messages import Bye, Envelope, Message


class CameraRoom:
    """The cameras of one center; the core calls it, in the order of a batch."""

    def __init__(self, place: Place, vault: Vault | None, pack: Callable[[Body], Envelope]) -> None:
        self._place = place
        self._vault = vault
        self._pack = pack
        self._duty = DutyRoom(place, pack)
        self._lookout = Lookout(place)

    def reload(self, ledger: Ledger, levels: Levels) -> None:
        """Go on with a ledger read from disk; to be called before anything else."""
        self.registry = Registry(self._place, ledger, self._vault)
        self._duty.reload(ledger, self.registry)
        self._lookout.reload(ledger, levels)

    def until(self, alarm: Alarm) -> int:
        """Until when (UTC ms) what an alarm tells of went on, as far as its analyst said; 0: not known."""
        return self._duty.until(alarm)

    def serve(self, route: bytes, caller: Caller, body: Message, now: Moment) -> Iterator[Send]:
        """What is said of cameras, apart from commands; whatever an analyst says is a sign of life."""
        if caller.kind == "analyst":
            self._serve_analyst(route, caller, body, now)
        elif isinstance(body, AskStreams):
            yield Send(route, self._pack(self.registry.streams(body, caller, now)))
        elif isinstance(body, HealthReport) and caller.roles & STREAM_ROLES:
            self.registry.heard(body.healths, f"{caller.kind}:{caller.name}", now.utc_ms)

    def _serve_analyst(self, route: bytes, caller: Caller, body: Message, now: Moment) -> None:
        if isinstance(body, Announce):
            self._duty.announced(route, caller, body, now)
        elif isinstance(body, Bye):
            self._duty.left(caller.name, body.words, now)
        else:
            self._duty.heard(route, caller, now)
            if isinstance(body, HealthReport):
                self._duty.reported(caller, body.healths, now)

    def tick(self, now: Moment) -> tuple[str, ...]:
        """What time brings, before the writes of a batch are taken; ids of alarms that it changed."""
        self._duty.tick(now)
        self._lookout.tick(now)
        return self._lookout.take_touched()

    def flush(self, now: Moment) -> Iterator[Send]:
        """After the commit: duties that changed."""
        yield from self._duty.flush(now)

    def due_in_ms(self, now: Moment) -> int | None:
        """How long nothing is to be done here; None: for ever."""
        found = (self._duty.due_in_ms(now), self._lookout.due_in_ms(now))
        return min((ms for ms in found if ms is not None), default=None)
