"""One center with cameras: a real core on a store in memory, a vault without a cipher, a clock by hand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from backend.center.core import Core
from backend.center.place import Place
from backend.center.ports import Caller, Moment, Publish, Send
from backend.domain.alarm import Alarm
from backend.domain.camera import Life
from backend.domain.errors import Unavailable
from backend.domain.org import Organisation, OrgUnit, UnitKind, organise
from backend.domain.roles import Role
from backend.net.topic import Topic
from backend.wire.body import Body
from backend.wire.cameras import Announce, CameraForm, CameraRecord, Duty, Login
from backend.wire.codec import decode, encode
from backend.wire.messages import PROTOCOL_VERSION, Command, Envelope, Message, Ping, Result, Snap, Snapshot
from tests.fakes.center_cluster import PHOTO, person
from tests.fakes.center_store import MemoryStore
from tests.fakes.clock import ManualClock
from tests.fakes.domain_cast import CALENDARS, T0, table

ORG: Organisation = organise(
    (
        OrgUnit("tl", UnitKind.DISTRICT, "区", "District"),
        OrgUnit("bc", UnitKind.TOWN, "街道", "Town", "tl"),
        OrgUnit("lc", UnitKind.COMMUNITY, "社区", "Community", "bc"),
        OrgUnit("lc-01", UnitKind.GRID, "网格", "Grid", "lc"),
        OrgUnit("yq", UnitKind.COMMUNITY, "玉泉", "Yuquan", "bc"),
    )
)


class OpenVault:
    """`Vault` that only turns the bytes round; logins of another vault (`salt`) do not open."""

    def __init__(self, salt: str = "a") -> None:
        self._salt = salt

    def seal(self, camera: str, login: Login) -> bytes:
        return f"{self._salt}\n{camera}\n{login.user}\n{login.password}".encode()[::-1]

    def open(self, camera: str, sealed: bytes) -> Login | None:
        salt, name, user, password = sealed[::-1].decode().split("\n")
        return Login(user, password) if (salt, name) == (self._salt, camera) else None


def analyst(name: str) -> Caller:
    """A node's key."""
    return Caller("analyst", name, frozenset({Role.ANALYST}))


def form(camera: str, **told: object) -> CameraForm:
    """A good camera in the grid of the center, armed."""
    given: dict[str, object] = {
        "name": camera, "unit": "lc-01", "main": f"rtsp://10.0.0.1/{camera}", "armed": True, **told,
    }  # fmt: skip
    return CameraForm(camera, **given)  # type: ignore[arg-type]  # fields by name, as a test names them


@dataclass
class CameraCenter:
    """The center `lc`. What analysts and consoles get is kept by name."""

    store: MemoryStore = field(default_factory=MemoryStore)
    vault: OpenVault | None = field(default_factory=OpenVault)
    place: Place = field(
        default_factory=lambda: Place("lc", "community", T0, table(), CALENDARS, organisation=ORG)
    )

    def __post_init__(self) -> None:
        self.clock = ManualClock(now_ms=T0)
        self.duties: dict[str, list[Duty]] = {}
        self.published: list[Publish] = []
        self.replies: list[Message] = []
        self.deaf: set[str] = set()
        self._living: dict[str, Announce] = {}
        self._n = len(self.store.tables.results)
        self.start()

    def start(self) -> None:
        """Start the core on what is on disk; analysts that live announce again."""
        self.place = replace(self.place, boot_ms=self.clock.now_ms())
        self.core = Core(self.place, self.store, self.vault)
        self.batch()

    @property
    def now(self) -> Moment:
        return Moment(self.clock.now_ms(), int(self.clock.monotonic_s() * 1000))

    def batch(self, *said: tuple[Caller, Body]) -> None:
        """One turn of the loop."""
        sends: list[Send] = []
        for caller, body in said:
            assert isinstance(body, Message)
            envelope = Envelope(PROTOCOL_VERSION, caller.name, 1, 1, 0, 0, body)
            sends += self.core.handle(caller.name.encode(), caller, decode(encode(envelope)), self.now)
        sends += self.core.tick(self.now)
        try:
            if writes := self.core.take():
                self.store.commit(writes)
        except Unavailable as why:
            sends = list(self.core.abandon(sends, str(why), self.now))
        for out in (*sends, *self.core.flush(self.now)):
            if isinstance(out, Publish):
                self.published.append(out)
                continue
            body = decode(encode(out.envelope)).body
            if isinstance(body, Duty):
                self.duties.setdefault(out.route.decode(), []).append(body)
            else:
                self.replies.append(body)

    def say(self, caller: Caller, body: Body) -> list[Message]:
        """One message; returns the replies to it."""
        self.replies.clear()
        self.batch((caller, body))
        return list(self.replies)

    def do(self, who: str | Caller, verb: str, target: str = "", *forms: CameraForm, **args: str) -> Result:
        """One command and its result."""
        self._n += 1
        caller = person(who) if isinstance(who, str) else who
        photo = (PHOTO,) if verb == "raise" else ()
        (result,) = self.say(caller, Command(f"c{self._n}", verb, target, args, photo, cameras=forms))
        assert isinstance(result, Result)
        return result

    def set(self, *forms: CameraForm) -> None:
        """Write cameras down."""
        result = self.do("duty", "camera_set", "", *forms)
        assert result.ok, result

    def join(self, name: str, capacity: int = 10, *schemes: str) -> None:
        """An analyst announces itself and goes on living."""
        self._living[name] = Announce(capacity, schemes, "test")
        self.batch((analyst(name), self._living[name]))

    def die(self, name: str) -> None:
        """An analyst says nothing any more."""
        del self._living[name]

    def run(self, seconds: float) -> None:
        """Let time pass; who lives pings every second."""
        for _ in range(round(seconds * 2)):
            self.clock.advance(500)
            self.batch(*((analyst(name), Ping(1)) for name in sorted(self._living)))

    def duty(self, name: str) -> dict[str, int]:
        """Camera → epoch of the newest duty of an analyst."""
        whole = self.duties.get(name, [])
        return {one.stream.camera: one.epoch for one in whole[-1].cameras} if whole else {}

    def life(self, camera: str) -> Life:
        """What is on disk of a camera."""
        return self.store.tables.lives[camera]

    def records(self, who: str = "duty") -> dict[str, CameraRecord]:
        """What a console sees that asks now."""
        topic = Topic("camera")
        for part in self.say(person(who), Snap("camera")):
            if isinstance(part, Snapshot):
                for whole in topic.take_part(part):
                    return {record.camera.id: record for record in whole.cameras}
        raise AssertionError(self.replies)

    def alarms(self) -> list[Alarm]:
        """Every alarm on disk, the oldest first."""
        return sorted(self.store.tables.alarms.values(), key=lambda alarm: alarm.raised_ms)
