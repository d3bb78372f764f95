"""QPalette and the one QSS string, both from the tokens.

QSS styles only what Qt draws itself: buttons, fields, headers, scroll bars, menus, tool tips. Widgets
that show data paint themselves, and no rule here matches a table's cells or the video wall.
"""

from __future__ import annotations

from PySide6.QtGui import QPalette

from widgets.tokens import Theme

_ROLES = {
    QPalette.ColorRole.Window: "ground",
    QPalette.ColorRole.Base: "tableBase",
    QPalette.ColorRole.AlternateBase: "panel",
    QPalette.ColorRole.Button: "panel",
    QPalette.ColorRole.WindowText: "text1",
    QPalette.ColorRole.Text: "text1",
    QPalette.ColorRole.ButtonText: "text1",
    QPalette.ColorRole.BrightText: "text1",
    QPalette.ColorRole.PlaceholderText: "text3",
    QPalette.ColorRole.Highlight: "selection",
    QPalette.ColorRole.HighlightedText: "text1",
    QPalette.ColorRole.ToolTipBase: "raised",
    QPalette.ColorRole.ToolTipText: "text1",
    QPalette.ColorRole.Link: "text1",
    QPalette.ColorRole.LinkVisited: "text1",
    QPalette.ColorRole.Light: "raised",
    QPalette.ColorRole.Midlight: "hover",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Dark: "lineStrong",
    QPalette.ColorRole.Shadow: "sunken",
    QPalette.ColorRole.Accent: "selectionBar",
}

_QSS = """
QToolTip {{ background: {raised}; color: {text1}; border: 1px solid {lineStrong}; padding: 4px 6px; }}
QLabel {{ background: transparent; }}
QLabel[level="2"] {{ color: {text2}; }}
QLabel[level="3"] {{ color: {text3}; }}
QPushButton, QToolButton {{
  min-height: {inner}px; border: 1px solid {lineStrong}; border-radius: {radius}px;
  padding: 0 10px; background: transparent; color: {text1}; }}
QToolButton {{ padding: 0 6px; border-color: transparent; }}
QPushButton:hover, QToolButton:hover {{ background: {hover}; }}
QPushButton:pressed, QToolButton:pressed, QToolButton:checked {{ background: {selection}; }}
QPushButton[main="true"] {{ background: {primary}; border-color: {primary}; color: {primaryText}; }}
QPushButton:disabled, QToolButton:disabled {{ color: {textOff}; border-color: {line}; }}
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDateTimeEdit {{
  background: {field}; border: 1px solid {lineStrong}; border-radius: {radius}px; padding: 0 8px;
  color: {text1}; selection-background-color: {primary}; selection-color: {primaryText}; }}
QLineEdit, QComboBox, QSpinBox, QDateTimeEdit {{ min-height: {inner}px; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {{ color: {textOff}; border-color: {line}; }}
QComboBox::drop-down {{ border: 0; width: 22px; }}
QComboBox QAbstractItemView {{ background: {raised}; border: 1px solid {lineStrong}; outline: 0; }}
QHeaderView {{ background: {panel}; border: 0; }}
QHeaderView::section {{
  background: {panel}; color: {text3}; border: 0; border-bottom: 1px solid {line};
  padding: 0 8px; font-size: {caption}px; font-weight: 400; }}
QAbstractScrollArea {{ border: 0; }}
QScrollBar {{ background: transparent; border: 0; margin: 0; }}
QScrollBar:vertical {{ width: 10px; }}
QScrollBar:horizontal {{ height: 10px; }}
QScrollBar::handle {{ background: {dataDim}; border: 2px solid {panel}; border-radius: 5px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::handle:hover {{ background: {lineStrong}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QSplitter::handle {{ background: {line}; }}
QMenu {{ background: {raised}; color: {text1}; border: 1px solid {lineStrong}; padding: 4px 0; }}
QMenu::item {{ padding: 4px 24px 4px 12px; min-height: {item}px; }}
QMenu::item:selected {{ background: {selection}; }}
QMenu::item:disabled {{ color: {textOff}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 0; }}
QCheckBox::indicator {{ width: 12px; height: 12px; border: 1px solid {lineStrong}; border-radius: 2px; }}
QCheckBox::indicator:checked {{ background: {primary}; border-color: {primary}; }}
QProgressBar {{ background: {track}; border: 0; max-height: 6px; }}
QProgressBar::chunk {{ background: {data}; }}
*[pane="panel"] {{ background: {panel}; }}
*[pane="raised"] {{ background: {raised}; }}
*[pane="ground"] {{ background: {ground}; }}
"""


def palette(theme: Theme) -> QPalette:
    """The theme as a QPalette: what Qt's own drawing and every `palette()` caller sees."""
    made = QPalette()
    for role, name in _ROLES.items():
        made.setColor(role, theme.color(name))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, theme.color("textOff"))
    return made


def stylesheet(theme: Theme) -> str:
    """The program's one style sheet. Panes take their ground by the property `pane` (panel, raised, ground).

    A plain QWidget needs WA_StyledBackground for that; labels take `level` 2 or 3; the one main button
    of a pane takes `main`. Call `style().polish(w)` when such a property changes later.
    """
    colors = {role: theme.hex(role) for role in theme.roles}
    # A control's height counts its 1 px borders; Qt's min-height does not.
    return _QSS.format(
        **colors,
        inner=theme.size("control") - 2,
        item=theme.size("treeRow") - 8,
        radius=theme.radius("control"),
        caption=theme.font_px("caption"),
    )
