"""The loop of a center: hear, commit, only then speak.

One thread. Each turn drains what came, lets the core take it, puts all its writes on disk in one commit
and sends the answers after that. If the commit fails nothing is acknowledged, the state is read from disk
again, and the center goes on answering what needs no writing. If it cannot be read either (a server went
away), nobody is told anything but to try again, until it can.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

import structlog

from backend.center.core import Core
from backend.center.ports import UP, Moment, Publish, Send, Store
from backend.clock import Clock
from backend.domain.errors import Corrupt, Unavailable
from backend.net.sockets import Connected, Dialer, Inbound, Link, LinkFault, Listener, wait_any
from backend.serve.litter import Litter
from backend.serve.upkeep import Upkeep
from backend.wire.codec import Malformed
from backend.wire.messages import Envelope, Result

SLEEP_MAX_MS = 250
DRAIN_MAX = 256
RETRY_MS = 1_000
FAULT_WORDS = "an internal fault (see the log of the center); nothing was saved"

log = structlog.get_logger("onegrid.center")


class Loop:
    """One center at work. `stop` asked between turns ends it; `wake` is a readable descriptor then."""

    def __init__(
        self,
        core: Core,
        store: Store,
        listener: Listener,
        dialer: Dialer | None,
        clock: Clock,
        upkeep: Upkeep | None = None,
    ) -> None:
        self._core = core
        self._store = store
        self._listener = listener
        self._dialer = dialer
        self._clock = clock
        self._upkeep = upkeep
        self._failing = False
        self._blind = ""  # why the database cannot be read; empty while it can
        self._retry_mono = 0

    def run(self, stop: Callable[[], bool], wake: int | None = None) -> None:
        """Serve until `stop()`.

        Raises:
            Corrupt: the database is not what it must be; nothing more is written.
        """
        links: list[Link] = [self._listener, *([self._dialer] if self._dialer else [])]
        with Litter() as litter:
            while not stop():
                self.turn()
                listening_ms = int(self._listener.due_s() * 1000)
                now = self._now()
                sleep_ms = min(self._core.sleep_ms(now), SLEEP_MAX_MS, listening_ms)
                came = True
                if self._blind:
                    # What the center above says is left where it is until we see again.
                    came = wait_any([self._listener], SLEEP_MAX_MS / 1000, wake)
                elif sleep_ms > 0:
                    came = wait_any(links, sleep_ms / 1000, wake)
                litter.between_turns(now.mono_ms, quiet=not came)

    def end(self) -> None:
        """The last commit of a center that stops on purpose, and goodbye to everybody.

        Raises:
            Unavailable: it could not be written; nothing that was acknowledged is lost by that.
        """
        now = self._now()
        if not self._blind:
            byes = self._core.stop(now)
            self._store.commit(self._core.take())
            for bye in byes:
                self._tell(bye, now)

    def turn(self) -> None:
        """Everything that came since the last turn, and what time has brought."""
        now = self._now()
        if self._blind and not self._sees_again(now):
            return
        replies: list[Send] = []
        arrived = self._listener.drain(DRAIN_MAX)
        for inbound in arrived:
            if inbound.envelope is not None and inbound.principal is not None:
                self._core.expect(inbound.principal, inbound.envelope.body)
        for inbound in arrived:
            replies = self._guarded(replies, partial(self._hear, inbound, now), now, inbound)
        for news in self._dialer.drain() if self._dialer else ():
            replies = self._guarded(replies, partial(self._hear_parent, news, now), now)
        if self._upkeep is not None:
            replies = self._guarded(replies, partial(self._upkeep.step, now), now)
        replies = self._guarded(replies, partial(self._core.tick, now), now)
        for out in self._commit(replies, now):
            self._tell(out, now)
        if not self._blind:
            self._speak(now)

    def _speak(self, now: Moment) -> None:
        """Everything that may be told only because it is on disk, and what has time until then."""
        try:
            for out in self._core.flush(now):
                self._tell(out, now)
        except Unavailable as why:
            self._go_blind(str(why), now)
            return
        if self._upkeep is not None:
            self._upkeep.rest(now)

    def _guarded(
        self,
        replies: list[Send],
        work: Callable[[], Iterable[Send]],
        now: Moment,
        inbound: Inbound | None = None,
    ) -> list[Send]:
        """Do one piece of work; gives all replies so far.

        If it trips, nothing of this turn so far reaches the disk, its senders are told to try again, and
        the turn goes on with the next message: one message must not end the center for all others.
        """
        try:
            replies.extend(tuple(work()))
        except Corrupt:
            raise
        except Exception:
            log.exception("turn_failed")
        else:
            return replies
        spared = self._abandon(replies, FAULT_WORDS, now)
        if inbound is not None and inbound.envelope is not None:
            spared += self._core.failed(inbound.route, inbound.envelope, FAULT_WORDS)
        return spared

    def _hear(self, inbound: Inbound, now: Moment) -> Iterable[Send]:
        who = inbound.principal
        if inbound.envelope is None or who is None:
            name = who.name if who else ""
            log.warning("refused", code=inbound.fault, words=inbound.words, key=name)
            return self._core.fault(inbound.route, name, inbound.fault, inbound.words, now)
        if self._upkeep is not None and self._upkeep.takes(inbound.envelope.body):
            return self._upkeep.hear(inbound.route, who, inbound.envelope.body, now)
        return self._core.handle(inbound.route, who, inbound.envelope, now)

    def _hear_parent(self, news: Envelope | Connected | LinkFault, now: Moment) -> Iterable[Send]:
        if isinstance(news, Envelope):
            return self._core.handle_parent(news, now)
        if isinstance(news, Connected):
            log.info("parent_connected")
            return self._core.parent_connected(now)
        log.warning("parent_link", code=news.code, words=news.words)
        if news.link_lost:
            self._core.parent_lost(f"{news.code}: {news.words}", now)
        return ()

    def _commit(self, replies: list[Send], now: Moment) -> Iterable[Send]:
        """Put the writes of this turn on disk; gives what may be sent after that."""
        if self._blind:
            return replies
        writes = self._core.take()
        if not writes:
            return replies
        try:
            self._store.commit(writes)
        except Unavailable as why:
            if not self._failing:
                log.error("commit_failed", words=str(why))  # noqa: TRY400 (the words say it all)
            self._failing = True
            if self._upkeep is not None:
                self._upkeep.failed(str(why))
            return self._abandon(replies, str(why), now)
        if self._failing:
            log.info("commit_works_again")
        self._failing = False
        if self._upkeep is not None:
            self._upkeep.committed(now)
        return replies

    def _abandon(self, replies: list[Send], words: str, now: Moment) -> list[Send]:
        """Nothing of this turn is kept; gives the answers instead of the replies."""
        if not self._blind:
            try:
                return list(self._core.abandon(replies, words, now))
            except Unavailable as why:
                self._go_blind(str(why), now)
        return [
            Send(send.route, self._core.envelope(_try_again(send.envelope.body, words)), send.caller)
            for send in replies
            if isinstance(send.envelope.body, Result)
        ]

    def _go_blind(self, words: str, now: Moment) -> None:
        log.error("database_lost", words=words)
        self._blind = words
        self._retry_mono = now.mono_ms + RETRY_MS

    def _sees_again(self, now: Moment) -> bool:
        """Whether the state could be read from disk again; until then everybody is told to try again."""
        if now.mono_ms >= self._retry_mono:
            self._retry_mono = now.mono_ms + RETRY_MS
            try:
                self._core.abandon((), self._blind, now)
            except Unavailable as why:
                self._blind = str(why)
            else:
                log.info("database_back")
                self._blind = ""
                return True
        for inbound in self._listener.drain(DRAIN_MAX):
            if inbound.envelope is not None:
                for out in self._core.failed(inbound.route, inbound.envelope, self._blind):
                    self._tell(out, now)
        return False

    def _tell(self, out: Send | Publish, now: Moment) -> None:
        try:
            if isinstance(out, Publish):
                self._listener.publish(out.topic, self._core.envelope(out.tail))
            elif out.route == UP:
                if self._dialer is not None:
                    self._dialer.send(out.envelope)
            elif not self._listener.send(out.route, out.envelope):
                self._core.route_lost(out.route, now)
        except Malformed as fault:
            log.error("not_sent", code=fault.code, words=fault.words)  # noqa: TRY400 (the words say it all)

    def _now(self) -> Moment:
        return Moment(self._clock.now_ms(), int(self._clock.monotonic_s() * 1000))


def _try_again(body: Result, words: str) -> Result:
    return Result(body.client_id, ok=False, code="unavailable", words=words)
