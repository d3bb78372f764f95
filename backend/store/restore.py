"""Putting a backup back: checked first, made ready beside the old database, swapped in; nothing is deleted.

The next incarnation must be one that no life of this center ever had, also when the same backup is put back
twice: it is above the backup's, above that of the database which is replaced, above those in the names of the
other backups, and above a number that is kept in a small file beside them. Source: 3-federation.md rule 4.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from sqlalchemy import inspect

from backend.center.recovery import restored
from backend.domain.errors import Corrupt, Refused, Unavailable
from backend.store.backup import FOLDER, Backup, backups_in, parse_name, sync, verify_backup
from backend.store.copying import copy_file
from backend.store.database import FILE_NAME, RESTORING, lock_folder
from backend.store.faults import faults_in_words
from backend.store.look import look, look_at_file
from backend.store.schema import VERSION_TABLE, head, migrate
from backend.store.tables import metadata
from backend.store.unit import SqlStore
from resources.words import _

Say = Callable[[str], None]

BESIDE: Final = ("", "-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done. `aside`: where the old database is now; empty when there was none."""

    backup: Backup
    incarnation: int
    aside: str


def restore(folder: Path, source: Path, url: str, now_ms: int, say: Say = lambda _words: None) -> Restored:
    """Put the backup `source` in place of the database of the center in `folder` (or of the one at `url`).

    Raises:
        Refused: `wrong_center`, it is another center's; `too_new`, a newer program made it.
        Unavailable: the center runs, or something cannot be written; what was there is untouched or aside.
        Corrupt: the backup is damaged; what was there is untouched.
    """
    say(_("checking {file}").format(file=source))
    backup = verify_backup(source)
    if backup.revision > head():
        words = _("the backup is of a newer version ({revision}) of this program; restore it with that one")
        raise Refused("too_new", words.format(revision=backup.revision))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with contextlib.closing(lock_folder(folder)):
            incarnation = 1 + _highest(folder, source, url, backup)
            _record(source.parent, backup.center, incarnation)
            ready = _made_ready(folder, source, now_ms, incarnation, say)
            if url:
                aside = _swap_server(folder, ready, url, now_ms, say)
            else:
                aside = _swap_file(folder, ready, now_ms, say)
            shutil.rmtree(folder / RESTORING)
    except OSError as fault:
        raise Unavailable(f"{folder}: {fault}") from fault
    say(_("done; start the center, it will ask its neighbours for what the backup lacks"))
    return Restored(backup, incarnation, aside)


def _highest(folder: Path, source: Path, url: str, backup: Backup) -> int:
    """The highest incarnation that anything here knows of."""
    known = [backup.incarnation, _recorded(source.parent, backup.center)]
    for place in {source.parent, folder / FOLDER}:
        known += [named[1] for file in backups_in(place, backup.center) if (named := parse_name(file.name))]
    replaced = (
        old for old in folder.glob(f"{FILE_NAME}.replaced-*") if old.name.rpartition("-")[2].isdecimal()
    )
    for old in () if url else (folder / FILE_NAME, *replaced):
        with contextlib.suppress(Unavailable, Corrupt, StopIteration), look_at_file(old) as found:
            known.append(_incarnation_in(dict(found.rows("SELECT key, value FROM meta")), backup))
    if url:
        with contextlib.suppress(Unavailable, Corrupt), look(folder, url) as found:
            known.append(_incarnation_in(dict(found.rows("SELECT key, value FROM meta")), backup))
    return max(known)


def _incarnation_in(meta: dict[str, str], backup: Backup) -> int:
    if meta.get("center", backup.center) != backup.center:
        words = _("the database here is of {here}, the backup of {there}; give the right --data or --from")
        raise Refused("wrong_center", words.format(here=meta["center"], there=backup.center))
    return int(meta.get("incarnation", "1"))


def _record_file(folder: Path, center: str) -> Path:
    return folder / f"{quote(center, safe='')}.incarnation"


def _recorded(folder: Path, center: str) -> int:
    try:
        return int(_record_file(folder, center).read_text("ascii"))
    except FileNotFoundError:
        return 0
    except ValueError as fault:
        raise Corrupt(f"{_record_file(folder, center)}: {fault}") from fault


def _record(folder: Path, center: str, incarnation: int) -> None:
    """Kept before anything is changed, so that this incarnation is never given again."""
    file = _record_file(folder, center)
    part = file.with_name(file.name + ".part")
    part.write_text(f"{incarnation}\n", "ascii")
    sync(part)
    part.replace(file)
    sync(folder)


def _made_ready(folder: Path, source: Path, now_ms: int, incarnation: int, say: Say) -> Path:
    """A copy in a folder of its own: in this program's schema, in its next incarnation, saying so."""
    place = folder / RESTORING
    say(_("making it ready in {place}").format(place=place))
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(mode=0o700)
    shutil.copyfile(source, place / FILE_NAME)
    (place / FILE_NAME).chmod(0o600)
    with contextlib.closing(SqlStore(place)) as store:
        store.commit(restored(store.load(0), now_ms, incarnation))
    sync(place / FILE_NAME)
    return place / FILE_NAME


def _swap_file(folder: Path, ready: Path, now_ms: int, say: Say) -> str:
    """While the folder RESTORING is there no center starts, so half a swap is never worked on."""
    file, aside = folder / FILE_NAME, ""
    for end in reversed(BESIDE):
        old = file.with_name(file.name + end)
        if old.exists():
            kept = folder / f"{FILE_NAME}.replaced-{now_ms}{end}"
            say(_("keeping {old} as {kept}").format(old=old, kept=kept))
            old.rename(kept)
            aside = str(kept) if not end else aside
    ready.rename(file)
    sync(folder)
    return aside


def _swap_server(folder: Path, ready: Path, url: str, now_ms: int, say: Say) -> str:
    """Old tables go into a schema of their own, new ones take their place, in one transaction."""
    from backend.store.postgres import PostgresDoor  # noqa: PLC0415 (a large driver)

    door = PostgresDoor(folder, url)
    aside = ""
    try:
        with (
            contextlib.closing(door.connect()) as connection,
            faults_in_words(door.where),
            connection.begin(),
        ):
            there = set(inspect(connection).get_table_names())
            ours = [name for name in (*metadata.tables, VERSION_TABLE) if name in there]
            if ours:
                aside = f"replaced_{now_ms}"
                say(_("keeping the old tables in the schema {schema}").format(schema=aside))
                connection.exec_driver_sql(f"CREATE SCHEMA {aside}")
                for name in ours:
                    connection.exec_driver_sql(f'ALTER TABLE "{name}" SET SCHEMA {aside}')
            migrate(connection)
            with look_at_file(ready) as found:
                copy_file(found, connection, door)
    finally:
        door.engine.dispose()
    return aside
