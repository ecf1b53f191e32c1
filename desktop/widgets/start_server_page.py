"""Starting a server on this computer: the team, oneself, a password, one button. A page of `login`."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.models.hosting import StartHosting
from desktop.models.requests import Answer
from desktop.models.usernames import split_name, suggest_username
from desktop.models.words import translate
from desktop.theme import Theme
from desktop.widgets.alive import while_alive
from desktop.widgets.login_fields import Field, PasswordField, Problem
from desktop.widgets.sheet_parts import PageWords, heading, link_button, words

_FIELD_OF = {"first_name": "your_name", "last_name": "your_name", "name": "team_name"}
"""Where stands what the server says of a field that the page calls otherwise."""


class StartServerPage(QWidget):
    """Emits one `StartHosting`; what is wrong with it stands beside the fields."""

    wished = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("start_server_page")
        self._fields = {
            "team_name": Field("team_name", translate("StartServer", "Name of the team"), self),
            "your_name": Field("your_name", translate("StartServer", "Your name"), self),
            "username": Field("new_username", translate("StartServer", "Username"), self),
            "password": PasswordField(theme, "new_password", translate("StartServer", "Password"), self),
        }
        self._start = QPushButton(translate("StartServer", "Start"), self)
        self._start.setObjectName("start_hosting")
        self._start.setProperty("kind", "primary")
        self._start.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._problem = Problem(self)
        self._progress = words("", self)
        self._progress.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._progress.hide()
        self._arrange()
        self._wire()
        self._show_login_name()

    # --- what the parent may ask ---------------------------------------------------------------------------

    def focus_first(self) -> None:
        """Begin with what is empty."""
        shown = [field for field in self._fields.values() if not field.isHidden()]
        first = next((field for field in shown if not field.text()), shown[0])
        first.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_over(self, other: "StartServerPage") -> None:
        """Go on where another page was left, as when the language changes."""
        for name, field in self._fields.items():
            field.edit.setText(other._fields[name].text())
        self._fields["username"].setHidden(other._fields["username"].isHidden())
        self._show_login_name()

    # --- building ------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        self._login_name = words("", self)
        self._edit_name = link_button("edit_username", translate("StartServer", "Change"), self)
        self._edit_name.setAccessibleName(translate("StartServer", "Change the username"))
        self._name_line = QWidget(self)
        line = QHBoxLayout(self._name_line)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self._login_name, 1)
        line.addWidget(self._edit_name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(heading(translate("StartServer", "Start a server here"), self))
        says = translate("StartServer", "Colleagues join by an invite that you get in a moment.")
        column.addWidget(PageWords(says, self))
        for name in ("team_name", "your_name"):
            column.addWidget(self._fields[name])
        column.addWidget(self._name_line)
        for widget in (self._fields["username"], self._fields["password"], self._problem):
            column.addWidget(widget)
        column.addSpacing(4)
        column.addWidget(self._start)
        column.addWidget(self._progress)
        self._fields["username"].hide()

    def _wire(self) -> None:
        self._start.clicked.connect(self._send)
        self._edit_name.clicked.connect(self._open_username)
        self._fields["your_name"].edit.textChanged.connect(self._show_login_name)
        for field in self._fields.values():
            field.edit.returnPressed.connect(self._send)

    # --- doing ---------------------------------------------------------------------------------------------

    def _show_login_name(self) -> None:
        """Under the own name, until somebody wants it otherwise; names without a letter need a field."""
        suggested = suggest_username(self._fields["your_name"].text())
        self._name_line.setVisible(bool(suggested) and self._fields["username"].isHidden())
        says = translate("StartServer", "You log in as {username}.")
        self._login_name.setText(says.format(username=suggested))

    def _open_username(self) -> None:
        field = self._fields["username"]
        if not field.text():
            field.edit.setText(suggest_username(self._fields["your_name"].text()))
        field.show()
        self._show_login_name()
        field.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _send(self) -> None:
        texts = {name: field.text() for name, field in self._fields.items()}
        username = texts["username"].strip()
        if self._fields["username"].isHidden():
            username = suggest_username(texts["your_name"])
        if texts["your_name"].strip() and not username:
            self._open_username()
        words_needed = translate("Forms", "This field is required.")
        shown = [name for name, field in self._fields.items() if not field.isHidden()]
        empty = {name: [words_needed] for name in shown if not texts[name].strip()}
        if empty:
            self._show_problems("", empty)
            return
        first, last = split_name(texts["your_name"])
        self._set_busy(is_busy=True)
        self.wished.emit(
            StartHosting(
                name=texts["team_name"].strip(),
                username=username,
                password=texts["password"],
                first_name=first,
                last_name=last,
                answer=while_alive(self, self._take_answer),
            )
        )

    def _take_answer(self, answer: Answer) -> None:
        self._set_busy(is_busy=False)
        if not answer.is_granted:
            self._show_problems(answer.problem, answer.fields)

    def _set_busy(self, *, is_busy: bool) -> None:
        for widget in (*self._fields.values(), self._edit_name, self._start):
            widget.setEnabled(not is_busy)
        self._problem.show_words("")
        says = translate("StartServer", "Making the certificate and your account…")
        self._progress.setText(says if is_busy else "")
        self._progress.setVisible(is_busy)

    def _show_problems(self, problem: str, fields: Mapping[str, Sequence[str]]) -> None:
        """Beside the fields that it is about, the rest above the button."""
        if "username" in fields and self._fields["username"].isHidden():
            self._open_username()
        rest = [problem] if problem else []
        first: Field | None = None
        for name, lines in fields.items():
            field = self._fields.get(_FIELD_OF.get(name, name))
            if field is None:
                rest += lines
                continue
            field.show_problem("\n".join(lines))
            first = first or field
        self._problem.show_words("\n".join(rest))
        (first or self._fields["password"]).edit.setFocus(Qt.FocusReason.OtherFocusReason)
