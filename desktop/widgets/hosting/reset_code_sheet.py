"""The sheet with a code for somebody who forgot their password. For administrators."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from backend.wire.answers import ResetCode
from backend.wire.types import UserId
from desktop.models.administration import MakeResetCode
from desktop.models.words import moment_text, translate
from desktop.theme import Theme
from desktop.widgets.form_sheet import FormSheet
from desktop.widgets.hosting.copier import Copier
from desktop.widgets.sheet_parts import words


class ResetCodeSheet(FormSheet):
    """Asks before it makes the code, for an earlier one is void then; shows it this once."""

    def __init__(self, opener: QWidget, theme: Theme, user_id: UserId, name: str, username: str) -> None:
        super().__init__(opener, translate("ResetCode", "Code for a new password"), width=theme.scaled(420))
        self._user_id = user_id
        self._username = username
        says = translate("ResetCode", "{name} chooses a new password with it and is signed out everywhere.")
        self._says = words(says.format(name=name), self, name="setting_text")
        self._code = QLineEdit(self)
        self._code.setObjectName("reset_code")
        self._code.setReadOnly(True)
        self._code.setAccessibleName(translate("ResetCode", "Code"))
        self._code.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._code.hide()
        self._until = words("", self)
        self._until.hide()
        for widget in (self._says, self._code, self._until):
            self.body.addWidget(widget)
        self._cancel = self.add_button(translate("Dialog", "Cancel"))
        self._cancel.clicked.connect(self.close)
        self._make = self.add_button(translate("ResetCode", "Make a code"), "primary")
        self._make.setObjectName("make_code")
        self._make.clicked.connect(self._ask)
        copy = self.add_button(translate("ResetCode", "Copy what to tell them"), "plain")
        copy.setObjectName("copy_code")
        copy.hide()
        self._copy, self._copier = copy, Copier(copy)

    def _ask(self) -> None:
        self.ask_server(lambda take: MakeResetCode(user_id=self._user_id, answer=take))

    def take_granted(self, value: object) -> None:
        """Show the code, and what to do with it."""
        if not isinstance(value, ResetCode):
            return
        steps = translate(
            "ResetCode",
            "Tell them in person or by telephone: in Mini Chat choose “Join a server”, enter its address and "
            "press “Forgot your password?”; then enter the username {username}, this code and a new "
            "password.",
        ).format(username=self._username)
        self._says.setText(steps)
        self._code.setText(value.code)
        until = translate("ResetCode", "It works once, until {time}. It is not shown again.")
        self._until.setText(until.format(time=moment_text(value.expires_at)))
        told = translate("ResetCode", "Username: {username}\nCode: {code}")
        self._copier.hold(told.format(username=self._username, code=value.code))
        self._make.hide()
        self._cancel.setText(translate("Dialog", "Close"))
        for widget in (self._code, self._until, self._copy):
            widget.show()
