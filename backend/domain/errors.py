"""The tree of errors, on one page.

Refused: the rules say no; trying again will not help until something changes.
Unavailable: try again later. Corrupt: stop this unit and keep the evidence.
"""

from __future__ import annotations


class OnegridError(Exception):
    """Root of every error this program raises on purpose."""


class Refused(OnegridError):  # noqa: N818 (the three words of the trade)
    """An act is not allowed. `code` is stable and worded by the screen in the user's language."""

    def __init__(self, code: str, words: str, *, rule: str = "", who_may: tuple[str, ...] = ()) -> None:
        super().__init__(words)
        self.code = code
        self.words = words
        self.rule = rule
        self.who_may = who_may


class Unavailable(OnegridError):  # noqa: N818 (the three words of the trade)
    """Something that is needed does not answer or has no room; the words say what to do."""


class Corrupt(OnegridError):  # noqa: N818 (the three words of the trade)
    """Bytes are not what they must be; nothing may be overwritten."""
