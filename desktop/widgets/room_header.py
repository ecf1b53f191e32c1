"""The strip above a talk: with whom one speaks, and what they are doing."""

from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from desktop.client.state.room_record import RoomState
from desktop.client.state.store import Store
from desktop.models.cards import room_status
from desktop.models.words import translate
from desktop.theme import Theme
from desktop.widgets.avatar import AvatarButton
from desktop.widgets.elided_label import ElidedLabel
from desktop.widgets.keys import key_text
from desktop.widgets.paint.avatar import hue_of
from desktop.widgets.pictures import Pictures


class RoomHeader(QWidget):
    """Picture, title, status; a way back when the window has one column."""

    back_wanted = Signal()
    search_wanted = Signal()
    info_wanted = Signal()

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, *, pictures: Pictures | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("chat_header")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._back = self._make_button("back", translate("Room", "Back to the chats"))
        self._back.clicked.connect(self.back_wanted)
        self._search = self._make_button("find", key_text("find"))
        self._search.clicked.connect(self.search_wanted)
        self._info = self._make_button("info", key_text("info"))
        self._info.clicked.connect(self.info_wanted)
        self._avatar = AvatarButton(theme, 36, self, pictures=pictures)
        self._avatar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._avatar.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._title = ElidedLabel("room_title", self)
        self._status = ElidedLabel("room_status", self)
        lines = QVBoxLayout()
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(1)
        lines.addStretch()
        lines.addWidget(self._title)
        lines.addWidget(self._status)
        lines.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 10, 4)
        row.setSpacing(8)
        row.addWidget(self._back)
        row.addWidget(self._avatar)
        row.addLayout(lines, 1)
        row.addWidget(self._search)
        row.addWidget(self._info)
        self.setMinimumHeight(56)
        theme.changed.connect(self._dress)
        self._dress()

    def show_back(self, is_shown: bool) -> None:
        """One column, or two."""
        self._back.setVisible(is_shown)

    def show_room(self, store: Store, room: RoomState) -> None:
        """Put a room's state into words."""
        status, is_lively = room_status(store, room, datetime.now().astimezone())
        other = store.people.get(room.other_user_id) if room.other_user_id is not None else None
        hue = hue_of(room.other_user_id, room.room_id)
        is_online = other is not None and other.is_online
        self._avatar.show_who(room.title, hue, is_online=is_online, picture=room.avatar)
        self._avatar.setAccessibleName(room.title)
        self._title.show_text(room.title)
        self._status.show_text(status)
        self._status.setVisible(bool(status))
        state = "accent" if is_lively else ""
        if self._status.property("state") != state:
            self._status.setProperty("state", state)
            self._status.style().unpolish(self._status)
            self._status.style().polish(self._status)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on who it is asks about them."""
        if event.button() == Qt.MouseButton.LeftButton and event.position().x() < self._search.x():
            self.info_wanted.emit()

    def _make_button(self, name: str, text: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setFixedSize(40, 40)
        button.setIconSize(QSize(20, 20))
        button.setAccessibleName(text)
        button.setToolTip(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _dress(self) -> None:
        for button, icon in ((self._back, "back"), (self._search, "search"), (self._info, "info")):
            button.setIcon(self._theme.icon(icon))
