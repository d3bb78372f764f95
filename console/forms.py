"""The inline strips as values: which fields an act asks for, what is filled in already, what will happen.

A strip must be ready for Enter at once wherever the rules allow: fields are prefilled with a suggestion
and the reason for it is said. Knows no Qt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class FieldKind(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    NUMBER = "number"  # a whole number from `least` to `most`
    CHOICE = "choice"  # exactly one
    MANY = "many"  # any number, joined by commas
    REASON = "reason"  # one of numbered reasons; choosing it sends the form


@dataclass(frozen=True, slots=True)
class Option:
    """One value that may be chosen, and what it is called."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a strip; `key` is the argument it fills."""

    key: str
    words: str
    kind: FieldKind = FieldKind.TEXT
    options: tuple[Option, ...] = ()
    value: str = ""
    required: bool = False
    hint: str = ""
    needed_when: tuple[str, str] = ("", "")  # (other field, its value) that makes this one required
    only_when: tuple[str, str] = ("", "")  # (other field, its value) without which this one is not there
    most: int = 0
    least: int = 1

    def there(self, values: Mapping[str, str]) -> bool:
        """Whether the field is asked for, as the others are filled in now."""
        other, wanted = self.only_when
        return not other or values.get(other, "") == wanted


@dataclass(frozen=True, slots=True)
class Form:
    """One act ready to be filled in. `effect` says exactly what sending it does; `fixed` args go along."""

    verb: str
    target: str
    words: str
    effect: str
    fields: tuple[FormField, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)

    def missing(self, values: Mapping[str, str]) -> str:
        """Key of the first field that must still be filled in, or empty."""
        for item in self.fields:
            other, wanted = item.needed_when
            needed = item.required or (bool(other) and values.get(other, "") == wanted)
            if needed and item.there(values) and not values.get(item.key, "").strip():
                return item.key
        return ""

    def args(self, values: Mapping[str, str]) -> dict[str, str]:
        """Arguments of the command: what was filled in and what is fixed; empty fields are left out."""
        there = (item for item in self.fields if item.there(values))
        filled = {item.key: values.get(item.key, "").strip() for item in there}
        return {**self.fixed, **{key: value for key, value in filled.items() if value}}
