"""Two ways to cut a line between two centers: a network namespace, or a proxy that goes deaf."""

from __future__ import annotations

import os
import selectors
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

CHUNK = 65_536


class Line(Protocol):
    """A line to somebody who lives beyond it."""

    within: tuple[str, ...]
    """What to put before a command line so that it runs beyond the line."""
    host: str
    """The address on this side that the other side can dial."""

    def dialled(self, endpoint: str) -> str:
        """The endpoint as it has to be dialled from beyond the line."""
        ...

    def cut(self) -> None:
        """Nothing passes any more, in either direction; nobody is told."""
        ...

    def mend(self) -> None:
        """Everything passes again."""
        ...


def namespace_fault() -> str:
    """Why no network namespace can be made here; empty if one can."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "network namespaces need root"
    if shutil.which("ip") is None:
        return "the command ip (package iproute2) is missing"
    name = f"og{os.getpid()}try"
    made = _ip("netns", "add", name)
    if made.returncode:
        return f"ip netns add: {made.stderr.strip()}"
    _ip("netns", "delete", name)
    return ""


def _ip(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["ip", *words], capture_output=True, text=True, check=False)


def _must(*words: str) -> None:
    done = _ip(*words)
    assert done.returncode == 0, f"ip {' '.join(words)}: {done.stderr}"


@dataclass
class NamespaceLine:
    """A veth pair: this side keeps `host`, the other side is a namespace of its own."""

    name: str
    host: str
    within: tuple[str, ...]

    def dialled(self, endpoint: str) -> str:
        """The same endpoint: the namespace reaches `host` over the pair."""
        return endpoint

    def cut(self) -> None:
        """Take the pair down: packets vanish, and no connection is closed."""
        _must("link", "set", f"{self.name}h", "down")

    def mend(self) -> None:
        """Bring it up again."""
        _must("link", "set", f"{self.name}h", "up")


@contextmanager
def namespace_line() -> Iterator[NamespaceLine]:
    """A namespace with its line; gone afterwards, with the processes that the caller ended before."""
    name = f"og{os.getpid() % 100_000}"
    net = f"10.231.{os.getpid() % 250}"
    _must("netns", "add", name)
    try:
        _must("link", "add", f"{name}h", "type", "veth", "peer", "name", f"{name}n", "netns", name)
        _must("address", "add", f"{net}.1/24", "dev", f"{name}h")
        _must("link", "set", f"{name}h", "up")
        _must("-n", name, "address", "add", f"{net}.2/24", "dev", f"{name}n")
        _must("-n", name, "link", "set", f"{name}n", "up")
        _must("-n", name, "link", "set", "lo", "up")
        yield NamespaceLine(name, f"{net}.1", ("ip", "netns", "exec", name))
    finally:
        _ip("netns", "delete", name)


class ProxyLine:
    """A proxy on loopback that, while cut, takes nothing and passes nothing, and closes nothing."""

    def __init__(self) -> None:
        self.within: tuple[str, ...] = ()
        self.host = "127.0.0.1"
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._target: tuple[str, int] | None = None
        self._pairs: dict[socket.socket, socket.socket] = {}
        self._open = threading.Event()
        self._open.set()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="proxy-line")
        self._thread.start()

    def dialled(self, endpoint: str) -> str:
        """The proxy's own endpoint; `endpoint` is where it leads."""
        host, port = endpoint.removeprefix("tcp://").rsplit(":", 1)
        self._target = (host, int(port))
        return f"tcp://127.0.0.1:{self._listener.getsockname()[1]}"

    def cut(self) -> None:
        """Go deaf."""
        self._open.clear()

    def mend(self) -> None:
        """Hear again."""
        self._open.set()

    def close(self) -> None:
        """End the thread and every connection."""
        self._ending.set()
        self._open.set()
        self._thread.join()

    def _run(self) -> None:
        with selectors.DefaultSelector() as chosen:
            chosen.register(self._listener, selectors.EVENT_READ)
            while not self._ending.is_set():
                self._open.wait()
                for key, _events in chosen.select(0.05):
                    if self._open.is_set() and isinstance(key.fileobj, socket.socket):
                        self._serve(chosen, key.fileobj)
            for end in [*self._pairs, self._listener]:
                end.close()

    def _serve(self, chosen: selectors.BaseSelector, ready: socket.socket) -> None:
        if ready is not self._listener:
            self._pass_on(chosen, ready)
            return
        near, _address = ready.accept()
        try:
            far = socket.create_connection(self._target or ("127.0.0.1", 9), 2)
        except OSError:  # nobody there: the dialling side sees its connection closed, as without a proxy
            near.close()
            return
        for one, other in ((near, far), (far, near)):
            self._pairs[one] = other
            chosen.register(one, selectors.EVENT_READ)

    def _pass_on(self, chosen: selectors.BaseSelector, ready: socket.socket) -> None:
        other = self._pairs.get(ready)
        if other is None:
            return  # its pair was closed in this very round
        try:
            chunk = ready.recv(CHUNK)
            if chunk:
                other.sendall(chunk)
                return
        except OSError:
            chunk = b""  # reset: the same end for both sides as a close
        for end in (ready, other):
            chosen.unregister(end)
            self._pairs.pop(end)
            end.close()


@contextmanager
def proxy_line() -> Iterator[ProxyLine]:
    """A proxy for as long as it is needed."""
    line = ProxyLine()
    try:
        yield line
    finally:
        line.close()
