"""Profiles of centers and the organisation they stand in, from TOML. Read whole or refused whole.

The same program runs at every level: what differs is in these files, and no other code asks which level
it is. Source: design 1-architecture.md, Same program, three levels.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from backend.datafile import Row, read_data, refusing
from backend.domain.errors import Refused
from backend.domain.org import LEVELS, Organisation, OrgUnit
from backend.domain.quota import Quota, Rate
from backend.organisation import OrgFile, load_organisation

RESOURCES = Path(__file__).parent.parent / "resources"
PROFILES = RESOURCES / "profiles"
MODULES = frozenset({"tickets", "alarms"})

_NAME = re.compile(r"[a-z0-9_]+")


@dataclass(frozen=True, slots=True)
class Keeping:
    """What a center keeps, where and for how long. Zero: never, or for ever."""

    database: str = ""  # URL of PostgreSQL; empty: a file in the data folder
    backup_every_s: int = 21_600
    backup_dir: str = ""  # empty: `backups` in the data folder
    backups_kept: int = 14
    ticket_days: int = 1_095  # ended tickets; after that they are in the archive
    result_days: int = 90  # answers to commands that may be sent again


@dataclass(frozen=True, slots=True)
class CenterProfile:
    """What one kind of center is and holds. `org` are the units that every console is told about."""

    level: str
    modules: frozenset[str]
    limits: str
    org: tuple[OrgUnit, ...]
    file: OrgFile = field(default_factory=lambda: OrgFile("", "", "", Organisation()))
    quota: Quota = field(default_factory=Quota)
    keeping: Keeping = field(default_factory=Keeping)

    @property
    def organisation(self) -> Organisation:
        """All units."""
        return self.file.organisation

    def unit(self, center: str) -> OrgUnit | None:
        """The unit of the organisation with this id, if it has one."""
        return self.organisation.units.get(center)

    def parent_of(self, center: str) -> str:
        """The center above, as the organisation says; empty at the root and for an unlisted center."""
        unit = self.unit(center)
        return unit.parent if unit else ""

    def departments_of(self, center: str) -> frozenset[str]:
        """Departments that `center` may dispatch to: its own and those of every unit above it.

        A center that is not listed may dispatch to all.
        """
        return frozenset(self.organisation.departments_of(center))


def load_profile(name: str) -> CenterProfile:
    """The profile called `name`, or the one in the file at that path.

    Raises:
        Refused: `no_profile` when there is none; `bad_profile`, `no_org` or `bad_org` when it or its
            organisation cannot be used; the words say in which line and what to do.
    """
    shipped = PROFILES / f"{name}.toml"
    path = shipped if _NAME.fullmatch(name) and shipped.is_file() else Path(name)
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in PROFILES.glob("*.toml")))
        raise Refused("no_profile", f"no profile {name!r}; give a file or one of: {known}", rule="profile")
    with refusing("bad_profile", path):
        return _profile(read_data(path), path.parent)


def load_org(name: str) -> tuple[OrgUnit, ...]:
    """The units that consoles are told about, of the organisation called `name` or in that file.

    Raises:
        Refused: `no_org` or `bad_org`; the words say why.
    """
    return load_organisation(name).organisation.served()


def _profile(top: Row, folder: Path) -> CenterProfile:
    top.only("level", "modules", "limits", "org", "links", "database", "keeping")
    level = top.one_of("level", [kind.value for kind in LEVELS])
    modules = frozenset(top.some_of("modules", sorted(MODULES)) if "modules" in top.values else MODULES)
    limits, org = top.text("limits", "standard"), top.text("org", "sample")
    file = load_organisation(_beside(org, folder))
    quota = _quota(top.row("links"))
    keeping = _keeping(top.text("database", ""), top.row("keeping"), folder)
    served = file.organisation.served()
    return CenterProfile(level, modules, _beside(limits, folder), served, file, quota, keeping)


def _keeping(database: str, row: Row, folder: Path) -> Keeping:
    row.only("backup_every_s", "backup_dir", "backups_kept", "ticket_days", "result_days")
    default = Keeping()
    place = row.text("backup_dir", "")
    return Keeping(
        database,
        row.number("backup_every_s", default.backup_every_s, 0, 31_536_000),
        str(folder / place) if place else "",
        row.number("backups_kept", default.backups_kept, 1, 10_000),
        row.number("ticket_days", default.ticket_days, 0, 36_500),
        row.number("result_days", default.result_days, 30, 36_500),
    )


_RATES = ("operator", "analyst", "center")
_MOST = 1_000_000
_DEFAULT = Quota()


def _quota(links: Row) -> Quota:
    """What one key and all together may ask; a number that is not given keeps its default."""
    plain = ("connections_per_key", "connections", "subscriptions", "snapshots_per_s")
    links.only(*plain, "messages_per_s", "commands_per_s", "pending_mib", "hello_s", "session_hours")
    return Quota(
        _rates(links.row("messages_per_s"), _DEFAULT.messages),
        _rates(links.row("commands_per_s"), _DEFAULT.commands),
        _rate(links, "snapshots_per_s", _DEFAULT.snapshots),
        links.number("connections_per_key", _DEFAULT.connections_per_key, 2, _MOST),
        links.number("connections", _DEFAULT.connections, 2, _MOST),
        links.number("subscriptions", _DEFAULT.subscriptions, 4, _MOST),
        links.number("pending_mib", _DEFAULT.pending_bytes >> 20, 1, 4096) << 20,
        links.number("hello_s", round(_DEFAULT.hello_s), 1, 3600),
        links.number("session_hours", round(_DEFAULT.session_s / 3600), 1, 24 * 365) * 3600,
    )


def _rates(row: Row, default: Mapping[str, Rate]) -> dict[str, Rate]:
    row.only(*_RATES)
    return {kind: _rate(row, kind, rate) for kind, rate in default.items()}


def _rate(row: Row, key: str, default: Rate) -> Rate:
    """So many a second, and as many at once as the default allows in proportion."""
    per_s = row.number(key, round(default.per_s), 1, _MOST)
    return Rate(per_s, max(1, round(default.burst * per_s / default.per_s)))


def _beside(name: str, folder: Path) -> str:
    """A file named in a profile is looked for beside the profile."""
    return name if _NAME.fullmatch(name) else str(folder / name)
