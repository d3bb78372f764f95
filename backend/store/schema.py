"""Bringing a database's schema up to the newest revision: no ini file, from an installed package too."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect

from backend.domain.errors import Corrupt
from resources.words import _

MIGRATIONS: Final = Path(__file__).parent / "migrations"
VERSION_TABLE: Final = "alembic_version"


def head() -> str:
    """The newest revision, by the names of the modules in migrations/versions."""
    return max(file.stem[1:5] for file in (MIGRATIONS / "versions").glob("v[0-9]*.py"))


def revision_of(connection: Connection) -> str:
    """The revision that a database is at; empty when it is a new one."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return ""
    rows = connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").fetchall()  # noqa: S608 (a constant)
    return str(rows[0][0]) if rows else ""


def migrate(connection: Connection, revision: str = "") -> None:
    """Bring the schema up to the newest revision, or to `revision`; does nothing when it is there already.

    Raises:
        Corrupt: the database was made by a newer version of this program.
    """
    wanted = revision or head()
    if revision_of(connection) == wanted:
        return
    # Ten MB that a center needs at its first start and after an upgrade only.
    from alembic import command as alembic_command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util.exc import CommandError  # noqa: PLC0415

    config = Config(stdout=io.StringIO(), output_buffer=io.StringIO())
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        alembic_command.upgrade(config, wanted)
    except CommandError as fault:
        hint = _("was this database made by a newer version? use that one")
        raise Corrupt(f"{fault}; {hint}") from fault
