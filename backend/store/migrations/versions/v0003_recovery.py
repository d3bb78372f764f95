"""What recovery after a restore needs: how far backups reach, incarnations, and messages of unknown kinds.

Until now rows of the outbox went with their acknowledgement, so those are gone; and every center was in its
first incarnation and had compared its streams in it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_EDGE = ("dropped_seq", "covered_seq", "peer_inc", "settled_inc")


def upgrade() -> None:
    for name in _EDGE:
        op.add_column("edge", sa.Column(name, sa.BigInteger, nullable=False, server_default="0"))
    op.execute("UPDATE edge SET dropped_seq = acked_seq, peer_inc = 1, settled_inc = 1")
    op.add_column("parked", sa.Column("sealed", sa.String(128), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("parked", "sealed")
    for name in reversed(_EDGE):
        op.drop_column("edge", name)
