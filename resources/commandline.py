"""How every root of the program ends: exit 0 ok, 2 bad input with one line saying what to do, 1 failure."""

from __future__ import annotations

import gettext
import os
import sys
from typing import NoReturn

import click

from resources.words import LOCALE_DIR, user_language


class Failure(click.ClickException):
    """The work could not be done (exit 1); the message is one line that says what to do."""

    exit_code = 1


class BadInput(click.ClickException):
    """What was given cannot be used (exit 2); the message is one line that says what to do."""

    exit_code = 2


def run(command: click.Command, name: str, arguments: list[str] | None = None) -> NoReturn:
    """Run a click command as a whole process, with click's own words translated too."""
    language = user_language()
    # click asks the default gettext domain for its own words ("Usage:", "Options:").
    gettext.bindtextdomain("onegrid", str(LOCALE_DIR))
    gettext.textdomain("onegrid")
    os.environ["LANGUAGE"] = language  # what gettext's module functions, which click calls, look at first
    try:
        outcome = command.main(args=arguments, prog_name=name, standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as shown:
        click.echo(shown.ctx.get_help() if shown.ctx else str(shown))
        sys.exit(2)
    except click.ClickException as problem:
        click.echo(f"{name}: {problem.format_message()}", err=True)
        sys.exit(problem.exit_code)
    except click.Abort:
        sys.exit(1)
    sys.exit(outcome if isinstance(outcome, int) else 0)
