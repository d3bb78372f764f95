"""Which report of which source made a ticket, so that it makes one ticket only.

Tickets of the first version carried no such key, so the empty default is the truth about them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ticket", sa.Column("source", sa.Text, nullable=False, server_default=""))
    op.add_column("ticket", sa.Column("source_key", sa.Text, nullable=False, server_default=""))
    op.create_index("ticket_source_key", "ticket", ["source_key", "source"])


def downgrade() -> None:
    op.drop_index("ticket_source_key", "ticket")
    op.drop_column("ticket", "source_key")
    op.drop_column("ticket", "source")
