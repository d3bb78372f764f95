"""I7 each stream is applied once and gapless; I8 what is acknowledged is on disk; I11 the bound of credit.

Seen on the wire and on the disks: which payload was handed in under which number, and how far the cursor
on disk went after it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from backend.center import links
from backend.center.ports import EdgeRow, Payload, PutEdge, PutOutbox, Write
from backend.simulate.node import Heard, Node
from backend.simulate.verdict import Broken
from backend.wire.messages import Data, Envelope, Hello, Sealed, Welcome

Edge = tuple[str, str]
"""From whom to whom."""


class Streams:
    """Every directed edge."""

    def __init__(self, nodes: Mapping[str, Node]) -> None:
        self._nodes = nodes
        self._applied: dict[Edge, dict[int, Payload]] = {}
        self._queued: dict[Edge, dict[int, Payload]] = {}
        self._cursor: dict[Edge, int] = {}
        self._credit: dict[Edge, tuple[int, ...]] = {}  # told to whom by whom, lately
        self._kept: dict[tuple[str, int], dict[Edge, dict[int, Payload]]] = {}  # by disk and backup
        self._shaken: set[Edge] = set()  # edges of which one end was put back

    def committed(self, node: Node, writes: Sequence[Write], heard: list[Heard]) -> None:
        """A batch is on disk: what its cursors passed must have been handed in, in order."""
        for write in writes:
            if isinstance(write, PutOutbox):
                self._queued.setdefault((node.name, write.peer), {})[write.seq] = write.payload
            elif isinstance(write, PutEdge):
                self._moved(node, write.row, heard)

    def _moved(self, node: Node, row: EdgeRow, heard: list[Heard]) -> None:
        edge = (row.peer, node.name)
        before = self._cursor.get(edge, 0)
        if row.applied_seq < before:
            raise Broken("I7", f"{node.name} goes back to {row.applied_seq} of {row.peer}, from {before}")
        given: dict[int, Payload] = {}
        for one in heard:
            if one.peer == row.peer and one.envelope is not None and isinstance(one.envelope.body, Data):
                given.setdefault(one.envelope.seq, one.envelope.body.payload)
        for seq in range(before + 1, row.applied_seq + 1):
            if seq in given:
                self._applied.setdefault(edge, {})[seq] = given[seq]
                if isinstance(given[seq], Sealed) and (row.peer, seq) not in node.disk.mirror.parked:
                    raise Broken(
                        "I7", f"{node.name} drops message {seq} of {row.peer}, of a kind it does not know"
                    )
            elif edge in self._shaken:
                # One end was put back: what cannot be sent any more was told as state instead.
                self._queued.get(edge, {}).pop(seq, None)
            else:
                raise Broken("I7", f"{node.name} counts message {seq} of {row.peer}, which did not come")
        self._cursor[edge] = row.applied_seq

    def hearing(self, node: Node, heard: list[Heard]) -> None:
        """A batch is about to be looked at: what neighbours are willing to take."""
        told: dict[str, list[int]] = {}
        for one in heard:
            if one.envelope is not None:
                told.setdefault(one.peer, []).append(one.envelope.credit)
        for peer, credits_told in told.items():
            before = self._credit.get((node.name, peer), (0, 0))[-1]
            self._credit[node.name, peer] = (before, *credits_told)

    def backed_up(self, name: str, number: int) -> None:
        """A backup of a disk holds what was applied there until now."""
        self._kept[name, number] = {
            edge: dict(applied) for edge, applied in self._applied.items() if edge[1] == name
        }

    def restored(self, node: Node, number: int) -> None:
        """A disk went back in time, and both streams of each of its edges with it."""
        kept = self._kept[node.name, number]
        for edge in [edge for edge in self._applied if edge[1] == node.name]:
            self._applied[edge] = dict(kept.get(edge, {}))
        for peer, row in node.disk.mirror.edges.items():
            out, back = (node.name, peer), (peer, node.name)
            self._shaken |= {out, back}
            self._cursor[back] = row.applied_seq
            queued = self._queued.get(out, {})
            for seq in [seq for seq in queued if seq >= row.next_seq]:
                del queued[seq]

    def sending(self, node: Node, peer: str, envelope: Envelope) -> None:
        """Something goes to a neighbour."""
        row = node.disk.mirror.edges.get(peer)
        body = envelope.body
        told = body.applied_seq if isinstance(body, Hello | Welcome) else envelope.ack
        if told > (row.applied_seq if row else 0):
            raise Broken("I8", f"{node.name} acknowledges {told} of {peer}, on disk is {row}")
        if isinstance(body, Data):
            acked = row.acked_seq if row else 0
            room = min(links.WINDOW, max(self._credit.get((node.name, peer), (0, 0))))
            rows = node.disk.mirror.outbox.get(peer, {})
            if envelope.seq > acked + room and sum(acked < seq <= envelope.seq for seq in rows) > room:
                words = f"{node.name} sends {envelope.seq} to {peer}, who has {acked} and takes {room} more"
                raise Broken("I11", words)
            if node.disk.mirror.outbox.get(peer, {}).get(envelope.seq) != body.payload:
                raise Broken("I8", f"{node.name} sends {envelope.seq} to {peer}, which is not on its disk")

    def healed(self) -> list[Broken]:
        """Everything that was queued was applied once, as it was queued."""
        found = []
        for edge, queued in self._queued.items():
            applied = self._applied.get(edge, {})
            wrong = [seq for seq, payload in queued.items() if not _same(applied.get(seq), payload)]
            if wrong:
                words = (
                    f"of {len(queued)} messages of {edge[0]} to {edge[1]} some were not applied: {wrong[:5]}"
                )
                found.append(Broken("I7", words))
        for node in self._nodes.values():
            found += [
                Broken(
                    "I7",
                    f"{node.name} parked {type(park.payload).__name__} of {peer}: {park.reason}",
                    (park.payload.ticket,),
                )
                for (peer, _), park in node.disk.mirror.parked.items()
            ]
        return found


_ENCODE = msgspec.msgpack.Encoder(order="deterministic").encode


def _same(one: Payload | None, other: Payload) -> bool:
    if isinstance(one, Sealed):
        return one.raw == _ENCODE(other)
    return one is not None and (one == other or _ENCODE(one) == _ENCODE(other))
