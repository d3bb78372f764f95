"""`python -m videowall.node`: watches one camera for a center, without a screen, until SIGTERM.

Says one JSON line on stdout when it watches: {"ready": true, "camera": …, "waiting": alarms from before,
"detector": what looks at the pictures, and on which hardware}.
"""

from __future__ import annotations

import json
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

import click
import structlog

from backend.clock import SystemClock
from backend.domain.errors import Corrupt, Refused, Unavailable
from backend.net.client import Client, ClientEvent, LinkDown, LinkUp
from backend.net.keys import load_keys
from resources import leash
from resources.commandline import BadInput, run
from resources.logs import log_to_stderr
from resources.words import _
from videowall.analytics.choice import DetectorKind
from videowall.feeds.errors import SourceRefused
from videowall.node.options import (
    Folders,
    assemble,
    detector_of,
    priorities_of,
    rules_of,
    source_of,
    writable,
)
from videowall.node.watch import Analyst, Post

_log = structlog.get_logger("videowall.node")


@click.command(help=_("Watch one camera for a center: rules become alarms with masked evidence. No screen."))
@click.option("--camera", required=True, help=_("id of the camera"))
@click.option("--place", default="", help=_("where it looks, in words for people"))
@click.option("--source", "url", required=True, help=_("rtsp://…, a video file, or scene:NAME"))
@click.option("--fps", type=float, default=None, help=_("true rate, where the source's own is wrong"))
@click.option("--loop", is_flag=True, help=_("play a file again at its end"))
@click.option("--rules", type=Path, required=True, help=_("JSON file with the camera's rules"))
@click.option(
    "--priority", "priorities", multiple=True, help=_("KIND=emergency|high|normal; may be repeated")
)
@click.option("--center", required=True, help=_("endpoint of the center, tcp://HOST:PORT"))
@click.option("--server-key", required=True, help=_("public key of the center"))
@click.option("--key", type=Path, required=True, help=_("file of this node's key pair"))
@click.option(
    "--evidence", type=Path, required=True, help=_("folder for masked snapshots and waiting alarms")
)
@click.option("--models", default="", help=_("folder of model files; default: ONEGRID_MODELS"))
@click.option(
    "--detector",
    type=click.Choice([kind.value for kind in DetectorKind]),
    default=DetectorKind.AUTO.value,
    help=_("what looks at the pictures; auto: yolox when its model is here, else motion"),
)
def node(
    *,
    camera: str,
    place: str,
    url: str,
    fps: float | None,
    rules: Path,
    priorities: tuple[str, ...],
    center: str,
    server_key: str,
    key: Path,
    evidence: Path,
    models: str,
    detector: str,
    loop: bool,
) -> None:
    """Check everything, connect, watch; exit 2 with one line on bad input."""
    log_to_stderr()
    clock = SystemClock()
    try:
        post = Post(camera, place, source_of(url, fps, loop=loop), priorities_of(priorities))
        rule_set = rules_of(rules, camera)
        client = Client(center, server_key, load_keys(key), topics=(), listener=_note, clock=clock)
        if not writable(evidence):
            raise BadInput(_("{folder} cannot be written to").format(folder=evidence))
        choice = detector_of(detector, models)
        analyst = assemble(post, rule_set, Folders(evidence), models, client, camera, clock, choice)
    except (Refused, Unavailable, Corrupt, SourceRefused) as fault:
        raise BadInput(str(fault)) from fault
    client.start()
    try:
        _log.info("detector", camera=camera, detector=choice.words)
        _watch(analyst, camera, choice.words)
    finally:
        client.close()


def _watch(analyst: Analyst, camera: str, detector: str) -> None:
    """Run the analyst on a thread of its own, so that a signal is heard while a read blocks."""
    done = threading.Event()
    asked = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        asked.set()
        done.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    leash.hold_on()
    faults: list[BaseException] = []

    def watch() -> None:
        try:
            analyst.run()
        except BaseException as fault:
            faults.append(fault)  # raised again on the main thread
            raise
        finally:
            done.set()

    thread = threading.Thread(target=watch, name="analyst", daemon=True)
    thread.start()
    ready = {"ready": True, "camera": camera, "waiting": analyst.waiting, "detector": detector}
    click.echo(json.dumps(ready))
    sys.stdout.flush()
    done.wait()
    analyst.stop()
    thread.join()
    _log.info("stopped", camera=camera, frames=analyst.frames, alarms=analyst.alarms, waiting=analyst.waiting)
    if faults:
        raise SystemExit(1)


def _note(event: ClientEvent) -> None:
    """Log how the link to the center stands. Called on the client's thread."""
    if isinstance(event, LinkUp):
        _log.info("link_up", center=event.welcome.center)
    elif isinstance(event, LinkDown):
        _log.warning("link_down", code=event.code, retry_in_s=event.retry_in_s)


if __name__ == "__main__":
    run(node, "onegrid node")
