"""Who is in a group: the list, a search where there are many, and what may be done with each."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QVBoxLayout, QWidget

from backend.wire.types import Role, UserId
from desktop.client.state.room_record import RoomState
from desktop.client.state.store import Store
from desktop.models.administration import ShowResetCode
from desktop.models.person_rows import PersonRow, member_rows, role_of
from desktop.models.requests import ChangeRole, RemoveMember
from desktop.models.wishes import ShowAddMembers, StartDirectChat
from desktop.models.words import translate
from desktop.theme import Theme
from desktop.widgets.dialog import Sheet
from desktop.widgets.person_list import PersonList
from desktop.widgets.pictures import Pictures
from desktop.widgets.row_button import RowButton

_SEARCHED_FROM = 11


class MemberList(QWidget):
    """Draws the members of the room that it was shown; as high as all of them, for its parent scrolls."""

    wished = Signal(object)

    def __init__(
        self, store: Store, theme: Theme, parent: QWidget, *, pictures: Pictures | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._theme = theme
        self._room: RoomState | None = None
        caption = QLabel(translate("Members", "Members"), self)
        caption.setObjectName("quiet")
        caption.setContentsMargins(6, 0, 6, 0)
        add_text = translate("Members", "Add members")
        self._add = RowButton(theme, "add_members", add_text, self, icon="add_person")
        self._search = QLineEdit(self)
        self._search.setObjectName("member_search")
        self._search.setPlaceholderText(translate("Members", "Search members"))
        self._search.setAccessibleName(translate("Members", "Search members"))
        self.list = PersonList(theme, self, pictures=pictures)
        self.list.setAccessibleName(translate("Members", "Members"))
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(caption)
        column.addWidget(self._add)
        column.addWidget(self._search)
        column.addWidget(self.list)
        self._add.clicked.connect(self._ask_for_more)
        self._search.textChanged.connect(self._fill)
        self.list.chosen.connect(self._write)
        self.list.menu_wanted.connect(self._open_menu)
        theme.changed.connect(self._fill)

    def show_room(self, room: RoomState) -> None:
        """The members of a group as it is now."""
        if self._room is None or room.room_id != self._room.room_id:
            self._search.clear()
        self._room = room
        count = len(room.participants)
        self._add.setVisible(room.role != "member")
        self._search.setVisible(count >= _SEARCHED_FROM)
        self._fill()

    def _fill(self) -> None:
        if self._room is not None:
            rows = member_rows(self._store, self._room, self._search.text())
            self.list.show_rows(rows)
            self.list.setFixedHeight(self.list.height_of(len(rows)))

    # --- what may be done with them -------------------------------------------------------------------------

    def _ask_for_more(self) -> None:
        if self._room is not None:
            self.wished.emit(ShowAddMembers(self._room.room_id))

    def _write(self, row: PersonRow) -> None:
        if not row.is_me:
            self.wished.emit(StartDirectChat(row.user_id))

    def _open_menu(self, row: PersonRow, place: QPoint) -> None:
        if self._room is None or row.is_me:
            return
        room = self._room
        menu = QMenu(self)
        menu.setObjectName("member_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(translate("Members", "Write a message"), lambda: self._write(row))
        theirs = role_of(room, row.user_id)
        if room.role == "owner":
            menu.addSeparator()
            if theirs == "member":
                self._offer_role(menu, translate("Members", "Make an admin"), row.user_id, "admin")
            else:
                self._offer_role(menu, translate("Members", "No longer an admin"), row.user_id, "member")
            menu.addAction(translate("Members", "Make the owner…"), lambda: self._ask_to_hand_over(row))
        if room.role == "owner" or (room.role == "admin" and theirs == "member"):
            menu.addSeparator()
            menu.addAction(translate("Members", "Remove from the group…"), lambda: self._ask_to_remove(row))
        if self._store.is_admin:
            menu.addSeparator()
            code = menu.addAction(translate("Members", "Code for a new password…"))
            code.setObjectName("reset_code")
            code.triggered.connect(lambda _on: self.wished.emit(ShowResetCode(row.user_id)))
        menu.popup(place)

    def _offer_role(self, menu: QMenu, text: str, user_id: UserId, role: Role) -> None:
        menu.addAction(text, lambda: self._change_role(user_id, role))

    def _change_role(self, user_id: UserId, role: Role) -> None:
        if self._room is not None:
            self.wished.emit(ChangeRole(room_id=self._room.room_id, user_id=user_id, role=role))

    def _ask_to_hand_over(self, row: PersonRow) -> None:
        question = translate("Members", "Make {name} the owner? You stay an admin.").format(name=row.name)
        asked = Sheet.ask(self, question, translate("Members", "Make the owner"), kind="primary")
        asked.accepted.connect(lambda: self._change_role(row.user_id, "owner"))

    def _ask_to_remove(self, row: PersonRow) -> None:
        if self._room is not None:
            wish = RemoveMember(room_id=self._room.room_id, user_id=row.user_id)
            question = translate("Members", "Remove {name} from the group?").format(name=row.name)
            asked = Sheet.ask(self, question, translate("Members", "Remove"))
            asked.accepted.connect(lambda: self.wished.emit(wish))
