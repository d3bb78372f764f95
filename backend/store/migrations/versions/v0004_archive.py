"""The archive, indexes for lists of tickets and for old results; on PostgreSQL names sort by bytes.

Names were declared with lengths that SQLite never looked at. PostgreSQL would refuse a longer one, and with
it the whole batch; ids are compared and paged by bytes everywhere else, so there too.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_NAMES = {
    "meta": ("key",),
    "ticket": ("ticket", "state", "holder", "transit_to", "via"),
    "event": ("ticket", "kind", "actor", "center"),
    "alarm": ("alarm", "state", "camera", "rule"),
    "edge": ("peer",),
    "outbox": ("peer",),
    "parked": ("peer", "sealed"),
    "command": ("caller", "client_id"),
    "journal": ("actor", "act", "subject", "outcome", "hash"),
}


def _word(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, columns in _NAMES.items():
            for column in columns:
                op.alter_column(table, column, type_=sa.Text(collation="C"))
    op.create_table(
        "archive",
        sa.Column("ticket", _word(160), primary_key=True),
        sa.Column("state", _word(32), nullable=False),
        sa.Column("holder", _word(64), nullable=False),
        sa.Column("transit_to", _word(64), nullable=False),
        sa.Column("epoch", sa.BigInteger, nullable=False),
        sa.Column("rev", sa.BigInteger, nullable=False),
        sa.Column("live", sa.Boolean, nullable=False),
        sa.Column("updated_ms", sa.BigInteger, nullable=False),
        sa.Column("via", _word(64), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("source_key", sa.Text, nullable=False),
        sa.Column("log", sa.LargeBinary, nullable=False),
    )
    op.create_index("archive_source_key", "archive", ["source_key", "source"])
    for table in ("ticket", "archive"):
        op.create_index(f"{table}_state", table, ["state", "updated_ms", "ticket"])
        op.create_index(f"{table}_holder", table, ["holder", "state", "updated_ms", "ticket"])
    op.create_index("command_at", "command", ["at_ms"])


def downgrade() -> None:
    op.drop_index("command_at", "command")
    op.drop_index("ticket_holder", "ticket")
    op.drop_index("ticket_state", "ticket")
    op.drop_table("archive")
