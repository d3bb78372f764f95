"""Alembic's entry: runs the revisions on the connection that the program already holds."""

from __future__ import annotations

from alembic import context

from backend.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
