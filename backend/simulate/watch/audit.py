"""I12: the journal is one unbroken chain that covers every event, and the database is what was committed."""

from __future__ import annotations

from collections.abc import Mapping

from backend.simulate.node import Node
from backend.simulate.verdict import Broken
from backend.store.audit import verify


def audited(nodes: Mapping[str, Node]) -> tuple[list[Broken], dict[str, str]]:
    """What is wrong, and the head of each center's journal."""
    found: list[Broken] = []
    heads: dict[str, str] = {}
    for name, node in nodes.items():
        audit = verify(node.disk.folder)
        heads[name] = audit.head
        found += [Broken("I12", f"{name}: {fault}") for fault in audit.faults[:3]]
        found += _compared(node)
    return found, heads


def _compared(node: Node) -> list[Broken]:
    """The database itself against the mirror that all other checks rest on."""
    loaded, mirror = node.disk.store.load(1_000_000), node.disk.mirror
    pairs = (
        ("logs", dict(loaded.logs), mirror.logs),
        ("edges", {row.peer: row for row in loaded.edges}, mirror.edges),
        ("meta", dict(loaded.meta), mirror.meta),
    )
    return [
        Broken("I8", f"{node.name}: the database holds other {what} than were committed")
        for what, on_disk, committed in pairs
        if on_disk != committed
    ]
