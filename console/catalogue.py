"""Classes of matters and who answers for them, as this console knows them: for proposals only.

The center decides; a proposal that it does not know is refused there with a reason.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Category:
    """One class of matters (a dotted code), its names, and the department that usually leads."""

    code: str
    name_zh: str
    name_en: str
    lead: str = ""
    alarm_kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The classes, in the order in which they are offered."""

    entries: Mapping[str, Category] = field(default_factory=dict)

    def name(self, code: str, lang: str) -> str:
        """What a class is called; its code when it is not known here."""
        entry = self.entries.get(code)
        if entry is None:
            return code
        return entry.name_zh if lang.startswith("zh") else entry.name_en

    def categories(self, lang: str) -> tuple[tuple[str, str], ...]:
        """Codes and names of all classes."""
        return tuple((code, self.name(code, lang)) for code in self.entries)

    def lead_of(self, code: str) -> str:
        """The department that usually leads a class; empty when nobody is named."""
        entry = self.entries.get(code)
        return entry.lead if entry else ""

    def for_alarm(self, kind: str) -> str:
        """The class proposed for an alarm of this kind; empty when none claims it."""
        return next((code for code, entry in self.entries.items() if kind in entry.alarm_kinds), "")


def load_catalogue(name: str = "standard") -> Catalogue:
    """Read `resources/categories/NAME.toml`.

    Raises:
        LookupError: there is no such table, or an entry lacks its code or names.
    """
    path = files("resources") / "categories" / f"{name}.toml"
    if not path.is_file():
        raise LookupError(f"there is no table of classes {name!r}")
    entries = {}
    for entry in tomllib.loads(path.read_text("utf-8"))["category"]:
        category = Category(
            entry["code"],
            entry["name_zh"],
            entry["name_en"],
            entry.get("lead", ""),
            tuple(entry.get("alarm_kinds", ())),
        )
        entries[category.code] = category
    return Catalogue(entries)
