"""Who may have which bytes of evidence, and from where: judged and journalled here, carried elsewhere.

Whoever sees a ticket or an alarm may ask for the bytes it shows, if they are masked. If they are not here,
the neighbour (or the analyst) towards whom they were taken is asked to hand them in; the asker asks again
meanwhile. A center below is never dialled: it is asked, and dials up. Source: docs/design/blobs.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from backend.center.ledger import Ledger
from backend.center.levels import Levels
from backend.center.place import Place
from backend.center.ports import UP, Caller, Moment, Send
from backend.domain.access import INSIDE, sees, view_of
from backend.domain.errors import Refused
from backend.domain.evidence import EvidenceRef
from backend.wire.blobs import BlobAnswer, BlobAsk, BlobOffer, BlobWant
from backend.wire.body import Body
from backend.wire.messages import Envelope, Message

BLOB_MAX_BYTES: Final = 64 << 20
"""Evidence larger than this is not carried."""

WANT_MS: Final = 3_000
"""A neighbour is asked for the same bytes again after so long, as long as somebody here asks."""

WANTED_MAX: Final = 256
SAID_MS: Final = 10_000
"""The same refusal of the same bytes to the same caller is journalled once in this time."""


class Blobs(Protocol):
    """The folder and the channel, as far as the core needs them. Nothing here waits."""

    endpoint: str

    def size_of(self, sha256: str) -> int | None:
        """How many bytes; None if they are not here, whole."""
        ...

    def grant(self, who: str, ref: EvidenceRef, *, put: bool, own: bool = False) -> str:
        """A token with which `who` may get these bytes or hand them in."""
        ...

    def push(self, want: BlobWant) -> None:
        """Hand bytes in at the center above, soon."""
        ...

    def pull(self, answer: BlobAnswer) -> None:
        """Fetch bytes from the center above, soon."""
        ...


@dataclass(frozen=True, slots=True)
class _Shown:
    """Evidence as a ticket or an alarm shows it, and the center where it was taken."""

    ref: EvidenceRef
    center: str
    ticket: str = ""


class BlobRoom:
    """The evidence of one center; without `blobs` there is no channel, and it says so."""

    def __init__(
        self,
        place: Place,
        blobs: Blobs | None,
        pack: Callable[[Body], Envelope],
        route_to: Callable[[str], bytes | None],
    ) -> None:
        self._place, self._blobs, self._pack, self._route_to = place, blobs, pack, route_to
        self._analysts: dict[str, bytes] = {}
        self._wanted: dict[str, int] = {}
        self._refused: dict[str, BlobAnswer] = {}  # by the center above, until it is asked again
        self._noted: dict[tuple[str, str, str], int] = {}

    def reload(self, ledger: Ledger, levels: Levels) -> None:
        """Go on with a ledger read from disk; to be called before anything else."""
        self._ledger, self._levels = ledger, levels

    def serve(self, route: bytes, caller: Caller, body: Message, now: Moment) -> Iterator[Send]:
        """What people and analysts ask."""
        if caller.kind == "analyst":
            self._analysts[caller.name] = route
        if isinstance(body, BlobAsk | BlobOffer):
            yield from self._answer(route, caller, body, now)

    def route_lost(self, route: bytes) -> None:
        """A message could not be sent on a route: the analyst behind it is away until it speaks again."""
        self._analysts = {name: where for name, where in self._analysts.items() if where != route}

    def heard(self, route: bytes, peer: str, body: Message, now: Moment) -> Iterator[Send]:
        """What a neighbouring center asks or answers."""
        if isinstance(body, BlobAsk):
            yield from self._answer(route, Caller("center", peer), body, now)
        elif isinstance(body, BlobWant) and route == UP:
            yield from self._wanted_above(peer, body, now)
        elif isinstance(body, BlobAnswer) and route == UP and self._blobs is not None:
            if body.code == "ok":
                self._blobs.pull(body)
            elif body.code != "coming" and body.sha256 in self._wanted:
                self._refused[body.sha256] = body

    def _answer(self, route: bytes, caller: Caller, body: BlobAsk | BlobOffer, now: Moment) -> Iterator[Send]:
        try:
            shown = self._shown(caller, body.subject, body.sha256)
            if isinstance(body, BlobOffer):
                answer = self._to_put(caller, body, shown)
            else:
                answer = self._to_get(caller, body, shown) or self._on_its_way(body, shown)
                if answer.code == "coming":
                    yield from self._fetch(body.subject, shown, now)
        except Refused as no:
            answer = BlobAnswer(body.ask, body.sha256, no.code, no.words)
        self._note(caller, body, answer, now)
        yield Send(route, self._pack(answer))

    # -- what is shown, and to whom -----------------------------------------------------------------

    def _shown(self, caller: Caller, subject: str, sha256: str) -> _Shown:
        """The evidence, if this caller may know of it.

        Raises:
            Refused: no_channel, no_subject, not_shown, not_masked, too_large.
        """
        if self._blobs is None:
            raise Refused("no_channel", f"{self._place.center} carries no evidence")
        shown = self._of_ticket(caller, subject, sha256) or self._of_alarm(caller, subject, sha256)
        if shown is None:
            words = f"nothing that you may see at {self._place.center} shows this evidence"
            raise Refused("not_shown", words)
        if not shown.ref.masked:
            raise Refused("not_masked", "only evidence that is marked as masked leaves its site")
        if shown.ref.size_bytes > BLOB_MAX_BYTES:
            raise Refused("too_large", f"more than {BLOB_MAX_BYTES >> 20} MiB are not carried")
        return shown

    def _of_ticket(self, caller: Caller, subject: str, sha256: str) -> _Shown | None:
        ticket = self._ledger.ticket(subject)
        if ticket is None:
            return None
        if caller.kind == "center":
            # A center below may have what belongs to a ticket that it holds or has held.
            allowed = any(step.center == caller.name for step in ticket.trail)
        else:
            allowed = sees(view_of(caller), ticket, self._place.organisation)
        for event in ticket.events if allowed else ():
            for ref in event.evidence:
                if ref.sha256 == sha256:
                    return _Shown(ref, event.center, ticket.id)
        return None

    def _of_alarm(self, caller: Caller, subject: str, sha256: str) -> _Shown | None:
        alarm = self._ledger.alarm(subject)
        inside = caller.kind == "analyst" or bool(caller.roles & INSIDE)
        if alarm is None or not inside:
            return None
        ref = next((ref for ref in alarm.evidence if ref.sha256 == sha256), None)
        return _Shown(ref, self._place.center) if ref else None

    # -- getting and handing in ---------------------------------------------------------------------

    def _to_get(self, caller: Caller, body: BlobAsk, shown: _Shown) -> BlobAnswer | None:
        """The grant, if the bytes are here."""
        assert self._blobs is not None
        size = self._blobs.size_of(body.sha256)
        if size is None:
            return None
        token = self._blobs.grant(_key(caller), shown.ref, put=False)
        return BlobAnswer(body.ask, body.sha256, "ok", "", self._blobs.endpoint, token, size)

    def _to_put(self, caller: Caller, body: BlobOffer, shown: _Shown) -> BlobAnswer:
        assert self._blobs is not None
        if self._blobs.size_of(body.sha256) is not None:
            return BlobAnswer(body.ask, body.sha256, "have", "these bytes are here already")
        own = shown.center == self._place.center
        token = self._blobs.grant(_key(caller), shown.ref, put=True, own=own)
        size = shown.ref.size_bytes
        return BlobAnswer(body.ask, body.sha256, "put", "", self._blobs.endpoint, token, size)

    def _on_its_way(self, body: BlobAsk, shown: _Shown) -> BlobAnswer:
        """What to tell whoever asked for bytes that are not here yet."""
        no = self._refused.pop(body.sha256, None)
        if no is not None:
            return BlobAnswer(body.ask, body.sha256, no.code, no.words)
        where = self._holder(shown)
        if self._route_of(where) is None:
            words = f"{where or shown.ref.site or shown.center} has the evidence and is away; try again later"
            return BlobAnswer(body.ask, body.sha256, "away", words)
        return BlobAnswer(body.ask, body.sha256, "coming", f"{where} was asked for it")

    def _fetch(self, subject: str, shown: _Shown, now: Moment) -> Iterator[Send]:
        """Ask whoever is nearest to the bytes, at most every WANT_MS."""
        assert self._blobs is not None
        where, sha256 = self._holder(shown), shown.ref.sha256
        route = self._route_of(where)
        asked_mono = self._wanted.get(sha256)
        if route is None or (asked_mono is not None and now.mono_ms - asked_mono < WANT_MS):
            return
        self._wanted.pop(sha256, None)
        self._wanted[sha256] = now.mono_ms
        while len(self._wanted) > WANTED_MAX:
            oldest = next(iter(self._wanted))
            del self._wanted[oldest]
            self._refused.pop(oldest, None)
        if route == UP:
            yield Send(UP, self._pack(BlobAsk(sha256[:32], subject, sha256)))
            return
        token = self._blobs.grant(where, shown.ref, put=True, own=shown.center == self._place.center)
        yield Send(route, self._pack(BlobWant(subject, sha256, self._blobs.endpoint, token)))

    def _wanted_above(self, peer: str, want: BlobWant, now: Moment) -> Iterator[Send]:
        """The center above wants bytes: hand them in, or fetch them first; it asks again."""
        # The center above watches every ticket that is here; what it may show is its own affair.
        shown = self._of_any(want)
        if self._blobs is None or shown is None or not shown.ref.masked:
            self._ledger.note(peer, "blob_want", want.sha256, "not_shown", now.utc_ms, want.subject)
        elif self._blobs.size_of(want.sha256) is not None:
            self._ledger.note(peer, "blob_want", want.sha256, "ok", now.utc_ms, want.subject)
            self._blobs.push(want)
        else:
            yield from self._fetch(want.subject, shown, now)

    def _of_any(self, want: BlobWant) -> _Shown | None:
        """The evidence of a ticket, whoever asks."""
        ticket = self._ledger.ticket(want.subject)
        for event in ticket.events if ticket else ():
            for ref in event.evidence:
                if ref.sha256 == want.sha256:
                    return _Shown(ref, event.center, want.subject)
        return None

    # -- where the bytes are ------------------------------------------------------------------------

    def _holder(self, shown: _Shown) -> str:
        """Whom to ask: the analyst who took it, the center below on whose side it was, or the one above."""
        here = self._place.center
        if shown.center == here:
            return shown.ref.site
        above = self._place.organisation.above(shown.center)
        if here in above:
            below = above[: above.index(here)]
            return next((name for name in reversed(below) if name in self._levels.children), "")
        return self._levels.parent or self._ledger.via(shown.ticket)

    def _route_of(self, where: str) -> bytes | None:
        if where in self._analysts:
            return self._analysts[where]
        return self._route_to(where) if where else None

    def _note(self, caller: Caller, body: BlobAsk | BlobOffer, answer: BlobAnswer, now: Moment) -> None:
        """One line of the journal for each answer, but not for every repetition of it."""
        if answer.code == "coming":
            return
        key = (caller.name, body.sha256, answer.code)
        noted_mono = self._noted.get(key)
        if noted_mono is not None and now.mono_ms - noted_mono < SAID_MS:
            return
        if len(self._noted) >= WANTED_MAX:
            self._noted.clear()
        self._noted[key] = now.mono_ms
        act = "blob_offer" if isinstance(body, BlobOffer) else "blob_ask"
        who = f"{caller.kind}:{caller.name}"
        self._ledger.note(who, act, body.sha256, answer.code, now.utc_ms, body.subject)


def _key(caller: Caller) -> str:
    """The name of the key: whoever signed in on a workstation fetches with the workstation's key."""
    return caller.key_name or caller.name
