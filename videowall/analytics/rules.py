"""Rules files: what one says, checked before it is believed, in JSON or TOML.

A rules file maps a camera or sequence to `{"fps", "size": [width, height], "rules": [RULE, …]}`, in image
pixels of `size`. docs/design/analytics.md lists every type of rule with its fields. Every mistake is a
Refused with code `rules` that names the place, the line, and what to do about it.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from backend.domain.errors import Refused
from backend.domain.worktime import WorkCalendar
from resources.words import _
from videowall.analytics import rule_places
from videowall.analytics.rule_fields import Fields, Mistake, is_number, table_of
from videowall.analytics.rule_kinds import (
    Admission,
    FieldRule,
    LineRule,
    OccupancyRule,
    Point,
    Rule,
    RuleSet,
    StillRule,
    TamperRule,
    ThermalRule,
)
from videowall.analytics.rule_parts import radiometry_of, schedule_of
from videowall.analytics.rule_types import RuleReader
from videowall.analytics.schedule import PLAIN

MAX_RULES = 64
MAX_BYTES = 4_000_000


def load_rules(path: Path, calendar: WorkCalendar = PLAIN) -> dict[str, RuleSet]:
    """Every camera of a rules file; `.toml` is TOML, anything else JSON. Raises Refused (code `rules`)."""
    document, places = _mapped(path)
    found = {}
    for name, entry in document.items():
        try:
            found[name] = _rule_set(entry, name, calendar)
        except Mistake as mistake:
            line = rule_places.line_of(places(), mistake.path)
            words = _("{path}, line {line}: {where}: {what}")
            text = words.format(path=path, line=line, where=mistake.where, what=mistake.words)
            raise Refused("rules", text) from mistake
    return found


def entries_of(path: Path) -> Mapping[str, Any]:
    """The entries of a rules file by camera, not checked yet. Raises Refused (code `rules`)."""
    return _mapped(path)[0]


def read_text(text: str, name: str, calendar: WorkCalendar = PLAIN) -> RuleSet:
    """One camera's entry as JSON, as a center keeps it, checked. Raises Refused (code `rules`)."""
    try:
        entry = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused("rules", _("{name}: its rules are not valid JSON").format(name=name)) from error
    return read_rules(entry, name, calendar)


def read_rules(entry: object, name: str, calendar: WorkCalendar = PLAIN) -> RuleSet:
    """One camera's entry of a rules file, checked. Raises Refused (code `rules`)."""
    try:
        return _rule_set(entry, name, calendar)
    except Mistake as mistake:
        raise Refused("rules", f"{mistake.where}: {mistake.words}") from mistake


def _mapped(path: Path) -> tuple[dict[str, Any], Callable[[], Mapping[rule_places.Path, int]]]:
    document, places = _parsed(path, _text(path))
    if not isinstance(document, dict) or not document:
        words = _('{path}: must be an object that maps a sequence to its rules, like {{"CAMERA": {{…}}}}')
        raise Refused("rules", words.format(path=path))
    return document, places


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        words = _("{path}: cannot be read ({reason})")
        raise Refused("rules", words.format(path=path, reason=error.strerror or error)) from error
    if len(raw) > MAX_BYTES:
        raise Refused("rules", _("{path}: is too large for a rules file").format(path=path))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        words = _("{path}: is not UTF-8 text; save it as JSON or TOML in UTF-8")
        raise Refused("rules", words.format(path=path)) from error


def _parsed(path: Path, text: str) -> tuple[Any, Callable[[], Mapping[rule_places.Path, int]]]:
    """The document, and how to find the lines of its parts."""
    try:
        if path.suffix.lower() == ".toml":
            return tomllib.loads(text), lambda: rule_places.toml_places(text)
        return json.loads(text, object_pairs_hook=_once), lambda: rule_places.json_places(text)
    except tomllib.TOMLDecodeError as error:
        words = _("{path}: is not valid TOML ({error})").format(path=path, error=error)
    except json.JSONDecodeError as error:
        words = _("{path}: is not valid JSON (line {line}, column {column}: {error})")
        words = words.format(path=path, line=error.lineno, column=error.colno, error=error.msg)
    except RecursionError:
        words = _("{path}: is not valid JSON (nested too deeply)").format(path=path)
    except ValueError as error:
        words = _("{path}: {error} is given twice in one object; remove one").format(path=path, error=error)
    raise Refused("rules", words)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _value in pairs]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(repr(name))
    return dict(pairs)


def _rule_set(entry: object, name: str, calendar: WorkCalendar) -> RuleSet:
    path = (name,)
    fields = table_of(entry, path, ("size", "rules"), ("fps", "schedules", "radiometry"))
    size = fields.values["size"]
    if not (
        isinstance(size, list) and len(size) == 2 and all(is_number(v) and 16 <= v <= 8192 for v in size)
    ):
        raise Mistake(fields.at("size"), _("size must be [width, height] in pixels, 16 to 8192"))
    fps = fields.values.get("fps", 25)
    if not (is_number(fps) and 0 < fps <= 240):
        raise Mistake(fields.at("fps"), _("fps must be above 0 and at most 240"))
    listed = fields.values["rules"]
    if not isinstance(listed, list) or len(listed) > MAX_RULES:
        raise Mistake(fields.at("rules"), _("rules must be a list of at most {most}").format(most=MAX_RULES))
    named = table_of(fields.values.get("schedules", {}), fields.at("schedules"), (), _keys(fields))
    schedules = {one: schedule_of(named, one, {}) for one in named.values}
    radiometry = radiometry_of(fields)
    reader = RuleReader((int(size[0]), int(size[1])), schedules, radiometry)
    rules: list[Rule] = []
    for index, item in enumerate(listed):
        rule = reader.rule(item, (*path, "rules", index))
        if rule.id in {other.id for other in rules}:
            words = _("the rule id {id!r} is used twice; rename one").format(id=rule.id)
            raise Mistake((*path, "rules", index, "id"), words)
        rules.append(rule)
    return RuleSet(float(fps), reader.size, tuple(rules), calendar)


def _keys(fields: Fields) -> tuple[str, ...]:
    value = fields.values.get("schedules", {})
    return tuple(value) if isinstance(value, Mapping) else ()


__all__ = [
    "Admission",
    "FieldRule",
    "LineRule",
    "OccupancyRule",
    "Point",
    "Rule",
    "RuleSet",
    "StillRule",
    "TamperRule",
    "ThermalRule",
    "entries_of",
    "load_rules",
    "read_rules",
    "read_text",
]
