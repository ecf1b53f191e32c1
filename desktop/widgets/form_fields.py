"""What forms are made of: labelled lines that say what is wrong with them; what a form does with them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.models.words import translate
from desktop.theme import Theme
from desktop.widgets.sheet_parts import PageWords

_PASTED_LETTERS = 12
"""Nobody types so many at once."""


class Problem(PageWords):
    """What is wrong."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", parent, name="problem")


def set_under_label(field: QWidget, label: str, edit: QWidget) -> Problem:
    """Put what is written in into a field, under its label; answers the place for what is wrong with it."""
    edit.setAccessibleName(label)
    caption = PageWords(label, field)
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


# --- what forms do with their fields ------------------------------------------------------------------------


class Asked(Protocol):
    """Anything that is filled in."""

    def text(self) -> str:
        """What was entered."""

    def show_problem(self, text: str) -> None:
        """Say what is wrong, or that all is well."""


F = TypeVar("F", bound=Asked)


def find_empty(fields: Mapping[str, F]) -> dict[str, list[str]]:
    """What is wrong with those that are still to be filled in."""
    words = translate("Forms", "Fill this in.")
    return {name: [words] for name, field in fields.items() if not field.text().strip()}


def say_beside(fields: Mapping[str, F], problems: Mapping[str, Sequence[str]]) -> tuple[list[str], F | None]:
    """Tell each field what is wrong with it; answers what none of them is told, and the first that was."""
    rest: list[str] = []
    first: F | None = None
    for name, lines in problems.items():
        field = fields.get(name)
        if field is None:
            rest += lines
            continue
        field.show_problem("\n".join(lines))
        first = first or field
    return rest, first


def focus_empty(fields: Iterable[Field], otherwise: Field) -> None:
    """Begin with what is empty."""
    first = next((field for field in fields if not field.text()), otherwise)
    first.edit.setFocus(Qt.FocusReason.OtherFocusReason)
