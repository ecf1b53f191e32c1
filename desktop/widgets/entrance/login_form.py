"""The form of the first screen: where, and to log in or create an account; problems beside their fields."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import msgspec
from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from backend.wire.invites import InviteLink, is_invite
from desktop.models.joining import Inviter, find_invite
from desktop.models.words import translate
from desktop.theme import Theme
from desktop.widgets.form_fields import (
    Field,
    PasswordField,
    Problem,
    find_empty,
    focus_empty,
    say_beside,
)
from desktop.widgets.one_of_few import OneOfFew
from desktop.widgets.sheet_parts import page_link


class LoginRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What the person asks for. `address` None is the server of this computer."""

    address: str | None
    is_new: bool
    username: str
    password: str = msgspec.field(default="")
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    invite: InviteLink | None = None
    """By which the account is made; its certificate is the one that the server has to show."""
    inviter: Inviter | None = None

    def __repr__(self) -> str:
        return f"LoginRequest(address={self.address!r}, is_new={self.is_new}, username={self.username!r})"


class LoginForm(QWidget):
    """Emits what the person asks for; its parent answers with `set_busy` and `show_problem`."""

    submitted = Signal(object)
    invite_entered = Signal(str)
    """What stands in the field for an address is an invite."""
    forgotten = Signal()
    """The password is."""

    def __init__(self, theme: Theme, parent: QWidget, *, address: str, username: str, is_new: bool) -> None:
        super().__init__(parent)
        self._theme = theme
        self._make_fields()
        self._arrange()
        self._wire()
        self._server.setCurrentIndex(1 if address else 0)
        self._fields["address"].edit.setText(address)
        self._fields["username"].edit.setText(username)
        (self._create if is_new else self._log_in).setChecked(True)
        self._show_mode()

    # --- what the parent may ask ---------------------------------------------------------------------------

    @property
    def last_stop(self) -> QWidget:
        """Where Tab leaves it."""
        return self._forgot

    @property
    def address(self) -> str | None:
        """Of which server; None: of this computer's."""
        return self._fields["address"].text().strip() if self._server.currentIndex() == 1 else None

    @property
    def username(self) -> str:
        """Who it is."""
        return self._fields["username"].text().strip()

    def set_busy(self, busy: bool, text: str = "") -> None:
        """While something is on its way nothing can be changed."""
        buttons = (self._log_in, self._create, self._submit, self._forgot)
        for widget in (*self._fields.values(), self._server, *buttons):
            widget.setEnabled(not busy)
        if busy:
            self._submit.setText(text or translate("Login", "One moment…"))
            self._problem.hide()
        else:
            self._show_mode()

    def show_problem(self, text: str, fields: Mapping[str, Sequence[str]] = MappingProxyType({})) -> None:
        """Say what went wrong: beside the fields that it is about, the rest above the button."""
        self.set_busy(False)
        rest, first = say_beside(self._shown_fields(), fields)
        if first is None:
            rest.insert(0, text)
        self._problem.show_words("\n".join(line for line in rest if line))
        (first or self._fields["password"]).edit.setFocus()

    def take_over(self, other: "LoginForm") -> None:
        """Go on where another form was left."""
        self._server.setCurrentIndex(other._server.currentIndex())
        (self._create if other._create.isChecked() else self._log_in).setChecked(True)
        for name, field in self._fields.items():
            field.edit.setText(other._fields[name].text())

    def log_in_as(self, username: str, password: str) -> None:
        """With a password that was just set."""
        self._log_in.setChecked(True)
        self._fields["username"].edit.setText(username)
        self._fields["password"].edit.setText(password)
        self._send()

    def choose_server(self, *, is_own: bool) -> None:
        """The server of this computer, or one at an address."""
        self._server.setCurrentIndex(0 if is_own else 1)

    def offer_servers(self, *, is_offered: bool) -> None:
        """Whoever was asked before isn't asked again."""
        self._server_line.setVisible(is_offered)

    def focus_first(self) -> None:
        """Begin with what is empty."""
        focus_empty(self._needed_fields().values(), self._fields["password"])

    # --- building ------------------------------------------------------------------------------------------

    def _make_fields(self) -> None:
        self._fields = {
            "address": Field("address", translate("Login", "Server address"), self),
            "username": Field("username", translate("Login", "Username"), self),
            "password": PasswordField(self._theme, "password", translate("Login", "Password"), self),
            "first_name": Field("first_name", translate("Login", "First name"), self),
            "last_name": Field("last_name", translate("Login", "Last name"), self),
            "email": Field("email", translate("Login", "E-mail (optional)"), self),
        }
        self._fields["address"].edit.setPlaceholderText("192.168.1.5:8001")
        self._server = ServerChoice(self._theme, self)
        self._server.setObjectName("server")
        self._server.setAccessibleName(translate("Login", "Server"))
        self._server.addItem(translate("Login", "On this computer"))
        self._server.addItem(translate("Login", "At an address…"))
        self._log_in = self._make_tab("mode_log_in", translate("Login", "Log in"))
        self._create = self._make_tab("mode_create", translate("Login", "Create account"))
        self._submit = QPushButton(self)
        self._submit.setObjectName("submit")
        self._submit.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._problem = Problem(self)
        self._forgot = page_link("forgot", translate("Login", "Forgot your password?"), self)

    def _make_tab(self, name: str, text: str) -> QPushButton:
        tab = QPushButton(text, self)
        tab.setObjectName(name)
        tab.setProperty("kind", "tab")
        return tab

    def _arrange(self) -> None:
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(10)
        lines.addWidget(self._make_tabs())
        caption = QLabel(translate("Login", "Server"), self)
        caption.setObjectName("quiet")
        caption.setBuddy(self._server)
        self._server_line = QWidget(self)
        server = QVBoxLayout(self._server_line)
        server.setContentsMargins(0, 0, 0, 0)
        server.setSpacing(4)
        server.addWidget(caption)
        server.addWidget(self._server)
        names = QHBoxLayout()
        names.setSpacing(12)
        names.addWidget(self._fields["first_name"])
        names.addWidget(self._fields["last_name"])
        lines.addWidget(self._server_line)
        lines.addWidget(self._fields["address"])
        lines.addWidget(self._fields["username"])
        lines.addWidget(self._fields["password"])
        lines.addLayout(names)
        lines.addWidget(self._fields["email"])
        lines.addWidget(self._problem)
        lines.addSpacing(4)
        lines.addWidget(self._submit)
        lines.addWidget(self._forgot, 0, Qt.AlignmentFlag.AlignHCenter)
        edits = [field.edit for field in self._fields.values()]
        for before, after in pairwise(
            (self._log_in, self._create, self._server, *edits, self._submit, self._forgot)
        ):
            self.setTabOrder(before, after)

    def _make_tabs(self) -> QFrame:
        tabs = QFrame(self)
        tabs.setObjectName("tabs")
        self._modes = OneOfFew(self)
        self._tab_row = row = QBoxLayout(QBoxLayout.Direction.LeftToRight, tabs)
        row.setContentsMargins(4, 4, 4, 4)
        row.setSpacing(4)
        for tab in (self._log_in, self._create):
            self._modes.add(tab)
            row.addWidget(tab, 1)
        return tabs

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tabs whose words have no room beside each other stand below each other."""
        super().resizeEvent(event)
        wanted = 2 * max(tab.sizeHint().width() for tab in (self._log_in, self._create)) + 12
        is_narrow = wanted > self.width()
        direction = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        if self._tab_row.direction() != direction:
            self._tab_row.setDirection(direction)

    def _wire(self) -> None:
        self._modes.buttonToggled.connect(self._show_mode)
        self._server.currentIndexChanged.connect(self._show_mode)
        self._submit.clicked.connect(self._send)
        self._forgot.clicked.connect(self.forgotten)
        self._fields["address"].pasted.connect(self._take_paste)
        for field in self._fields.values():
            field.edit.returnPressed.connect(self._send)

    # --- doing ---------------------------------------------------------------------------------------------

    def _shown_fields(self) -> dict[str, Field]:
        names = ["username", "password"]
        if self._server.currentIndex() == 1:
            names.insert(0, "address")
        if self._create.isChecked():
            names += ["first_name", "last_name", "email"]
        return {name: self._fields[name] for name in names}

    def _needed_fields(self) -> dict[str, Field]:
        """Nobody has to say more than this of themselves."""
        shown = self._shown_fields()
        return {name: shown[name] for name in ("address", "username", "password") if name in shown}

    def _show_mode(self) -> None:
        shown = self._shown_fields()
        for name, field in self._fields.items():
            field.setVisible(name in shown)
        is_new = self._create.isChecked()
        self._submit.setText(translate("Login", "Create account") if is_new else translate("Login", "Log in"))
        self._forgot.setVisible(not is_new)
        self._problem.hide()

    def _take_paste(self, text: str) -> None:
        if find_invite(text):
            self.invite_entered.emit(text)

    def _send(self) -> None:
        shown = self._shown_fields()
        empty = find_empty(self._needed_fields())
        if empty:
            self.show_problem("", empty)
            return
        values: dict[str, Any] = {
            name: field.text() if name == "password" else field.text().strip()
            for name, field in shown.items()
        }
        address = values.pop("address", None)
        if address is not None and is_invite(address):
            self.invite_entered.emit(address)
            return
        self.submitted.emit(LoginRequest(address=address, is_new=self._create.isChecked(), **values))


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
