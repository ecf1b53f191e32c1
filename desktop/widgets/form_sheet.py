"""A sheet with fields that asks the server for something and says beside each field what is wrong with it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop.models.requests import Answer, Request, TakeAnswer
from desktop.widgets.dialog import Sheet
from desktop.widgets.form_fields import Field, find_empty, say_beside, set_under_label


class AreaField(QWidget):
    """A labelled field of a few lines; Tab leaves it."""

    def __init__(self, name: str, label: str, parent: QWidget, *, lines: int = 3) -> None:
        super().__init__(parent)
        self.edit = QPlainTextEdit(self)
        self.edit.setObjectName(name)
        self.edit.setProperty("kind", "area")
        self.edit.setTabChangesFocus(True)
        self.edit.setFixedHeight(round(self.edit.fontMetrics().lineSpacing() * lines) + 18)
        self._problem = set_under_label(self, label, self.edit)
        self.edit.textChanged.connect(lambda: self.show_problem(""))

    def text(self) -> str:
        """What was entered."""
        return self.edit.toPlainText()

    def show_problem(self, text: str) -> None:
        """Say what is wrong, or that all is well."""
        self._problem.show_words(text)
        self.edit.setAccessibleDescription(text)


class FormSheet(Sheet):
    """Its subclass adds fields, makes the request in `submit`, and goes on in `take_granted`."""

    wished = Signal(object)

    def __init__(self, opener: QWidget, title: str, *, width: int = 440) -> None:
        super().__init__(opener, title, width=width)
        self._fields: dict[str, Field | AreaField] = {}

    def add_field(self, name: str, label: str, text: str = "", *, is_password: bool = False) -> Field:
        """One line, by the name that the server gives it."""
        field = Field(name, label, self, is_password=is_password)
        field.edit.setText(text)
        self._fields[name] = field
        self.body.addWidget(field)
        return field

    def add_area(self, name: str, label: str, text: str = "") -> AreaField:
        """Some lines, by the name that the server gives them."""
        field = AreaField(name, label, self)
        field.edit.setPlainText(text)
        self._fields[name] = field
        self.body.addWidget(field)
        return field

    def ask_server(self, make: Callable[[TakeAnswer], Request]) -> None:
        """Wish for what `make` makes, and wait for its answer."""
        self.set_busy(True)
        self.wished.emit(make(self.when_answered(self.take_answer)))

    def require(self, *names: str) -> bool:
        """Whether these are filled in; those that aren't say so."""
        empty = find_empty({name: self._fields[name] for name in names})
        if empty:
            self.show_fields(empty)
        return not empty

    def take_answer(self, answer: Answer) -> None:
        """Go on, or say what is wrong."""
        if answer.is_granted:
            self.set_busy(False)
            self.take_granted(answer.value)
        else:
            self.show_problem(answer.problem)
            self.show_fields(answer.fields)

    def show_fields(self, problems: dict[str, list[str]]) -> None:
        """What is wrong with each field; of what has none here, above the buttons."""
        rest, first = say_beside(self._fields, problems)
        if rest:
            self.show_problem("\n".join(rest))
        if first is not None:
            first.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_granted(self, _value: object) -> None:
        """The server did it; most sheets are done by that."""
        self.close()
