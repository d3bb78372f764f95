"""What the banner and the status line say about the line to the center and the links beyond it."""

from __future__ import annotations

from collections.abc import Mapping

from backend.domain.sla import Light
from backend.wire.messages import Neighbour
from console import vocabulary
from console.mirror import LinkPhase
from console.refusals import LINK_LOSSES
from console.screens.desk import Desk
from widgets.status import StatusCell


def banner_words(desk: Desk) -> tuple[str, str, str]:
    """Title, words and note of the banner while there is no line. Claims only what is so.

    Commands are kept in this program's memory until the center answers; therefore "while this window is
    open", and no more.
    """
    words, link, mirror = desk.words, desk.mirror.link, desk.mirror
    translate, now_ms = words.translate, desk.local_ms()
    gone = words.about((now_ms - link.since_ms) / 1000)
    if mirror.center.id:
        title = translate("banner", "Cut off from {center} for {time}.").format(
            center=desk.name(mirror.center.id), time=gone
        )
    else:
        title = translate("banner", "No line to a center for {time}.").format(time=gone)
    why = words.of(LINK_LOSSES, link.code) if link.code in LINK_LOSSES.words else link.words
    seen = translate("banner", "What you see is from {time}.").format(
        time=words.time(mirror.center_ms(mirror.heard_ms))
    )
    kept = translate(
        "banner", "Nothing is lost: what you do is kept while this window is open, and sent when it returns."
    )
    waiting = translate("banner", "Waiting to be sent: {n}.").format(n=len(desk.intents))
    parts = [
        translate("banner", "Reason: {reason}.").format(reason=why),
        seen if mirror.heard_ms else "",
        kept if mirror.center.id else "",
        waiting if len(desk.intents) else "",
    ]
    left_s = max(0, -((now_ms - link.retry_at_ms) // 1000))
    note = (
        translate("banner", "next try in {n} s").format(n=left_s) if left_s else translate("banner", "trying")
    )
    return title, " ".join(part for part in parts if part), note


def status_cells(
    desk: Desk, lights: Mapping[Light, int]
) -> tuple[tuple[StatusCell, ...], tuple[StatusCell, ...]]:
    """(left, right) cells of the status line."""
    mirror, words = desk.mirror, desk.words
    translate = words.translate
    left = [_center(desk)]
    if desk.linked:  # what our center said of its links is not known to be so while we cannot hear it
        left += [_neighbour(desk, peer) for peer in mirror.neighbours.values()]
    for light in (Light.RED, Light.YELLOW):
        if lights.get(light):
            text = f"{words.of(vocabulary.LIGHTS, light.value)} {lights[light]}"
            left.append(StatusCell(text, light=light.value, loud=light is Light.RED))
    if len(desk.intents):
        text = translate("status", "{n} under way").format(n=len(desk.intents))
        left.append(StatusCell(text, icon="outbox", loud=not desk.linked))
    if mirror.faults:
        text = translate("status", "{n} tickets cannot be read").format(n=len(mirror.faults))
        tip = "\n".join(f"{ticket}: {why}" for ticket, why in mirror.faults.items())
        left.append(StatusCell(text, icon="warning", loud=True, tip=tip))
    right = []
    if mirror.heard_ms:
        text = translate("status", "data to {time}").format(
            time=words.time(desk.mirror.center_ms(mirror.heard_ms))
        )
        right.append(StatusCell(text, icon="retry"))
    if mirror.link.phase is LinkPhase.UP:
        error_s = max(mirror.link.error_ms, 10) / 1000
        text = translate("status", "clock ±{seconds} s").format(seconds=f"{error_s:.2f}")
        right.append(StatusCell(text, icon="clock"))
    return tuple(left), tuple(right)


def _center(desk: Desk) -> StatusCell:
    translate, link = desk.words.translate, desk.mirror.link
    name = desk.name(desk.mirror.center.id)
    if link.phase is LinkPhase.UP:
        return StatusCell(translate("status", "this center {center}").format(center=name), icon="center")
    if link.phase is LinkPhase.CONNECTING:
        return StatusCell(translate("status", "connecting"), icon="center")
    since = desk.words.time(desk.mirror.center_ms(link.since_ms))
    text = translate("status", "cut off since {time}").format(time=since)
    return StatusCell(text, icon="link.lost", loud=True)


def _neighbour(desk: Desk, peer: Neighbour) -> StatusCell:
    translate = desk.words.translate
    above = peer.center == desk.mirror.center.parent
    name = desk.name(peer.center)
    text = (
        translate("status", "{center} linked").format(center=name)
        if peer.up
        else translate("status", "{center} cut off").format(center=name)
    )
    if peer.queued:
        text = translate("status", "{link} · {n} to send").format(link=text, n=peer.queued)
    icon = ("link.up" if above else "link.down") if peer.up else "link.lost"
    return StatusCell(text, icon=icon, loud=not peer.up, tip=peer.words)
