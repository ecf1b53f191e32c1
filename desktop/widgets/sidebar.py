"""The left column: the person's own menu, a search field, the chats or what the search found."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backend.wire.answers import PublicRoom
from backend.wire.types import Contact, RoomId
from desktop.client.state.store import Store
from desktop.models.cards import CARD_ROLE, Card
from desktop.models.choices import Choices
from desktop.models.room_list import RoomListModel
from desktop.models.wishes import JoinRoom, OpenWindow, SignOut, StartDirectChat
from desktop.models.words import translate
from desktop.theme import Theme
from desktop.widgets.paint.avatar import hue_of
from desktop.widgets.paint.look import Look
from desktop.widgets.paint.room_row import RoomRowDelegate
from desktop.widgets.pictures import Pictures
from desktop.widgets.sidebar_body import SidebarBody
from desktop.widgets.sidebar_head import SidebarHead
from desktop.widgets.sidebar_search import SidebarSearch

ONLY_PICTURES_BELOW = 200
ONLY_PICTURES_WIDTH = 72


class Sidebar(QWidget):
    """Chats on the left; typing in the search field replaces them by what is found."""

    room_chosen = Signal(object)
    message_chosen = Signal(object, object, str)
    """A room, the place of a message in it, and the words that found it."""
    search_ended = Signal()
    wished = Signal(object)
    escaped = Signal()
    width_wanted = Signal()
    """The search needs more room than a list of pictures has."""

    def __init__(
        self,
        store: Store,
        theme: Theme,
        choices: Choices,
        parent: QWidget | None = None,
        *,
        pictures: Pictures | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._store = store
        self._theme = theme
        self._choices = choices
        self._pictures = pictures
        self.rooms = RoomListModel(store, self)
        self._find = SidebarSearch(store, self)
        self._delegate = RoomRowDelegate(Look(theme, pictures), self)
        self._head = SidebarHead(theme, pictures, self)
        self._search = self._head.search
        self._body = SidebarBody(self)
        self._list = self._body.list
        self._arrange()
        self._wire()
        self._order_rooms()
        self._measure_rows()
        self.refresh_me()
        self._show_list()

    # --- what the parent may ask ---------------------------------------------------------------------------

    def show_open(self, room_id: RoomId | None) -> None:
        """Mark the room that is open."""
        self._delegate.open_room = room_id
        self.rooms.keep(room_id)
        self._mark_open()
        self._list.viewport().update()

    def show_people(self, query: str, people: Sequence[Contact]) -> None:
        """Add what the server found."""
        self._find.add_people(query, people)

    def show_groups(self, query: str, groups: Sequence[PublicRoom]) -> None:
        """Add groups that may be joined."""
        self._find.add_groups(query, groups)

    def show_problem(self, text: str) -> None:
        """Say why the server's part is missing."""
        self._find.note_problem(text)

    def focus_start(self) -> None:
        """Begin where the chats are; without any, where people are found."""
        start = self._list if self.rooms.rowCount() else self._head.focus_stop()
        start.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_search(self) -> None:
        """Begin a search."""
        if self._delegate.has_only_pictures:
            self.width_wanted.emit()
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def list_people(self) -> None:
        """Everybody, to choose from or to narrow down by typing on."""
        self._search.setText("@")

    def list_mentions(self) -> None:
        """The messages in which the person is named."""
        if self._store.me is not None:
            self._search.setText(f"@{self._store.me.username}")

    def close_search(self) -> None:
        """Back to the chats."""
        self._search.clear()

    def toggle_only_unread(self) -> None:
        """Show only what is unread, or all again."""
        self._head.toggle_only_unread()

    def neighbour(self, room_id: RoomId | None, step: int) -> RoomId | None:
        """The chat above or below another one; the first when there is none."""
        row = self.rooms.row_of(room_id)
        return self.rooms.room_at(0 if row is None else row + step)

    def refresh_me(self) -> None:
        """The person is known now, or another."""
        me, button = self._store.me, self._head.menu_button
        if me is not None:
            button.show_who(me.full_name, hue_of(me.id, None), picture=self._store.my_avatar)
            button.setAccessibleName(translate("Sidebar", "Menu") + ", " + me.full_name)
            button.setToolTip(translate("Sidebar", "Menu"))

    def focus_stops(self) -> list[QWidget]:
        """Where F6 stops."""
        return [self._head.focus_stop()]

    def close_models(self) -> None:
        """Follow the store no longer."""
        self.rooms.close()

    # --- building ------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        self._list.setAccessibleName(translate("Sidebar", "Chats"))
        self._list.setItemDelegate(self._delegate)
        self._list.setModel(self.rooms)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._body, 1)

    def _wire(self) -> None:
        head = self._head
        QWidget.setTabOrder(self._search, self._list)
        QWidget.setTabOrder(self._list, head.menu_button)
        head.menu_button.clicked.connect(self._open_own_menu)
        head.search_wanted.connect(self.focus_search)
        head.only_unread_chosen.connect(self._choose_only_unread)
        self._search.textChanged.connect(self._change_query)
        self._search.list_key_pressed.connect(self._list.keyPressEvent)
        self._search.escaped.connect(self._escape)
        self._search.returnPressed.connect(lambda: self._choose(self._list.currentIndex()))
        self._search.focus_changed.connect(self._show_ring)
        self._list.chosen.connect(self._choose)
        self._list.clicked.connect(self._choose)
        self._list.doubleClicked.connect(self._open_window)
        self._list.menu_wanted.connect(self._open_row_menu)
        self._list.escaped.connect(self._escape)
        self._list.focus_changed.connect(self._show_ring)
        self._find.wished.connect(self.wished)
        self._find.answered.connect(self._take_answer)
        self._find.model.headings_moved.connect(self._measure_rows)
        self.rooms.rowsInserted.connect(lambda _parent, _first, _last: self._show_list())
        self.rooms.rowsRemoved.connect(lambda _parent, _first, _last: self._show_list())
        self.rooms.headings_moved.connect(self._measure_rows)
        self.rooms.modelReset.connect(self._restore)
        self._choices.changed.connect(self._order_rooms)
        self._theme.changed.connect(self._dress)
        if self._pictures is not None:
            self._pictures.changed.connect(self._list.viewport().update)

    def _dress(self) -> None:
        self._delegate.look = Look(self._theme, self._pictures)
        self._list.scheduleDelayedItemsLayout()
        self._list.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Below a width there is only room for pictures."""
        super().resizeEvent(event)
        has_only_pictures = self.width() < ONLY_PICTURES_BELOW
        if has_only_pictures != self._delegate.has_only_pictures:
            self._delegate.has_only_pictures = has_only_pictures
            self._head.show_only_pictures(has_only_pictures)
            self._list.show_scroll_bar(not has_only_pictures)
            self._list.scheduleDelayedItemsLayout()

    # --- the chats -----------------------------------------------------------------------------------------

    def _order_rooms(self) -> None:
        settings = self._choices.settings
        self.rooms.arrange(settings.sidebar_order, has_sections=settings.sidebar_sections)

    def _measure_rows(self) -> None:
        """Rows of one height need not be measured one by one, which a thousand of them would show."""
        is_uniform = self._list.model() is self.rooms and not self.rooms.has_headings
        self._list.setUniformItemSizes(is_uniform)
        self._list.scheduleDelayedItemsLayout()

    def _choose_only_unread(self, only_unread: bool) -> None:
        self.rooms.show_only_unread(only_unread)
        self._show_list()

    def _mark_open(self) -> None:
        if self._list.model() is self.rooms:
            row = self.rooms.row_of(self._delegate.open_room)
            self._list.setCurrentIndex(QModelIndex() if row is None else self.rooms.index(row))

    def _restore(self) -> None:
        self._measure_rows()
        self.refresh_me()
        self._mark_open()
        self._show_list()

    # --- searching -----------------------------------------------------------------------------------------

    def _change_query(self, text: str) -> None:
        if not self._find.set_query(text):
            return
        model = self._find.model if self._find.query else self.rooms
        if self._list.model() is not model:
            old_selection = self._list.selectionModel()
            self._list.setModel(model)
            old_selection.deleteLater()
        self._measure_rows()
        if self._find.query:
            self._mark_first()
        else:
            self._mark_open()
            self.search_ended.emit()
        self._show_list()

    def _take_answer(self) -> None:
        self._mark_first()
        self._show_list()

    def _mark_first(self) -> None:
        if self._find.query and self._find.model.rowCount() and not self._list.currentIndex().isValid():
            self._list.setCurrentIndex(self._find.model.index(0))

    def _show_list(self) -> None:
        """The list, or why there is nothing in it."""
        self._show_ring()
        if self._list.model().rowCount() > 0:
            self._body.show_rows(self._find.problem if self._find.query else "")
        elif self._find.query:
            self._body.show_reason(self._find.empty_text())
        elif self.rooms.only_unread:
            self._body.show_reason(translate("Sidebar", "Everything is read."))
        else:
            self._body.show_reason(
                translate("Sidebar", "No chats yet.\nFind people by name in the search above.")
            )

    def _show_ring(self) -> None:
        is_searching = bool(self._find.query) and self._search.hasFocus()
        self._delegate.shows_ring = is_searching or self._list.hasFocus()
        self._list.viewport().update()

    # --- choosing ------------------------------------------------------------------------------------------

    def _escape(self) -> None:
        if self._search.text():
            self._search.clear()
        else:
            self.escaped.emit()

    def _choose(self, index: QModelIndex) -> None:
        card: Card | None = index.data(CARD_ROLE) if index.isValid() else None
        if card is None:
            return
        if card.is_joinable and card.room_id is not None:
            self.wished.emit(JoinRoom(card.room_id))
        elif card.place is not None:
            self.message_chosen.emit(card.room_id, card.place, self._find.query)
        elif card.room_id is not None:
            self.room_chosen.emit(card.room_id)
        elif card.user_id is not None:
            self.wished.emit(StartDirectChat(card.user_id))

    def _open_window(self, index: QModelIndex) -> None:
        card: Card = index.data(CARD_ROLE)
        if card.room_id is not None and self._list.model() is self.rooms:
            self.wished.emit(OpenWindow(card.room_id))

    # The menus' modules are loaded when one is opened: the first picture needs none of them.

    def _open_row_menu(self, index: QModelIndex, at: QPoint) -> None:
        from desktop.widgets.room_menu import open_room_menu  # noqa: PLC0415 - see above

        card: Card = index.data(CARD_ROLE)
        room = self._store.rooms.get(card.room_id) if card.room_id is not None else None
        if room is not None and card.place is None and not card.is_joinable:
            open_room_menu(self, self._store, room, at, wish=self.wished.emit)

    def _open_own_menu(self) -> None:
        from desktop.widgets.own_menu import make_own_menu  # noqa: PLC0415 - see above

        menu = make_own_menu(
            self,
            self._store.me,
            self._choices,
            is_admin=self._store.is_admin,
            wish=self.wished.emit,
            sign_out=lambda: self.wished.emit(SignOut()),
        )
        button = self._head.menu_button
        menu.popup(button.mapToGlobal(QPoint(0, button.height() + 2)))
