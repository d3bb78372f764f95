"""Refusals in words: why the rules say no, by code, and who may do it instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from console import vocabulary
from console.vocabulary import QT_TRANSLATE_NOOP, Table
from console.wording import Words

REASONS = Table(
    "refusal",
    {
        "held_here": QT_TRANSLATE_NOOP("refusal", "it is held here"),
        "never_held": QT_TRANSLATE_NOOP("refusal", "this center never held it"),
        "recovering": QT_TRANSLATE_NOOP(
            "refusal", "the center was restored from a backup; it rests until every neighbour has answered"
        ),
        "in_transit": QT_TRANSLATE_NOOP("refusal", "it is on its way between two centers"),
        "not_custodian": QT_TRANSLATE_NOOP("refusal", "another center holds it; here it can be watched"),
        "wrong_state": QT_TRANSLATE_NOOP("refusal", "it does not stand at that stage now"),
        "role": QT_TRANSLATE_NOOP("refusal", "your role does not include it"),
        "args_missing": QT_TRANSLATE_NOOP("refusal", "something that is needed was left out"),
        "unknown_arg": QT_TRANSLATE_NOOP("refusal", "the center does not know one of the fields"),
        "bad_arg": QT_TRANSLATE_NOOP("refusal", "one of the fields cannot be so"),
        "unknown_verb": QT_TRANSLATE_NOOP("refusal", "the center does not know this act"),
        "no_ticket": QT_TRANSLATE_NOOP("refusal", "the center does not have this ticket"),
        "no_camera": QT_TRANSLATE_NOOP("refusal", "the center does not have this camera"),
        "camera_faults": QT_TRANSLATE_NOOP("refusal", "some cameras cannot be taken as they are"),
        "no_alarm": QT_TRANSLATE_NOOP("refusal", "the center does not have this alarm"),
        "exists": QT_TRANSLATE_NOOP("refusal", "it exists already"),
        "not_your_task": QT_TRANSLATE_NOOP("refusal", "your department has no task here"),
        "already_signed": QT_TRANSLATE_NOOP("refusal", "your department has signed already"),
        "not_signed": QT_TRANSLATE_NOOP("refusal", "your department has not signed yet"),
        "already_fed_back": QT_TRANSLATE_NOOP("refusal", "your department has fed back already"),
        "open_assists": QT_TRANSLATE_NOOP("refusal", "assisting departments are still working"),
        "same_person": QT_TRANSLATE_NOOP("refusal", "nobody checks or rules on his own"),
        "nothing_open": QT_TRANSLATE_NOOP("refusal", "no assisting department owes anything"),
        "no_parent": QT_TRANSLATE_NOOP("refusal", "there is no center above"),
        "no_child": QT_TRANSLATE_NOOP("refusal", "there is no center below"),
        "not_a_child": QT_TRANSLATE_NOOP("refusal", "that center is not below this one"),
        "no_evidence": QT_TRANSLATE_NOOP("refusal", "it needs a picture from after the work, or a note"),
        "unknown_department": QT_TRANSLATE_NOOP("refusal", "that department does not belong to this center"),
        "named_twice": QT_TRANSLATE_NOOP("refusal", "one department is named twice"),
        "no_limit": QT_TRANSLATE_NOOP("refusal", "the table of time limits has none for this class"),
        "claimed_by_other": QT_TRANSLATE_NOOP("refusal", "somebody else has claimed it"),
        "stale": QT_TRANSLATE_NOOP("refusal", "it has changed since you looked"),
        "already_fired": QT_TRANSLATE_NOOP("refusal", "this step of the ladder has been taken already"),
        "asked_already": QT_TRANSLATE_NOOP("refusal", "it has been asked for already and waits for a ruling"),
        "bad_extension": QT_TRANSLATE_NOOP(
            "refusal", "more time is asked for in whole working days or minutes, as its limit is"
        ),
        "bad_review": QT_TRANSLATE_NOOP(
            "refusal", "the review date must lie within the days that the table allows"
        ),
        "breached": QT_TRANSLATE_NOOP("refusal", "its deadline has passed; no more time is given after it"),
        "cycle": QT_TRANSLATE_NOOP("refusal", "the two would be merged into each other"),
        "has_children": QT_TRANSLATE_NOOP("refusal", "others are merged into it; take them out first"),
        "no_calendar": QT_TRANSLATE_NOOP("refusal", "the working calendar of its limit is not known here"),
        "no_reporter": QT_TRANSLATE_NOOP("refusal", "nobody reported it who could rate it"),
        "not_assigned": QT_TRANSLATE_NOOP("refusal", "somebody else was asked to verify it"),
        "not_joinable": QT_TRANSLATE_NOOP("refusal", "the alarm is closed, too old or of another rule"),
        "not_lead": QT_TRANSLATE_NOOP("refusal", "your department only assists"),
        "not_open": QT_TRANSLATE_NOOP("refusal", "that ticket takes nothing any more"),
        "not_reporter": QT_TRANSLATE_NOOP("refusal", "only who reported it may rate it"),
        "not_summoned": QT_TRANSLATE_NOOP("refusal", "nobody waits for you to take note"),
        "not_target": QT_TRANSLATE_NOOP("refusal", "it is not on its way to this center"),
        "nothing_asked": QT_TRANSLATE_NOOP("refusal", "nothing waits for a ruling"),
        "nothing_to_sample": QT_TRANSLATE_NOOP(
            "refusal", "it was not solved on the spot, or has been sampled"
        ),
        "reported_already": QT_TRANSLATE_NOOP("refusal", "its source has reported it before"),
        "too_late": QT_TRANSLATE_NOOP("refusal", "the time in which that is allowed is over"),
        "too_often": QT_TRANSLATE_NOOP("refusal", "it has been returned as often as is allowed"),
        "bad_client_id": QT_TRANSLATE_NOOP("refusal", "the center does not take the number of this act"),
        "cannot_apply": QT_TRANSLATE_NOOP(
            "refusal", "the center could not carry it out; nothing was changed"
        ),
        "behind": QT_TRANSLATE_NOOP(
            "refusal", "a neighbour knows more than this center; it is being restored"
        ),
        "closing_unmet": QT_TRANSLATE_NOOP(
            "refusal", "what its class asks for before closing is still missing"
        ),
        "form_gap": QT_TRANSLATE_NOOP(
            "refusal", "the form of its class has a gap; fill in what its class asks for"
        ),
        "unknown_class": QT_TRANSLATE_NOOP("refusal", "the center does not know this class"),
        "log_full": QT_TRANSLATE_NOOP("refusal", "its log takes no more remarks"),
        "too_large": QT_TRANSLATE_NOOP("refusal", "it is too large"),
        "bad_evidence": QT_TRANSLATE_NOOP("refusal", "the evidence is not named as it must be"),
        "no_channel": QT_TRANSLATE_NOOP("refusal", "the center carries no evidence"),
        "not_shown": QT_TRANSLATE_NOOP("refusal", "nothing that you may see shows this evidence"),
        "not_masked": QT_TRANSLATE_NOOP("refusal", "only masked pictures are taken"),
        "no_module": QT_TRANSLATE_NOOP("refusal", "the center does not do this"),
        "not_allowed": QT_TRANSLATE_NOOP("refusal", "this key may not do that here"),
        "sign_in": QT_TRANSLATE_NOOP("refusal", "somebody has to sign in first"),
        "under_way": QT_TRANSLATE_NOOP("refusal", "it has been sent and has no answer yet"),
        "too_many": QT_TRANSLATE_NOOP("refusal", "too many acts wait for the center already"),
        "unavailable": QT_TRANSLATE_NOOP("refusal", "the center cannot take it now; nothing was changed"),
        "no_center": QT_TRANSLATE_NOOP("refusal", "the center has not answered yet"),
        "nothing_selected": QT_TRANSLATE_NOOP("refusal", "nothing is selected"),
    },
)

LINK_LOSSES = Table(
    "link",
    {
        "unreachable": QT_TRANSLATE_NOOP("link", "the center does not answer"),
        "disconnected": QT_TRANSLATE_NOOP("link", "the line broke"),
        "silent": QT_TRANSLATE_NOOP("link", "the center is connected but says nothing"),
        "key_refused": QT_TRANSLATE_NOOP("link", "the center does not accept this console's key"),
        "wrong_server_key": QT_TRANSLATE_NOOP("link", "the center's key is not the one expected"),
        "version": QT_TRANSLATE_NOOP("link", "the center speaks another version"),
        "unavailable": QT_TRANSLATE_NOOP("link", "the center cannot serve now"),
        "closed": QT_TRANSLATE_NOOP("link", "the center is being stopped"),
        "key_revoked": QT_TRANSLATE_NOOP("link", "the rights of this key were taken away or changed"),
        "too_fast": QT_TRANSLATE_NOOP("link", "this console asked for too much at once"),
        "too_many_connections": QT_TRANSLATE_NOOP("link", "the center has too many connections"),
        "slow": QT_TRANSLATE_NOOP("link", "this console did not keep up with the center"),
        "sign_in": QT_TRANSLATE_NOOP("link", "somebody has to sign in at this workstation"),
        "sign_in_refused": QT_TRANSLATE_NOOP("link", "name or password is wrong"),
        "sign_in_locked": QT_TRANSLATE_NOOP("link", "too many wrong passwords; wait"),
        "session_over": QT_TRANSLATE_NOOP("link", "the session has ended; sign in again"),
        "failed": QT_TRANSLATE_NOOP("link", "a fault of this program; it is in its log"),
    },
)


class Refusal(Protocol):
    """What backend.domain.errors.Refused and backend.wire.messages.Result have in common."""

    @property
    def code(self) -> str:
        """Stable code."""

    @property
    def words(self) -> str:
        """English words of whoever refused."""

    @property
    def rule(self) -> str:
        """Name of the rule."""

    @property
    def who_may(self) -> tuple[str, ...]:
        """Who may do it."""


def reason(words: Words, code: str, spoken: str = "") -> str:
    """Why it was refused; a code without a word of ours falls back to what the center said."""
    return words.of(REASONS, code) if code in REASONS.words else spoken or code


def who_may(words: Words, names: tuple[str, ...], name: Callable[[str], str]) -> str:
    """Who may do it, as one enumeration: roles, and units and persons (`operator:`, `officer:`) by name."""
    said = []
    for entry in names:
        kind, colon, ident = entry.partition(":")
        if not colon:
            said.append(words.of(vocabulary.ROLES, entry))
        else:
            said.append(ident if kind in {"operator", "officer"} else name(ident))
    return words.translate("words", ", ").join(said)


def sentence(words: Words, no: Refusal, name: Callable[[str], str]) -> str:
    """The whole refusal after its title: why, by which rule, who may."""
    parts = [reason(words, no.code, no.words)]
    rule = "/".join(part for part in (no.rule, no.code) if part)
    parts.append(words.translate("refusal line", "rule {rule}").format(rule=rule))
    if no.who_may:
        names = who_may(words, no.who_may, name)
        parts.append(words.translate("refusal line", "who may: {names}").format(names=names))
    return words.translate("refusal line", " · ").join(parts)
