"""Which topic of the feed is meant: a program asks for `ticket`, the center says which view its key has."""

from __future__ import annotations

from collections.abc import Iterable

from backend.wire.messages import Welcome


def real_names(wanted: Iterable[str], welcome: Welcome) -> dict[str, str]:
    """Real name → what the program calls it, for the topics that may be watched; the others are left out.

    A center that tells no topics is older than views: there every topic is what it is called.
    """
    if welcome.sign_in or set(welcome.roles) == {"analyst"}:
        return {}
    if not welcome.topics:
        return {name: name for name in wanted}
    found = {}
    for name in wanted:
        real = next((topic for topic in welcome.topics if _means(topic, name)), "")
        if real:
            found[name if real.endswith("/") else real] = name
    return found


def _means(topic: str, name: str) -> bool:
    """Whether a topic of the center is what a program calls `name`."""
    if topic.endswith("/"):
        return name.startswith(topic)
    return topic == name or topic.startswith(name.rstrip("/") + "/")
