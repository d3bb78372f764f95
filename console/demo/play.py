"""One run of the demo: stage, story, checks from outside, summary. Prints what happens as it happens."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from backend.domain.errors import OnegridError
from console.demo import evidence_check
from console.demo.footage import Footage
from console.demo.places import CenterFailedError
from console.demo.pump import StepFailedError, for_seconds
from console.demo.stage import Stage, stage
from console.demo.story import Story
from console.demo.summary import Summary
from console.demo.wish import Wish
from console.language import install
from resources.logs import log_to_stderr
from widgets import theme

PEOPLE = {"community": "lc-01", "town": "bc-01", "district": "tl-01"}


def play(wish: Wish, footage: Footage, display: str) -> int:
    """Play once; returns 0 only if every check passed. summary.json is written in any case."""
    began_s = time.monotonic()
    log_to_stderr()
    wish.out.mkdir(parents=True, exist_ok=True)
    _clear(wish.out)
    summary = Summary(display=display)
    messages: list[str] = []

    def hear(kind: QtMsgType, _context: object, text: str) -> None:
        messages.append(f"{kind.name}: {text}")
        sys.stderr.write(f"qt: {messages[-1]}\n")

    qInstallMessageHandler(hear)
    application = QApplication([])
    install(application, wish.lang)
    theme.apply(application, wish.theme, density="operator", lang=wish.lang)
    _say(f"picture: {footage.words}; display: {display}")
    try:
        with stage(wish, footage) as running:
            summary.source = f"{footage.words}; {running.camera_words}"
            summary.model = running.detector
            _say(f"camera: {running.camera_words}")
            story = Story(running.cast, running.centers, summary, wish.out, wish.kill, _say)
            try:
                if wish.interactive:
                    _serve(application, running, summary)
                else:
                    _tell(story, running, wish)
                    for_seconds(max(0.0, wish.seconds - (time.monotonic() - began_s)))
            finally:
                summary.alarms += story.alarm_rows()
                summary.frames = story.frames()
        stopped = running.centers.exit_codes
        summary.check("clean_stop", str(stopped), passed=set(stopped.values()) == {0})
        evidence_check.verify_journals(running.centers, summary)
    except (StepFailedError, CenterFailedError, evidence_check.CommandFailedError, OnegridError) as failure:
        summary.check("story", f"{type(failure).__name__}: {failure}", passed=False)
    summary.check("no_qt_message", "; ".join(messages[:5]) or "none", passed=not messages)
    summary.seconds = round(time.monotonic() - began_s, 1)
    return _close(summary, wish.out)


def _tell(story: Story, running: Stage, wish: Wish) -> None:
    try:
        story.play()
        evidence_check.compare_centers(running.centers, story.ticket, PEOPLE, story.summary)
    except StepFailedError:
        for person in running.cast.everyone:
            person.picture(wish.out / f"failed-{person.name}.png")
        raise


def _serve(application: QApplication, running: Stage, summary: Summary) -> None:
    """Let a person work; afterwards every ticket that was made is put into the summary as it stands."""
    _say("the consoles are open; close them all to end")
    application.exec()
    for ticket in running.cast.community.window.mirror.tickets:
        summary.tickets.append(evidence_check.ticket_at(running.centers, "community", ticket, PEOPLE))


def _close(summary: Summary, out: Path) -> int:
    path = summary.write(out)
    for check in summary.checks:
        _say(f"{'passed' if check.passed else 'FAILED'}  {check.name}: {check.detail}")
    _say(f"{summary.seconds:.0f} s; pictures and {path.name} in {out}")
    return 0 if summary.passed else 1


def _clear(out: Path) -> None:
    """Remove what an earlier run left; nothing else in the folder is touched."""
    for picture in out.glob("*.png"):
        picture.unlink()
    shutil.rmtree(out / "data", ignore_errors=True)


def _say(words: str) -> None:
    sys.stdout.write(f"demo: {words}\n")
    sys.stdout.flush()
