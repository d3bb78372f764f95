"""Alembic revisions of the center's database; run by backend.store.database.migrate."""
