"""The registry of cameras: what is written down, what happens to them, sealed logins, rules."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _word(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "camera",
        sa.Column("camera", _word(128), primary_key=True),
        sa.Column("unit", _word(64), nullable=False),
        sa.Column("armed", sa.Boolean, nullable=False),
        sa.Column("gone", sa.Boolean, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "camera_life",
        sa.Column("camera", _word(128), primary_key=True),
        sa.Column("analyst", _word(64), nullable=False),
        sa.Column("epoch", sa.BigInteger, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "camera_login",
        sa.Column("camera", _word(128), primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "camera_rules",
        sa.Column("camera", _word(128), primary_key=True),
        sa.Column("rules", sa.Text, nullable=False),
    )


def downgrade() -> None:
    for name in ("camera_rules", "camera_login", "camera_life", "camera"):
        op.drop_table(name)
