"""The left column: the person's own menu, a search field, the chats or what the search found."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QStackedLayout, QVBoxLayout, QWidget

from backend.wire.types import Contact, RoomId
from desktop.client.state.store import Store
from desktop.models.cards import CARD_ROLE, Card
from desktop.models.choices import Choices
from desktop.models.room_list import RoomListModel
from desktop.models.search_results import SearchResultsModel
from desktop.models.wishes import FindPeople, SignOut, StartDirectChat
from desktop.models.words import translate
from desktop.theme import Theme
from desktop.widgets.avatar import AvatarButton
from desktop.widgets.card_list import CardList, SearchField
from desktop.widgets.own_menu import make_own_menu
from desktop.widgets.paint.look import Look
from desktop.widgets.paint.room_row import RoomRowDelegate

_QUERY_DELAY_MS = 150


class Sidebar(QWidget):
    """Chats on the left; typing in the search field replaces them by what is found."""

    room_chosen = Signal(object)
    wished = Signal(object)
    escaped = Signal()

    def __init__(self, store: Store, theme: Theme, choices: Choices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._store = store
        self._theme = theme
        self._choices = choices
        self.rooms = RoomListModel(store, self)
        self._found = SearchResultsModel(store, self)
        self._delegate = RoomRowDelegate(Look(theme), self)
        self._menu_button = AvatarButton(theme, 34, self)
        self._menu_button.setObjectName("menu")
        self._search = SearchField(self)
        self._list = CardList(self)
        self._empty = QLabel(self)
        self._query_delay = QTimer(self, singleShot=True, interval=_QUERY_DELAY_MS)
        self._arrange()
        self._wire()
        self._dress()
        self.refresh_me()
        self._show_list()

    # --- what the parent may ask ---------------------------------------------------------------------------

    def show_open(self, room_id: RoomId | None) -> None:
        """Mark the room that is open."""
        self._delegate.open_room = room_id
        self._mark_open()
        self._list.viewport().update()

    def show_people(self, query: str, people: Sequence[Contact]) -> None:
        """Add what the server found."""
        self._found.add_people(query, people)
        self._mark_first()
        self._show_list()

    def show_problem(self, text: str) -> None:
        """Say why the server's people are missing."""
        if self._found.query:
            self._found.is_answered = True
            self._show_list(problem=text)

    def focus_start(self) -> None:
        """Begin where the chats are; without any, where people are found."""
        start = self._list if self.rooms.rowCount() else self._search
        start.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_search(self) -> None:
        """Begin a search."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def list_people(self) -> None:
        """Everybody, to choose from or to narrow down by typing on."""
        self._search.setText("@")

    def close_search(self) -> None:
        """Back to the chats."""
        self._search.clear()

    def neighbour(self, room_id: RoomId | None, step: int) -> RoomId | None:
        """The chat above or below another one; the first when there is none."""
        row = self.rooms.row_of(room_id)
        return self.rooms.room_at(0 if row is None else row + step)

    def refresh_me(self) -> None:
        """The person is known now, or another."""
        me = self._store.me
        if me is not None:
            self._menu_button.show_who(me.full_name, me.id)
            self._menu_button.setAccessibleName(translate("Sidebar", "Menu") + ", " + me.full_name)

    def focus_stops(self) -> list[QWidget]:
        """Where F6 stops."""
        return [self._search]

    def close_models(self) -> None:
        """Follow the store no longer."""
        self.rooms.close()

    # --- building ------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        self._search.setPlaceholderText(translate("Sidebar", "Search"))
        self._search.setAccessibleName(translate("Sidebar", "Search chats and people"))
        self._list.setAccessibleName(translate("Sidebar", "Chats"))
        self._list.setItemDelegate(self._delegate)
        self._list.setModel(self.rooms)
        self._empty.setObjectName("empty_text")
        self._empty.setTextFormat(Qt.TextFormat.PlainText)
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._empty.setContentsMargins(24, 32, 24, 0)
        head = QHBoxLayout()
        head.setContentsMargins(10, 10, 12, 8)
        head.setSpacing(8)
        head.addWidget(self._menu_button)
        head.addWidget(self._search, 1)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._list)
        self._stack.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(self._stack, 1)

    def _wire(self) -> None:
        QWidget.setTabOrder(self._search, self._list)
        QWidget.setTabOrder(self._list, self._menu_button)
        self._menu_button.clicked.connect(self._open_menu)
        self._search.textChanged.connect(self._change_query)
        self._search.list_key_pressed.connect(self._list.keyPressEvent)
        self._search.escaped.connect(self._escape)
        self._search.returnPressed.connect(lambda: self._choose(self._list.currentIndex()))
        self._search.focus_changed.connect(self._show_ring)
        self._list.chosen.connect(self._choose)
        self._list.escaped.connect(self._escape)
        self._list.focus_changed.connect(self._show_ring)
        self._query_delay.timeout.connect(lambda: self.wished.emit(FindPeople(self._found.query)))
        self._list.clicked.connect(self._choose)
        self.rooms.rowsInserted.connect(lambda _parent, _first, _last: self._show_list())
        self.rooms.modelReset.connect(self._restore)
        self._theme.changed.connect(self._dress)

    def _dress(self) -> None:
        self._delegate.look = Look(self._theme)
        for old in self._search.actions():
            self._search.removeAction(old)
        icon = self._theme.icon("search")
        self._search.addAction(icon, QLineEdit.ActionPosition.LeadingPosition)
        self._list.viewport().update()

    # --- searching -----------------------------------------------------------------------------------------

    def _change_query(self, text: str) -> None:
        query = " ".join(text.split())
        if query == self._found.query:
            return
        self._found.set_query(query)
        model = self._found if query else self.rooms
        if self._list.model() is not model:
            old_selection = self._list.selectionModel()
            self._list.setModel(model)
            old_selection.deleteLater()
        if query:
            self._mark_first()
            self._query_delay.start()
        else:
            self._query_delay.stop()
            self._mark_open()
            self.wished.emit(FindPeople(""))
        self._show_list()

    def _show_list(self, problem: str = "") -> None:
        """The list, or why there is nothing in it."""
        self._show_ring()
        if self._list.model().rowCount():
            self._stack.setCurrentWidget(self._list)
            return
        if not self._found.query:
            text = translate("Sidebar", "No chats yet.\nFind people by name in the search above.")
        elif problem:
            text = problem
        elif self._found.is_answered:
            text = translate("Sidebar", "Nobody found.")
        else:
            text = translate("Sidebar", "Searching…")
        self._empty.setText(text)
        self._stack.setCurrentWidget(self._empty)

    def _mark_first(self) -> None:
        if self._found.rowCount() and not self._list.currentIndex().isValid():
            self._list.setCurrentIndex(self._found.index(0))

    def _mark_open(self) -> None:
        if self._list.model() is self.rooms:
            row = self.rooms.row_of(self._delegate.open_room)
            self._list.setCurrentIndex(QModelIndex() if row is None else self.rooms.index(row))

    def _restore(self) -> None:
        self.refresh_me()
        self._mark_open()
        self._show_list()

    def _show_ring(self) -> None:
        is_searching = bool(self._found.query) and self._search.hasFocus()
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
        if card.room_id is not None:
            self.room_chosen.emit(card.room_id)
        elif card.user_id is not None:
            self.wished.emit(StartDirectChat(card.user_id))

    def _open_menu(self) -> None:
        menu = make_own_menu(
            self,
            self._store.me,
            self._choices,
            sign_out=lambda: self.wished.emit(SignOut()),
        )
        menu.popup(self._menu_button.mapToGlobal(QPoint(0, self._menu_button.height() + 2)))
