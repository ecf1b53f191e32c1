"""Opens the sheets by the wishes for them, over the window that is in front. Made by `conversation`."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from backend.wire.answers import Invite
from backend.wire.types import RoomId, UserId
from desktop.client.state.store import Store
from desktop.models.administration import ShowInvite, ShowResetCode, ShowServer
from desktop.models.wishes import (
    ShowAddMembers,
    ShowEditGroup,
    ShowNewGroup,
    ShowProfile,
    ShowSessions,
    Wish,
)
from desktop.theme import Theme
from desktop.widgets.pictures import Pictures
from desktop.widgets.room_window import RoomWindow

if TYPE_CHECKING:
    from desktop.widgets.form_sheet import FormSheet


class Sheets(QObject):
    """What the sheets wish for is handed on; `room_made` tells of a new group, to be opened."""

    wished = Signal(object)
    room_made = Signal(int)

    def __init__(
        self,
        window: QWidget,
        store: Store,
        theme: Theme,
        *,
        pictures: Pictures | None = None,
        is_own_server: bool = False,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._store = store
        self._theme = theme
        self._pictures = pictures
        self._is_own_server = is_own_server
        self._opened: list[FormSheet] = []

    def acts(self) -> Mapping[type[Wish], Callable[[Any], object]]:
        """What each of these wishes opens."""
        return {
            ShowProfile: lambda _wish: self._show_profile(),
            ShowSessions: lambda _wish: self._show_sessions(),
            ShowNewGroup: lambda _wish: self._show_new_group(),
            ShowEditGroup: lambda wish: self._show_edit_group(wish.room_id),
            ShowAddMembers: lambda wish: self._show_add_members(wish.room_id),
            ShowServer: lambda _wish: self._show_server(),
            ShowInvite: lambda wish: self._show_invite(wish.invite),
            ShowResetCode: lambda wish: self._show_reset_code(wish.user_id),
        }

    def close_all(self) -> None:
        """The chat behind them goes."""
        for sheet in self._opened:
            if isValid(sheet):
                sheet.close()
        self._opened.clear()

    # The modules of the sheets are loaded when one is opened: the first picture needs none of them.

    def _show_profile(self) -> None:
        from desktop.widgets.account_sheets import ProfileSheet  # noqa: PLC0415 - see above

        if self._store.me is not None:
            avatar, pictures = self._store.my_avatar, self._pictures
            self._open(
                ProfileSheet(self._front(), self._theme, self._store.me, avatar=avatar, pictures=pictures)
            )

    def _show_sessions(self) -> None:
        from desktop.widgets.account_sheets import SessionsSheet  # noqa: PLC0415 - see above

        self._open(SessionsSheet(self._front()))

    def _show_new_group(self) -> None:
        from desktop.widgets.group_sheets import NewGroupSheet  # noqa: PLC0415 - see above

        me = self._store.me
        sheet = NewGroupSheet(
            self._front(),
            self._theme,
            pictures=self._pictures,
            people=self._store.people.all(),
            my_id=me.id if me is not None else None,
        )
        sheet.created.connect(self.room_made)
        self._open(sheet)

    def _show_edit_group(self, room_id: RoomId) -> None:
        from desktop.widgets.group_sheets import EditGroupSheet  # noqa: PLC0415 - see above

        room = self._store.rooms.get(room_id)
        if room is not None:
            self._open(EditGroupSheet(self._front(), self._theme, room, pictures=self._pictures))

    def _show_add_members(self, room_id: RoomId) -> None:
        from desktop.widgets.group_sheets import AddMembersSheet  # noqa: PLC0415 - see above

        room = self._store.rooms.get(room_id)
        if room is not None:
            people = self._store.people.all()
            self._open(
                AddMembersSheet(self._front(), self._theme, room, pictures=self._pictures, people=people)
            )

    def _show_server(self) -> None:
        from desktop.widgets.hosting.server_sheet import ServerSheet  # noqa: PLC0415 - see above

        self._open(ServerSheet(self._front(), self._theme, is_own=self._is_own_server))

    def _show_invite(self, invite: Invite | None) -> None:
        from desktop.widgets.hosting.invite_sheet import InviteSheet  # noqa: PLC0415 - see above

        self._open(InviteSheet(self._front(), self._theme, invite))

    def _show_reset_code(self, user_id: UserId) -> None:
        from desktop.widgets.hosting.reset_code_sheet import ResetCodeSheet  # noqa: PLC0415 - see above

        person = self._store.people.get(user_id)
        if person is not None:
            names = person.full_name, person.username
            self._open(ResetCodeSheet(self._front(), self._theme, user_id, *names))

    def _front(self) -> QWidget:
        """The window that the person looks at: the main one, or that of a room."""
        active = QApplication.activeWindow()
        return active if isinstance(active, RoomWindow) else self._window

    def _open(self, sheet: "FormSheet") -> None:
        sheet.wished.connect(self.wished)
        self._opened = [*filter(isValid, self._opened), sheet]
        sheet.open()
