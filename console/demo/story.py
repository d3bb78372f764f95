"""The demo's story: one alarm on one camera becomes a ticket that three centers see through to its end."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt

from backend.domain.alarm import Alarm, AlarmState
from backend.domain.log import Event, State
from backend.domain.sla import Light, light_at
from console.demo.hands import ENTER, Person
from console.demo.places import District
from console.demo.pump import until
from console.demo.street import MAIN_CAMERA
from console.demo.summary import Summary
from console.mirror import LinkPhase
from videowall.workers.facts import MaskMode

Key = Qt.Key
ALARM_TIMEOUT_S = 60.0
STEP_TIMEOUT_S = 20.0
LIGHT_TIMEOUT_S = 40.0
MASKED = (MaskMode.FACES, MaskMode.MOVING)
KILL_AFTER = {
    "community": "the_community_files_it",
    "district": "it_goes_up_to_the_town",
    "town": "the_department_signs",
}
"""The moment at which the center of that name is killed: while its loss hurts most."""
WRITER = {"community": "community", "district": "town", "town": "town"}
"""Who writes a note meanwhile: someone at the center that has custody then."""
NOTE = "对讲机在充电，已记录"


@dataclass(slots=True)
class Cast:
    """Who sits where: one person at each center, and one of the department that does the work."""

    community: Person
    town: Person
    department: Person
    district: Person

    def at(self, level: str) -> Person:
        """The person whose console hangs on the center of that name."""
        return {"community": self.community, "town": self.town, "district": self.district}[level]

    @property
    def everyone(self) -> tuple[Person, ...]:
        """All of them, bottom up."""
        return (self.community, self.town, self.department, self.district)


@dataclass(slots=True)
class Story:
    """Plays the acts in order; each leaves pictures and checks. The first miss raises StepFailedError."""

    cast: Cast
    centers: District
    summary: Summary
    out: Path
    kill: str
    say: Callable[[str], None]
    alarm: str = ""
    ticket: str = ""
    shots: int = 0

    def play(self) -> None:
        """The whole story."""
        for act in (
            self.pictures_are_live,
            self.an_alarm_becomes_a_ticket,
            self.the_community_files_it,
            self.it_goes_up_to_the_town,
            self.the_department_signs,
            self.the_lights_turn,
            self.a_false_alarm_is_dismissed,
            self.the_work_is_done_and_checked,
            self.everyone_sees_the_end,
        ):
            act()
            if act.__name__ == KILL_AFTER[self.kill]:
                self.a_center_is_killed(self.cast.at(WRITER[self.kill]))

    def pictures_are_live(self) -> None:
        """The wall shows four live, masked pictures; everyone's center answers."""
        for person in self.cast.everyone:
            person.wait_linked()
        wall = self.cast.community.window.watch.wall
        tiles = range(len(self.cast.community.window.desk.config.tiles))
        until("all pictures live", lambda: all(wall.truth(i).trusted for i in tiles), 40)
        truths = [wall.truth(i) for i in tiles]
        ages = [truth.age_ms or 0 for truth in truths]
        self.summary.check("video_live", f"{len(truths)} tiles live, oldest frame {max(ages)} ms")
        until("the masks know what moves", lambda: all(wall.truth(i).masked in MASKED for i in tiles), 40)
        modes = {mode.name for i in tiles if (mode := wall.truth(i).masked) is not None}
        self.summary.check("video_masked", ", ".join(sorted(modes)))

    def an_alarm_becomes_a_ticket(self) -> None:
        """The analyst's alarm is claimed with C and confirmed with Enter, Enter."""
        person = self.cast.community
        queue = person.window.watch.queue

        def raised() -> Alarm | None:
            alarm = queue.alarm
            fits = alarm is not None and alarm.state is AlarmState.RAISED and alarm.camera == MAIN_CAMERA
            return alarm if fits else None

        alarm = until("the analyst raises a fence alarm", raised, ALARM_TIMEOUT_S)
        self.alarm = alarm.id
        pictures = [ref for ref in alarm.evidence if ref.mime.startswith("image/")]
        masked = bool(pictures) and all(ref.masked for ref in alarm.evidence)
        self.summary.check("fence_alarm", f"{alarm.kind} on {alarm.rule}", passed=bool(alarm.trace))
        self.summary.check("masked_snapshot", f"{len(pictures)} masked, trace beside", passed=masked)
        self._shot(person, "wall-alarm")
        person.press(Key.Key_F1, Key.Key_C)
        until("the alarm is claimed", self._alarm_is(AlarmState.CLAIMED), STEP_TIMEOUT_S)
        person.press(ENTER)
        self._shot(person, "confirm")
        person.press(ENTER)
        until("the alarm becomes a ticket", self._alarm_is(AlarmState.CONFIRMED), STEP_TIMEOUT_S)
        confirmed = person.alarm(self.alarm)
        self.ticket = confirmed.ticket if confirmed else ""
        self.summary.check("two_keys_to_ticket", f"Enter, Enter → {self.ticket}")
        self.say(f"alarm {self.alarm} → ticket {self.ticket}")

    def the_community_files_it(self) -> None:
        """F2, Enter, Enter: filed where it happened."""
        person = self.cast.community
        self._go_to_ticket(person)
        person.press(ENTER, ENTER)
        self._wait_state(person, State.FILED)
        self._shot(person, "filed")

    def it_goes_up_to_the_town(self) -> None:
        """H, Enter: custody moves; the community keeps watching."""
        person, town = self.cast.community, self.cast.town
        self._go_to_ticket(person)
        person.press(Key.Key_H, ENTER)
        holder = self.centers["town"].place.org
        for watcher in (town, person, self.cast.district):
            until(f"{watcher.name} sees the town's custody", self._held_by(watcher, holder), STEP_TIMEOUT_S)
        self.summary.check("handed_up", f"custody at {holder}, seen at all three centers")
        self._go_to_ticket(town)
        town.press(ENTER, ENTER)
        self._wait_state(town, State.DISPATCHED)
        self.say("handed up and dispatched")

    def the_department_signs(self) -> None:
        """The department takes the task; its clock starts."""
        person = self.cast.department
        self._wait_state(person, State.DISPATCHED)
        self._go_to_ticket(person)
        person.press(ENTER, ENTER)
        self._wait_state(person, State.IN_PROGRESS)

    def the_lights_turn(self) -> None:
        """The disposal clock goes green, yellow, red on the board; each rung of the ladder fires once."""
        town = self.cast.town
        self._go_to_ticket(town)
        seen = []
        for light in (Light.GREEN, Light.YELLOW, Light.RED):
            until(f"the light turns {light}", self._dispose_light(light), LIGHT_TIMEOUT_S)
            seen.append(light.value)
            self._shot(town, f"light-{light.value}")
        self.summary.check("lights_turned", " → ".join(seen))
        until("both rungs of the ladder fire", lambda: len(self._rungs()) > 1, STEP_TIMEOUT_S)
        rungs = self._rungs()
        self.summary.check("rungs_once", ", ".join(rungs), passed=len(rungs) == len(set(rungs)))

    def a_false_alarm_is_dismissed(self) -> None:
        """D opens the reasons and sends nothing; a number sends. Left out when no second alarm has come."""
        person = self.cast.community
        queue = person.window.watch.queue
        person.press(Key.Key_F1)
        waiting = queue.alarm
        if waiting is None:
            self.say("no second alarm came, so none was dismissed")
            return
        before = waiting.id
        person.press(Key.Key_D)
        self._shot(person, "dismiss-reasons")
        unsent = person.alarm(before)
        person.press(Key.Key_1)

        def dismissed() -> Alarm | None:
            alarm = person.alarm(before)
            return alarm if alarm is not None and alarm.state is AlarmState.DISMISSED else None

        alarm = until("the alarm is dismissed", dismissed, STEP_TIMEOUT_S)
        needed = unsent is not None and unsent.state is waiting.state and bool(alarm.reason)
        self.summary.check("dismiss_needs_reason", f"{before}: {alarm.reason}", passed=needed)

    def a_center_is_killed(self, writer: Person) -> None:
        """SIGKILL; the console says so; what is written meanwhile arrives when the center is back."""
        level = self.kill
        person = self.cast.at(level)
        self._go_to_ticket(writer)
        self.centers.kill(level)
        killed_s = time.monotonic()
        until(
            f"{person.name}'s console says that its center is lost", self._phase(person, LinkPhase.DOWN), 15
        )
        noticed_s = time.monotonic() - killed_s
        person.sit_down()
        self._shot(person, "center-lost")
        writer.press(Key.Key_B)
        writer.write(NOTE)
        writer.press(ENTER)
        self.centers.start_one(level)
        until(f"{person.name}'s console finds its center again", self._phase(person, LinkPhase.UP), 40)
        back_s = time.monotonic() - killed_s
        for watcher in (writer, person):
            until(f"the note arrives at {watcher.name}", partial(self._has_note, watcher), STEP_TIMEOUT_S)
        notes = sum(e.args.get("note") == NOTE for e in self._log(person))
        self.summary.kills.append(
            {"center": level, "noticed_s": round(noticed_s, 2), "back_s": round(back_s, 2), "notes": notes}
        )
        self.summary.check("loss_is_said", f"{level} killed, said after {noticed_s:.1f} s")
        self.summary.check("nothing_lost", f"note written meanwhile is there {notes} time", passed=notes == 1)
        self._shot(person, "center-back")

    def the_work_is_done_and_checked(self) -> None:
        """Feedback by the department, check by the town; no reporter, so the check closes it."""
        department, town = self.cast.department, self.cast.town
        self._go_to_ticket(department)
        department.press(Key.Key_F)
        department.write("围栏已修复，人员已劝离")
        department.press(ENTER)
        self._wait_state(department, State.FED_BACK)
        self._go_to_ticket(town)
        town.press(ENTER, ENTER)
        self._wait_state(town, State.CLOSED)

    def everyone_sees_the_end(self) -> None:
        """Closed at all three centers, with the same log and the custody trail on screen."""
        for person in self.cast.everyone:
            self._wait_state(person, State.CLOSED)
            self._go_to_ticket(person)
            self._shot(person, f"closed-{person.name}")
        logs = [self._log(person) for person in self.cast.everyone]
        same = all(log == logs[0] for log in logs)
        self.summary.check("same_log_everywhere", f"{len(logs[0])} events", passed=same)
        shown = self.cast.district.ticket(self.ticket)
        trail = [step.center for step in shown.trail] if shown else []
        self.summary.check("custody_trail", " → ".join(trail), passed=len(set(trail)) > 1)

    def alarm_rows(self) -> list[dict[str, object]]:
        """Every alarm the community's console knows, for the summary."""
        alarms = self.cast.community.window.mirror.alarms.values()
        return [
            {
                "id": alarm.id,
                "camera": alarm.camera,
                "rule": alarm.rule,
                "kind": alarm.kind,
                "state": alarm.state.value,
                "at_ms": alarm.raised_ms,
                "ticket": alarm.ticket,
                "masked": all(ref.masked for ref in alarm.evidence),
            }
            for alarm in sorted(alarms, key=lambda alarm: alarm.raised_ms)
        ]

    def frames(self) -> int:
        """Pictures that the wall has shown, all tiles together."""
        window = self.cast.community.window
        return sum(window.watch.wall.truth(i).pictures for i in range(len(window.desk.config.tiles)))

    def _go_to_ticket(self, person: Person) -> None:
        until(
            f"{person.name} sees the ticket", lambda: person.ticket(self.ticket) is not None, STEP_TIMEOUT_S
        )
        person.press(Key.Key_F2)
        person.window.tickets.go_to(self.ticket)
        person.window.tickets.take_focus()

    def _wait_state(self, person: Person, state: State) -> None:
        def reached() -> bool:
            shown = person.ticket(self.ticket)
            return shown is not None and shown.state is state

        until(f"{person.name} sees the ticket {state}", reached, STEP_TIMEOUT_S)

    def _alarm_is(self, state: AlarmState) -> Callable[[], bool]:
        def reached() -> bool:
            alarm = self.cast.community.alarm(self.alarm)
            return alarm is not None and alarm.state is state

        return reached

    def _held_by(self, person: Person, holder: str) -> Callable[[], bool]:
        def held() -> bool:
            shown = person.ticket(self.ticket)
            return shown is not None and shown.custody.holder == holder and not shown.custody.transit_to

        return held

    def _dispose_light(self, wanted: Light) -> Callable[[], bool]:
        window = self.cast.town.window

        def shows() -> bool:
            view = window.mirror.tickets.get(self.ticket)
            running = [c for c in view.clocks if c.clock == "dispose" and not c.stopped_ms] if view else []
            return bool(running) and light_at(running[0], window.desk.now_ms()) is wanted

        return shows

    def _log(self, person: Person) -> tuple[Event, ...]:
        shown = person.ticket(self.ticket)
        return shown.events if shown else ()

    def _rungs(self) -> list[str]:
        return [
            f"{event.args['clock']}/{event.args['round']}/{event.args['rung']}"
            for event in self._log(self.cast.town)
            if event.kind == "escalated"
        ]

    def _has_note(self, person: Person) -> bool:
        return any(event.args.get("note") == NOTE for event in self._log(person))

    @staticmethod
    def _phase(person: Person, phase: LinkPhase) -> Callable[[], bool]:
        return lambda: person.window.mirror.link.phase is phase

    def _shot(self, person: Person, name: str) -> None:
        self.shots += 1
        person.picture(self.out / f"{self.shots:02d}-{name}.png")
