"""Which key belongs to whom at one center: the file data/authorised.json, and nobody else is let in.

Source: design 3-federation.md rule 9 (the ZAP callback maps key → center, roles, topic prefixes).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, get_args

import msgspec

from backend.domain.errors import Corrupt, Refused
from backend.domain.roles import Actor, Role
from backend.net.private_file import replace_private

Kind = Literal["center", "operator", "analyst"]
"""What stands behind a key: a neighbouring center, a person's console, or an analyst process."""

KINDS: Final[tuple[str, ...]] = get_args(Kind)
FILE_NAME: Final = "authorised.json"

_NAME: Final = re.compile(r"[^\s:/+@\x00-\x1f]{1,64}")
_NOT_FOR_PEOPLE: Final = frozenset({Role.ANALYST, Role.CENTER})
_TOPICS: Final[Mapping[str, tuple[str, ...]]] = {
    "center": (),
    "operator": ("ticket", "alarm", "center", "track/"),
    "analyst": (),
}


@dataclass(frozen=True, slots=True)
class Principal:
    """Whom a key stands for at this center. `name` is a center's id, a person's or an analyst's name."""

    kind: Kind
    name: str
    roles: frozenset[Role]
    department: str = ""

    def actor(self, center: str) -> Actor:
        """The same, as the domain's rules know it at `center`."""
        return Actor(self.name, self.roles, center, self.department)

    def may_watch(self, topic: str) -> bool:
        """Whether this key may subscribe to `topic` of the feed; a prefix of several topics is refused."""
        return any(
            topic == held or (held.endswith("/") and topic.startswith(held)) for held in _TOPICS[self.kind]
        )


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    """One key in the file."""

    kind: Kind
    name: str
    roles: tuple[Role, ...]
    department: str = ""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    """The whole file."""

    version: Literal[1]
    keys: dict[str, _Entry]


def parse_grant(text: str) -> Principal:
    """Read `center:ID`, `analyst:NAME` or `operator:NAME:ROLE+ROLE`; a department is `department@ID`.

    Raises:
        Refused: `bad_grant`, saying what was expected.
    """
    kind, _, rest = text.partition(":")
    name, _, roles = rest.partition(":")
    if kind not in KINDS or not _NAME.fullmatch(name) or (kind == "operator") != bool(roles):
        wanted = "center:ID, analyst:NAME or operator:NAME:ROLE+ROLE"
        raise Refused("bad_grant", f"{text!r} names nobody; write {wanted}, names without spaces or : / + @")
    if kind == "center":
        return Principal("center", name, frozenset({Role.CENTER}))
    if kind == "analyst":
        return Principal("analyst", name, frozenset({Role.ANALYST}))
    return _parse_operator(name, roles)


def _parse_operator(name: str, text: str) -> Principal:
    """A person with the roles in `text`."""
    may_be = [role.value for role in Role if role not in _NOT_FOR_PEOPLE]
    roles: set[Role] = set()
    department = ""
    for part in text.split("+"):
        word, _, unit = part.partition("@")
        if word not in may_be or (word == Role.DEPARTMENT) != bool(_NAME.fullmatch(unit)):
            wanted = ", ".join(may_be).replace("department", "department@ID")
            raise Refused("bad_grant", f"{part!r} is no role; write one or more of {wanted}, joined by +")
        if unit and department:
            raise Refused("bad_grant", f"{text!r} names two departments; a person acts for one")
        roles.add(Role(word))
        department = unit or department
    return Principal("operator", name, frozenset(roles), department)


class Keyring:
    """The authorised keys of one center. Read again whenever the file has changed; no file means nobody."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / FILE_NAME
        self._stamp: tuple[int, int, int] | None = None
        self._held: dict[str, Principal] = {}

    def find(self, public: str) -> Principal | None:
        """Whom `public` stands for, or None: nobody that is let in.

        Raises:
            Corrupt: the file cannot be read; then nobody is let in.
        """
        return self._current().get(public)

    def entries(self) -> Mapping[str, Principal]:
        """Every authorised key (a copy).

        Raises:
            Corrupt: the file cannot be read.
        """
        return dict(self._current())

    def authorise(self, public: str, principal: Principal) -> None:
        """Let a key in as `principal`, at once and for running centers too.

        A center has one key: a new one replaces the old. A person may have several, one per workstation.

        Raises:
            Corrupt: the present file cannot be read; it is left as it is.
        """
        held = dict(self._current())
        if principal.kind == "center":
            held = {
                key: value
                for key, value in held.items()
                if (value.kind, value.name) != ("center", principal.name)
            }
        held[public] = principal
        keys = {
            key: _Entry(value.kind, value.name, tuple(sorted(value.roles)), value.department)
            for key, value in sorted(held.items())
        }
        text = msgspec.json.format(msgspec.json.encode(_File(1, keys)), indent=1).decode()
        replace_private(self._path, text + "\n")

    def _current(self) -> dict[str, Principal]:
        """What the file says now."""
        try:
            found = self._path.stat()
        except FileNotFoundError:
            self._stamp, self._held = None, {}
            return self._held
        except OSError as fault:
            raise Corrupt(f"{self._path} cannot be looked at, so nobody is let in: {fault}") from fault
        stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
        if stamp != self._stamp:
            self._held = self._read()
            self._stamp = stamp
        return self._held

    def _read(self) -> dict[str, Principal]:
        """Decode the file."""
        try:
            file = msgspec.json.decode(self._path.read_bytes(), type=_File)
        except (msgspec.MsgspecError, ValueError, OSError) as fault:
            raise Corrupt(f"{self._path} cannot be read, so nobody is let in: {fault}") from fault
        return {
            key: Principal(entry.kind, entry.name, frozenset(entry.roles), entry.department)
            for key, entry in file.keys.items()
        }
