"""Signing in: who sits at a workstation, for how long, and how often somebody may guess.

A password is checked on a thread of its own, because that takes a tenth of a second and must not keep the
center waiting; at most WAITING_MAX wait. A session belongs to one connection of one key. Wrong passwords
are counted per key and per person; beyond the free ones each makes the next wait longer. A person has more
of them than a key, so that one workstation cannot easily lock somebody out everywhere.
Source: design 3-federation.md rule 9.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Final

from backend.domain.access import Principal
from backend.domain.errors import Corrupt, Refused
from backend.domain.roles import Role
from backend.net.passwords import NOBODY, fits
from backend.net.users import User, Users

WAITING_MAX: Final = 8
FREE_TRIES: Final = 5
FREE_TRIES_OF_A_NAME: Final = 20
FIRST_WAIT_S: Final = 30.0
LONGEST_WAIT_S: Final = 3_600.0
FORGET_S: Final = 24 * 3_600.0
"""Wrong passwords older than this do not count any more."""

GUESSERS_MAX: Final = 10_000
NO = "name or password is wrong"


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who waits for his password to be checked."""

    route: bytes
    key: str
    workstation: Principal
    name: str
    user: User | None


@dataclass(frozen=True, slots=True)
class Session:
    """Who is signed in on a connection; `until_s` is of the steady clock."""

    key: str
    person: Principal
    user: User
    until_s: float


@dataclass(slots=True)
class _Tries:
    """Wrong passwords of one name or key in a row."""

    free: int
    wrong: int = 0
    last_s: float = 0.0

    def wait_s(self, now_s: float) -> float:
        """How long from now until the next try is taken."""
        if self.wrong < self.free:
            return 0.0
        pause_s = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(self.wrong - self.free, 20))
        return max(0.0, self.last_s + pause_s - now_s)


class Sessions:
    """Everybody who is signed in at one center. Not thread-safe, but for the checking itself."""

    def __init__(self, users: Users, session_s: float) -> None:
        self._users, self._session_s = users, session_s
        self._edition = users.edition()
        self._held: dict[bytes, Session] = {}
        self._tries: dict[str, _Tries] = {}
        self._waiting: list[tuple[Asked, Future[bool]]] = []
        self._pool: ThreadPoolExecutor | None = None

    def of(self, route: bytes) -> Session | None:
        """Who is signed in on a connection."""
        return self._held.get(route)

    def may_watch(self, key: str, topic: str) -> bool:
        """Whether anybody who is signed in with this key may watch a topic."""
        return any(s.key == key and s.person.may_watch(topic) for s in self._held.values())

    @property
    def checking(self) -> bool:
        """Whether a password is being checked now."""
        return bool(self._waiting)

    def ask(
        self, route: bytes, key: str, workstation: Principal, name: str, password: str, now_s: float
    ) -> None:
        """Begin to check a password; `settled` tells what came of it.

        Raises:
            Refused: `sign_in_locked`, `sign_in_busy`, or `sign_in_refused` while the users cannot be read.
        """
        for guesser in _guessers(key, name):
            wait_s = self._tries[guesser].wait_s(now_s) if guesser in self._tries else 0.0
            if wait_s > 0:
                words = f"too many wrong passwords; try again in {wait_s:.0f} s"
                raise Refused("sign_in_locked", words, rule="session")
        if len(self._waiting) >= WAITING_MAX or any(asked.route == route for asked, _ in self._waiting):
            raise Refused("sign_in_busy", "others are signing in; try again in a moment", rule="session")
        try:
            user = self._users.find(name)
        except Corrupt as fault:
            raise Refused("sign_in_refused", str(fault), rule="session") from fault
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, thread_name_prefix="onegrid-passwords")
        known = user is not None and not user.disabled
        check = self._pool.submit(fits, user.secret if user is not None and known else NOBODY, password)
        asked = Asked(route, key, workstation, name, user if known else None)
        self._waiting.append((asked, check))

    def settled(self, now_s: float, now_ms: int) -> Iterator[tuple[Asked, Session | Refused]]:
        """Everybody whose password has been checked since, with his session or why there is none."""
        waiting, self._waiting = self._waiting, []
        for asked, check in waiting:
            if not check.done():
                self._waiting.append((asked, check))
            elif asked.user is None or not check.result():
                yield asked, self._wrong(asked, now_s)
            else:
                yield asked, self._begin(asked, asked.user, now_s, now_ms)

    def _begin(self, asked: Asked, user: User, now_s: float, now_ms: int) -> Session | Refused:
        person = _both(user.person, asked.workstation)
        if person is None:
            words = f"{asked.name} may do nothing of what {asked.workstation.name} is for"
            return Refused("sign_in_refused", words, rule="session")
        for guesser in _guessers(asked.key, asked.name):
            self._tries.pop(guesser, None)
        person = replace(person, until_ms=now_ms + round(min(self._session_s, 10 * 365 * 86_400) * 1000))
        session = Session(asked.key, person, user, now_s + self._session_s)
        self._held[asked.route] = session
        return session

    def _wrong(self, asked: Asked, now_s: float) -> Refused:
        if len(self._tries) >= GUESSERS_MAX:
            self._tries = {who: t for who, t in self._tries.items() if now_s - t.last_s < LONGEST_WAIT_S}
        for guesser, free in _guessers(asked.key, asked.name).items():
            tries = self._tries.setdefault(guesser, _Tries(free))
            if now_s - tries.last_s > FORGET_S:
                tries.wrong = 0
            tries.wrong, tries.last_s = tries.wrong + 1, now_s
        return Refused("sign_in_refused", NO, rule="session")

    def end(self, route: bytes) -> Session | None:
        """Sign out, or the connection is gone."""
        self._waiting = [pair for pair in self._waiting if pair[0].route != route]
        return self._held.pop(route, None)

    def over(self, now_s: float) -> list[tuple[bytes, Session, str]]:
        """End the sessions whose time is up or whose person changed; tells which and why."""
        edition = self._users.edition()
        changed, self._edition = edition != self._edition, edition
        ended = []
        for route, session in list(self._held.items()):
            words = ""
            if now_s >= session.until_s:
                words = "the session has lasted as long as it may; sign in again"
            elif changed and (edition < 0 or self._users.find(session.person.name) != session.user):
                words = "the rights or the password of this person have changed; sign in again"
            if words:
                del self._held[route]
                ended.append((route, session, words))
        return ended

    def close(self) -> None:
        """Stop the thread; a check that runs is waited for."""
        if self._pool is not None:
            self._pool.shutdown()


def _guessers(key: str, name: str) -> dict[str, int]:
    """Under which names a wrong password is counted, and how many are free for each."""
    return {f"key:{key}": FREE_TRIES, f"name:{name}": FREE_TRIES_OF_A_NAME}


def _both(person: Principal, workstation: Principal) -> Principal | None:
    """What a person may do at a workstation: what both allow; None if that is nothing."""
    roles = person.roles & workstation.roles
    for mine, its in ((person.department, workstation.department), (person.grid, workstation.grid)):
        if mine and its and mine != its:
            return None
    if not roles:
        return None
    return Principal(
        "operator", person.name, roles,
        person.department or workstation.department if Role.DEPARTMENT in roles else "",
        person.grid or workstation.grid, key_name=workstation.name,
    )  # fmt: skip
