"""The first schema: tickets and their logs, alarms, edges, commands, journal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _truth()
    _edges()
    _records()


def _truth() -> None:
    op.create_table(
        "meta",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "ticket",
        sa.Column("ticket", sa.String(160), primary_key=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("holder", sa.String(64), nullable=False),
        sa.Column("transit_to", sa.String(64), nullable=False),
        sa.Column("epoch", sa.BigInteger, nullable=False),
        sa.Column("rev", sa.BigInteger, nullable=False),
        sa.Column("live", sa.Boolean, nullable=False),
        sa.Column("updated_ms", sa.BigInteger, nullable=False),
        sa.Column("via", sa.String(64), nullable=False),
    )
    op.create_index("ticket_live_updated", "ticket", ["live", "updated_ms"])
    op.create_table(
        "event",
        sa.Column("ticket", sa.String(160), sa.ForeignKey("ticket.ticket"), primary_key=True),
        sa.Column("rev", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("actor", sa.String(128), nullable=False),
        sa.Column("center", sa.String(64), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "alarm",
        sa.Column("alarm", sa.String(160), primary_key=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("camera", sa.String(128), nullable=False),
        sa.Column("rule", sa.String(128), nullable=False),
        sa.Column("open", sa.Boolean, nullable=False),
        sa.Column("raised_ms", sa.BigInteger, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_index("alarm_open_raised", "alarm", ["open", "raised_ms"])


def _edges() -> None:
    op.create_table(
        "edge",
        sa.Column("peer", sa.String(64), primary_key=True),
        sa.Column("next_seq", sa.BigInteger, nullable=False),
        sa.Column("acked_seq", sa.BigInteger, nullable=False),
        sa.Column("applied_seq", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "outbox",
        sa.Column("peer", sa.String(64), primary_key=True),
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "parked",
        sa.Column("peer", sa.String(64), primary_key=True),
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )


def _records() -> None:
    op.create_table(
        "command",
        sa.Column("caller", sa.String(128), primary_key=True),
        sa.Column("client_id", sa.String(128), primary_key=True),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "journal",
        sa.Column("n", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("actor", sa.String(128), nullable=False),
        sa.Column("act", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("outcome", sa.String(64), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )


def downgrade() -> None:
    for name in ("journal", "command", "parked", "outbox", "edge", "alarm", "event", "ticket", "meta"):
        op.drop_table(name)
