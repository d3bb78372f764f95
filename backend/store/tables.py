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

metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

ticket = Table(
    "ticket",
    metadata,
    Column("ticket", String(160), primary_key=True),
    Column("state", String(32), nullable=False),
    Column("holder", String(64), nullable=False),
    Column("transit_to", String(64), nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("rev", BigInteger, nullable=False),
    Column("live", Boolean, nullable=False),
    Column("updated_ms", BigInteger, nullable=False),
    Column("via", String(64), nullable=False),
    Column("source", Text, nullable=False, server_default=""),
    Column("source_key", Text, nullable=False, server_default=""),
    Index("ticket_live_updated", "live", "updated_ms"),
    Index("ticket_source_key", "source_key", "source"),
)

event = Table(
    "event",
    metadata,
    Column("ticket", String(160), ForeignKey("ticket.ticket"), primary_key=True),
    Column("rev", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(32), nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("actor", String(128), nullable=False),
    Column("center", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
)

alarm = Table(
    "alarm",
    metadata,
    Column("alarm", String(160), primary_key=True),
    Column("state", String(32), nullable=False),
    Column("camera", String(128), nullable=False),
    Column("rule", String(128), nullable=False),
    Column("open", Boolean, nullable=False),
    Column("raised_ms", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("alarm_open_raised", "open", "raised_ms"),
)

edge = Table(
    "edge",
    metadata,
    Column("peer", String(64), primary_key=True),
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
    Column("peer", String(64), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
)

parked = Table(
    "parked",
    metadata,
    Column("peer", String(64), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("reason", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("sealed", String(128), nullable=False, server_default=""),
)

command = Table(
    "command",
    metadata,
    Column("caller", String(128), primary_key=True),
    Column("client_id", String(128), primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

journal = Table(
    "journal",
    metadata,
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("actor", String(128), nullable=False),
    Column("act", String(64), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("outcome", String(64), nullable=False),
    Column("detail", Text, nullable=False),
    Column("hash", String(64), nullable=False),
)
