"""Words for codes, times and events, in the language of the screen.

`Words` is given Qt's translator (or any function of the same shape), so this module needs no Qt. Clock
times are painted in the district's time, UTC+8: China has one zone and no summer time since 1992.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Protocol

from backend.domain.sla import WAITING_CLOCK, ClockReading, Light, light_at
from console import vocabulary
from console.vocabulary import QT_TRANSLATE_NOOP, Table

DISTRICT_ZONE = timezone(timedelta(hours=8))
DAY_S = 86_400
HOUR_S = 3_600


class Translate(Protocol):
    """The shape of QCoreApplication.translate."""

    def __call__(self, context: str, source: str, /) -> str:
        """Return `source` in the language of the screen."""


def untranslated(context: str, source: str, /) -> str:
    """English as it stands in the code; used by tests and when no catalogue is loaded."""
    del context
    return source


WEEKDAYS = (
    QT_TRANSLATE_NOOP("words", "Mon"),
    QT_TRANSLATE_NOOP("words", "Tue"),
    QT_TRANSLATE_NOOP("words", "Wed"),
    QT_TRANSLATE_NOOP("words", "Thu"),
    QT_TRANSLATE_NOOP("words", "Fri"),
    QT_TRANSLATE_NOOP("words", "Sat"),
    QT_TRANSLATE_NOOP("words", "Sun"),
)
MONTHS = (
    QT_TRANSLATE_NOOP("words", "Jan"),
    QT_TRANSLATE_NOOP("words", "Feb"),
    QT_TRANSLATE_NOOP("words", "Mar"),
    QT_TRANSLATE_NOOP("words", "Apr"),
    QT_TRANSLATE_NOOP("words", "May"),
    QT_TRANSLATE_NOOP("words", "Jun"),
    QT_TRANSLATE_NOOP("words", "Jul"),
    QT_TRANSLATE_NOOP("words", "Aug"),
    QT_TRANSLATE_NOOP("words", "Sep"),
    QT_TRANSLATE_NOOP("words", "Oct"),
    QT_TRANSLATE_NOOP("words", "Nov"),
    QT_TRANSLATE_NOOP("words", "Dec"),
)
REMAINING: Mapping[Light, str] = {
    Light.GREEN: QT_TRANSLATE_NOOP("words", "{time}"),
    Light.YELLOW: QT_TRANSLATE_NOOP("words", "{time}"),
    Light.RED: QT_TRANSLATE_NOOP("words", "+{time}"),
    Light.BLUE: QT_TRANSLATE_NOOP("words", "center {time}"),
    Light.GREY: QT_TRANSLATE_NOOP("words", "paused"),
}


class Words:
    """Says things in the user's language; cheap to make, holds no state but the translator."""

    def __init__(self, translate: Translate = untranslated, lang: str = "en") -> None:
        self._translate = translate
        self.lang = lang

    def say(self, source: str, **values: object) -> str:
        """Translate a source string of the `words` context and fill in its `{names}`."""
        text = self._translate("words", source)
        return text.format(**values) if values else text

    def translate(self, context: str, source: str) -> str:
        """Translate one source string; lupdate finds calls of this name."""
        return self._translate(context, source)

    def of(self, table: Table, code: str) -> str:
        """The word of a code, or the code itself when the table has none."""
        source = table.words.get(code)
        return self._translate(table.context, source) if source else code

    def role_list(self, roles: tuple[str, ...]) -> str:
        """Roles that may do something, as one enumeration."""
        return self.say(LIST_JOIN).join(self.of(vocabulary.ROLES, role) for role in roles)

    def span(self, seconds: float) -> str:
        """A length of time: `1 d 5 h`, `3:30` (hours and minutes), `0:18:42` below one hour."""
        whole = max(0, int(seconds))
        if whole >= DAY_S:
            days, hours = whole // DAY_S, whole % DAY_S // HOUR_S
            return self.say(DAYS_HOURS if hours else DAYS, days=days, hours=hours)
        hours, minutes = whole // HOUR_S, whole % HOUR_S // 60
        return f"{hours}:{minutes:02d}" if hours else f"0:{minutes:02d}:{whole % 60:02d}"

    def age(self, seconds: float) -> str:
        """How long ago, for alarm rows: `0:26` (minutes and seconds), above one hour as `span`."""
        whole = max(0, int(seconds))
        return f"{whole // 60}:{whole % 60:02d}" if whole < HOUR_S else self.span(whole)

    def about(self, seconds: float) -> str:
        """A rough length for sentences: `42 s`, `14 min`, `3 h`, `2 d`."""
        whole = max(0, int(seconds))
        for size, source in ((DAY_S, ABOUT_DAYS), (HOUR_S, ABOUT_HOURS), (60, ABOUT_MINUTES)):
            if whole >= size:
                return self.say(source, n=whole // size)
        return self.say(ABOUT_SECONDS, n=whole)

    def countdown(self, reading: ClockReading, now_ms: int) -> str:
        """What stands beside a lamp; remaining time is rounded up so that zero and red come together."""
        at_ms = reading.stopped_ms or now_ms
        light = light_at(reading, now_ms)
        if light is Light.GREY and reading.clock == WAITING_CLOCK:
            text = self.say(REVIEW_IN, time=self.span(-((at_ms - reading.deadline_ms) // 1000)))
        elif at_ms >= reading.deadline_ms:
            text = self.say(REMAINING[light], time=self.span((at_ms - reading.deadline_ms) // 1000))
        else:
            text = self.say(REMAINING[light], time=self.span(-((at_ms - reading.deadline_ms) // 1000)))
        return f"{text}°" if reading.provisional else text

    def budget(self, seconds: int) -> str:
        """A time limit: `2 h`, `30 min`, `20 s`, `1 d`."""
        for size, source in ((DAY_S, ABOUT_DAYS), (HOUR_S, ABOUT_HOURS), (60, ABOUT_MINUTES)):
            if seconds >= size and seconds % size == 0:
                return self.say(source, n=seconds // size)
        return self.say(ABOUT_SECONDS, n=seconds) if seconds < 60 else self.span(seconds)

    def time(self, at_ms: int) -> str:
        """Clock time `10:42:18` in the district's zone."""
        return _local(at_ms).strftime("%H:%M:%S")

    def minute(self, at_ms: int) -> str:
        """Clock time `10:42` in the district's zone."""
        return _local(at_ms).strftime("%H:%M")

    def date(self, at_ms: int) -> str:
        """`Sun 22 Nov`, in Chinese `11月22日 周日`."""
        day = _local(at_ms)
        return self.say(
            DATE,
            day=day.day,
            month=self.say(MONTHS[day.month - 1]),
            weekday=self.say(WEEKDAYS[day.weekday()]),
        )

    def moment(self, at_ms: int, now_ms: int) -> str:
        """Clock time, with the date in front when it is another day than `now_ms`."""
        moment, now = _local(at_ms), _local(now_ms)
        if moment.date() == now.date():
            return moment.strftime("%H:%M:%S")
        return moment.strftime("%m-%d %H:%M")

    def thousands(self, number: int) -> str:
        """`22 916` with a thin space."""
        return f"{number:,}".replace(",", "\u2009")


REVIEW_IN = QT_TRANSLATE_NOOP("words", "in {time}")
LIST_JOIN = QT_TRANSLATE_NOOP("words", ", ")
DATE = QT_TRANSLATE_NOOP("words", "{weekday} {day} {month}")
DAYS_HOURS = QT_TRANSLATE_NOOP("words", "{days} d {hours} h")
DAYS = QT_TRANSLATE_NOOP("words", "{days} d")
ABOUT_DAYS = QT_TRANSLATE_NOOP("words", "{n} d")
ABOUT_HOURS = QT_TRANSLATE_NOOP("words", "{n} h")
ABOUT_MINUTES = QT_TRANSLATE_NOOP("words", "{n} min")
ABOUT_SECONDS = QT_TRANSLATE_NOOP("words", "{n} s")

Namer = Callable[[str], str]
"""Gives the name of a center or department id."""


def _local(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(DISTRICT_ZONE)
