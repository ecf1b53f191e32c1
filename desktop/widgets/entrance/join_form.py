"""Joining a server, the second question: who one is there, by an invite or without. A page of `login`."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.client import is_exposed
from desktop.models.joining import ServerPreview
from desktop.models.words import translate
from desktop.theme import Theme
from desktop.widgets.entrance.login_form import LoginRequest
from desktop.widgets.entrance.own_name import OwnName
from desktop.widgets.form_fields import Field, PasswordField, Problem, find_empty, focus_empty, say_beside
from desktop.widgets.sheet_parts import PageWords, breakable, page_link


class JoinForm(QWidget):
    """Name and password make an account; who has one already logs in with it."""

    submitted = Signal(object)
    """A `LoginRequest`."""
    forgotten = Signal()
    """The password is."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.server: ServerPreview | None = None
        self._is_new = False
        self._title = PageWords("", self, name="section")
        self._note = PageWords("", self)
        self._own = OwnName(self)
        self._username = Field("join_username", translate("Join", "Username"), self)
        self._password = PasswordField(theme, "join_password", translate("Join", "Password"), self)
        self._problem = Problem(self)
        self._submit = QPushButton(self)
        self._submit.setObjectName("join_submit")
        self._submit.setProperty("kind", "primary")
        self._submit.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._other_way = page_link("other_way", "", self)
        self._forgot = page_link("join_forgot", translate("Join", "Forgot your password?"), self)
        self._arrange()
        self._wire()

    # --- what the parent may ask ---------------------------------------------------------------------------

    @property
    def address(self) -> str | None:
        """Of which server."""
        return self.server.address if self.server is not None else None

    @property
    def username(self) -> str:
        """Who it is."""
        return self._own.username if self._is_new else self._username.text().strip()

    def show_server(self, server: ServerPreview) -> None:
        """This is the server; whoever may make an account is offered that first."""
        if server.address != self.address:
            self._password.edit.clear()  # typed for another server
        self.server = server
        self._is_new = server.takes_new
        self._show_mode()

    def log_in_as(self, username: str, password: str) -> None:
        """With a password that was just set."""
        self._is_new = False
        self._username.edit.setText(username)
        self._password.edit.setText(password)
        self._show_mode()
        self._send()

    def focus_first(self) -> None:
        """Begin with what is empty."""
        fields = list(self._fields().values())
        focus_empty(fields, fields[-1])

    def set_busy(self, busy: bool, text: str = "") -> None:
        """While something is on its way nothing can be changed."""
        for widget in (
            self._own,
            self._username,
            self._password,
            self._submit,
            self._other_way,
            self._forgot,
        ):
            widget.setEnabled(not busy)
        if busy:
            self._submit.setText(text or translate("Join", "One moment…"))
            self._problem.show_words("")
        else:
            self._show_mode()

    def show_problem(self, text: str, fields: Mapping[str, Sequence[str]] = MappingProxyType({})) -> None:
        """Say what went wrong: beside the fields that it is about, the rest above the button."""
        self.set_busy(False)
        if self._is_new and "username" in fields:
            self._own.need_username()
        rest, first = say_beside(self._fields(), fields)
        self._problem.show_words("\n".join(filter(None, (text, *rest))))
        (first or self._password).edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_over(self, other: "JoinForm") -> None:
        """Go on where another form was left."""
        self.server, self._is_new = other.server, other._is_new
        self._own.take_over(other._own)
        self._username.edit.setText(other._username.text())
        self._password.edit.setText(other._password.text())
        self._show_mode()

    # --- building ------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for widget in (self._title, self._note, self._own, self._username, self._password, self._problem):
            column.addWidget(widget)
        column.addSpacing(4)
        column.addWidget(self._submit)
        for link in (self._other_way, self._forgot):
            column.addWidget(link, 0, Qt.AlignmentFlag.AlignHCenter)

    def _wire(self) -> None:
        self._submit.clicked.connect(self._send)
        self._own.entered.connect(self._send)
        for field in (self._username, self._password):
            field.edit.returnPressed.connect(self._send)
        self._other_way.clicked.connect(self._turn)
        self._forgot.clicked.connect(self.forgotten)

    # --- doing ---------------------------------------------------------------------------------------------

    def _fields(self) -> dict[str, Field]:
        asked = self._own.fields() if self._is_new else {"username": self._username}
        return {**asked, "password": self._password}

    def _turn(self) -> None:
        """From the one to the other: to have an account, or to make one."""
        self._is_new = not self._is_new
        self._show_mode()
        self.focus_first()

    def _show_mode(self) -> None:
        server, is_new = self.server, self._is_new
        if server is None:
            return
        self._title.show_words(breakable(server.name))
        self._note.show_words(_note(server))
        self._own.setVisible(is_new)
        self._username.setVisible(not is_new)
        self._submit.setText(translate("Join", "Join") if is_new else translate("Join", "Log in"))
        self._other_way.setText(
            translate("Join", "I have an account there") if is_new else translate("Join", "Create an account")
        )
        self._other_way.setVisible(server.takes_new)
        self._forgot.setVisible(not is_new)
        self._problem.show_words("")

    def _send(self) -> None:
        server = self.server
        if server is None:
            return
        if self._is_new and any(self._own.names) and not self._own.username:
            self._own.need_username()
        empty = find_empty(self._fields())
        if empty:
            self.show_problem("", empty)
            return
        first, last = self._own.names if self._is_new else ("", "")
        self.submitted.emit(
            LoginRequest(
                address=server.address,
                is_new=self._is_new,
                username=self.username,
                password=self._password.text(),
                first_name=first,
                last_name=last,
                invite=server.invite,
                inviter=server.inviter if self._is_new else None,
            )
        )


def _note(server: ServerPreview) -> str:
    """Where it is, who invites, why one may only log in, and who else may read it all."""
    if server.registration == "closed":
        words = translate("Join", "{host} takes no new members. Log in if you have an account.")
    elif not server.takes_new:
        words = translate(
            "Join", "{host} takes new members by invite: ask a colleague. Log in if you have an account."
        )
    elif server.invited_by:
        words = translate("Join", "You are joining {host}. {name} invited you.")
    elif server.invite is not None:
        words = translate("Join", "You are joining {host}.")
    else:
        words = "{host}"
    said = words.format(host=server.host, name=server.invited_by)
    if is_exposed(server.address):
        exposed = translate(
            "Join", "It does not encrypt: anybody on the way can read your password and all messages."
        )
        return f"{said}\n{exposed}"
    return said
