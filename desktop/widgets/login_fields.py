"""What the login form is made of: labelled lines that say what is wrong with them, a box to choose from."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.models.words import translate
from desktop.theme import Theme

_PASTED_LETTERS = 12
"""Nobody types so many at once."""


class Lines(QLabel):
    """Words in as many lines as they take: a layout alone would give them fewer and clip the fields.

    Its name is that of its style: quiet words, a heading, a problem.
    """

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.hide()

    def show_words(self, text: str) -> None:
        """Say it; nothing when all is well."""
        self.setText(text)
        self.setVisible(bool(text))
        self._claim_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines break elsewhere."""
        super().resizeEvent(event)
        self._claim_height()

    def _claim_height(self) -> None:
        self.setMinimumHeight(0)  # a label counts what it claimed before
        if self.text():
            self.setMinimumHeight(self.heightForWidth(self.width()))


class Problem(Lines):
    """What is wrong."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("problem", parent)


def set_under_label(field: QWidget, label: str, edit: QWidget) -> Problem:
    """Put what is written in into a field, under its label; answers the place for what is wrong with it."""
    edit.setAccessibleName(label)
    caption = Lines("quiet", field)
    caption.show_words(label)
    caption.setBuddy(edit)
    problem = Problem(field)
    column = QVBoxLayout(field)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(caption)
    column.addWidget(edit)
    column.addWidget(problem)
    return problem


class Field(QWidget):
    """A labelled line with room for what is wrong with it."""

    pasted = Signal(str)
    """Much came at once; carries all that stands there now."""

    def __init__(self, name: str, label: str, parent: QWidget, *, is_password: bool = False) -> None:
        super().__init__(parent)
        self.edit = QLineEdit(self)
        self.edit.setObjectName(name)
        if is_password:
            self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self._problem = set_under_label(self, label, self.edit)
        self._length = 0
        self.edit.textEdited.connect(self._note_edit)
        self.edit.textChanged.connect(self._note_length)

    def _note_edit(self, text: str) -> None:
        self.show_problem("")
        if len(text) - self._length >= _PASTED_LETTERS:
            self.pasted.emit(text)

    def _note_length(self, text: str) -> None:
        self._length = len(text)

    def text(self) -> str:
        """What was entered."""
        return self.edit.text()

    def problem(self) -> str:
        """What is shown as wrong."""
        return "" if self._problem.isHidden() else self._problem.text()

    def show_problem(self, text: str) -> None:
        """Say what is wrong, or that all is well."""
        if text == self.problem():
            return
        self._problem.show_words(text)
        self.edit.setAccessibleDescription(text)
        self.edit.setProperty("state", "error" if text else "")
        self.edit.style().unpolish(self.edit)
        self.edit.style().polish(self.edit)


class PasswordField(Field):
    """A password, which an eye in the line makes readable."""

    def __init__(self, theme: Theme, name: str, label: str, parent: QWidget) -> None:
        super().__init__(name, label, parent, is_password=True)
        self._theme = theme
        self._eye = QAction(self)
        self._eye.setText(translate("Login", "Show the password"))
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._show_letters)
        self.edit.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        theme.changed.connect(self._dress)
        self._dress()

    def _show_letters(self, is_shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password
        self.edit.setEchoMode(mode)
        self._dress()

    def _dress(self) -> None:
        self._eye.setIcon(self._theme.icon("eye_off" if self._eye.isChecked() else "eye"))


class ServerChoice(QComboBox):
    """Which server; its arrow is drawn in the theme's colour, which a stylesheet can't do."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box, then the arrow."""
        super().paintEvent(event)
        painter = QPainter(self)
        side = QRect(self.width() - 36, 0, 24, self.height())
        self._theme.icon("down").paint(painter, side, Qt.AlignmentFlag.AlignCenter)
