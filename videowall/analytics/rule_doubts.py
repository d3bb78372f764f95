"""What rules cannot do with what is at hand: no mistakes, but words that their owner should read."""

from __future__ import annotations

from dataclasses import dataclass

from resources.words import _
from videowall.analytics.rule_kinds import (
    FieldRule,
    LineRule,
    OccupancyRule,
    Rule,
    RuleSet,
    StillRule,
    TamperRule,
    ThermalRule,
)


@dataclass(frozen=True, slots=True)
class AtHand:
    """What the rules will have to go by."""

    classes: bool  # a network, or a table with a column for them
    time_of_day: bool
    pictures: bool


def doubts(rules: RuleSet, hand: AtHand) -> tuple[str, ...]:
    """One line for each rule and each thing that it asks for in vain, with the remedy."""
    return tuple(words for rule in rules.rules for words in _doubts(rule, hand))


def _doubts(rule: Rule, hand: AtHand) -> list[str]:
    found = []
    if isinstance(rule, FieldRule | LineRule | OccupancyRule) and rule.who.class_filter and not hand.classes:
        words = _(
            "rule {id}: movement alone tells no classes, so everything that moves counts as {classes}; fetch"
            " a model with `onegrid models fetch yolox-nano` and take --detector yolox"
        )
        found.append(words.format(id=rule.id, classes=", ".join(rule.who.class_filter)))
    if rule.schedule.windows and not hand.time_of_day:
        words = _("rule {id}: nobody knows the time of day here, so it is always armed; give --began")
        found.append(words.format(id=rule.id))
    if isinstance(rule, StillRule | TamperRule | ThermalRule) and not hand.pictures:
        words = _("rule {id}: it needs pictures and says nothing about a table of detections; give --video")
        found.append(words.format(id=rule.id))
    return found
