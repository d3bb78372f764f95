"""Fields of a rules file, read one by one; every mistake is raised with its place in the document."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from resources.words import _
from videowall.analytics.rule_places import Path

DAY_S = 86_400


class Mistake(Exception):  # noqa: N818 (named after what happened)
    """Something in a rules file is wrong: where, and in words that say what to do."""

    def __init__(self, path: Path, words: str) -> None:
        super().__init__(words)
        self.path = path
        self.words = words

    @property
    def where(self) -> str:
        """The place as people read it: `gate, rule 2, point 3`."""
        names = {"rules": _("rule {n}"), "polygon": _("point {n}"), "schedule": _("window {n}")}
        found = [str(self.path[0])] if self.path else []
        for before, part in zip(self.path, self.path[1:], strict=False):
            if isinstance(part, int) and before in names:
                found.append(names[str(before)].format(n=part + 1))
            elif part in {"a", "b", "ground"}:
                found.append(str(part))
        return ", ".join(found)


def is_number(value: object) -> bool:
    """Whether it is a finite number (true and false are none)."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def table_of(value: object, path: Path, required: Sequence[str], optional: Sequence[str]) -> Fields:
    """An object with these fields and no others. Raises Mistake."""
    if not isinstance(value, Mapping):
        raise Mistake(path, _("must be an object"))
    for name in required:
        if name not in value:
            raise Mistake(path, _("{name} is missing; add it").format(name=name))
    known = (*required, *optional)
    for name in value:
        if name not in known:
            words = _("{name!r} is not a field here; there are {known}")
            raise Mistake((*path, name), words.format(name=str(name), known=", ".join(known)))
    return Fields(value, path)


@dataclass(frozen=True, slots=True)
class Fields:
    """An object of a rules file whose names are checked. Every method raises Mistake."""

    values: Mapping[str, Any]
    path: Path

    def at(self, name: str) -> Path:
        """Where a field stands."""
        return (*self.path, name)

    def number(
        self, name: str, low: float, high: float, default: float | None = None, *, unit: str = ""
    ) -> float:
        """A number from `low` to `high`; the default when it is not there."""
        value = self.values.get(name, default)
        if not is_number(value) or not low <= float(value) <= high:
            words = _("{name} must be a number from {low:g} to {high:g}{unit}")
            raise Mistake(
                self.at(name),
                words.format(name=name, low=low, high=high, unit=f" {unit}" if unit else ""),
            )
        return float(value)

    def whole(self, name: str, low: int, high: int, default: int | None = None) -> int:
        """A whole number from `low` to `high`."""
        value = self.values.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            words = _("{name} must be a whole number from {low} to {high}")
            raise Mistake(self.at(name), words.format(name=name, low=low, high=high))
        return value

    def seconds(self, name: str) -> float | None:
        """Seconds above 0, at most a day; None when it is not there."""
        value = self.values.get(name)
        if value is None:
            return None
        if not is_number(value) or not 0 < value <= DAY_S:
            words = _("{name} must be seconds, above 0 and at most a day")
            raise Mistake(self.at(name), words.format(name=name))
        return float(value)

    def choice(self, name: str, known: Sequence[str], default: str) -> str:
        """One of these words."""
        value = self.values.get(name, default)
        if not isinstance(value, str) or value not in known:
            words = _("{name} must be one of {known}")
            raise Mistake(self.at(name), words.format(name=name, known=", ".join(known)))
        return value

    def choices(self, name: str, known: Sequence[str], default: tuple[str, ...]) -> tuple[str, ...]:
        """A list of some of these words, each once, not empty."""
        value = self.values.get(name)
        if value is None:
            return default
        if not isinstance(value, list) or not value or len(set(map(str, value))) < len(value):
            words = _("{name} must be a list of one or more of {known}, each once")
            raise Mistake(self.at(name), words.format(name=name, known=", ".join(known)))
        for item in value:
            if item not in known:
                words = _("{item!r} is not known in {name}; there are {known}")
                raise Mistake(self.at(name), words.format(item=item, name=name, known=", ".join(known)))
        return tuple(value)

    def identity(self) -> str:
        """The rule's id."""
        value = self.values["id"]
        if not isinstance(value, str) or not value or len(value) > 64:
            raise Mistake(self.at("id"), _("id must be a text of 1 to 64 characters"))
        return value
