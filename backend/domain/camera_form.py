"""What may be written down about a camera: every mistake with its field and what to do about it.

The same checks serve the rows of an import file and the center. Source: docs/design/cameras.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

from backend.domain.camera import Camera, Transport

SCHEMES = ("rtsp", "rtsps", "http", "https", "file", "scene", "usb")
"""Kinds of addresses that feeds can open."""

URL_CHARS_MAX = 512
NAME_CHARS_MAX = 64
PLACE_CHARS_MAX = 128

_ID = re.compile(r"[\w.:\-]{1,64}")
_HOSTED = frozenset({"rtsp", "rtsps", "http", "https"})
_SECRET = re.compile(r"(?i)(?<![a-z])(?:password|passwd|pass|pwd|psw)=(?!\{password\})[^&/?#]")
_UNSEEN = re.compile(r"[\x00-\x20\x7f]")
_UNSEEN_TEXT = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Flaw:
    """One mistake: which field, a stable code, words, and what to do."""

    field: str
    code: str
    words: str
    remedy: str

    @property
    def sentence(self) -> str:
        """Both on one line."""
        return f"{self.words}; {self.remedy}"


def flaws_of(camera: Camera) -> tuple[Flaw, ...]:
    """Everything that is wrong with a camera; whether its unit exists is for the center to say."""
    return tuple(_flaws(camera))


def _flaws(camera: Camera) -> Iterator[Flaw]:
    if not _ID.fullmatch(camera.id):
        remedy = "write letters, digits and . : - _ only, 1 to 64 of them"
        yield Flaw("id", "bad_id", f"{camera.id[:70]!r} is no id", remedy)
    if not camera.name.strip():
        yield Flaw("name", "missing", "name is empty", "write how people call the camera")
    for field, text, most in (
        ("name", camera.name, NAME_CHARS_MAX),
        ("place", camera.place, PLACE_CHARS_MAX),
        ("unit", camera.unit, NAME_CHARS_MAX),
    ):
        if len(text) > most or _UNSEEN_TEXT.search(text):
            remedy = f"at most {most} characters, no line break"
            yield Flaw(field, "too_long", f"{field} is not one short line", remedy)
    if not camera.unit.strip():
        yield Flaw("unit", "missing", "unit is empty", "write the id of a grid, building or center")
    if not camera.main:
        yield Flaw("main", "missing", "the address of the main stream is empty", "write rtsp://HOST/PATH")
    for field, url in (("main", camera.main), ("sub", camera.sub)):
        if url:
            yield from _url_flaws(field, url)


def _url_flaws(field: str, url: str) -> Iterator[Flaw]:
    example = "write for example rtsp://10.0.0.8:554/main"
    if len(url) > URL_CHARS_MAX or _UNSEEN.search(url):
        remedy = f"at most {URL_CHARS_MAX} characters, no spaces"
        yield Flaw(field, "bad_url", "the address is too long or has a space in it", remedy)
        return
    try:
        parts = urlsplit(url)
        port_fits = parts.port is None or parts.port > 0
    except ValueError:
        yield Flaw(field, "bad_url", "the address cannot be read", example)
        return
    if parts.scheme.lower() not in SCHEMES:
        words = f"addresses of the kind {parts.scheme[:20]!r} cannot be opened"
        yield Flaw(field, "bad_url", words, f"known are {', '.join(SCHEMES)}")
    elif parts.scheme.lower() in _HOSTED and not (parts.hostname and port_fits):
        yield Flaw(field, "bad_url", "the address names no host", example)
    if "@" in parts.netloc:
        remedy = "write name and password in fields of their own"
        yield Flaw(field, "login_in_address", "the address holds a login", remedy)
    if _SECRET.search(url):
        remedy = "write {password} (and {user}) there, and the password in a field of its own"
        yield Flaw(field, "login_in_address", "the address holds a password", remedy)


def transport_flaw(text: str) -> Flaw | None:
    """What is wrong with the name of a transport."""
    if text in set(Transport):
        return None
    return Flaw("transport", "bad_value", f"transport is {text[:20]!r}", f"write {' or '.join(Transport)}")


def without_login(url: str) -> tuple[str, str, str]:
    """An address without the login in it, and the name and password that were there (or empty)."""
    if "@" not in url:
        return url, "", ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url, "", ""
    login, at, host = parts.netloc.rpartition("@")
    if not at:
        return url, "", ""
    user, _, password = login.partition(":")
    return urlunsplit(parts._replace(netloc=host)), unquote(user), unquote(password)


def address(url: str, user: str, password: str) -> str:
    """The address to open, login included: never to be logged, shown or put on a command line.

    `{user}` and `{password}` in the address are replaced; without them the login goes before the host.
    """
    name, secret = quote(user, safe=""), quote(password, safe="")
    if "{password}" in url or "{user}" in url:
        return url.replace("{user}", name).replace("{password}", secret)
    parts: SplitResult = urlsplit(url)
    if not user or parts.scheme.lower() not in _HOSTED:
        return url
    return urlunsplit(parts._replace(netloc=f"{name}:{secret}@{parts.netloc}"))


def scheme_of(url: str) -> str:
    """The kind of an address, in small letters."""
    return url.partition(":")[0].lower()
