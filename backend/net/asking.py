"""Asking a person at a terminal for a password, or a program for the file that holds it."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path
from typing import Final

from backend.domain.errors import Refused
from backend.net.private_file import check_private

PASSWORD_FILE: Final = "ONEGRID_PASSWORD_FILE"  # noqa: S105 (the name of a variable)
"""Names a file, readable by its owner only, whose first line is the password."""


def ask_password(prompt: str, again: str = "") -> str:
    """The password from the file that PASSWORD_FILE names, else typed unseen; `again` asks for it twice.

    Raises:
        Refused: `no_password` when there is no terminal to ask at, or both do not match; `key_file_open`
            when others may read the file.
    """
    named = os.environ.get(PASSWORD_FILE, "")
    if named:
        path = Path(named)
        if not path.is_file():
            raise Refused("no_password", f"{PASSWORD_FILE} names {named}, which is no file")
        check_private(path)
        return path.read_text("utf-8").partition("\n")[0].removesuffix("\r")
    if not sys.stdin.isatty():
        words = (
            f"there is no terminal to ask for a password; put it into a file and name it in {PASSWORD_FILE}"
        )
        raise Refused("no_password", words)
    typed = getpass.getpass(prompt)
    if again and getpass.getpass(again) != typed:
        raise Refused("no_password", "the two passwords are not the same; try again")
    return typed
