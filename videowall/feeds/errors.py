"""What can go wrong with a source of pictures, in words that a person can act on."""

from __future__ import annotations


class FeedError(Exception):
    """Root of the errors of a source; `words` is one line without a trailing period."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class SourceRefused(FeedError):  # noqa: N818 (named after what happened)
    """The source cannot be used as it is: missing, not a video, too large. Trying again will not help."""


class SourceLost(FeedError):  # noqa: N818 (named after what happened)
    """A live source stopped answering; it may come back, so open it again after a while."""


class EndOfSource(FeedError):  # noqa: N818 (named after what happened)
    """A file or scene has been read to its end. Never raised by a live camera or a looping source."""
