"""Refusals, roles, states and acts in Chinese and English, from refusals.toml.

The rules of the trade speak in codes; whoever shows one to people asks here. Screens may have catalogues
of their own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("refusals.toml")
Words = Mapping[str, Mapping[str, str]]


@cache
def tables() -> Mapping[str, Words]:
    """Sections `code`, `who`, `role`, `state` and `verb`: each word as {"en": …, "zh": …}."""
    found: dict[str, Words] = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return found


def word(section: str, code: str, language: str) -> str:
    """One word; a code that has none is shown as itself, so that nothing is hidden."""
    words = tables()[section].get(code)
    return words[_key(language)] if words else code


def refusal_words(code: str, language: str, who_may: Iterable[str] = ()) -> str:
    """A whole refusal for people: why not, and who may instead."""
    said = word("code", code, language)
    who = word("who", "between", language).join(_who(name, language) for name in who_may)
    if not who:
        return said
    gap = "" if _key(language) == "zh" else " "
    return f"{said}{gap}{word('who', 'sentence', language).format(who=who)}"


def _who(name: str, language: str) -> str:
    kind, colon, that = name.partition(":")
    if not colon:
        return word("role", name, language)
    return word("who", kind, language).format(name=that) if kind in tables()["who"] else name


def _key(language: str) -> str:
    return "zh" if language.startswith("zh") else "en"
