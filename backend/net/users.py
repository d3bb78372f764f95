"""The people who may sign in at one center: the file data/users.json, readable by its owner only.

A workstation's key says what may be done at it, a person's entry what he may do; signed in he may what both
allow. Source: design 3-federation.md rule 9.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Literal

import msgspec

from backend.domain.access import Principal
from backend.domain.errors import Refused
from backend.domain.roles import Role
from backend.net.file_lock import only_writer
from backend.net.keyring import NAME, parse_person
from backend.net.passwords import hashed, is_hash
from backend.net.private_file import WatchedFile, replace_private

FILE_NAME: Final = "users.json"


@dataclass(frozen=True, slots=True)
class User:
    """One person. `secret` is the hash of his password."""

    person: Principal
    secret: str = field(repr=False)
    disabled: bool = False


class _Entry(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """One person in the file."""

    secret: str
    roles: tuple[Role, ...]
    department: str = ""
    grid: str = ""
    disabled: bool = False


class _File(msgspec.Struct, forbid_unknown_fields=True):
    """The whole file."""

    version: Literal[1]
    users: dict[str, _Entry]


class Users:
    """The people of one center. Read again whenever the file has changed; no file means nobody."""

    def __init__(self, data_dir: Path) -> None:
        self._file = WatchedFile(data_dir / FILE_NAME, "nobody can sign in", _read)

    def find(self, name: str) -> User | None:
        """The person of that name.

        Raises:
            Corrupt: the file cannot be read; then nobody can sign in.
        """
        return self._file.current().get(name)

    def edition(self) -> int:
        """A number that changes when the people have changed; -1 while the file cannot be read."""
        return self._file.edition()

    def entries(self) -> Mapping[str, User]:
        """Everybody (a copy).

        Raises:
            Corrupt: the file cannot be read.
        """
        return dict(self._file.current())

    def add(self, name: str, roles: str, password: str) -> User:
        """A new person with the roles in `roles` (`intake+department@cg`).

        Raises:
            Refused: `bad_name`, `bad_grant`, `weak_password`, `user_exists`.
            Corrupt, Unavailable: the file cannot be read, or somebody else is changing it.
        """
        if not NAME.fullmatch(name):
            raise Refused("bad_name", f"{name!r} is no name: up to 64 characters without spaces or : / + @")
        user = User(parse_person(name, roles), hashed(password))
        with only_writer(self._file.path.parent):
            held = self.entries()
            if name in held:
                raise Refused("user_exists", f"there is a {name} already; onegrid users passwd changes him")
            self._write({**held, name: user})
        return user

    def passwd(self, name: str, password: str) -> User:
        """Give a person a new password; whoever is signed in with the old one is signed out.

        Raises:
            Refused: `no_user`, `weak_password`. Corrupt, Unavailable: as for `add`.
        """
        secret = hashed(password)
        return self._change(name, lambda user: replace(user, secret=secret))

    def disable(self, name: str, *, disabled: bool = True) -> User:
        """Let a person sign in no more, or again; who is signed in is signed out at once.

        Raises:
            Refused: `no_user`. Corrupt, Unavailable: as for `add`.
        """
        return self._change(name, lambda user: replace(user, disabled=disabled))

    def _change(self, name: str, how: Callable[[User], User]) -> User:
        with only_writer(self._file.path.parent):
            held = self.entries()
            if name not in held:
                raise Refused("no_user", f"there is no {name!r}; there are: {', '.join(sorted(held)) or '-'}")
            user = how(held[name])
            self._write({**held, name: user})
        return user

    def _write(self, held: Mapping[str, User]) -> None:
        users = {}
        for name, user in sorted(held.items()):
            who = user.person
            roles = tuple(sorted(who.roles))
            users[name] = _Entry(user.secret, roles, who.department, who.grid, user.disabled)
        text = msgspec.json.format(msgspec.json.encode(_File(1, users)), indent=1).decode()
        replace_private(self._file.path, text + "\n")


def _read(raw: bytes) -> dict[str, User]:
    found = {}
    for name, e in msgspec.json.decode(raw, type=_File).users.items():
        if not is_hash(e.secret):
            raise ValueError(f"the secret of {name} is no argon2id hash")
        person = Principal("operator", name, frozenset(e.roles), e.department, e.grid)
        found[name] = User(person, e.secret, e.disabled)
    return found
