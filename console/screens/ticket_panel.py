"""The selected ticket: what it is, what may be done, its clocks, tasks, evidence, custody and log."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from backend.domain import asking
from backend.domain.errors import Refused
from backend.domain.workflow import refusal
from console.form_maker import FormMaker, Seen
from console.forms import Form
from console.mirror import TicketView
from console.offers import RULINGS, context_of, ticket_offers, ticket_refusal
from console.screens.act_area import ActArea
from console.screens.act_keys import TICKET_ACTS
from console.screens.desk import Desk
from console.screens.evidence_row import EvidenceRow
from console.screens.fact_lines import FactLine, FactLines
from console.screens.task_list import TaskList
from console.screens.ticket_facts import (
    chips,
    clock_lines,
    custody_boxes,
    remarks,
    task_words,
    timeline,
)
from console.screens.ticket_overlays import push_lines, request_lines, tie_lines
from widgets.chip import Chip
from widgets.countdown import ClockList
from widgets.custody import CustodyStrip
from widgets.section import SectionHead
from widgets.theme import current
from widgets.timeline import Timeline


class TicketPanel(QWidget):
    """The right pane of the Tickets screen. `show_ticket` with `None` leaves only what needs no ticket.

    `ticket_wanted` tells the id of another ticket that the operator asked to see.
    """

    ticket_wanted = Signal(str)

    def __init__(self, desk: Desk, scope: QWidget) -> None:
        super().__init__(scope)
        self.setObjectName("pane.ticket")
        self._desk = desk
        self._view: TicketView | None = None
        self._request = 0  # the one a ruling was pressed at
        self.setProperty("pane", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        look = current()
        self._margin = look.size("margin") + 4
        self._head = _Head(self)
        self.acts = ActArea(desk, scope, TICKET_ACTS, self._judge, self._form)
        self._clocks, self._tasks = ClockList(), TaskList()
        self.requests, self.pushes, self.ties = FactLines(), FactLines(), FactLines()
        for lines in (self.requests, self.pushes, self.ties):
            lines.pressed.connect(self._pressed)
        self._evidence, self._custody, self._timeline = EvidenceRow(desk), CustodyStrip(), Timeline()
        # Fixed would hold it at the height of one line of boxes, however many it needs.
        policy = self._custody.sizePolicy()
        policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
        self._custody.setSizePolicy(policy)
        self._request_head = SectionHead(self.tr("Requests"), note=self.tr("nobody rules on his own"))
        self._push_head = SectionHead(self.tr("Pushes"), note=self.tr("receipts with their time"))
        self._tie_head = SectionHead(self.tr("Belongs together"))
        self._clock_head = SectionHead(self.tr("Clocks"), note=self.tr("from the log · tick = 75 %"))
        self._task_head = SectionHead(self.tr("Tasks"))
        self._evidence_head = SectionHead(self.tr("Evidence"), note=self.tr("masked"))
        self._custody_head = SectionHead(self.tr("Custody"), note=self.tr("only the custodian may change it"))
        self._timeline_head = SectionHead(self.tr("Timeline"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._top())
        column.addWidget(self._sections(), 1)

    @property
    def ticket(self) -> str:
        """Id of the ticket shown, or empty."""
        return self._view.ticket.id if self._view else ""

    @property
    def timeline(self) -> Timeline:
        """The log of the ticket, newest first."""
        return self._timeline

    @property
    def custody(self) -> CustodyStrip:
        """The trail of centers."""
        return self._custody

    @property
    def clocks(self) -> ClockList:
        """The clocks shown."""
        return self._clocks

    def show_ticket(self, view: TicketView | None) -> None:
        """Show a ticket, or that none is selected."""
        self._view = view
        self._body.setVisible(view is not None)
        if view is None:
            self._head.say("", (), self.tr("No ticket selected"), "")
            self.acts.set_subject("", ())
            return
        ticket, now_ms = view.ticket, self._desk.now_ms()
        line = " · ".join(remarks(self._desk, ticket))
        self._head.say(ticket.id, chips(self._desk, ticket), ticket.title, line)
        context = context_of(self._desk.mirror.center, now_ms)
        self.acts.set_subject(ticket.id, ticket_offers(ticket, context) if context else ())
        self._show_lines(self.requests, request_lines(self._desk, ticket, context, now_ms))
        self._show_lines(self.pushes, push_lines(self._desk, ticket, context, now_ms))
        self._show_lines(self.ties, tie_lines(self._desk, ticket))
        tasks = [task_words(self._desk, task) for task in ticket.tasks]
        self._tasks.set_tasks(tasks)
        self._show_section(self._tasks, shown=bool(tasks))
        self._evidence.show_refs(ticket.evidence)
        self._show_section(self._evidence, shown=bool(self._evidence.shots))
        self._custody.set_boxes(custody_boxes(self._desk, ticket, now_ms))
        self._timeline.set_entries(timeline(self._desk, ticket, now_ms))
        count = self.tr("entries: {n}").format(n=len(ticket.events))
        self._timeline_head.set_words(self.tr("Timeline"), note=count)
        self.tick()

    def tick(self) -> None:
        """Bring countdowns to now; called once a second."""
        if self._view is not None:
            self._clocks.set_lines(clock_lines(self._desk, self._view, self._desk.now_ms()))

    def _show_lines(self, part: FactLines, lines: tuple[FactLine, ...]) -> None:
        part.set_lines(lines)
        self._show_section(part, shown=bool(lines))

    def _pressed(self, key: str) -> None:
        """A button of a line: show another ticket, or act on the request beside it."""
        verb, _, about = key.partition(":")
        if verb == "open":
            self.ticket_wanted.emit(about)
            return
        self._request = int(about or 0)
        self.acts.begin(verb)
        self._request = 0

    @staticmethod
    def _show_section(part: QWidget, *, shown: bool) -> None:
        section = part.parentWidget()
        assert section is not None, "every part lies in a section"  # noqa: S101 - a border of our own
        section.setVisible(shown)

    def _judge(self, verb: str) -> Refused | None:
        context = context_of(self._desk.mirror.center, self._desk.now_ms())
        if context is None:
            return Refused("no_center", "the center has not answered yet")
        if verb == "report":
            return refusal(None, verb, context)
        if self._view is None:
            return Refused("nothing_selected", "no ticket is selected")
        ticket = self._view.ticket
        pointed = next((r for r in ticket.pending if r.n == self._request and verb in RULINGS), None)
        no = ticket_refusal(ticket, verb, context)
        return no if no or pointed is None else asking.rule_refusal(ticket, pointed, context)

    def _form(self, verb: str) -> Form:
        desk = self._desk
        seen = Seen(desk.now_ms(), desk.mirror.tickets, self._request)
        maker = FormMaker(desk.words, desk.mirror.center, desk.config.catalogue, desk.name, seen)
        if verb == "report" or self._view is None:
            return maker.report()
        return maker.ticket(verb, self._view.ticket)

    def _top(self) -> QWidget:
        top = _Lined(self)
        column = QVBoxLayout(top)
        gap = current().size("gap")
        column.setContentsMargins(self._margin, gap + 2, self._margin, gap + 2)
        column.setSpacing(gap + 2)
        column.addWidget(self._head)
        column.addWidget(self.acts)
        return top

    def _sections(self) -> QWidget:
        self._body = QWidget()
        self._body.setProperty("pane", "panel")
        self._body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for head, part in (
            (self._request_head, self.requests),
            (self._clock_head, self._clocks),
            (self._task_head, self._tasks),
            (self._push_head, self.pushes),
            (self._tie_head, self.ties),
            (self._evidence_head, self._evidence),
            (self._custody_head, self._custody),
            (self._timeline_head, self._timeline),
        ):
            column.addWidget(self._section(head, part))
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self._body)
        return area

    def _section(self, head: QWidget, part: QWidget) -> QWidget:
        section = _Lined(self._body)
        column = QVBoxLayout(section)
        column.setContentsMargins(self._margin, 4, self._margin, current().size("gap") + 1)
        column.setSpacing(2)
        column.addWidget(head)
        column.addWidget(part)
        return section

    def sizeHint(self) -> QSize:
        """As wide as the mock-up's ticket."""
        return QSize(600, 800)


class _Lined(QWidget):
    """A block with a line below it."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the line."""
        QPainter(self).fillRect(0, self.height() - 1, self.width(), 1, current().color("line"))


class _Head(QWidget):
    """Number and chips, the title, the place."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._facts = QHBoxLayout()
        self._facts.setSpacing(current().size("chipGap"))
        self._number, self._title, self._place = QLabel(self), QLabel(self), QLabel(self)
        self._number.setProperty("level", "2")
        self._title.setFont(current().font("title", bold=True))
        self._title.setWordWrap(True)
        self._place.setProperty("level", "2")
        self._place.setWordWrap(True)
        self._facts.addWidget(self._number)
        self._facts.addStretch(1)
        self._chips: list[Chip] = []
        column.addLayout(self._facts)
        column.addWidget(self._title)
        column.addWidget(self._place)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def say(self, number: str, facts: tuple[str, ...], title: str, place: str) -> None:
        """Show these; empty lines take no room."""
        self._number.setText(number)
        self._title.setText(title)
        self._place.setText(place)
        self._number.setVisible(bool(number))
        self._place.setVisible(bool(place))
        while len(self._chips) < len(facts):
            chip = Chip("", parent=self)
            self._facts.insertWidget(len(self._chips) + 1, chip)
            self._chips.append(chip)
        for index, chip in enumerate(self._chips):
            chip.setVisible(index < len(facts))
            if index < len(facts):
                chip.set_words(facts[index], "selected" if index == 0 else "plain")
        self.setAccessibleName(" ".join((number, *facts, title, place)))
