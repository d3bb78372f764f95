"""What sending a strip does, in one sentence each; `{names}` are filled in by the form maker. Knows no Qt."""

from __future__ import annotations

from collections.abc import Mapping

from console.vocabulary import QT_TRANSLATE_NOOP

EFFECTS: Mapping[str, str] = {
    "confirm": QT_TRANSLATE_NOOP("words", "Makes a ticket here; its clocks start now."),
    "dismiss": QT_TRANSLATE_NOOP("words", "Closes the alarm. A number chooses the reason and sends it."),
    "report": QT_TRANSLATE_NOOP("words", "Makes a ticket here; its clocks start now."),
    "split": QT_TRANSLATE_NOOP(
        "words", "Makes a second ticket; its total clock starts where this one's did."
    ),
    "file": QT_TRANSLATE_NOOP(
        "words", "The time limits are frozen on the ticket; the dispatch clock starts."
    ),
    "not_file": QT_TRANSLATE_NOOP("words", "Ends the ticket with this reason."),
    "ask_more": QT_TRANSLATE_NOOP("words", "The accept clock pauses until the answer, for a day at most."),
    "supplement": QT_TRANSLATE_NOOP("words", "The answer is written down; the accept clock goes on."),
    "send_verify": QT_TRANSLATE_NOOP("words", "A grid officer looks at it; the verifying clock starts."),
    "verified": QT_TRANSLATE_NOOP("words", "It is as reported; it goes back to be filed."),
    "refuted": QT_TRANSLATE_NOOP("words", "It is not as reported; it goes back to be declined."),
    "dispatch": QT_TRANSLATE_NOOP(
        "words", "Each department gets a task; the signing and handling clocks start."
    ),
    "sign": QT_TRANSLATE_NOOP("words", "{department} takes the task; the signing clock stops."),
    "feedback": QT_TRANSLATE_NOOP("words", "Says the work is done; somebody else checks it."),
    "arbitrate": QT_TRANSLATE_NOOP(
        "words", "Upheld: it is dispatched anew and not counted. Rejected: it stays, the clock never stopped."
    ),
    "lift": QT_TRANSLATE_NOOP("words", "The work goes on and its clocks run again."),
    "check": QT_TRANSLATE_NOOP("words", "“Done” moves on; “redo” starts another round."),
    "callback": QT_TRANSLATE_NOOP(
        "words", "“Satisfied” closes the ticket, “not satisfied” starts another round."
    ),
    "evaluate": QT_TRANSLATE_NOOP("words", "The reporter rates the department; the ticket is done for good."),
    "sample": QT_TRANSLATE_NOOP("words", "A look at what was solved on the spot; “redo” opens it again."),
    "reopen": QT_TRANSLATE_NOOP("words", "It is dispatched anew, with a new total clock."),
    "waive": QT_TRANSLATE_NOOP("words", "This department owes no assistance any more."),
    "reclassify": QT_TRANSLATE_NOOP("words", "Time limits are swapped; starts and pauses stay."),
    "return": QT_TRANSLATE_NOOP("words", "A leader rules on it. The handling clock runs on until then."),
    "extend": QT_TRANSLATE_NOOP(
        "words", "A leader rules on it. Limit now: {limit}; both deadlines are kept."
    ),
    "hang": QT_TRANSLATE_NOOP(
        "words", "The center leader rules on it; then all clocks pause until the review."
    ),
    "request_close": QT_TRANSLATE_NOOP("words", "A leader rules on it; if granted, a checker looks at it."),
    "void": QT_TRANSLATE_NOOP("words", "A second leader must grant it; then the ticket ends for good."),
    "grant": QT_TRANSLATE_NOOP("words", "Says yes; what was asked for happens at once."),
    "deny": QT_TRANSLATE_NOOP("words", "Says no; the ticket goes on as it is."),
    "withdraw": QT_TRANSLATE_NOOP("words", "Takes your own request back."),
    "hand_up": QT_TRANSLATE_NOOP(
        "words", "Custody goes to {center}; here it can only be watched from then on."
    ),
    "hand_down": QT_TRANSLATE_NOOP("words", "Custody goes down; the total clock keeps running."),
    "recall": QT_TRANSLATE_NOOP("words", "Asks the center that holds it to hand it back; it may decline."),
    "decline_recall": QT_TRANSLATE_NOOP("words", "The ticket stays here; whoever asked sees the reason."),
    "merge": QT_TRANSLATE_NOOP(
        "words",
        "Ends here and goes on there: the earliest total clock, the strictest urgency. Can be undone.",
    ),
    "unmerge": QT_TRANSLATE_NOOP("words", "Goes on by itself again, as if it had never been merged."),
    "urge": QT_TRANSLATE_NOOP("words", "Reminds whoever must act now; it stays in the log."),
    "supervise": QT_TRANSLATE_NOOP("words", "Puts the ticket under supervision; it stays in the log."),
    "wake": QT_TRANSLATE_NOOP("words", "Summons all at once: {summons}. Receipts are timed."),
    "receipt": QT_TRANSLATE_NOOP("words", "Says that you know of it; the time is kept."),
    "note": QT_TRANSLATE_NOOP("words", "Adds a line to the log."),
}

GRANTED: Mapping[str, str] = {
    "extend": QT_TRANSLATE_NOOP("words", "The handling deadline of {department} moves on by {asked}."),
    "hang": QT_TRANSLATE_NOOP("words", "All clocks pause; it is looked at again on {asked}."),
    "close": QT_TRANSLATE_NOOP("words", "No department owes anything any more; a checker looks at it."),
    "void": QT_TRANSLATE_NOOP("words", "Ends the ticket for good: you are the second person."),
}
"""What granting a request of each kind does."""
