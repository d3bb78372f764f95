"""The tables of a center's database, in SQLAlchemy Core; migrations build them.

Truth is in `event` (each ticket's log), `alarm`, `outbox`, `edge`, `command`, `journal`, `meta` and
`parked`. `ticket` is derived from the logs so that lists need no replay. Times are UTC ms.
docs/design/store.md says why.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.types import TypeEngine

metadata = MetaData()


def word(length: int) -> TypeEngine[str]:
    """An id or a name, sorted by bytes. PostgreSQL would refuse a longer one; SQLite never looked."""
    return String(length).with_variant(Text(collation="C"), "postgresql")


meta = Table(
    "meta",
    metadata,
    Column("key", word(64), primary_key=True),
    Column("value", Text, nullable=False),
)

ticket = Table(
    "ticket",
    metadata,
    Column("ticket", word(160), primary_key=True),
    Column("state", word(32), nullable=False),
    Column("holder", word(64), nullable=False),
    Column("transit_to", word(64), nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("rev", BigInteger, nullable=False),
    Column("live", Boolean, nullable=False),
    Column("updated_ms", BigInteger, nullable=False),
    Column("via", word(64), nullable=False),
    Column("source", Text, nullable=False, server_default=""),
    Column("source_key", Text, nullable=False, server_default=""),
    Index("ticket_live_updated", "live", "updated_ms"),
    Index("ticket_state", "state", "updated_ms", "ticket"),
    Index("ticket_holder", "holder", "state", "updated_ms", "ticket"),
    Index("ticket_source_key", "source_key", "source"),
)

event = Table(
    "event",
    metadata,
    Column("ticket", word(160), ForeignKey("ticket.ticket"), primary_key=True),
    Column("rev", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", word(32), nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("actor", word(128), nullable=False),
    Column("center", word(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
)

archive = Table(
    "archive",
    metadata,
    Column("ticket", word(160), primary_key=True),
    Column("state", word(32), nullable=False),
    Column("holder", word(64), nullable=False),
    Column("transit_to", word(64), nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("rev", BigInteger, nullable=False),
    Column("live", Boolean, nullable=False),
    Column("updated_ms", BigInteger, nullable=False),
    Column("via", word(64), nullable=False),
    Column("source", Text, nullable=False),
    Column("source_key", Text, nullable=False),
    Column("log", LargeBinary, nullable=False),
    Index("archive_source_key", "source_key", "source"),
    Index("archive_state", "state", "updated_ms", "ticket"),
    Index("archive_holder", "holder", "state", "updated_ms", "ticket"),
)

alarm = Table(
    "alarm",
    metadata,
    Column("alarm", word(160), primary_key=True),
    Column("state", word(32), nullable=False),
    Column("camera", word(128), nullable=False),
    Column("rule", word(128), nullable=False),
    Column("open", Boolean, nullable=False),
    Column("raised_ms", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("alarm_open_raised", "open", "raised_ms"),
)

edge = Table(
    "edge",
    metadata,
    Column("peer", word(64), primary_key=True),
    Column("next_seq", BigInteger, nullable=False),
    Column("acked_seq", BigInteger, nullable=False),
    Column("applied_seq", BigInteger, nullable=False),
    Column("dropped_seq", BigInteger, nullable=False, server_default="0"),
    Column("covered_seq", BigInteger, nullable=False, server_default="0"),
    Column("peer_inc", BigInteger, nullable=False, server_default="0"),
    Column("settled_inc", BigInteger, nullable=False, server_default="0"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("peer", word(64), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
)

parked = Table(
    "parked",
    metadata,
    Column("peer", word(64), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("reason", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("sealed", word(128), nullable=False, server_default=""),
)

command = Table(
    "command",
    metadata,
    Column("caller", word(128), primary_key=True),
    Column("client_id", word(128), primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("command_at", "at_ms"),
)

journal = Table(
    "journal",
    metadata,
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("actor", word(128), nullable=False),
    Column("act", word(64), nullable=False),
    Column("subject", word(200), nullable=False),
    Column("outcome", word(64), nullable=False),
    Column("detail", Text, nullable=False),
    Column("hash", word(64), nullable=False),
)

camera = Table(
    "camera",
    metadata,
    Column("camera", word(128), primary_key=True),
    Column("unit", word(64), nullable=False),
    Column("armed", Boolean, nullable=False),
    Column("gone", Boolean, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

camera_life = Table(
    "camera_life",
    metadata,
    Column("camera", word(128), primary_key=True),
    Column("analyst", word(64), nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

camera_login = Table(
    "camera_login",
    metadata,
    Column("camera", word(128), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)

camera_rules = Table(
    "camera_rules",
    metadata,
    Column("camera", word(128), primary_key=True),
    Column("rules", Text, nullable=False),
)
