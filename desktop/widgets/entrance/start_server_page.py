"""Starting a server on this computer: the team, oneself, a password, one button. A page of `login`."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from backend.wire.limits import Limits
from desktop.models.hosting import StartHosting
from desktop.models.requests import Answer
from desktop.models.words import tr, translate
from desktop.theme import Theme
from desktop.widgets.alive import while_alive
from desktop.widgets.entrance.own_name import OwnName
from desktop.widgets.form_fields import Field, PasswordField, Problem, find_empty, focus_empty, say_beside
from desktop.widgets.sheet_parts import PageWords, heading, words


class StartServerPage(QWidget):
    """Emits one `StartHosting`; what is wrong with it stands beside the fields."""

    wished = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("start_server_page")
        self._team = Field("team_name", translate("StartServer", "Name of the team"), self)
        self._own = OwnName(self)
        self._password = PasswordField(theme, "new_password", translate("StartServer", "Password"), self)
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

    # --- what the parent may ask ---------------------------------------------------------------------------

    def focus_first(self) -> None:
        """Begin with what is empty."""
        focus_empty(self._fields().values(), self._team)

    def take_over(self, other: "StartServerPage") -> None:
        """Go on where another page was left, as when the language changes."""
        self._team.edit.setText(other._team.text())
        self._own.take_over(other._own)
        self._password.edit.setText(other._password.text())

    # --- building ------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(heading(translate("StartServer", "Start a server here"), self))
        says = translate("StartServer", "Colleagues join by an invite that you get in a moment.")
        column.addWidget(PageWords(says, self))
        for widget in (self._team, self._own, self._password, self._problem):
            column.addWidget(widget)
        column.addSpacing(4)
        column.addWidget(self._start)
        column.addWidget(self._progress)

    def _wire(self) -> None:
        self._start.clicked.connect(self._send)
        self._own.entered.connect(self._send)
        for field in (self._team, self._password):
            field.edit.returnPressed.connect(self._send)

    # --- doing ---------------------------------------------------------------------------------------------

    def _fields(self) -> dict[str, Field]:
        """What can be filled in now, by what the server calls it."""
        return {"name": self._team, **self._own.fields(), "password": self._password}

    def _send(self) -> None:
        if any(self._own.names) and not self._own.username:
            self._own.need_username()
        wrong = find_empty(self._fields()) or self._find_short()
        if wrong:
            self._show_problems("", wrong)
            return
        first, last = self._own.names
        self._set_busy(is_busy=True)
        self.wished.emit(
            StartHosting(
                name=self._team.text().strip(),
                username=self._own.username,
                password=self._password.text(),
                first_name=first,
                last_name=last,
                answer=while_alive(self, self._take_answer),
            )
        )

    def _find_short(self) -> dict[str, list[str]]:
        """What the server would refuse, once it was made for that."""
        least = Limits().password_min_length
        if len(self._password.text()) >= least:
            return {}
        return {"password": [tr("At least %n character(s).", None, least)]}

    def _take_answer(self, answer: Answer) -> None:
        self._set_busy(is_busy=False)
        if not answer.is_granted:
            self._show_problems(answer.problem, answer.fields)

    def _set_busy(self, *, is_busy: bool) -> None:
        for widget in (self._team, self._own, self._password, self._start):
            widget.setEnabled(not is_busy)
        self._problem.show_words("")
        says = translate("StartServer", "Making the certificate and your account…")
        self._progress.setText(says if is_busy else "")
        self._progress.setVisible(is_busy)

    def _show_problems(self, problem: str, fields: Mapping[str, Sequence[str]]) -> None:
        """Beside the fields that it is about, the rest above the button."""
        if "username" in fields:
            self._own.need_username()
        rest, first = say_beside(self._fields(), fields)
        self._problem.show_words("\n".join(filter(None, (problem, *rest))))
        (first or self._password).edit.setFocus(Qt.FocusReason.OtherFocusReason)
