"""Sheets about one's own account: profile, password, devices, the end of it."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from backend.wire.answers import SessionInfo
from backend.wire.bodies import EditProfile
from backend.wire.types import SessionId, User
from desktop.models.requests import (
    Answer,
    ChangePassword,
    ChangeProfile,
    DeleteAccount,
    EndSessions,
    ListSessions,
    SetMyPicture,
)
from desktop.models.wishes import ShowSessions
from desktop.models.words import day_text, local_day, time_text, translate
from desktop.theme import Theme
from desktop.widgets.dialog import Sheet
from desktop.widgets.form_sheet import FormSheet
from desktop.widgets.paint.avatar import hue_of
from desktop.widgets.picture_choice import PictureChoice
from desktop.widgets.pictures import Pictures
from desktop.widgets.sheet_parts import words


class ProfileSheet(FormSheet):
    """Picture, name and address of who is signed in; from here to password, devices and the end of it."""

    def __init__(
        self,
        opener: QWidget,
        theme: Theme,
        me: User,
        *,
        avatar: str = "",
        pictures: Pictures | None = None,
    ) -> None:
        super().__init__(opener, translate("Profile", "Profile"))
        self.holds_input = True
        self._picture = PictureChoice(theme, self, pictures=pictures)
        self._picture.show_who(me.full_name, hue_of(me.id, None), avatar)
        self.body.addWidget(self._picture)
        username = QLabel(f"@{me.username}", self)
        username.setObjectName("quiet")
        username.setTextFormat(Qt.TextFormat.PlainText)
        self.body.addWidget(username)
        self._first = self.add_field("first_name", translate("Profile", "First name"), me.first_name)
        self._last = self.add_field("last_name", translate("Profile", "Last name"), me.last_name)
        self._email = self.add_field("email", translate("Profile", "E-mail (optional)"), me.email)
        self._add_ways()
        self.add_button(translate("Dialog", "Cancel")).clicked.connect(self.close)
        save = self.add_button(translate("Profile", "Save"), "primary")
        save.setObjectName("save")
        save.clicked.connect(self._save)
        self._picture.wished.connect(self.wished)
        self._picture.chosen.connect(self._set_picture)

    def open(self) -> None:
        """Begin with the name."""
        super().open()
        self._first.edit.setFocus()

    def _add_ways(self) -> None:
        ways = QVBoxLayout()
        ways.setSpacing(0)
        for name, text, act in (
            ("password", translate("Profile", "Change the password…"), self._open_password),
            ("sessions", translate("Profile", "Devices…"), lambda: self.wished.emit(ShowSessions())),
            ("delete_account", translate("Profile", "Delete the account…"), self._open_deletion),
        ):
            button = QPushButton(text, self)
            button.setObjectName(name)
            button.setProperty("kind", "row")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _checked, act=act: act())
            ways.addWidget(button)
        self.body.addLayout(ways)

    def _save(self) -> None:
        changes = EditProfile(
            first_name=self._first.text().strip(),
            last_name=self._last.text().strip(),
            email=self._email.text().strip(),
        )
        self.ask_server(lambda take: ChangeProfile(changes=changes, answer=take))

    def _set_picture(self, picture: bytes | None) -> None:
        take = self.when_answered(self._take_picture_answer)
        self.wished.emit(SetMyPicture(picture=picture, answer=take))

    def _take_picture_answer(self, answer: Answer) -> None:
        self._picture.show_problem(answer.sentence)

    def _open_password(self) -> None:
        self._open_above(PasswordSheet(self))

    def _open_deletion(self) -> None:
        self._open_above(DeleteAccountSheet(self))

    def _open_above(self, sheet: FormSheet) -> None:
        sheet.wished.connect(self.wished)
        sheet.open()


class PasswordSheet(FormSheet):
    """Another password; all other devices are signed out by it."""

    def __init__(self, opener: QWidget) -> None:
        super().__init__(opener, translate("Profile", "Change the password"), width=380)
        self.holds_input = True
        self._old = self.add_field("old_password", translate("Profile", "Password now"), is_password=True)
        self._new = self.add_field("new_password", translate("Profile", "New password"), is_password=True)
        self._again = self.add_field(
            "new_password_confirm", translate("Profile", "New password again"), is_password=True
        )
        self.body.addWidget(words(translate("Profile", "Your other devices will be signed out."), self))
        self.add_button(translate("Dialog", "Cancel")).clicked.connect(self.close)
        change = self.add_button(translate("Profile", "Change"), "primary")
        change.setObjectName("change")
        change.clicked.connect(self._change)

    def _change(self) -> None:
        if not self.require("old_password", "new_password", "new_password_confirm"):
            return
        if self._again.text() != self._new.text():
            problem = translate("Profile", "This is not the same password.")
            self.show_fields({"new_password_confirm": [problem]})
            return
        old, new = self._old.text(), self._new.text()
        self.ask_server(lambda take: ChangePassword(old=old, new=new, answer=take))


class DeleteAccountSheet(FormSheet):
    """The account goes for ever, once its password was typed and a question answered."""

    def __init__(self, opener: QWidget) -> None:
        super().__init__(opener, translate("Profile", "Delete the account"), width=380)
        self.holds_input = True
        warning = translate(
            "Profile", "It goes for ever. What you wrote stays, under the name of a deleted account."
        )
        self.body.addWidget(words(warning, self))
        self._password = self.add_field("password", translate("Profile", "Password"), is_password=True)
        self.add_button(translate("Dialog", "Cancel")).clicked.connect(self.close)
        delete = self.add_button(translate("Profile", "Delete"), "danger")
        delete.setObjectName("delete")
        delete.clicked.connect(self._ask)

    def _ask(self) -> None:
        if self.require("password"):
            question = translate("Profile", "Delete your account for ever?")
            Sheet.ask(self, question, translate("Profile", "Delete")).accepted.connect(self._delete)

    def _delete(self) -> None:
        password = self._password.text()
        self.ask_server(lambda take: DeleteAccount(password=password, answer=take))


class SessionsSheet(FormSheet):
    """Where the account is signed in; others can be signed out, one or all."""

    def __init__(self, opener: QWidget) -> None:
        super().__init__(opener, translate("Sessions", "Devices"))
        self._sessions: list[SessionInfo] = []
        self._rows = QWidget(self)
        self._lines = QVBoxLayout(self._rows)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(10)
        self.body.addWidget(self._rows)
        self._end_others = self.add_button(translate("Sessions", "Sign out all others"), "danger")
        self._end_others.setObjectName("end_others")
        self._end_others.hide()
        self._end_others.clicked.connect(self._ask_to_end_others)

    def open(self) -> None:
        """Ask the server at once."""
        super().open()
        self._ask()

    def take_granted(self, value: object) -> None:
        """The list, or that a device is signed out: then the list anew."""
        if not isinstance(value, list):
            self._ask()
            return
        self._sessions = sorted(
            value, key=lambda session: (session.is_current, session.last_seen), reverse=True
        )
        while (item := self._lines.takeAt(0)) is not None:
            row = item.widget()
            if row is not None:
                row.hide()
                row.deleteLater()
        for session in self._sessions:
            self._lines.addWidget(self._make_row(session))
        self._end_others.setVisible(len(self._sessions) > 1)

    def _ask(self) -> None:
        self.ask_server(lambda take: ListSessions(answer=take))

    def _make_row(self, session: SessionInfo) -> QWidget:
        row = QWidget(self._rows)
        name = QLabel(session.device or translate("Sessions", "Unknown device"), row)
        name.setTextFormat(Qt.TextFormat.PlainText)
        name.setWordWrap(True)
        lines = QVBoxLayout()
        lines.setSpacing(1)
        lines.addWidget(name)
        lines.addWidget(words(_session_text(session), row))
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addLayout(lines, 1)
        if not session.is_current:
            button = QPushButton(translate("Sessions", "Sign out"), row)
            button.setProperty("kind", "link")
            button.setAccessibleName(f"{button.text()}: {name.text()}")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda: self._end((session.id,)))
            line.addWidget(button)
        return row

    def _ask_to_end_others(self) -> None:
        others = tuple(session.id for session in self._sessions if not session.is_current)
        question = translate("Sessions", "Sign out on all other devices?")
        asked = Sheet.ask(self, question, translate("Sessions", "Sign out"))
        asked.accepted.connect(lambda: self._end(others))

    def _end(self, session_ids: tuple[SessionId, ...]) -> None:
        self.ask_server(lambda take: EndSessions(session_ids=session_ids, answer=take))


def _session_text(session: SessionInfo) -> str:
    if session.is_current:
        return translate("Sessions", "This device")
    today = datetime.now().astimezone().date()
    when = f"{day_text(local_day(session.last_seen), today)}, {time_text(session.last_seen)}"
    return translate("Sessions", "Last active: {time}").format(time=when)
