"""The rules of the design that can be taken out, one by one (`onegrid simulate --drop RULE`)."""

from __future__ import annotations

from collections.abc import Mapping

from backend.center import custody, recovery
from backend.center.board import Board
from backend.center.clocks import District
from backend.center.core import Core
from backend.center.intake import Intake
from backend.center.ledger import Ledger
from backend.center.levels import Levels
from backend.center.links import Links
from backend.center.recovery import Recovery
from backend.center.timers import Timers
from backend.domain import workflow
from backend.net.topic import Topic
from backend.simulate.node import Node
from backend.simulate.removals import Edit, Removal

_SET_RESULT = "self._writes.append(PutResult(caller, result, at_ms))"
_NEW_RESULT = "self._reader.result_of(caller, result.client_id) or "
_SET_COUNTER = 'self.put_meta("counter", str(self._counter + 1))'
_TO_MEMORY = 'self._meta["counter"] = str(self._counter + 1)'
_RELAY = "self._changed(self._add(peer, here, there, now), but=peer)"
_READ = "self._ledger, self._levels, self._timers, self._intake = self._read()"
_ROOM = "min(row.acked_seq + min(WINDOW, link.credit), row.next_seq - 1)"
_ENDS = "now.utc_ms - now.error_ms, now.utc_ms + now.error_ms"

_CUSTODY: Mapping[str, Removal] = {
    "custody_freeze": Removal(
        "a ticket on its way is changed by nobody",
        Edit(workflow, "_custody_refusal", "if custody.transit_to:", "if False:"),
    ),
    "custodian_acts": Removal(
        "only the custodian changes a ticket",
        Edit(workflow, "_custody_refusal", "if row.hold is Hold.MINE and not here:", "if False:"),
    ),
    "epoch_checked": Removal(
        "a TRANSFER that is not newer installs nothing",
        Edit(Levels, "_install", "if here.custody != custody:", "if False:"),
    ),
    "equal_epoch_installs": Removal(
        "a TRANSFER of an equal epoch installs if it is recorded as on its way here",
        Edit(Levels, "_install", "if here.custody != custody:", "if True:"),
    ),
    "relay_onward": Removal(
        "a copy is passed on to whoever watches",
        Edit(Levels, "_copied", _RELAY, "self._add(peer, here, there, now)"),
    ),
    "no_reveal_in_transit": Removal(
        "only TRANSFER tells that something is on its way to you",
        Edit(
            Levels, "spread", "ticket is not None and ticket.custody.transit_to != peer", "ticket is not None"
        ),
        Edit(custody, "told_to", "if ticket.custody.transit_to != center:", "if True:"),
        Edit(Recovery, "_held", "if row.transit_to != peer:", "if True:"),
        Edit(Levels, "adopt", "if there.custody.transit_to == self._place.center:", "if False:"),
    ),
}

_STREAMS: Mapping[str, Removal] = {
    "ack_after_commit": Removal(
        "nothing is told before it is on disk",
        Edit(Node, "_turn", "speaks_first = False", "speaks_first = True"),
    ),
    "rollback_on_failed_commit": Removal(
        "after a failed commit the state is read from disk again", Edit(Core, "abandon", _READ, "pass")
    ),
    "results_by_client_id": Removal(
        "a command sent again gets the first result",
        Edit(Intake, "take", "if known is not None:", "if False:"),
        Edit(Ledger, "put_result", _SET_RESULT, _NEW_RESULT + _SET_RESULT),
    ),
    "id_counter_on_disk": Removal(
        "the counter of ids goes to disk with the first use of an id",
        Edit(Ledger, "use_id", _SET_COUNTER, _TO_MEMORY),
    ),
    "outbox_until_ack": Removal(
        "the outbox keeps what was sent until it is acknowledged",
        Edit(
            Links,
            "flush",
            "link.sent_seq = seq\n",
            "link.sent_seq = seq; self._ledger.acknowledged(link.peer, seq)\n",
        ),
    ),
    "keep_above_safe": Removal(
        "what no backup of the neighbour covers is kept after ACK too",
        Edit(Ledger, "acknowledged", "max(safe, acked - KEPT_MAX)", "acked"),
    ),
    "sequence_check": Removal(
        "a message of a stream is applied in its turn, once",
        Edit(Links, "_take_data", "seq != self._ledger.edge(link.peer).applied_seq + 1", "False"),
    ),
    "resend": Removal(
        "what is not acknowledged is sent again",
        Edit(Links, "flush", "now.mono_ms - link.progress_mono >= RESEND_MS", "False"),
    ),
    "credit_window": Removal(
        "no more is on its way than the neighbour takes", Edit(Links, "flush", _ROOM, "(row.next_seq - 1)")
    ),
    "park_unknown": Removal(
        "a message of a kind that only newer versions know is kept",
        Edit(
            Links,
            "_take_data",
            "self._ledger.park(link.peer, seq, data.payload, str(why), now.utc_ms)",
            "pass",
        ),
    ),
    "greeting_on_disk": Removal(
        "a greeting that did not reach the disk was none",
        Edit(Links, "reload", "link.up = link.up and link.inc == row.peer_inc", "pass"),
    ),
}

_RESTORE: Mapping[str, Removal] = {
    "incarnation_raised": Removal(
        "a restore begins a new incarnation",
        Edit(recovery, "restored", "incarnation = max(before + 1, incarnation_min)", "incarnation = before"),
    ),
    "incarnation_ids": Removal(
        "the incarnation is part of every id",
        Edit(Ledger, "next_id", "self.incarnation,", "1,"),
    ),
    "freeze_while_recovering": Removal(
        "tickets from before a restore rest until every neighbour has answered",
        Edit(Ledger, "frozen", "return self.recovering and", "return False and"),
    ),
    "no_sequence_while_recovering": Removal(
        "messages made while recovering get no sequence until the tail is known",
        Edit(Ledger, "queue", "if self.unsettled(peer):", "if False:"),
    ),
    "echo_own_messages": Removal(
        "a neighbour gives back what it has from the restored center",
        Edit(
            Recovery,
            "_held",
            "yours = row.via == peer\n",
            "yours = row.via == peer\n    if yours: return None\n",
        ),
    ),
    "reissue_transfers": Removal(
        "after recovery what is on its way is handed over again",
        Edit(
            Levels, "reissue", "if self._is_ours(ticket) and ticket.custody.transit_to == peer:", "if False:"
        ),
    ),
    "waiting_taken_over": Removal(
        "after recovery a center takes what waited for it",
        Edit(Levels, "recovered", "if ticket.custody.transit_to == self._place.center:", "if False:"),
    ),
    "catch_up": Removal(
        "after recovery a neighbour gets what it lacks",
        Edit(Levels, "catch_up", "if watches and known.get(ticket.id, 0) < ticket.rev:", "if False:"),
    ),
    "answered_again": Removal(
        "a TRANSFER answered before is answered again to whoever lost the answer",
        Edit(Levels, "_answer_again", "if here.rev == there.rev:", "if True:"),
    ),
    "earlier_life": Removal(
        "words on their way since before a restore are not heard",
        Edit(Links, "heard", "if envelope.inc < link.inc:", "if False:"),
    ),
    "backup_after_recovery": Removal(
        "a backup is made at once after recovery",
        Edit(Core, "backup_due", "bool(self._ledger.meta(BACKUP_DUE))", "False"),
    ),
}

_TIME_AND_SCREENS: Mapping[str, Removal] = {
    "district_time": Removal(
        "deadlines are in the district's time", Edit(District, "at", "if offset is None:", "if True:")
    ),
    "clock_bound": Removal(
        "what counts against people counts at the latest end of the bound",
        Edit(Timers, "watch", _ENDS, "now.utc_ms + now.error_ms, now.utc_ms + now.error_ms"),
    ),
    "unmeasured_is_no_measure": Removal(
        "a center that has not heard the time does not tell it",
        Edit(District, "told_error_ms", "measured = ", "measured = True or "),
    ),
    "heartbeats": Removal(
        "the last number of a topic is told every second",
        Edit(Board, "flush", "now.mono_ms - self._beat_mono >= HEARTBEAT_MS", "False"),
    ),
    "gap_noticed": Removal(
        "a console that missed a number asks for a snapshot",
        Edit(Topic, "take_tail", "beat or tail.seq > self._applied + 1", "False"),
    ),
}

RULES: Mapping[str, Removal] = {**_CUSTODY, **_STREAMS, **_RESTORE, **_TIME_AND_SCREENS}
"""By name, in the order of the design. How many seeds fail without each: docs/design/simulation.md."""
