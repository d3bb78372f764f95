"""An analyst that watches nothing: NAME ENDPOINT SERVER_KEY KEYFILE CAPACITY on its command line.

Prints one JSON line for every DUTY ({"epochs": {camera: epoch}}), and raises one alarm for each line
`raise CAMERA RULE EPOCH SINCE_MS AT_MS` on stdin, whose result it prints. Ends when stdin ends.
"""

from __future__ import annotations

import json
import sys
import uuid
from pathlib import Path

from backend.net.client import Client, ClientEvent
from backend.net.keys import load_keys
from backend.wire.cameras import Announce, Duty
from backend.wire.messages import Command


def main(endpoint: str, server_key: str, key: str, capacity: str) -> None:
    client = Client(endpoint, server_key, load_keys(Path(key)), topics=(), listener=_tell)
    client.start()
    client.announce(Announce(int(capacity), ("rtsp",), "none"))
    try:
        for line in sys.stdin:
            _, camera, rule, epoch, since_ms, at_ms = line.split()
            args = {"camera": camera, "rule": rule, "kind": "zone_entry", "epoch": epoch}
            args |= {"since_ms": since_ms, "at_ms": at_ms}
            result = client.submit(Command(uuid.uuid4().hex, "raise", args=args)).result(20)
            _say({"ok": result.ok, "target": result.target, "code": result.code})
    finally:
        client.close()


def _tell(event: ClientEvent) -> None:
    if isinstance(event, Duty):
        logins = sum(camera.stream.login is not None for camera in event.cameras)
        _say({"epochs": {one.stream.camera: one.epoch for one in event.cameras}, "logins": logins})


def _say(document: object) -> None:
    sys.stdout.write(json.dumps(document) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[2:])
