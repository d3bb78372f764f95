"""Every word on a tile, in the user's language. Texts are short: a tile may be 240 px wide."""

from __future__ import annotations

from PySide6.QtCore import QObject

from videowall.wall.truth import TileState, TileTruth
from videowall.workers.facts import MaskMode


class TileWords(QObject):
    """Makes words of a tile's truth. One object serves a wall; it holds no state."""

    def age(self, age_ms: int | None) -> str:
        """A picture's age for the right corner: 0.04 s, 4.2 s, 42 s, 3 min, 2 h; a dash before the first."""
        if age_ms is None:
            return "—"
        if age_ms < 10_000:
            return self.tr("{seconds} s").format(seconds=f"{age_ms / 1000:.{2 if age_ms < 1000 else 1}f}")
        return self.span(age_ms)

    def span(self, span_ms: int) -> str:
        """A duration in whole seconds, minutes or hours."""
        seconds = span_ms // 1000
        if seconds < 120:
            return self.tr("{seconds} s").format(seconds=seconds)
        if seconds < 7200:
            return self.tr("{minutes} min").format(minutes=seconds // 60)
        return self.tr("{hours} h").format(hours=seconds // 3600)

    def headline(self, truth: TileTruth, *, has_picture: bool) -> str:
        """The large words across a tile that is not live."""
        span = self.span(truth.lost_ms)
        words = {
            TileState.WAITING: self.tr("Connecting"),
            TileState.STALE: self.tr("Not live · {span}").format(span=span),
            TileState.LOST: self.tr("Not live · {span}").format(span=span),
            TileState.RECOVERING: self.tr("Reconnecting · {span}").format(span=span),
            TileState.REFUSED: self.tr("Cannot be shown"),
            TileState.ENDED: self.tr("Recording ended"),
            TileState.LIVE: "",
        }
        if truth.state in {TileState.LOST, TileState.RECOVERING} and not has_picture:
            return self.tr("No signal · {span}").format(span=span)
        return words[truth.state]

    def reason(self, truth: TileTruth) -> str:
        """Why, in words; the source's own English detail where no word of ours says more."""
        words = {
            "no_packet": self.tr("no packets arrive"),
            "source_lost": self.tr("the camera does not answer"),
            "source_refused": self.tr("the source cannot be opened"),
            "worker_died": self.tr("the decoder stopped and starts again"),
            "end_of_source": self.tr("the file is at its end"),
        }
        return words.get(truth.reason, truth.detail)

    def last_picture(self, clock: str, truth: TileTruth) -> str:
        """The line below the headline: when the last picture came, and why none follows."""
        reason = self.reason(truth)
        if not clock:
            return reason
        last = self.tr("last picture {clock}").format(clock=clock)
        return f"{last} · {reason}" if reason else last

    def next_try(self, truth: TileTruth) -> str:
        """The line that says what the program does about it; empty when it does nothing."""
        if truth.state is TileState.RECOVERING:
            return self.tr("try {count} is running").format(count=truth.attempt + 1)
        if truth.next_try_ms is None or not truth.attempt:
            return ""
        span = self.span(truth.next_try_ms + 999)
        return self.tr("try {count} in {span}").format(count=truth.attempt + 1, span=span)

    def quality(self, truth: TileTruth) -> str:
        """How the picture is shown and why, for the plate at the lower left."""
        rate = self.tr("{fps} fps").format(fps=f"{truth.fps:.0f}")
        if truth.dropped_share >= 0.1:
            share = f"{truth.dropped_share * 100:.0f}"
            return self.tr("{rate} · {share}% dropped, busy").format(rate=rate, share=share)
        size = self.tr("small tile") if truth.scaled else self.tr("full size")
        return f"{size} · {rate}"

    def mask(self, truth: TileTruth) -> str:
        """What is hidden in the picture and by what; empty before the first picture."""
        if truth.masked is MaskMode.FACES:
            return self.tr("faces masked {count}").format(count=truth.masks)
        if truth.masked is MaskMode.MOVING:
            return self.tr("heads masked {count} · no face model").format(count=truth.masks)
        if truth.masked is MaskMode.LEARNING:
            return self.tr("all masked · learning the scene")
        return self.tr("no mask: declared free of people") if truth.masked is MaskMode.OFF else ""

    def wall_name(self) -> str:
        """Accessible name of the wall."""
        return self.tr("Video wall")

    def spoken(self, name: str, truth: TileTruth, plate: str) -> str:
        """One tile for a screen reader: name, state, age, alarm."""
        state = (
            self.tr("live") if truth.trusted else self.headline(truth, has_picture=truth.age_ms is not None)
        )
        parts = [name, state, self.age(truth.age_ms), plate]
        return ", ".join(part for part in parts if part)

    def empty(self) -> str:
        """Words of a place without a camera."""
        return self.tr("No camera here")
