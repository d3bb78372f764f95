"""`onegrid watch`: watches cameras for a center, without a screen, until SIGTERM.

Which cameras: those of a file (--cameras), one that flags describe (--camera), or, with neither, those that
the center assigns; they come and go then.

Says one JSON line on stdout when it watches: {"ready": true, "camera": … or "cameras": […], "waiting":
alarms from before, "detector": what looks at the pictures, and on which hardware}. A node whose cameras are
assigned says it when the center has told it the first time. With --json a line of figures follows every
few seconds.
"""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import click
import structlog

from backend.blobs.transfer import Site
from backend.calendars import load_calendars
from backend.clock import SystemClock
from backend.domain.errors import Corrupt, Refused, Unavailable
from backend.net.keys import load_keys
from backend.wire.cameras import Announce
from resources import leash
from resources.commandline import BadInput
from resources.logs import log_to_stderr
from resources.words import _
from videowall.analytics.choice import DetectorKind
from videowall.feeds.errors import SourceRefused
from videowall.node.desk import Desk
from videowall.node.duty import SUPPORTS, DutyTaker
from videowall.node.figures import NodeFigures
from videowall.node.health import HealthTeller
from videowall.node.link import NodeLink
from videowall.node.options import Folders, assemble, detector_of, writable
from videowall.node.roster import (
    CALENDAR,
    CAMERAS_MAX,
    Post,
    load_roster,
    priorities_of,
    rules_of,
    source_of,
)

LOG_EVERY_S = 60.0
STATUS_EVERY_S = 5.0
CAPACITY = 40
"""Cameras that one core watches, most of them idle."""

_log = structlog.get_logger("videowall.node")


@dataclass(frozen=True, slots=True)
class Single:
    """The one camera that flags describe."""

    camera: str
    place: str
    url: str
    fps: float | None
    loop: bool
    rules: Path | None
    priorities: tuple[str, ...]

    def post(self) -> Post:
        """As a post.

        Raises:
            BadInput: a flag is missing. Refused, SourceRefused: one is wrong.
        """
        if not self.url or self.rules is None:
            raise BadInput(_("--camera needs --source and --rules as well"))
        source = source_of(self.url, self.fps, loop=self.loop)
        rules = rules_of(self.rules, self.camera)
        return Post(self.camera, self.place, source, rules, priorities_of(self.priorities))


@click.command(help=_("Watch cameras for a center: rules become alarms with masked evidence. No screen."))
@click.option(
    "--cameras",
    type=Path,
    default=None,
    help=_("TOML file of the cameras to watch; without it and --camera, the center assigns them"),
)
@click.option("--camera", default="", help=_("id of a single camera, in place of --cameras"))
@click.option(
    "--capacity",
    type=click.IntRange(1, CAMERAS_MAX),
    default=CAPACITY,
    show_default=True,
    help=_("how many cameras the center may assign"),
)
@click.option("--place", default="", help=_("where it looks, in words for people"))
@click.option("--source", "url", default="", help=_("rtsp://…, a video file, or scene:NAME"))
@click.option("--fps", type=float, default=None, help=_("true rate, where the source's own is wrong"))
@click.option("--loop", is_flag=True, help=_("play a file again at its end"))
@click.option("--rules", type=Path, default=None, help=_("JSON file with the camera's rules"))
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
@click.option(
    "--threads", type=click.IntRange(1, 64), default=1, help=_("threads of the network within one look")
)
@click.option(
    "--clip",
    "clip_s",
    type=click.FloatRange(0, 50),
    default=10.0,
    help=_("seconds before and after an alarm that are kept as a masked clip; 0: no clips, nothing recorded"),
)
@click.option("--json", "as_json", is_flag=True, help=_("print a line of figures every few seconds"))
def watch(
    *,
    center: str,
    server_key: str,
    key: Path,
    evidence: Path,
    models: str,
    detector: str,
    threads: int,
    cameras: Path | None,
    capacity: int,
    clip_s: float,
    as_json: bool,
    **single: Any,
) -> None:
    """Check everything, connect, watch; exit 2 with one line on bad input."""
    log_to_stderr()
    clock = SystemClock()
    try:
        posts = _posts(cameras, Single(**single))
        link = NodeLink(Site(center, server_key, load_keys(key)), evidence, clock)
        if not writable(evidence):
            raise BadInput(_("{folder} cannot be written to").format(folder=evidence))
        choice = detector_of(detector, models, threads)
        every_s = STATUS_EVERY_S if as_json else LOG_EVERY_S
        report = _print if as_json else _log_figures
        folders = Folders(evidence, models)
        health = HealthTeller(link.client, clock.monotonic_s)
        desk = assemble(
            folders,
            link.client,
            clock,
            choice,
            report,
            report_s=every_s,
            clip_s=clip_s,
            health=health.tell if posts is None else None,
        )
    except (Refused, Unavailable, Corrupt, SourceRefused) as fault:
        raise BadInput(str(fault)) from fault
    _log.info("detector", detector=choice.words)
    ready = {"ready": True, "waiting": desk.waiting, "detector": choice.words}
    if posts is None:
        first = partial(_say_first, ready)
        link.on_duty = DutyTaker(desk.assign, health, load_calendars()[CALENDAR], first).take
        begin = partial(link.client.announce, Announce(capacity, SUPPORTS, choice.words))
    else:
        desk.assign(posts)
        names = {"cameras": list(posts)} if cameras else {"camera": next(iter(posts))}
        begin = partial(_say, ready | names)
    link.start()
    try:
        _run(desk, begin, until_over=posts is not None)
    finally:
        link.close()


def _posts(cameras: Path | None, single: Single) -> Mapping[str, Post] | None:
    """What is to be watched; None: what the center assigns."""
    if cameras is not None and single.camera:
        raise BadInput(_("give either --cameras or --camera"))
    if cameras is not None:
        return load_roster(cameras)
    if single.camera:
        return {single.camera: single.post()}
    if single.url or single.rules is not None:
        raise BadInput(_("--source and --rules need --camera as well; without it the center assigns cameras"))
    return None


def _run(desk: Desk, begin: Callable[[], None], *, until_over: bool) -> None:
    """Run the desk on a thread of its own, so that a signal is heard at once; `begin` once it runs."""
    done = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        done.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    leash.hold_on()
    faults: list[BaseException] = []

    def work() -> None:
        try:
            desk.run(until_over=until_over)
        except BaseException as fault:
            faults.append(fault)  # the exit code says it
            raise
        finally:
            done.set()

    thread = threading.Thread(target=work, name="desk", daemon=True)
    thread.start()
    begin()
    done.wait()
    desk.stop()
    thread.join()
    _log.info("stopped", waiting=desk.waiting)
    if faults:
        raise SystemExit(1)


def _say_first(ready: Mapping[str, Any], cameras: tuple[str, ...]) -> None:
    _say({**ready, "cameras": list(cameras)})


def _say(document: Mapping[str, Any]) -> None:
    click.echo(json.dumps(document, ensure_ascii=False))
    sys.stdout.flush()


def _print(figures: NodeFigures) -> None:
    _say(figures.record())


def _log_figures(figures: NodeFigures) -> None:
    """The figures of the node, and of those cameras that a person should look after."""
    record = figures.record()
    record["cameras"] = [
        camera for camera in record["cameras"] if camera["dropped"] or camera["state"] != "live"
    ]
    _log.info("figures", **record)
