"""A new password by the code of an administrator, for who forgot theirs. A page of `login`."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.models.joining import ResetPassword
from desktop.models.requests import Answer
from desktop.models.words import translate
from desktop.theme import Theme
from desktop.widgets.alive import while_alive
from desktop.widgets.form_fields import Field, PasswordField, Problem, find_empty, focus_empty, say_beside
from desktop.widgets.sheet_parts import PageWords, heading


class ResetPage(QWidget):
    """Emits one `ResetPassword`; once it is granted, says with what one logs in now."""

    wished = Signal(object)
    changed = Signal(str, str)
    """Username and new password."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._address: str | None = None
        new = translate("Join", "New password")
        self._fields = {
            "username": Field("reset_username", translate("Join", "Username"), self),
            "code": Field("code_field", translate("Join", "Code from the administrator"), self),
            "new_password": PasswordField(theme, "reset_password", new, self),
        }
        self._fields["code"].edit.setPlaceholderText("XXXX-XXXX-XXXX")
        self._problem = Problem(self)
        self._submit = QPushButton(self)
        self._submit.setObjectName("reset_submit")
        self._submit.setProperty("kind", "primary")
        self._submit.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(heading(translate("Join", "A new password"), self))
        says = translate("Join", "Ask an administrator of your server for a code; it is good for one day.")
        column.addWidget(PageWords(says, self))
        for field in self._fields.values():
            column.addWidget(field)
            field.edit.returnPressed.connect(self._send)
        column.addWidget(self._problem)
        column.addSpacing(4)
        column.addWidget(self._submit)
        self._submit.clicked.connect(self._send)
        self._set_busy(is_busy=False)

    # --- what the parent may ask ---------------------------------------------------------------------------

    def begin(self, address: str | None, username: str) -> None:
        """At this server (None: this computer's), for whoever wanted to log in."""
        self._address = address
        self._fields["username"].edit.setText(username)

    def focus_first(self) -> None:
        """Begin with what is empty."""
        focus_empty(self._fields.values(), self._fields["username"])

    def take_over(self, other: "ResetPage") -> None:
        """Go on where another page was left."""
        self._address = other._address
        for name, field in self._fields.items():
            field.edit.setText(other._fields[name].text())

    # --- doing ---------------------------------------------------------------------------------------------

    def _send(self) -> None:
        _, empty = say_beside(self._fields, find_empty(self._fields))
        if empty is not None:
            empty.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._set_busy(is_busy=True)
        self.wished.emit(
            ResetPassword(
                address=self._address,
                username=self._fields["username"].text().strip(),
                code=self._fields["code"].text().strip(),
                new_password=self._fields["new_password"].text(),
                answer=while_alive(self, self._take),
            )
        )

    def _take(self, answer: Answer) -> None:
        self._set_busy(is_busy=False)
        if answer.is_granted:
            texts = {name: field.text() for name, field in self._fields.items()}
            for name in ("code", "new_password"):
                self._fields[name].edit.clear()
            self.changed.emit(texts["username"].strip(), texts["new_password"])
            return
        rest, _ = say_beside(self._fields, answer.fields)
        self._problem.show_words("\n".join(filter(None, (answer.problem, *rest))))
        wrong = next((field for field in self._fields.values() if field.problem()), self._fields["code"])
        wrong.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        wrong.edit.selectAll()

    def _set_busy(self, *, is_busy: bool) -> None:
        for widget in (*self._fields.values(), self._submit):
            widget.setEnabled(not is_busy)
        self._problem.show_words("")
        moment, act = translate("Join", "One moment…"), translate("Join", "Set the password and log in")
        self._submit.setText(moment if is_busy else act)
