"""Acting on what is selected: a row of actions, the refusal below it, the inline strip below that.

Every act is a QAction `act.<verb>` with its key. The main act also has Enter; while a strip is open Enter
sends the strip, Esc closes it, and letters wait, so a stray key cannot throw away what was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backend.domain.errors import Refused
from console import ticket_words
from console.forms import Form
from console.intents import Outcome
from console.mirror import Changes
from console.offers import Offer
from console.refusals import Refusal, sentence
from console.screens.act_keys import ENTER, ESCAPE, ActKey
from console.screens.desk import Desk
from console.screens.form_strip import FormStrip
from widgets.action_button import ActionButton, ActionRow, set_available
from widgets.notice import Notice
from widgets.theme import current

CREATING = frozenset({"report", "split"})
"""Acts without a target: they make one."""

Judge = Callable[[str], Refused | None]
MakeForm = Callable[[str], Form | None]


class ActArea(QWidget):
    """One per pane. `scope` is the screen in whose widgets the keys work.

    `set_subject` says what is selected and what is on offer. `judge` answers for any verb whether it may
    be tried; `make_form` gives its strip, or `None` for an act that needs no second key.
    """

    strip_closed = Signal()
    nothing_to_close = Signal()

    def __init__(
        self, desk: Desk, scope: QWidget, acts: Sequence[ActKey], judge: Judge, make_form: MakeForm
    ) -> None:
        super().__init__(scope)
        self._desk, self._judge, self._make_form = desk, judge, make_form
        self._target, self._offers = "", tuple[Offer, ...]()
        self._refusals: dict[str, tuple[str, Refusal]] = {}
        self._shown: object = None
        self.wide = False
        self._keys = {act.verb: act.key for act in acts}
        self._actions = {act.verb: self._action(scope, act) for act in acts}
        self.submit = self._plain(scope, "act.submit", self.tr("Send"), ENTER, self._send)
        self.cancel = self._plain(scope, "act.cancel", self.tr("Back"), (ESCAPE,), self.step_back)
        self.row, self.notice = ActionRow(self), Notice(self)
        self.strip = FormStrip(self.submit, self.cancel, self)
        self.strip.reason_chosen.connect(self._send)
        self.strip.edited.connect(self.notice.clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().size("gap"))
        for part in (self.row, self.notice, self.strip):
            column.addWidget(part)
        desk.sent.connect(self._sync)
        desk.settled.connect(self._settled)
        desk.changed.connect(self._link_changed)

    @property
    def actions_by_verb(self) -> dict[str, QAction]:
        """The QAction of every act of this pane."""
        return self._actions

    def set_subject(self, target: str, offers: Sequence[Offer]) -> None:
        """Say what is selected; another target closes the strip and shows that target's last refusal."""
        if target != self._target:
            self._close_strip()
            self.notice.clear()
            self._target = target
            if target in self._refusals:
                self._show_refusal(*self._refusals[target])
        self._offers = tuple(offers)
        self._sync()

    def begin(self, verb: str) -> None:
        """Try an act: its refusal, its strip, or at once its command."""
        no = self._judge(verb)
        if no is not None:
            self._close_strip()
            self._show_refusal(verb, no)
            return
        self.notice.clear()
        self._refusals.pop(self._target, None)
        form = self._make_form(verb)
        if form is None:
            self._ask(verb, {})
            return
        self.strip.open(form, wide=self.wide)
        self._sync()

    def step_back(self) -> None:
        """Esc: close the strip, else the notice, else tell that there is nothing to close."""
        if self.strip.form is not None:
            self._close_strip()
        elif self.notice.words:
            self.notice.clear()
            self._refusals.pop(self._target, None)
        else:
            self.nothing_to_close.emit()
        self._sync()

    def _send(self) -> None:
        form = self.strip.form
        if form is None:
            return
        values = self.strip.values()
        missing = form.missing(values)
        if missing:
            words = self.tr("fill in “{field}”").format(field=self.strip.field_words(missing))
            self.notice.show_notice(self.tr("Not sent:"), words)
            self.strip.focus_field(missing)
            return
        if self._ask(form.verb, form.args(values)):
            self._close_strip()
            self._sync()

    def _ask(self, verb: str, args: dict[str, str]) -> bool:
        target = "" if verb in CREATING else self._target
        try:
            self._desk.ask(verb, target, args)
        except Refused as no:
            self._show_refusal(verb, no)
            return False
        return True

    def _close_strip(self) -> None:
        if self.strip.form is None:
            return
        self.strip.close_form()
        self.strip_closed.emit()

    def _settled(self, outcome: Outcome) -> None:
        command, result = outcome.command, outcome.result
        if command.verb in self._actions:
            if result.ok:
                self._refusals.pop(command.target, None)
            else:
                self._refusals[command.target] = (command.verb, result)
                if command.verb in CREATING or command.target == self._target:
                    self._show_refusal(command.verb, result)
        self._sync()

    def _show_refusal(self, verb: str, no: Refusal) -> None:
        words = self._desk.words
        title = self.tr("Cannot do “{act}”:").format(act=words.of(ticket_words.VERBS, verb))
        icon = "conflict" if no.code in {"stale", "not_custodian", "claimed_by_other"} else "info"
        self.notice.show_notice(title, sentence(words, no, self._desk.name), icon=icon)

    def _link_changed(self, changes: Changes) -> None:
        if changes.link:
            self._sync()

    def _sync(self) -> None:
        """Bring buttons and keys in step with offers, strip and what is under way."""
        opened = self.strip.form is not None
        busy = {pending.command.verb for pending in self._desk.intents.pending(self._target)}
        state = (self._target, self._offers, opened, frozenset(busy), self._desk.linked)
        if state == self._shown:
            return
        self._shown = state
        main = next((offer.verb for offer in self._offers if offer.main), "")
        letters = self._letters()
        for verb, action in self._actions.items():
            keys = list(ENTER) if verb == main else []
            own = self._keys[verb] if letters.get(self._keys[verb]) == verb else ""
            action.setShortcuts([] if opened else [*keys, *([QKeySequence(own)] if own else [])])
        self.submit.setEnabled(opened)
        self.row.set_buttons([self._button(offer, busy) for offer in self._offers])
        self.row.setVisible(bool(self._offers))

    def _letters(self) -> dict[str, str]:
        """Which verb each letter tries now: one that is possible, else one on offer, else the first."""
        offered = {offer.verb: offer.refused is not None for offer in self._offers}
        owners: dict[str, str] = {}
        for verb in sorted(self._keys, key=lambda verb: offered.get(verb, 2)):
            owners.setdefault(self._keys[verb], verb)
        return owners

    def _button(self, offer: Offer, busy: set[str]) -> ActionButton:
        action = self._actions[offer.verb]
        tip = "" if offer.refused is None else sentence(self._desk.words, offer.refused, self._desk.name)
        set_available(action, offer.refused is None, tip)
        button = ActionButton(action, self.row, main=offer.main)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if offer.verb in busy:
            button.set_busy(self.tr("sending") if self._desk.linked else self.tr("queued"))
        return button

    def _action(self, scope: QWidget, act: ActKey) -> QAction:
        action = QAction(self._desk.words.of(ticket_words.VERBS, act.verb), scope)
        action.setObjectName(f"act.{act.verb}")
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _checked=False, verb=act.verb: self.begin(verb))
        scope.addAction(action)
        return action

    def _plain(
        self,
        scope: QWidget,
        name: str,
        words: str,
        keys: Sequence[QKeySequence],
        act: Callable[[], None],
    ) -> QAction:
        action = QAction(words, scope)
        action.setObjectName(name)
        action.setShortcuts(list(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _checked=False: act())
        scope.addAction(action)
        return action
