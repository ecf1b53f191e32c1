"""All about the open room, beside it: who somebody is, or who is in a group and what one may do there."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from backend.wire.types import RoomId
from desktop.client.state.changes import Change, PersonChanged, RoomChanged, RoomsReset, TypingChanged
from desktop.client.state.room_record import RoomState
from desktop.client.state.store import Store
from desktop.models.administration import ShowResetCode
from desktop.models.cards import room_status
from desktop.models.mute_ends import MuteEnds
from desktop.models.requests import DeleteGroup
from desktop.models.wishes import LeaveRoom, ShowEditGroup
from desktop.models.words import time_text, translate
from desktop.theme import Theme
from desktop.widgets.avatar import AvatarButton
from desktop.widgets.dialog import Sheet
from desktop.widgets.member_list import MemberList
from desktop.widgets.paint.avatar import hue_of
from desktop.widgets.pictures import Pictures
from desktop.widgets.room_menu import FOR_EVER, make_notification_menu, notification_levels
from desktop.widgets.row_button import RowButton

_PICTURE = 96
_SOON_MS = 30
_ALWAYS_FROM = FOR_EVER.year


class InfoPanel(QWidget):
    """Draws one room from the store, and follows it."""

    wished = Signal(object)
    close_wanted = Signal()

    def __init__(
        self, store: Store, theme: Theme, parent: QWidget | None = None, *, pictures: Pictures | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._store = store
        self._theme = theme
        self._room_id: RoomId | None = None
        self._soon = QTimer(
            self, singleShot=True, interval=_SOON_MS
        )  # news come in bursts, members in thousands
        self._soon.timeout.connect(self._refresh)
        self._avatar = AvatarButton(theme, _PICTURE, self, pictures=pictures)
        self._avatar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._avatar.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._members = MemberList(store, theme, self, pictures=pictures)
        self._make_words()
        self._make_buttons()
        self._arrange()
        self._wire()
        self._dress()
        self._mutes = MuteEnds(store, self)
        self._mutes.passed.connect(self._refresh)
        self._unsubscribe = store.changes.subscribe(self._on_change)

    # --- what the parent may ask ---------------------------------------------------------------------------

    def show_room(self, room_id: RoomId | None) -> None:
        """Tell of another room."""
        if room_id != self._room_id:
            self._room_id = room_id
            self._area.verticalScrollBar().setValue(0)
        self._refresh()

    def focus_start(self) -> None:
        """Begin at the top."""
        self._close.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_stops(self) -> list[QWidget]:
        """Where F6 stops."""
        return [self._close]

    def close_models(self) -> None:
        """Follow the store no longer."""
        self._unsubscribe()
        self._mutes.close()

    # --- building ------------------------------------------------------------------------------------------

    def _make_words(self) -> None:
        self._heading = QLabel(translate("Info", "Information"), self)
        self._heading.setObjectName("info_title")
        self._title = _centred("sheet_title", self)
        self._status = _centred("quiet", self)
        self._username = Fact(translate("Info", "Username"), self)
        self._email = Fact(translate("Info", "E-mail"), self)
        self._description = Fact(translate("Info", "Description"), self)

    def _make_buttons(self) -> None:
        self._close = QToolButton(self)
        self._close.setObjectName("close_info")
        self._close.setFixedSize(40, 40)
        self._close.setAccessibleName(translate("Info", "Close the information"))
        self._close.setToolTip(translate("Info", "Close the information"))
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme, ends = self._theme, partial(RowButton, self._theme, parent=self, kind="row_danger")
        self._edit = RowButton(theme, "edit_group", translate("Info", "Edit the group"), self, icon="pencil")
        self._notify = RowButton(theme, "notifications", "", self, icon="bell")
        code = translate("Members", "Code for a new password…")
        self._code = RowButton(theme, "reset_code", code, self, icon="key")
        self._leave = ends(name="leave_group", text=translate("Info", "Leave the group"))
        self._delete = ends(name="delete_group", text=translate("Info", "Delete the group"))

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 8, 8, 8)
        head.addWidget(self._heading, 1)
        head.addWidget(self._close)
        inside = QWidget(self)
        inside.setObjectName("surface")
        column = QVBoxLayout(inside)
        column.setContentsMargins(10, 4, 10, 16)
        column.setSpacing(10)
        column.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._title)
        column.addWidget(self._status)
        for fact in (self._username, self._email, self._description):
            column.addWidget(fact)
        ways = QVBoxLayout()
        ways.setContentsMargins(0, 0, 0, 0)
        ways.setSpacing(0)
        ways.addWidget(self._notify)
        ways.addWidget(self._edit)
        ways.addWidget(self._code)
        column.addLayout(ways)
        column.addWidget(self._members)
        ends = QVBoxLayout()
        ends.setSpacing(0)
        ends.addWidget(self._leave)
        ends.addWidget(self._delete)
        column.addLayout(ends)
        column.addStretch()
        self._area = QScrollArea(self)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(inside)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(head)
        rows.addWidget(self._area, 1)

    def _wire(self) -> None:
        self._close.clicked.connect(self.close_wanted)
        self._members.wished.connect(self.wished)
        for button, act in (
            (self._edit, self._wish_to_edit),
            (self._code, self._wish_for_code),
            (self._notify, self._open_notifications),
            (self._leave, self._ask_to_leave),
            (self._delete, self._ask_to_delete),
        ):
            button.clicked.connect(lambda _checked, act=act: self._with_room(act))
        self._theme.changed.connect(self._dress)

    def _dress(self) -> None:
        self._close.setIcon(self._theme.icon("close"))

    # --- what it shows -------------------------------------------------------------------------------------

    def _on_change(self, change: Change) -> None:
        match change:
            case RoomsReset() | PersonChanged():
                self._soon.start()
            case RoomChanged(room_id=room_id) | TypingChanged(room_id=room_id) if room_id == self._room_id:
                self._soon.start()
            case _:
                pass

    def _refresh(self) -> None:
        if self.isVisible():
            self._with_room(self._show)

    def showEvent(self, event: QShowEvent) -> None:
        """While nobody looks nothing is followed."""
        super().showEvent(event)
        self._refresh()

    def _show(self, room: RoomState) -> None:
        now = datetime.now().astimezone()
        is_group = room.chat_type == "group"
        person = self._store.people.get(room.other_user_id) if room.other_user_id is not None else None
        picture = room.avatar if is_group else person.avatar if person is not None else ""
        self._avatar.show_who(room.title, hue_of(room.other_user_id, room.room_id), picture=picture)
        self._avatar.setAccessibleName(room.title)
        self._title.setText(room.title)
        self._status.setText(room_status(self._store, room, now)[0])
        user = next((user for user in room.participants if user.id == room.other_user_id), None)
        self._username.show_text(f"@{user.username}" if user is not None else "")
        self._email.show_text(user.email if user is not None else "")
        self._description.show_text(room.description if is_group else "")
        self._notify.show_text(notification_text(room, now))
        self._edit.setVisible(is_group and room.role != "member")
        self._code.setVisible(self._store.is_admin and person is not None)
        self._members.setVisible(is_group)
        self._leave.setVisible(is_group)
        self._delete.setVisible(is_group and room.role == "owner")
        if is_group:
            self._members.show_room(room)

    # --- what one may do -----------------------------------------------------------------------------------

    def _with_room(self, act: Callable[[RoomState], object]) -> None:
        room = self._store.rooms.get(self._room_id) if self._room_id is not None else None
        if room is not None:
            act(room)

    def _wish_to_edit(self, room: RoomState) -> None:
        self.wished.emit(ShowEditGroup(room.room_id))

    def _wish_for_code(self, room: RoomState) -> None:
        if room.other_user_id is not None:
            self.wished.emit(ShowResetCode(room.other_user_id))

    def _open_notifications(self, room: RoomState) -> None:
        menu = make_notification_menu(self, room, wish=self.wished.emit)
        menu.popup(self._notify.mapToGlobal(QPoint(0, self._notify.height() + 2)))

    def _ask_to_leave(self, room: RoomState) -> None:
        question = translate("Info", "Leave “{name}”?").format(name=room.title)
        if room.role == "owner" and len(room.participants) > 1:
            question += " " + translate("Info", "Whoever has been in it the longest becomes its owner.")
        asked = Sheet.ask(self, question, translate("Info", "Leave"))
        asked.accepted.connect(lambda: self.wished.emit(LeaveRoom(room.room_id)))

    def _ask_to_delete(self, room: RoomState) -> None:
        question = translate("Info", "Delete “{name}” with all its messages, for all of its members?")
        asked = Sheet.ask(self, question.format(name=room.title), translate("Info", "Delete"))
        asked.accepted.connect(lambda: self.wished.emit(DeleteGroup(room_id=room.room_id)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes it."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_wanted.emit()
        else:
            super().keyPressEvent(event)


class Fact(QWidget):
    """A user's words with what they are; not there when there are none. They can be selected and copied."""

    def __init__(self, caption: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = QLabel(self)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._caption = caption
        label = QLabel(caption, self)
        label.setObjectName("quiet")
        label.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 0, 6, 0)
        column.setSpacing(1)
        column.addWidget(self._words)
        column.addWidget(label)

    def show_text(self, text: str) -> None:
        """What is known."""
        self._words.setText(text)
        self._words.setAccessibleName(f"{self._caption}: {text}")
        self.setVisible(bool(text))


def notification_text(room: RoomState, now: datetime) -> str:
    """How much the room may call, and until when it is silent, in a line."""
    muted_until = room.preferences.muted_until
    if muted_until is not None and muted_until > now:
        if muted_until.year >= _ALWAYS_FROM:
            return translate("Info", "Muted")
        return translate("Info", "Muted until {time}").format(time=time_text(muted_until))
    return notification_levels()[room.preferences.notifications]


def _centred(name: str, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    label.setWordWrap(True)
    return label
