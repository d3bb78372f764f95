"""A server on the loopback that answers every RTSP request with one status, or not at all."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

SILENT = 0
"""A status that stands for no answer at all."""


def _answer(asked: str, status: int) -> bytes:
    number = next((line for line in asked.split("\r\n") if line.startswith("CSeq")), "")
    code = 200 if asked.startswith("OPTIONS") else status
    extra = 'WWW-Authenticate: Digest realm="cam", nonce="1"\r\n' if code == 401 else ""
    return f"RTSP/1.0 {code} X\r\n{number}\r\n{extra}\r\n".encode()


@contextmanager
def rtsp_server(status: int) -> Iterator[int]:
    """The port of a server that answers so."""
    listener = socket.create_server(("127.0.0.1", 0))
    stopping = threading.Event()
    threads: list[threading.Thread] = []

    def talk(peer: socket.socket) -> None:
        peer.settimeout(0.1)
        while not stopping.is_set():
            try:
                asked = peer.recv(4096)
            except TimeoutError:
                continue
            except OSError:
                break
            if not asked:
                break
            if status != SILENT:
                with suppress(OSError):
                    peer.sendall(_answer(asked.decode(), status))
        peer.close()

    def accept() -> None:
        listener.settimeout(0.1)
        while not stopping.is_set():
            with suppress(TimeoutError):
                peer, _ = listener.accept()
                threads.append(threading.Thread(target=talk, args=(peer,)))
                threads[-1].start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield listener.getsockname()[1]
    finally:
        stopping.set()
        accepting.join()
        for thread in threads:
            thread.join()
        listener.close()
