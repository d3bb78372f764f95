"""Fetching one pinned file over HTTP(S): resumable, with a progress bar, and believed only by its digest."""

from __future__ import annotations

import hashlib
import http.client
import shutil
import sys
import urllib.error
import urllib.request
from contextlib import AbstractContextManager
from http.client import HTTPMessage
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

import click

TIMEOUT_S = 30.0
BLOCK = 1 << 16
MAX_BYTES = 512 << 20
TRIES = 3
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class FetchFailed(Exception):  # noqa: N818 (named after what happened)
    """The file is not in place; `words` say why in one line."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def fetch_file(url: str, target: Path, sha256: str, *, label: str) -> None:
    """Fetch `url` to `target`, going on where an interrupted fetch left `target.part`.

    Only https is used, or http to this very machine. A file with another digest is deleted. Raises
    FetchFailed.
    """
    if not is_allowed(url):
        raise FetchFailed(f"{label}: {url} is not an https address")
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        for attempt in range(TRIES):
            try:
                _download(url, part, label)
                break
            except (urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionError) as error:
                if attempt == TRIES - 1 or _is_final(error):
                    raise FetchFailed(f"{label}: {_words(error, url, target)}") from error
        found = _digest(part)
        if found != sha256:
            part.unlink()
            raise FetchFailed(f"{label}: {url} gives another file than the pinned one (sha256 {found})")
        part.replace(target)
    except OSError as error:
        raise FetchFailed(f"{label}: cannot write {target} ({error.strerror or error})") from error


def is_allowed(url: str) -> bool:
    """Whether an address may be asked: https, or http to this very machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirections, but never from https to something that anybody on the way could change."""

    def redirect_request(  # urllib's own signature
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        if not is_allowed(newurl):
            raise urllib.error.HTTPError(newurl, code, "redirected to no https address", headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _download(url: str, part: Path, label: str) -> None:
    have = part.stat().st_size if part.is_file() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={have}-"} if have else {})  # noqa: S310 (checked by fetch_file)
    try:
        answer = urllib.request.build_opener(_Redirects).open(request, timeout=TIMEOUT_S)
    except urllib.error.HTTPError as error:
        # 416: what we have is all there is; the digest decides.
        if error.code == http.client.REQUESTED_RANGE_NOT_SATISFIABLE and have:
            error.close()
            return
        raise
    with answer:
        resumed = answer.status == http.client.PARTIAL_CONTENT
        have = have if resumed else 0
        length = int(answer.headers.get("Content-Length") or 0)
        if have + length > MAX_BYTES:
            raise FetchFailed(f"{label}: {url} is larger than {MAX_BYTES >> 20} MiB")
        free = shutil.disk_usage(part.parent).free
        if length > free:
            words = f"{length >> 20} MiB are missing and {free >> 20} MiB are free; make room"
            raise FetchFailed(f"{label}: no room in {part.parent} ({words}, or set ONEGRID_MODELS)")
        with part.open("ab" if resumed else "wb") as out, _bar(have + length, label) as bar:
            bar.update(have)
            got = 0
            while block := answer.read(BLOCK):
                out.write(block)
                bar.update(len(block))
                got += len(block)
                if have + got > MAX_BYTES:
                    raise FetchFailed(f"{label}: {url} is larger than {MAX_BYTES >> 20} MiB")
        if length and got < length:
            raise ConnectionError(f"{got} of {length} bytes came")


def _bar(total: int, label: str) -> AbstractContextManager[Any]:
    return click.progressbar(length=total, label=label, file=sys.stderr)


def _is_final(error: BaseException) -> bool:
    return isinstance(error, urllib.error.HTTPError) and 400 <= error.code < 500


def _words(error: BaseException, url: str, target: Path) -> str:
    """What went wrong and what a person can do about it, in one line."""
    if isinstance(error, urllib.error.HTTPError):
        reason = error.reason if error.code in range(300, 400) else f"HTTP {error.code}"
        return f"{url} does not give the file ({reason})"
    reason = str(getattr(error, "reason", error) or type(error).__name__)
    return f"{url} cannot be reached ({reason}); without a network put the file to {target}"


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
