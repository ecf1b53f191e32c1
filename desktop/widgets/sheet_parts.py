"""Small parts of which sheets and pages are made: a heading, quiet words, a button that looks like a link."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget


def heading(text: str, parent: QWidget) -> QLabel:
    """What the widgets below it are about."""
    label = QLabel(text, parent)
    label.setObjectName("section")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def words(text: str, parent: QWidget, *, name: str = "quiet") -> QLabel:
    """A sentence in as many lines as it takes, in the style of its name."""
    label = QLabel(text, parent)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def link_button(name: str, text: str, parent: QWidget, *, kind: str = "link") -> QPushButton:
    """A button that looks like a link, for what is done now and then; the kind `row` is a whole line."""
    button = QPushButton(text, parent)
    button.setObjectName(name)
    button.setProperty("kind", kind)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
