"""Words of the ticket machine: states, clocks, verbs, events, requests and pushes, in English.

A test compares each table with the domain's own, so a new code without a word fails.
"""

from __future__ import annotations

from console.vocabulary import QT_TRANSLATE_NOOP, Table

STATES = Table(
    "state",
    {
        "reported": QT_TRANSLATE_NOOP("state", "Reported"),
        "need_info": QT_TRANSLATE_NOOP("state", "Needs info"),
        "verifying": QT_TRANSLATE_NOOP("state", "Verifying"),
        "filed": QT_TRANSLATE_NOOP("state", "To dispatch"),
        "dispatched": QT_TRANSLATE_NOOP("state", "To sign"),
        "in_progress": QT_TRANSLATE_NOOP("state", "In progress"),
        "disputed": QT_TRANSLATE_NOOP("state", "To rule on"),
        "hung": QT_TRANSLATE_NOOP("state", "Hung"),
        "fed_back": QT_TRANSLATE_NOOP("state", "To check"),
        "callback": QT_TRANSLATE_NOOP("state", "To call back"),
        "closed": QT_TRANSLATE_NOOP("state", "Closed"),
        "evaluated": QT_TRANSLATE_NOOP("state", "Rated"),
        "not_filed": QT_TRANSLATE_NOOP("state", "Not filed"),
        "merged": QT_TRANSLATE_NOOP("state", "Merged"),
        "void": QT_TRANSLATE_NOOP("state", "Void"),
    },
)

STAGES = Table(
    "stage",
    {
        "intake": QT_TRANSLATE_NOOP("stage", "Intake"),
        "filed": QT_TRANSLATE_NOOP("stage", "To dispatch"),
        "dispatched": QT_TRANSLATE_NOOP("stage", "To sign"),
        "in_progress": QT_TRANSLATE_NOOP("stage", "In progress"),
        "to_rule": QT_TRANSLATE_NOOP("stage", "To rule on"),
        "hung": QT_TRANSLATE_NOOP("stage", "Hung"),
        "fed_back": QT_TRANSLATE_NOOP("stage", "To check"),
        "callback": QT_TRANSLATE_NOOP("stage", "Callback"),
        "ended": QT_TRANSLATE_NOOP("stage", "Ended"),
    },
)
"""The cells of the stage strip; see console.board_model.STAGES."""

CLOCKS = Table(
    "clock",
    {
        "accept": QT_TRANSLATE_NOOP("clock", "Accepting"),
        "verify": QT_TRANSLATE_NOOP("clock", "Verifying"),
        "dispatch": QT_TRANSLATE_NOOP("clock", "Dispatching"),
        "sign": QT_TRANSLATE_NOOP("clock", "Signing"),
        "dispose": QT_TRANSLATE_NOOP("clock", "Handling"),
        "arbitrate": QT_TRANSLATE_NOOP("clock", "Ruling"),
        "review": QT_TRANSLATE_NOOP("clock", "Review"),
        "check": QT_TRANSLATE_NOOP("clock", "Checking"),
        "callback": QT_TRANSLATE_NOOP("clock", "Calling back"),
        "total": QT_TRANSLATE_NOOP("clock", "Total"),
    },
)

VERBS = Table(
    "verb",
    {
        "raise": QT_TRANSLATE_NOOP("verb", "Raise"),
        "claim": QT_TRANSLATE_NOOP("verb", "Claim"),
        "release": QT_TRANSLATE_NOOP("verb", "Release"),
        "confirm": QT_TRANSLATE_NOOP("verb", "Make ticket"),
        "dismiss": QT_TRANSLATE_NOOP("verb", "Dismiss"),
        "clear": QT_TRANSLATE_NOOP("verb", "Clear"),
        "report": QT_TRANSLATE_NOOP("verb", "New ticket"),
        "confirm_alarm": QT_TRANSLATE_NOOP("verb", "Make ticket"),
        "split": QT_TRANSLATE_NOOP("verb", "Split off"),
        "file": QT_TRANSLATE_NOOP("verb", "File"),
        "not_file": QT_TRANSLATE_NOOP("verb", "Decline"),
        "solve_on_spot": QT_TRANSLATE_NOOP("verb", "Solved on the spot"),
        "ask_more": QT_TRANSLATE_NOOP("verb", "Ask for more"),
        "supplement": QT_TRANSLATE_NOOP("verb", "Supplement"),
        "send_verify": QT_TRANSLATE_NOOP("verb", "Have verified"),
        "verified": QT_TRANSLATE_NOOP("verb", "Confirmed"),
        "refuted": QT_TRANSLATE_NOOP("verb", "Not so"),
        "dispatch": QT_TRANSLATE_NOOP("verb", "Dispatch"),
        "sign": QT_TRANSLATE_NOOP("verb", "Sign"),
        "feedback": QT_TRANSLATE_NOOP("verb", "Feed back"),
        "arbitrate": QT_TRANSLATE_NOOP("verb", "Rule"),
        "lift": QT_TRANSLATE_NOOP("verb", "Resume"),
        "check": QT_TRANSLATE_NOOP("verb", "Check"),
        "callback": QT_TRANSLATE_NOOP("verb", "Call back"),
        "evaluate": QT_TRANSLATE_NOOP("verb", "Rate"),
        "sample": QT_TRANSLATE_NOOP("verb", "Sample"),
        "reopen": QT_TRANSLATE_NOOP("verb", "Reopen"),
        "waive": QT_TRANSLATE_NOOP("verb", "Let off"),
        "reclassify": QT_TRANSLATE_NOOP("verb", "Reclassify"),
        "return": QT_TRANSLATE_NOOP("verb", "Return"),
        "extend": QT_TRANSLATE_NOOP("verb", "Extend"),
        "hang": QT_TRANSLATE_NOOP("verb", "Hang"),
        "request_close": QT_TRANSLATE_NOOP("verb", "Ask to close"),
        "void": QT_TRANSLATE_NOOP("verb", "Void"),
        "grant": QT_TRANSLATE_NOOP("verb", "Grant"),
        "deny": QT_TRANSLATE_NOOP("verb", "Deny"),
        "withdraw": QT_TRANSLATE_NOOP("verb", "Withdraw"),
        "hand_up": QT_TRANSLATE_NOOP("verb", "Hand up"),
        "hand_down": QT_TRANSLATE_NOOP("verb", "Hand down"),
        "recall": QT_TRANSLATE_NOOP("verb", "Recall"),
        "decline_recall": QT_TRANSLATE_NOOP("verb", "Keep it"),
        "take_recall": QT_TRANSLATE_NOOP("verb", "Take a recall"),
        "merge": QT_TRANSLATE_NOOP("verb", "Merge"),
        "unmerge": QT_TRANSLATE_NOOP("verb", "Take out"),
        "urge": QT_TRANSLATE_NOOP("verb", "Urge"),
        "supervise": QT_TRANSLATE_NOOP("verb", "Supervise"),
        "wake": QT_TRANSLATE_NOOP("verb", "Wake all"),
        "receipt": QT_TRANSLATE_NOOP("verb", "Take note"),
        "note": QT_TRANSLATE_NOOP("verb", "Note"),
        "receive": QT_TRANSLATE_NOOP("verb", "Receive"),
        "refuse_custody": QT_TRANSLATE_NOOP("verb", "Refuse custody"),
        "escalate": QT_TRANSLATE_NOOP("verb", "Escalate"),
        "absorb": QT_TRANSLATE_NOOP("verb", "Take in"),
        "part": QT_TRANSLATE_NOOP("verb", "Let out"),
        "answer": QT_TRANSLATE_NOOP("verb", "Answer"),
    },
)

EVENTS = Table(
    "event",
    {
        "reported": QT_TRANSLATE_NOOP("event", "Reported"),
        "filed": QT_TRANSLATE_NOOP("event", "Filed"),
        "not_filed": QT_TRANSLATE_NOOP("event", "Not filed"),
        "asked_more": QT_TRANSLATE_NOOP("event", "Asked for more"),
        "supplemented": QT_TRANSLATE_NOOP("event", "Supplemented"),
        "sent_verify": QT_TRANSLATE_NOOP("event", "Sent to be verified"),
        "verified": QT_TRANSLATE_NOOP("event", "Verified: so it is"),
        "refuted": QT_TRANSLATE_NOOP("event", "Verified: not so"),
        "solved": QT_TRANSLATE_NOOP("event", "Solved on the spot"),
        "sampled": QT_TRANSLATE_NOOP("event", "Sampled"),
        "reclassified": QT_TRANSLATE_NOOP("event", "Reclassified"),
        "dispatched": QT_TRANSLATE_NOOP("event", "Dispatched"),
        "signed": QT_TRANSLATE_NOOP("event", "Signed"),
        "fed_back": QT_TRANSLATE_NOOP("event", "Fed back"),
        "waived": QT_TRANSLATE_NOOP("event", "Assist let off"),
        "checked": QT_TRANSLATE_NOOP("event", "Checked: done"),
        "reworked": QT_TRANSLATE_NOOP("event", "Checked: to be redone"),
        "called_back": QT_TRANSLATE_NOOP("event", "Called back"),
        "closed": QT_TRANSLATE_NOOP("event", "Closed"),
        "evaluated": QT_TRANSLATE_NOOP("event", "Rated"),
        "reopened": QT_TRANSLATE_NOOP("event", "Reopened"),
        "handed_up": QT_TRANSLATE_NOOP("event", "Handed up"),
        "handed_down": QT_TRANSLATE_NOOP("event", "Handed down"),
        "received": QT_TRANSLATE_NOOP("event", "Received"),
        "recalled": QT_TRANSLATE_NOOP("event", "Asked back"),
        "recall_declined": QT_TRANSLATE_NOOP("event", "Kept in spite of the recall"),
        "requested": QT_TRANSLATE_NOOP("event", "Asked"),
        "granted": QT_TRANSLATE_NOOP("event", "Granted"),
        "denied": QT_TRANSLATE_NOOP("event", "Denied"),
        "withdrawn": QT_TRANSLATE_NOOP("event", "Withdrawn"),
        "lifted": QT_TRANSLATE_NOOP("event", "Resumed"),
        "returned": QT_TRANSLATE_NOOP("event", "Returned"),
        "arbitrated": QT_TRANSLATE_NOOP("event", "Ruled"),
        "merged": QT_TRANSLATE_NOOP("event", "Merged"),
        "unmerged": QT_TRANSLATE_NOOP("event", "Taken out again"),
        "answered": QT_TRANSLATE_NOOP("event", "Its parent is done"),
        "absorbed": QT_TRANSLATE_NOOP("event", "Another merged in"),
        "parted": QT_TRANSLATE_NOOP("event", "Another taken out"),
        "urged": QT_TRANSLATE_NOOP("event", "Urged"),
        "supervised": QT_TRANSLATE_NOOP("event", "Supervised"),
        "woken": QT_TRANSLATE_NOOP("event", "Everybody woken"),
        "receipted": QT_TRANSLATE_NOOP("event", "Took note"),
        "noted": QT_TRANSLATE_NOOP("event", "Note"),
        "escalated": QT_TRANSLATE_NOOP("event", "Escalated by the clock"),
    },
)

REQUESTS = Table(
    "request",
    {
        "extend": QT_TRANSLATE_NOOP("request", "Extension"),
        "hang": QT_TRANSLATE_NOOP("request", "Hanging"),
        "close": QT_TRANSLATE_NOOP("request", "Closing"),
        "void": QT_TRANSLATE_NOOP("request", "Voiding"),
        "return": QT_TRANSLATE_NOOP("request", "Return"),
        "recall": QT_TRANSLATE_NOOP("request", "Recall"),
    },
)
"""What may be asked for and is ruled on."""

RULINGS = Table(
    "ruling",
    {
        "granted": QT_TRANSLATE_NOOP("ruling", "granted"),
        "denied": QT_TRANSLATE_NOOP("ruling", "denied"),
        "withdrawn": QT_TRANSLATE_NOOP("ruling", "withdrawn"),
        "lapsed": QT_TRANSLATE_NOOP("ruling", "lapsed"),
        "uphold": QT_TRANSLATE_NOOP("ruling", "upheld: somebody else gets it"),
        "reject": QT_TRANSLATE_NOOP("ruling", "rejected: it stays here"),
        "joint": QT_TRANSLATE_NOOP("ruling", "several work together"),
    },
)
"""What became of a request."""

TASK_STATES = Table(
    "task",
    {
        "waiting": QT_TRANSLATE_NOOP("task", "to sign"),
        "signed": QT_TRANSLATE_NOOP("task", "working"),
        "done": QT_TRANSLATE_NOOP("task", "fed back"),
        "waived": QT_TRANSLATE_NOOP("task", "let off"),
    },
)

RUNGS = Table(
    "rung",
    {
        "urge": QT_TRANSLATE_NOOP("rung", "urged"),
        "supervise": QT_TRANSLATE_NOOP("rung", "put under supervision"),
        "center_leader": QT_TRANSLATE_NOOP("rung", "brought to the center leader"),
        "written_notice": QT_TRANSLATE_NOOP("rung", "written notice"),
    },
)

FLAGS = Table(
    "flag",
    {
        "urge": QT_TRANSLATE_NOOP("flag", "Urged"),
        "supervise": QT_TRANSLATE_NOOP("flag", "Supervised"),
        "wake": QT_TRANSLATE_NOOP("flag", "Woken"),
        "center_leader": QT_TRANSLATE_NOOP("flag", "To the leader"),
        "written_notice": QT_TRANSLATE_NOOP("flag", "Written notice"),
    },
)
"""Pushes from outside the flow, and rungs of the ladder."""
