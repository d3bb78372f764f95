"""`onegrid demo`: the main job, from a camera picture to a closed ticket, on this machine."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from console.demo.display import display, has_display
from console.demo.footage import choose
from console.demo.wish import Wish
from resources.commandline import BadInput, run
from resources.words import _
from videowall.feeds.errors import SourceRefused

KILLS = ("district", "town", "community")


@click.command(help=_("Run the main job on this machine and write pictures and a summary."))
@click.option("--seconds", type=click.IntRange(0, 3600), default=0, help=_("Go on for at least this long."))
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("build/demo"), show_default=True,
    help=_("Folder for pictures, databases and summary.json."),
)  # fmt: skip
@click.option(
    "--video", type=click.Path(path_type=Path), help=_("A video to watch instead of the usual one.")
)
@click.option(
    "--kill", type=click.Choice(KILLS), default="community", show_default=True,
    help=_("Which center is killed on the way."),
)  # fmt: skip
@click.option("--interactive", is_flag=True, help=_("You work the consoles, no script does."))
@click.option(
    "--lang", type=click.Choice(["zh_CN", "en"]), default="zh_CN", show_default=True,
    help=_("Language of the consoles."),
)  # fmt: skip
@click.option(
    "--theme", type=click.Choice(["dark", "light"]), default="dark", show_default=True,
    help=_("Look of the consoles."),
)  # fmt: skip
def demo(**given: Any) -> int:
    """Check what was given, find a display, and play; exit 0 only if the main job really happened."""
    wish = Wish(**given)
    if wish.video is not None and not wish.video.is_file():
        raise BadInput(_("there is no video {path}; give a file, or leave it away").format(path=wish.video))
    if wish.interactive and not has_display():
        raise BadInput(_("--interactive needs a display; without it the demo runs by itself"))
    with display() as words:
        from console.demo.play import play  # noqa: PLC0415 (Qt must be loaded after the display is there)

        try:
            footage = choose(wish.video)
        except SourceRefused as refusal:
            raise BadInput(str(refusal)) from refusal
        return play(wish, footage, words)


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", line_buffering=True)
    run(demo, "onegrid demo")
