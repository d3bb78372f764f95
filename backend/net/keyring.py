"""Which key belongs to whom at one center: the file data/authorised.json, and nobody else is let in.

Source: design 3-federation.md rule 9 (the ZAP callback maps key → center, roles, topic prefixes).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from backend.domain.access import Principal
from backend.domain.errors import Refused
from backend.domain.roles import Role
from backend.net.file_lock import only_writer
from backend.net.private_file import WatchedFile, replace_private

__all__ = ["FILE_NAME", "KINDS", "NAME", "Keyring", "Principal", "parse_grant", "parse_person"]

KINDS: Final = ("center", "operator", "analyst")
"""What stands behind a key: a neighbouring center, a person's console, or an analyst process."""

FILE_NAME: Final = "authorised.json"

NAME: Final = re.compile(r"[^\s:/+@\x00-\x1f]{1,64}")
_NOT_FOR_PEOPLE: Final = frozenset({Role.ANALYST, Role.CENTER})
_OF_A_UNIT: Final = {Role.DEPARTMENT: "department", Role.GRID_OFFICER: "grid"}
"""Roles that are written ROLE@UNIT: a department always, a grid officer if he works in one grid only."""


class _Entry(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """One key in the file."""

    kind: Annotated[str, msgspec.Meta(pattern="^(center|operator|analyst)$")]
    name: str
    roles: tuple[Role, ...]
    department: str = ""
    grid: str = ""
    sign_in: bool = False


class _File(msgspec.Struct, forbid_unknown_fields=True):
    """The whole file."""

    version: Literal[1]
    keys: dict[str, _Entry]


def parse_grant(text: str, *, sign_in: bool = False) -> Principal:
    """Read `center:ID`, `analyst:NAME` or `operator:NAME:ROLE+ROLE`; units as `department@ID`.

    `sign_in`: the key is a workstation's, a person has to sign in on it with one of the roles.

    Raises:
        Refused: `bad_grant`, saying what was expected.
    """
    kind, _, rest = text.partition(":")
    name, _, roles = rest.partition(":")
    if kind not in KINDS or not NAME.fullmatch(name) or (kind == "operator") != bool(roles):
        wanted = "center:ID, analyst:NAME or operator:NAME:ROLE+ROLE"
        raise Refused("bad_grant", f"{text!r} names nobody; write {wanted}, names without spaces or : / + @")
    if kind == "operator":
        return parse_person(name, roles, sign_in=sign_in)
    if sign_in:
        raise Refused("bad_grant", f"only people sign in; {text!r} is none")
    return Principal(kind, name, frozenset({Role(kind)}))


def parse_person(name: str, text: str, *, sign_in: bool = False) -> Principal:
    """A person, or a workstation, with the roles in `text`, for example `intake+department@cg`.

    Raises:
        Refused: `bad_grant`.
    """
    may_be = [role.value for role in Role if role not in _NOT_FOR_PEOPLE]
    roles: set[Role] = set()
    units: dict[str, str] = {}
    for part in text.split("+"):
        word, at, unit = part.partition("@")
        place = _OF_A_UNIT.get(Role(word), "") if word in may_be else ""
        fits = bool(place and NAME.fullmatch(unit)) if at else word != Role.DEPARTMENT
        if word not in may_be or not fits:
            wanted = ", ".join(may_be).replace("department", "department@ID")
            raise Refused("bad_grant", f"{part!r} is no role; write one or more of {wanted}, joined by +")
        if unit and units.setdefault(place, unit) != unit:
            raise Refused("bad_grant", f"{text!r} names two {place}s; a person acts for one")
        roles.add(Role(word))
    who = (units.get("department", ""), units.get("grid", ""))
    return Principal("operator", name, frozenset(roles), *who, sign_in=sign_in)


class Keyring:
    """The authorised keys of one center. Read again whenever the file has changed; no file means nobody."""

    def __init__(self, data_dir: Path, own: Mapping[str, Principal] | None = None) -> None:
        """`own`: keys let in besides those of the file: the center's own, for whoever holds its folder."""
        self._own = dict(own or {})
        self._file = WatchedFile(data_dir / FILE_NAME, "nobody is let in", _read)

    @property
    def folder(self) -> Path:
        """The data folder of the center."""
        return self._file.path.parent

    def find(self, public: str) -> Principal | None:
        """Whom `public` stands for, or None: nobody that is let in.

        Raises:
            Corrupt: the file cannot be read; then nobody is let in.
        """
        return self._own.get(public) or self._file.current().get(public)

    def edition(self) -> int:
        """A number that changes when the keys have changed; -1 while the file cannot be read."""
        return self._file.edition()

    def entries(self) -> Mapping[str, Principal]:
        """Every authorised key (a copy).

        Raises:
            Corrupt: the file cannot be read.
        """
        return dict(self._file.current())

    def authorise(self, public: str, principal: Principal) -> None:
        """Let a key in as `principal`, at once and for running centers too.

        A center has one key: a new one replaces the old. A person may have several, one per workstation.

        Raises:
            Corrupt: the present file cannot be read; it is left as it is.
            Unavailable: another program has been changing it for 10 s.
        """
        with only_writer(self._file.path.parent):
            held = self.entries()
            if principal.kind == "center":
                held = {
                    key: value
                    for key, value in held.items()
                    if (value.kind, value.name) != ("center", principal.name)
                }
            self._write({**held, public: principal})

    def revoke(self, public: str) -> Principal:
        """Take a key out; running centers end its links within a second. Returns whose it was.

        Raises:
            Refused: `unknown_key`; nobody holds it here.
            Corrupt, Unavailable: as for `authorise`.
        """
        with only_writer(self._file.path.parent):
            held = dict(self.entries())
            gone = held.pop(public, None)
            if gone is None:
                raise Refused("unknown_key", f"nobody holds the key {public} here; see: onegrid keys list")
            self._write(held)
        return gone

    def _write(self, held: Mapping[str, Principal]) -> None:
        keys = {
            key: _Entry(v.kind, v.name, tuple(sorted(v.roles)), v.department, v.grid, v.sign_in)
            for key, v in sorted(held.items())
        }
        text = msgspec.json.format(msgspec.json.encode(_File(1, keys)), indent=1).decode()
        replace_private(self._file.path, text + "\n")


def _read(raw: bytes) -> dict[str, Principal]:
    """Decode the file."""
    file = msgspec.json.decode(raw, type=_File)
    return {
        key: Principal(e.kind, e.name, frozenset(e.roles), e.department, e.grid, e.sign_in)
        for key, e in file.keys.items()
    }
