"""Two faces of one pane, its list and the words for when there is none; the keyboard stays on the pane."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from widgets.empty import StatePane


class ListOrWords(QStackedWidget):
    """Shows a list, or a StatePane that says why it is empty. Whichever is shown takes the focus."""

    def __init__(self, content: QWidget, words: StatePane, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content, self._words = content, words
        words.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.addWidget(content)
        self.addWidget(words)
        self.setCurrentWidget(words)

    @property
    def words(self) -> StatePane:
        """The pane of words."""
        return self._words

    def show_content(self, *, shown: bool) -> None:
        """Show the list or the words; the focus goes along when it was here or nowhere."""
        wanted = self._content if shown else self._words
        if self.currentWidget() is wanted:
            return
        focused = QApplication.focusWidget()
        ours = focused is None or focused in {self._content, self._words} or not focused.isVisible()
        self.setCurrentWidget(wanted)
        if ours and self.isVisible():
            self.take_focus()

    def take_focus(self) -> None:
        """Put the keyboard on what is shown."""
        for face in (self._content, self._words):
            if face is self.currentWidget():
                face.setFocus(Qt.FocusReason.OtherFocusReason)
