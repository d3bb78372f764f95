"""What every screen is given: the mirror to read, words to say, time to count, and the way to act."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QObject, Signal

from backend.domain.evidence import EvidenceRef
from backend.domain.roles import Actor
from console.config import ConsoleConfig
from console.intents import Intents
from console.link import Link
from console.mirror import Changes, LinkPhase, Mirror
from console.wording import Words


class Desk(QObject):
    """One workplace: state that screens share, and one signal for each way it can change.

    `changed` carries a console.mirror.Changes, `settled` a console.intents.Outcome; `ticked` comes once
    a second and whenever a light turns. Screens never hold state of the center themselves.
    """

    changed = Signal(object)
    settled = Signal(object)
    sent = Signal(object)  # Command
    ticked = Signal()

    def __init__(self, config: ConsoleConfig, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.config = config
        self.words = Words(QCoreApplication.translate, config.lang)
        self.mirror = Mirror(config.operator)
        self.intents = Intents()
        self.link = Link(self.mirror, self.intents, config.clock, self)
        self._shown_ms = config.clock.now_ms()
        self.link.changed.connect(self._heard)
        self.link.settled.connect(self.settled)

    def local_ms(self) -> int:
        """This computer's time."""
        return self.config.clock.now_ms()

    def now_ms(self) -> int:
        """The center's time that the screens show: lamps, countdowns, ages and the clock agree on it.

        It moves on with every tick and every change, not between, so that a lamp and the figures beside
        it are never of two different moments.
        """
        return self.mirror.center_ms(self._shown_ms)

    def lag_ms(self) -> int:
        """How far the shown moment is behind now."""
        return self.local_ms() - self._shown_ms

    def tick(self) -> None:
        """Move the shown moment to now and tell everybody."""
        self._shown_ms = self.local_ms()
        self.ticked.emit()

    def _heard(self, changes: Changes) -> None:
        self._shown_ms = self.local_ms()
        self.changed.emit(changes)

    @property
    def actor(self) -> Actor | None:
        """Who we are to the center; `None` until it first answered."""
        return self.mirror.center.actor

    @property
    def linked(self) -> bool:
        """Whether the line to the center is up."""
        return self.mirror.link.phase is LinkPhase.UP

    def name(self, unit_id: str) -> str:
        """Name of a center or department in the language of the screen."""
        return self.mirror.name(unit_id, self.words.lang)

    def ask(
        self,
        verb: str,
        target: str,
        args: Mapping[str, str],
        *,
        evidence: tuple[EvidenceRef, ...] = (),
    ) -> None:
        """Send one act to the center; while the line is down it is kept and sent on its return.

        Raises:
            Refused: the same act is under way, or too many acts wait.
        """
        # No expected revision: the center checks state, custody and role anyway, and a line that the clock
        # adds to the log between two keystrokes must not refuse the act.
        command = self.intents.ask(verb, target, args, self.local_ms(), evidence=evidence)
        self.link.send(command)
        self.sent.emit(command)
