"""Who may have which bytes of evidence, and whom a center asks for them."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from backend.center.blobs import SAID_MS, WANT_MS, BlobRoom
from backend.center.ledger import Ledger
from backend.center.levels import Levels
from backend.center.place import Place
from backend.center.ports import UP, Caller, Moment, PutJournal, Send
from backend.domain.evidence import EvidenceRef
from backend.domain.limits import Budget
from backend.domain.org import OrgUnit, UnitKind, organise
from backend.domain.roles import Role
from backend.domain.ticket import Event
from backend.wire.blobs import BlobAnswer, BlobAsk, BlobOffer, BlobWant
from backend.wire.body import Body
from backend.wire.messages import PROTOCOL_VERSION, Envelope
from tests.fakes.center_store import MemoryStore
from tests.fakes.domain_cast import CALENDARS, T0, table

SHA256 = "a" * 64
PICTURE = EvidenceRef(SHA256, "image/jpeg", masked=True, size_bytes=1000, phase="before", site="cam-node")
INTAKE = Caller("operator", "li", frozenset({Role.INTAKE}))
OUTSIDER = Caller("operator", "zhang", frozenset({Role.DEPARTMENT}), "cg")
BUDGETS = (Budget("accept", "cal24", 600), Budget("total", "cal24", 600))
UNITS = (
    OrgUnit("tl", UnitKind.DISTRICT, "区", "District", ""),
    OrgUnit("bc", UnitKind.TOWN, "镇", "Town", "tl"),
    OrgUnit("lc", UnitKind.COMMUNITY, "社区", "Community", "bc"),
)


@dataclass
class Shelf:
    """What stands in for folder, channel and carrier."""

    endpoint: str = "tcp://127.0.0.1:7003"
    sizes: dict[str, int] = field(default_factory=dict)
    grants: list[tuple[str, bool, bool]] = field(default_factory=list)
    carried: list[Body] = field(default_factory=list)

    def size_of(self, sha256: str) -> int | None:
        return self.sizes.get(sha256)

    def grant(self, who: str, ref: EvidenceRef, *, put: bool, own: bool = False) -> str:
        self.grants.append((who, put, own))
        return f"g{len(self.grants)}"

    def push(self, want: BlobWant) -> None:
        self.carried.append(want)

    def pull(self, answer: BlobAnswer) -> None:
        self.carried.append(answer)


@dataclass
class Room:
    """The evidence room of one center, with a ticket that shows PICTURE."""

    center: str
    taken_at: str
    evidence: EvidenceRef = PICTURE
    shelf: Shelf = field(default_factory=Shelf)
    up: set[str] = field(default_factory=lambda: {"tl", "bc", "lc"})
    mono_ms: int = 0

    def __post_init__(self) -> None:
        store = MemoryStore()
        parent = {"tl": "", "bc": "tl", "lc": "bc"}[self.center]
        place = Place(
            self.center, "l", T0, table(), CALENDARS, parent, bool(parent), organisation=organise(UNITS)
        )
        self.ledger = Ledger(self.center, store.load(10), store)
        event = Event(
            1, "reported", T0, "li", Role.INTAKE, self.taken_at,
            {"ticket": "t/1/1", "title": "gate"}, BUDGETS, (self.evidence,),
        )  # fmt: skip
        self.ledger.append(None, (event,), by="li", at_ms=T0)
        for child in ("bc", "lc"):
            if child != self.center:
                self.ledger.greeted(child, 1)
        self.room = BlobRoom(place, self.shelf, _pack, self._route)
        self.room.reload(self.ledger, Levels(place, self.ledger))

    def _route(self, peer: str) -> bytes | None:
        if peer not in self.up:
            return None
        above = {"bc": "tl", "lc": "bc"}.get(self.center)
        return UP if peer == above else peer.encode()

    @property
    def now(self) -> Moment:
        return Moment(T0 + self.mono_ms, self.mono_ms)

    def ask(self, who: Caller, body: Body) -> tuple[BlobAnswer, list[Send]]:
        """The answer, and what went elsewhere."""
        sends = list(self.room.serve(b"asker", who, body, self.now))  # type: ignore[arg-type]
        answers = [send.envelope.body for send in sends if send.route == b"asker"]
        assert len(answers) == 1
        assert isinstance(answers[0], BlobAnswer)
        return answers[0], [send for send in sends if send.route != b"asker"]


def _pack(body: Body) -> Envelope:
    return Envelope(PROTOCOL_VERSION, "x", 1, 1, 0, 0, body)  # type: ignore[arg-type]


def _wants(sends: list[Send]) -> list[tuple[bytes, str]]:
    return [(send.route, type(send.envelope.body).__name__) for send in sends]


ASK = BlobAsk("q", "t/1/1", SHA256)


def test_that_bytes_that_are_here_are_granted_to_who_sees_the_ticket() -> None:
    room = Room("bc", "bc")
    room.shelf.sizes[SHA256] = 1000
    answer, elsewhere = room.ask(INTAKE, ASK)
    assert (answer.code, answer.token, answer.size_bytes, answer.endpoint) == (
        "ok",
        "g1",
        1000,
        room.shelf.endpoint,
    )
    assert room.shelf.grants == [("li", False, False)]
    assert elsewhere == []


@pytest.mark.parametrize(
    ("who", "ask"),
    [
        (OUTSIDER, ASK),
        (INTAKE, BlobAsk("q", "t/9/9", SHA256)),
        (INTAKE, BlobAsk("q", "t/1/1", "b" * 64)),
        (Caller("analyst", "cam-node", frozenset({Role.ANALYST})), BlobOffer("q", "t/1/1", SHA256)),
    ],
)
def test_that_who_does_not_see_it_learns_nothing(who: Caller, ask: BlobAsk | BlobOffer) -> None:
    room = Room("bc", "bc")
    room.shelf.sizes[SHA256] = 1000
    answer, elsewhere = room.ask(who, ask)
    assert (answer.code, answer.token) == ("not_shown", "")
    assert room.shelf.grants == []
    assert elsewhere == []


def test_that_unmasked_bytes_never_leave() -> None:
    room = Room("bc", "bc", EvidenceRef(SHA256, "image/jpeg", masked=False, size_bytes=10))
    room.shelf.sizes[SHA256] = 10
    assert room.ask(INTAKE, ASK)[0].code == "not_masked"
    assert room.ask(INTAKE, BlobOffer("q", "t/1/1", SHA256))[0].code == "not_masked"
    assert room.shelf.grants == []
    want = BlobWant("t/1/1", SHA256, "tcp://10.0.0.1:1", "g")
    assert list(room.room.heard(UP, "tl", want, room.now)) == []
    assert room.shelf.carried == []


def test_that_evidence_beyond_the_bound_is_not_carried() -> None:
    room = Room("bc", "bc", EvidenceRef(SHA256, "video/mp4", masked=True, size_bytes=(64 << 20) + 1))
    assert room.ask(INTAKE, ASK)[0].code == "too_large"


def test_that_the_analyst_who_took_it_is_asked_once_in_a_while() -> None:
    room = Room("bc", "bc")
    assert room.ask(INTAKE, ASK)[0].code == "away"
    list(room.room.serve(b"node", Caller("analyst", "cam-node"), ASK.__class__("x", "y", SHA256), room.now))
    answer, elsewhere = room.ask(INTAKE, ASK)
    assert answer.code == "coming"
    assert _wants(elsewhere) == [(b"node", "BlobWant")]
    assert room.shelf.grants == [("cam-node", True, True)]
    assert room.ask(INTAKE, ASK)[1] == []
    room.mono_ms += WANT_MS
    assert _wants(room.ask(INTAKE, ASK)[1]) == [(b"node", "BlobWant")]
    room.room.route_lost(b"node")
    assert room.ask(INTAKE, ASK)[0].code == "away"


def test_that_the_center_below_is_asked_to_hand_it_in_and_the_one_above_is_asked_for_it() -> None:
    below = Room("tl", "lc")
    answer, elsewhere = below.ask(INTAKE, ASK)
    assert answer.code == "coming"
    assert _wants(elsewhere) == [(b"bc", "BlobWant")]
    assert below.shelf.grants == [("bc", True, False)]
    above = Room("bc", "tl")
    answer, elsewhere = above.ask(INTAKE, ASK)
    assert answer.code == "coming"
    assert _wants(elsewhere) == [(UP, "BlobAsk")]


def test_that_a_site_that_is_away_is_named() -> None:
    room = Room("tl", "lc")
    room.up.clear()
    answer, elsewhere = room.ask(INTAKE, ASK)
    assert (answer.code, elsewhere) == ("away", [])
    assert "bc" in answer.words


def test_that_the_center_above_gets_what_is_here_and_what_is_below_is_fetched_first() -> None:
    want = BlobWant("t/1/1", SHA256, "tcp://10.0.0.1:1", "g")
    room = Room("bc", "lc")
    sends = list(room.room.heard(UP, "tl", want, room.now))
    assert _wants(sends) == [(b"lc", "BlobWant")]
    room.shelf.sizes[SHA256] = 1000
    assert list(room.room.heard(UP, "tl", want, room.now)) == []
    assert room.shelf.carried == [want]


def test_that_only_the_center_above_may_want_bytes() -> None:
    room = Room("bc", "bc")
    room.shelf.sizes[SHA256] = 1000
    want = BlobWant("t/1/1", SHA256, "tcp://10.0.0.1:1", "g")
    assert list(room.room.heard(b"lc", "lc", want, room.now)) == []
    assert room.shelf.carried == []


def test_that_a_center_below_gets_only_what_belongs_to_a_ticket_that_it_held() -> None:
    room = Room("bc", "bc")
    room.shelf.sizes[SHA256] = 1000
    (send,) = room.room.heard(b"lc", "lc", ASK, room.now)
    assert isinstance(send.envelope.body, BlobAnswer)
    assert send.envelope.body.code == "not_shown"
    held = Room("bc", "lc")
    held.shelf.sizes[SHA256] = 1000
    (send,) = held.room.heard(b"lc", "lc", ASK, held.now)
    assert isinstance(send.envelope.body, BlobAnswer)
    assert send.envelope.body.code == "ok"


def test_that_what_the_center_above_answers_is_fetched_or_passed_on() -> None:
    room = Room("bc", "tl")
    good = BlobAnswer("q", SHA256, "ok", "", "tcp://10.0.0.1:1", "g", 1000)
    list(room.room.heard(UP, "tl", good, room.now))
    assert room.shelf.carried == [good]
    away = BlobAnswer("q", SHA256, "away", "lc is away")
    list(room.room.heard(UP, "tl", away, room.now))
    assert room.ask(INTAKE, ASK)[0].code == "coming", "an answer that nobody waits for is not kept"
    list(room.room.heard(UP, "tl", away, room.now))
    answer, _ = room.ask(INTAKE, ASK)
    assert (answer.code, answer.words) == ("away", "lc is away")
    assert room.ask(INTAKE, ASK)[0].code == "coming"


def test_that_a_refusal_is_journalled_once_in_a_while() -> None:
    room = Room("bc", "bc")
    for _ in range(3):
        room.ask(OUTSIDER, ASK)
    assert _noted(room) == ["not_shown"]
    room.mono_ms += SAID_MS
    room.ask(OUTSIDER, ASK)
    assert _noted(room) == ["not_shown"]


def _noted(room: Room) -> list[str]:
    lines = [write.entry for write in room.ledger.take() if isinstance(write, PutJournal)]
    return [line.outcome for line in lines if line.act == "blob_ask"]


def test_that_a_center_without_a_channel_says_so() -> None:
    room = Room("bc", "bc")
    place = Place("bc", "l", T0, table(), CALENDARS)
    without = BlobRoom(place, None, _pack, room._route)
    without.reload(room.ledger, Levels(place, room.ledger))
    (send,) = without.serve(b"r", INTAKE, ASK, room.now)
    assert isinstance(send.envelope.body, BlobAnswer)
    assert send.envelope.body.code == "no_channel"
