"""What stands where no room is open: a calm word, and what one may begin with. For `room`."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.client.state.store import Store
from desktop.models.administration import ShowInvite
from desktop.models.wishes import StartDirectChat
from desktop.models.words import translate
from desktop.theme import Theme
from desktop.widgets.sheet_parts import link_button

if TYPE_CHECKING:
    from desktop.models.joining import Inviter

_BUTTON_WIDTH = 280


class NoRoom(QWidget):
    """Who has no chat yet is offered the likeliest first one: to answer who invited them, or to invite."""

    wished = Signal(object)
    search_wanted = Signal()

    def __init__(self, store: Store, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._store = store
        self._theme = theme
        self._inviter: Inviter | None = None
        self._picture = QLabel(self)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words = QLabel(self)
        self._words.setObjectName("empty_text")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setWordWrap(True)
        self._words.setMinimumWidth(1)
        self._first = QPushButton(self)
        self._first.setObjectName("primary")
        self._first.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._find = link_button("find_people", translate("Room", "Find people"), self)
        column = QVBoxLayout(self)
        column.setSpacing(16)
        column.addStretch()
        column.addWidget(self._picture)
        column.addWidget(self._words)
        column.addWidget(self._first, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._find, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
        self._first.clicked.connect(self._begin)
        self._find.clicked.connect(self.search_wanted)
        theme.changed.connect(self._dress)
        self._dress()
        self.renew()

    def offer_inviter(self, inviter: "Inviter") -> None:
        """The person came by the invite of somebody."""
        self._inviter = inviter
        self.renew()

    def renew(self) -> None:
        """The chats, or what the person may do, are others than before."""
        says = translate("Room", "Choose a chat, or find somebody to talk to.")
        does = translate("Room", "Find people")
        inviter = self._answered()
        if inviter is not None:
            says = translate("Room", "Here you are. {name} invited you.").format(name=inviter.name)
            does = translate("Room", "Write to {name}").format(name=inviter.name)
        elif self._is_to_invite():
            says = translate("Room", "Invite people, or find who is here already.")
            does = translate("Room", "Invite people")
        self._words.setText(says)
        room = self._theme.scaled(_BUTTON_WIDTH)
        does = self._first.fontMetrics().elidedText(does, Qt.TextElideMode.ElideRight, room)
        self._first.setText(does.replace("&", "&&"))
        self._find.setVisible(inviter is not None or self._is_to_invite())

    def _answered(self) -> "Inviter | None":
        """Who is offered to be written to."""
        return self._inviter if not self._store.rooms.ordered() else None

    def _is_to_invite(self) -> bool:
        return self._store.is_admin and not self._store.rooms.ordered()

    def _begin(self) -> None:
        inviter = self._answered()
        if inviter is not None:
            self.wished.emit(StartDirectChat(inviter.user_id))
        elif self._is_to_invite():
            self.wished.emit(ShowInvite())
        else:
            self.search_wanted.emit()

    def _dress(self) -> None:
        icon = self._theme.icon("chats", color=self._theme.tokens.border, size=72)
        self._picture.setPixmap(icon.pixmap(72, 72))
