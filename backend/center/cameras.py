"""The registry of cameras: what people may write down, what is handed out, what is told of them.

A command sets up to FORMS_MAX cameras, all or none. Every change is a line of the journal, without any
secret; handing out how to open a camera is one, too. Source: design 4-wall.md; docs/design/cameras.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from backend.center.camera_book import digest_of
from backend.center.camera_ports import Vault
from backend.center.ledger import Ledger
from backend.center.place import Place
from backend.center.ports import Caller, Moment
from backend.domain.acts import Context
from backend.domain.camera import (
    CAMERA_ROLES,
    LOOKED_AWAY,
    STREAM_ROLES,
    Camera,
    CameraState,
    Capability,
    Health,
    Life,
    Transport,
    Why,
)
from backend.domain.camera_form import Flaw, flaws_of, transport_flaw
from backend.domain.errors import Refused
from backend.domain.roles import Role
from backend.wire.cameras import (
    RULES_CHARS_MAX,
    AskStreams,
    CameraForm,
    CameraHealth,
    CameraTally,
    FormFault,
    Login,
    Stream,
    Streams,
)
from backend.wire.messages import Command, Result

CHECK: Final = "camera_check"
"""The command that only reads: answered anew each time, neither stored nor journalled."""

CAMERAS_MAX: Final = 100_000
PROBE_STALE_MS: Final = 3_600_000
"""What was found of a stream is written again after this long, or when it differs."""


@dataclass(frozen=True, slots=True)
class _Change:
    """One camera of a command, judged: what it will be, and which secrets change (None: not)."""

    before: Camera | None
    after: Camera
    login: Login | None
    rules: str | None

    @property
    def real(self) -> bool:
        """Whether anything is to be written."""
        return self.before != self.after or self.login is not None or self.rules is not None


class Registry:
    """Takes what people and analysts say of cameras at one center. Without a vault it keeps no logins."""

    def __init__(self, place: Place, ledger: Ledger, vault: Vault | None) -> None:
        self._place = place
        self._ledger = ledger
        self._book = ledger.cameras
        self._vault = vault

    # -- commands -----------------------------------------------------------------------------------

    def act(self, command: Command, context: Context, caller: str) -> Result:
        """Carry out one of CAMERA_ROLES.

        Raises:
            Refused: `role`, `no_camera`; nothing was changed.
        """
        allowed = CAMERA_ROLES[command.verb]
        if not context.actor.roles & allowed:
            who_may = tuple(sorted(role.value for role in allowed))
            words = f"{context.actor.name} may not {command.verb}"
            raise Refused("role", words, rule=command.verb, who_may=who_may)
        if command.verb == "camera_remove":
            return self._remove(command, context)
        if command.verb == "camera_report":
            self.heard(command.healths, caller, context.now_ms)
            return Result(command.client_id, ok=True, target=command.target)
        return self._set(command, context)

    def _set(self, command: Command, context: Context) -> Result:
        changes, faults = self._judge(command.cameras, context.now_ms)
        real = [change for change in changes if change.real]
        new = sum(change.before is None for change in real)
        tally = CameraTally(new, len(real) - new, len(changes) - len(real), tuple(faults))
        if faults:
            words = f"{len(faults)} of {len(command.cameras)} cameras cannot be taken; nothing was changed"
            return Result(
                command.client_id,
                ok=False,
                code="camera_faults",
                rule=command.verb,
                words=words,
                cameras=tally,
            )
        if command.verb != CHECK:
            for change in real:
                self._write(change, context)
        target = command.cameras[0].id if len(command.cameras) == 1 else ""
        return Result(command.client_id, ok=True, target=target, cameras=tally)

    def _judge(self, forms: tuple[CameraForm, ...], now_ms: int) -> tuple[list[_Change], list[FormFault]]:
        changes: list[_Change] = []
        faults: list[FormFault] = []
        seen: dict[str, None] = {}
        for n, form in enumerate(forms):
            change = self._change(form, now_ms)
            flaws = [*self._flaws(form, change), *flaws_of(change.after)]
            if form.id in seen:
                flaws.append(Flaw("id", "twice", f"{form.id} stands here twice", "take one out"))
            seen[form.id] = None
            faults += [FormFault(n, form.id[:128], one.field, one.code, one.sentence) for one in flaws]
            if change.before is None and not flaws:
                # Counted as if it were there already, so that no batch passes the limit.
                over = len(self._book.cameras) + len(seen) > CAMERAS_MAX
                faults += (
                    [FormFault(n, form.id, "id", "full", f"at most {CAMERAS_MAX} cameras")] if over else []
                )
            changes.append(change)
        return changes, faults

    def _change(self, form: CameraForm, now_ms: int) -> _Change:
        """What a form makes of a camera."""
        before = self._book.cameras.get(form.id)
        base = before or Camera(form.id, "", "", "")
        told: dict[str, Any] = {
            name: value
            for name in ("name", "unit", "main", "sub", "place", "key_area", "armed")
            if (value := getattr(form, name)) is not None
        }
        if form.transport in set(Transport):
            told["transport"] = Transport(form.transport)
        login = form.login if form.login is not None and form.login != self._login(base) else None
        if form.login == Login("", "") and not base.login:
            login = None
        if login is not None:
            told["login"] = login != Login("", "")
        rules = form.rules if form.rules is not None and digest_of(form.rules) != base.rules else None
        if rules is not None:
            told["rules"] = digest_of(rules)
        after = replace(base, **told)
        if before is None or after != before or login is not None:
            after = replace(after, changed_ms=now_ms)
        return _Change(before, after, login, rules)

    def _flaws(self, form: CameraForm, change: _Change) -> Iterator[Flaw]:
        """What only the form, or only this center, can tell."""
        place = self._place
        unit = change.after.unit
        if unit and place.organisation.units and not place.organisation.within(unit, place.center):
            known = "is not of this center" if unit in place.organisation.units else "is not there"
            remedy = f"name {place.center} or a grid or building in it"
            yield Flaw("unit", "no_unit", f"unit {unit[:64]!r} {known}", remedy)
        if form.transport is not None and (flaw := transport_flaw(form.transport)) is not None:
            yield flaw
        if form.rules is not None and len(form.rules) > RULES_CHARS_MAX:
            yield Flaw("rules", "too_long", "the rules are too long", f"at most {RULES_CHARS_MAX} characters")
        if change.login is not None and self._vault is None:
            yield Flaw("login", "no_vault", "this center keeps no logins", "leave user and password out")

    def _write(self, change: _Change, context: Context) -> None:
        camera = change.after
        if change.before != camera:
            self._book.put(camera)
        if change.before is None:
            self._book.put_life(camera.id, Life(moved_ms=context.now_ms))
        if change.login is not None:
            empty = change.login == Login("", "")
            assert empty or self._vault is not None
            sealed = b"" if empty or self._vault is None else self._vault.seal(camera.id, change.login)
            self._book.put_login(camera.id, sealed)
        if change.rules is not None:
            self._book.put_rules(camera.id, change.rules)
        self._note(context, "camera_set", camera.id, _difference(change))

    def _remove(self, command: Command, context: Context) -> Result:
        names = dict.fromkeys([command.target] if command.target else [form.id for form in command.cameras])
        missing = [name for name in names if name not in self._book.cameras]
        if missing or not names:
            named = missing[0] if missing else ""
            raise Refused("no_camera", f"there is no camera {named!r} here", rule=command.verb)
        for name in names:
            self._book.drop(name)
            self._note(context, "camera_remove", name, "")
        return Result(
            command.client_id, ok=True, target=command.target, cameras=CameraTally(changed=len(names))
        )

    def _note(self, context: Context, act: str, camera: str, detail: str) -> None:
        self._ledger.note(context.actor.name, act, camera, "ok", context.now_ms, detail)

    # -- health and streams -------------------------------------------------------------------------

    def heard(self, healths: Iterable[CameraHealth], by: str, now_ms: int) -> None:
        """Take what somebody says of cameras; of those that are not here nothing is kept."""
        for told in healths:
            life = self._book.lives.get(told.camera)
            if life is not None:
                state = _state_of(told)
                health = Health(
                    state, now_ms, told.code if state is not CameraState.LIVE else "", told.words, by
                )
                after = life.faring(health)
                if told.capability is not None and _news(told.capability, after.capability, now_ms):
                    after = replace(after, capability=replace(told.capability, probed_ms=now_ms))
                self._book.put_life(told.camera, after)

    def streams(self, ask: AskStreams, caller: Caller, now: Moment) -> Streams:
        """How to open cameras, to a person with the right; journalled before it is sent."""
        found: list[Stream] = []
        faults: list[FormFault] = []
        may = caller.kind == "operator" and bool(caller.roles & STREAM_ROLES)
        for n, name in enumerate(ask.cameras):
            camera = self._book.cameras.get(name)
            if not may:
                faults.append(FormFault(n, name, "", "role", f"{caller.name} may not open cameras"))
            elif camera is None:
                faults.append(FormFault(n, name, "id", "no_camera", f"there is no camera {name!r} here"))
            else:
                found.append(self.stream(camera))
        outcome = "ok" if may else "role"
        detail = " ".join(stream.camera for stream in found)
        self._ledger.note(
            f"{caller.kind}:{caller.name}",
            "camera_streams",
            f"{len(found)} cameras",
            outcome,
            now.utc_ms,
            detail,
        )
        return Streams(ask.ask, tuple(found), tuple(faults))

    def stream(self, camera: Camera) -> Stream:
        """How to open one camera, with its login if it has one that can be opened."""
        return Stream(camera.id, camera.main, camera.sub, camera.transport, self._login(camera))

    def _login(self, camera: Camera) -> Login | None:
        if not camera.login or self._vault is None:
            return None
        return self._vault.open(camera.id, self._book.login(camera.id))


def may_watch(roles: frozenset[Role]) -> bool:
    """Whether somebody may see the cameras of a center: everybody who works in it."""
    return bool(roles - {Role.REPORTER, Role.GRID_OFFICER, Role.CALLBACK, Role.ANALYST})


def _state_of(told: CameraHealth) -> CameraState:
    """What a report comes to: its code tells whether waiting may help, where one is known."""
    if told.state is CameraState.LIVE or told.code not in set(Why):
        return told.state
    return CameraState.LOST if told.code in LOOKED_AWAY else CameraState.FAULT


def _news(told: Capability, known: Capability, now_ms: int) -> bool:
    return (told.main, told.sub) != (known.main, known.sub) or now_ms - known.probed_ms > PROBE_STALE_MS


def _difference(change: _Change) -> str:
    """Which fields changed, for the journal; values of secrets never."""
    before: Mapping[str, object] = _plain(change.before) if change.before else {}
    after = _plain(change.after)
    named = [f"{name}={after[name]}" for name in after if before.get(name) != after[name]]
    named += ["login changed"] if change.login is not None else []
    return "; ".join(named)


def _plain(camera: Camera) -> dict[str, object]:
    hidden = {"id", "changed_ms"}
    return {one.name: getattr(camera, one.name) for one in fields(camera) if one.name not in hidden}
