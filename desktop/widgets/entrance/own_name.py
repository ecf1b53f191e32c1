"""Asking somebody for their name, and making a username of it that they may change. A part of forms."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.models.usernames import split_name, suggest_username
from desktop.models.words import translate
from desktop.widgets.form_fields import Field
from desktop.widgets.sheet_parts import PageWords, link_button


class OwnName(QWidget):
    """A field for the name and the username below it, as a line of words or as a field of its own."""

    entered = Signal()
    """Enter was pressed in one of its fields."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = Field("own_name", translate("Join", "Your name"), self)
        self._username = Field("own_username", translate("Join", "Username"), self)
        self._username.hide()
        self._suggested = PageWords("", self)
        self._change = link_button("change_username", translate("Join", "Change"), self)
        self._change.setAccessibleName(translate("Join", "Change the username"))
        self._line = QWidget(self)
        line = QHBoxLayout(self._line)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self._suggested, 1)
        line.addWidget(self._change)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for widget in (self._name, self._line, self._username):
            column.addWidget(widget)
        self._name.edit.textChanged.connect(self._suggest)
        self._change.clicked.connect(self._open_username)
        for field in (self._name, self._username):
            field.edit.returnPressed.connect(self.entered)
        self._suggest()

    @property
    def names(self) -> tuple[str, str]:
        """First name and the others."""
        return split_name(self._name.text())

    @property
    def username(self) -> str:
        """As it was written, or as it was made of the name."""
        if self._username.isHidden():
            return suggest_username(self._name.text())
        return self._username.text().strip()

    def fields(self) -> dict[str, Field]:
        """What can be filled in now, by what the server calls it."""
        shown = {"first_name": self._name, "last_name": self._name}
        return shown if self._username.isHidden() else {**shown, "username": self._username}

    def need_username(self) -> None:
        """No username could be made, or not this one: ask for it."""
        if self._username.isHidden():
            self._open_username()

    def take_over(self, other: "OwnName") -> None:
        """Go on where another one was left."""
        self._name.edit.setText(other._name.text())
        self._username.edit.setText(other._username.text())
        self._username.setHidden(other._username.isHidden())
        self._suggest()

    def _suggest(self) -> None:
        suggested = suggest_username(self._name.text())
        self._line.setVisible(bool(suggested) and self._username.isHidden())
        self._suggested.show_words(translate("Join", "You log in as {username}.").format(username=suggested))

    def _open_username(self) -> None:
        if not self._username.text():
            self._username.edit.setText(suggest_username(self._name.text()))
        self._username.show()
        self._suggest()
        self._username.edit.setFocus(Qt.FocusReason.OtherFocusReason)
