"""One or more of every message of the protocol, with every field used once."""

from __future__ import annotations

from typing import Final

from backend.domain.alarm import Alarm, AlarmState, Priority
from backend.domain.camera import Camera, CameraState, Capability, Life, StreamFacts, Transport
from backend.domain.camera import Health as CameraFares
from backend.domain.evidence import EvidenceRef
from backend.domain.org import OrgUnit, UnitKind
from backend.domain.routing import Hit, Reason, Route
from backend.domain.sla import Budget, ClockReading, RungTime
from backend.domain.ticket import Event
from backend.wire.blobs import BlobAnswer, BlobAsk, BlobAt, BlobGet, BlobOffer, BlobPart, BlobPut, BlobWant
from backend.wire.cameras import (
    Announce,
    AskStreams,
    CameraForm,
    CameraHealth,
    CameraRecord,
    CameraTally,
    Duty,
    DutyCamera,
    FormFault,
    HealthReport,
    Login,
    Occupied,
    Stream,
    Streams,
)
from backend.wire.messages import (
    Accept,
    Ack,
    Ask,
    Bye,
    Command,
    Data,
    Envelope,
    Held,
    Hello,
    Message,
    Neighbour,
    Officer,
    Ping,
    Recall,
    Result,
    Sealed,
    Shadow,
    SignIn,
    SignOut,
    Snap,
    Snapshot,
    Suggestion,
    Tail,
    TicketRecord,
    Told,
    Track,
    TrackBox,
    TrackFrame,
    Transfer,
    Welcome,
)
from backend.wire.status import BackupStatus, DiskStatus, LinkStatus, Status

AT_MS: Final = 1_767_225_600_000
EVIDENCE: Final = EvidenceRef(
    "0f" * 32, "image/jpeg", masked=True, size_bytes=40_960, taken_ms=AT_MS, site="n1"
)
BUDGETS: Final = tuple(
    Budget(clock, "cal24", 86_400)
    for clock in ("accept", "dispatch", "sign", "dispose", "check", "callback", "total")
)
TOLD: Final = {"ticket": "tl-bc-lc/1/1", "title": "井盖破损"}
EVENTS: Final = (
    Event(1, "reported", AT_MS, "李伟", "intake", "tl-bc-lc", TOLD, (BUDGETS[0], BUDGETS[-1])),
    Event(
        2,
        "filed",
        AT_MS + 60_000,
        "李伟",
        "intake",
        "tl-bc-lc",
        {"category": "road"},
        BUDGETS[1:],
        (EVIDENCE,),
    ),
)
CLOCK: Final = ClockReading(
    "total",
    1,
    AT_MS,
    AT_MS + 64_800_000,
    AT_MS + 86_400_000,
    86_400,
    department="cg",
    rungs=(RungTime("urge", AT_MS + 64_800_000),),
)
LINK: Final = LinkStatus(
    "tl", up=True, since_ms=AT_MS, queued=4, kept=3, lag_ms=250, credit=128, offset_ms=12, error_ms=3
)
STATUS: Final = Status(
    "tl-bc", "town", 2, recovering=True, now_ms=AT_MS, started_ms=AT_MS - 5_000, offset_ms=12, error_ms=3,
    commits_per_s=1.5, journal_n=77, journal_head="ab" * 32, parked=1, open_tickets=20, links=(LINK,),
    backup=BackupStatus("tl-bc.i1.20260101T000000.000Z.backup", AT_MS, 40_960),
    disk=DiskStatus("center.db", 40_960, 1 << 30),
)  # fmt: skip
RECORD: Final = TicketRecord("tl-bc-lc/1/1", EVENTS, (CLOCK,))
ALARM: Final = Alarm(
    "tl-bc-lc/1/2",
    AlarmState.RAISED,
    "cam-1",
    "fence",
    "zone_entry",
    Priority.HIGH,
    AT_MS,
    evidence=(EVIDENCE,),
    trace='{"track":3}',
)
NEIGHBOUR: Final = Neighbour("tl-bc", up=True, queued=2, since_ms=AT_MS, words="")
FRAME: Final = TrackFrame("cam-1", AT_MS, (TrackBox(3, 0.25, 0.5, 0.125, 0.25),), ("fence",))
UNIT: Final = OrgUnit("tl-bc", UnitKind.TOWN, "巴川街道", "Bachuan", "tl")

SUGGESTION: Final = Suggestion(
    Route(
        (Hit("cg", ("zj",), 92, (Reason("clause", "CG-02 names cg", {"lead": "cg", "clause": "CG-02"}),)),),
        "tl-bc-lc",
        automatic=False,
        reasons=(Reason("not_sure", "confidence 92 % is below 101 %", {"percent": "92"}),),
    ),
    (
        Officer(
            "tl-bc-lc-01/grid_officer/1", "tl-bc-lc-01.grid_officer.1", 240, 570, (Reason("on_duty", "day"),)
        ),
    ),
    ("after_evidence",),
)

LOGIN: Final = Login("admin", "s3cret")
STREAM: Final = Stream(
    "cam-1", "rtsp://10.0.0.1/main", "rtsp://10.0.0.1/sub", transport=Transport.UDP, login=LOGIN
)
FACTS: Final = Capability(StreamFacts("h264", 1920, 1080, 25.0), StreamFacts("h264", 640, 360, 12.5), AT_MS)
LIVE: Final = CameraFares(CameraState.LIVE, AT_MS, by="analyst:n1")
LOST: Final = CameraFares(CameraState.LOST, AT_MS - 5, "timeout", "no answer in time", "operator:li")
CAMERA: Final = CameraRecord(
    Camera(
        "cam-1", "北门", "tl-bc-lc-01", STREAM.main, STREAM.sub, "看门口", key_area=True,
        transport=Transport.UDP, login=True, armed=True, rules="0f" * 32, changed_ms=AT_MS,
    ),
    Life("n1", 3, AT_MS, FACTS, LIVE, (LOST,)),
)  # fmt: skip
FORM: Final = CameraForm(
    "cam-1", "北门", "tl-bc-lc-01", STREAM.main, STREAM.sub, "看门口", key_area=True, transport="udp",
    login=LOGIN, armed=True, rules="{}",
)  # fmt: skip
FAULT: Final = FormFault(4, "cam-5", "unit", "no_unit", "there is no unit 'x' here")
HEALTH: Final = CameraHealth(
    "cam-1", CameraState.LOST, "timeout", "no answer in time", 3, FACTS, (Occupied("fence", AT_MS),)
)

BODIES: Final[dict[str, Message]] = {
    "Hello": Hello(1, 1, "tl-bc-lc", 41, 18),
    "Hello.recovering": Hello(1, 1, "tl-bc-lc", 41, 18, 16, recovering=True),
    "Welcome.topics": Welcome(
        1,
        "tl",
        "district",
        AT_MS,
        name="desk-3",
        topics=("ticket/plain", "track/"),
        sign_in=True,
        until_ms=AT_MS,
    ),
    "Welcome": Welcome(
        1,
        "tl-bc",
        "town",
        AT_MS,
        "tcp://127.0.0.1:7002",
        17,
        42,
        ("department", "intake"),
        "cg",
        (UNIT,),
        "li",
    ),
    "Data.Transfer": Data(Transfer("tl-bc-lc/1/1", 2, EVENTS)),
    "Data.Accept": Data(Accept("tl-bc-lc/1/1", 2, EVENTS)),
    "Data.Shadow": Data(Shadow("tl-bc-lc/1/1", 2, 2, EVENTS)),
    "Data.Recall": Data(Recall("tl-bc-lc/1/1", 2, "tl-bc-lc", "李伟", "办得了", AT_MS)),
    "Data.Sealed": Data(Sealed("", "Notice", b"\x91\xa6Notice")),
    "Ack": Ack(),
    "Ask": Ask(7, "tl-bc-lc/1/1", ("tl-bc-lc/1/2",)),
    "Told": Told(7, "tl-bc-lc/1/9", (Held("tl-bc-lc/1/2", 4, yours=True),)),
    "Told.logs": Told(8, "", (), (Shadow("tl-bc-lc/1/1", 2, 2, EVENTS),)),
    "Ping": Ping(AT_MS, AT_MS - 3),
    "Ping.error": Ping(AT_MS, AT_MS - 3, 12),
    "Bye": Bye("wrong_src", "this key is tl-bc-lc's"),
    "Command": Command(
        "3f0b", "dispatch", "tl-bc-lc/1/1", {"lead": "cg", "assists": "yj"}, (EVIDENCE,), expected_rev=2
    ),
    "Result": Result("3f0b", False, "tl-bc-lc/1/1", 2, "wrong_state", "dispatch", ("dispatcher",), "no"),  # noqa: FBT003 (in the order of the struct)
    "Result.suggestion": Result("3f0c", ok=True, target="tl-bc-lc/1/1", rev=2, suggestion=SUGGESTION),
    "Command.cameras": Command("3f0d", "camera_set", cameras=(FORM,), healths=(HEALTH,)),
    "Result.cameras": Result("3f0d", ok=True, cameras=CameraTally(1, 2, 3, (FAULT,))),
    "Snap": Snap("ticket"),
    "Snapshot": Snapshot("ticket", 9, last=True, tickets=(RECORD,), alarms=(ALARM,), neighbours=(NEIGHBOUR,)),
    "Snapshot.status": Snapshot("status", 0, last=True, status=STATUS),
    "Snapshot.cameras": Snapshot("camera", 9, last=True, cameras=(CAMERA,)),
    "Tail": Tail("ticket", 10, (RECORD,), (ALARM,), (NEIGHBOUR,), FRAME),
    "Tail.cameras": Tail("camera", 10, cameras=(CAMERA,), gone=("cam-2",)),
    "Tail.heartbeat": Tail("ticket", 10),
    "Track": Track(FRAME),
    "Announce": Announce(16, ("rtsp", "file"), "yolox-nano on CPU", 7),
    "Duty": Duty(
        8,
        last=True,
        cameras=(
            DutyCamera(
                STREAM, 3, "北门", "看门口", key_area=True, rules="{}", digest="0f" * 32, since_ms=AT_MS
            ),
        ),
        lease_ms=6_000,
    ),
    "HealthReport": HealthReport((HEALTH,)),
    "AskStreams": AskStreams("3f0e", ("cam-1",)),
    "SignIn": SignIn("李伟", "correct horse"),
    "SignOut": SignOut(),
    "Streams": Streams("3f0e", (STREAM,), (FAULT,)),
    "BlobAsk": BlobAsk("a1", "tl/1/7", "b" * 64),
    "BlobOffer": BlobOffer("a2", "tl/1/7", "b" * 64),
    "BlobWant": BlobWant("tl/1/7", "b" * 64, "tcp://10.0.0.1:7003", "g-1"),
    "BlobAnswer": BlobAnswer("a1", "b" * 64, "ok", "", "tcp://10.0.0.1:7003", "g-1", 1234),
    "BlobGet": BlobGet("g-1", 262_144),
    "BlobPart": BlobPart("g-1", 0, 4, b"\xff\xd8\xff\xe0"),
    "BlobPut": BlobPut("g-1", 0, b"\xff\xd8\xff\xe0"),
    "BlobAt": BlobAt("g-1", 4, "done", ""),
}


def wrap(body: Message, src: str = "tl-bc", seq: int = 0) -> Envelope:
    """An envelope with every field used."""
    return Envelope(1, src, 3, AT_MS, seq, 17, body, 12, 256, AT_MS)


ENVELOPES: Final[dict[str, Envelope]] = {name: wrap(body, seq=18) for name, body in BODIES.items()}
