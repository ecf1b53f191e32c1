"""The quick switcher: type some letters of a chat's name and press Enter."""

import shiboken6
from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QVBoxLayout, QWidget

from backend.wire.types import RoomId
from desktop.client.state.store import Store
from desktop.models.cards import CARD_ROLE, Card
from desktop.models.switcher import SwitcherModel
from desktop.models.wishes import StartDirectChat
from desktop.models.words import translate
from desktop.theme import Theme
from desktop.widgets.card_list import CardList, SearchField
from desktop.widgets.dialog_accessible import be_dialog
from desktop.widgets.paint.look import Look
from desktop.widgets.paint.room_row import RoomRowDelegate
from desktop.widgets.pictures import Pictures

_SIZE = QSize(440, 460)
_MARGIN = 16
_TOP = 64


class Switcher(QWidget):
    """A card over the window that `opener` is in; it closes with a choice, Esc or a press beside it."""

    room_chosen = Signal(object)
    window_chosen = Signal(object)
    """A room, to be opened in a window of its own."""
    wished = Signal(object)

    def __init__(
        self,
        opener: QWidget,
        store: Store,
        theme: Theme,
        open_room: RoomId | None,
        *,
        pictures: Pictures | None = None,
    ) -> None:
        window = opener.window()
        super().__init__(window)
        self.setObjectName("switcher")
        be_dialog(self, translate("Switcher", "Go to a chat or a person"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._window = window
        self._focus_before = QApplication.focusWidget()
        self._model = SwitcherModel(store, open_room, self)
        self._card = QFrame(self)
        self._field = SearchField(self._card)
        self._list = CardList(self._card)
        self._nothing = QLabel(translate("Switcher", "No chat or person has such a name."), self._card)
        self._arrange(RoomRowDelegate(Look(theme, pictures), self))
        self._wire()
        if pictures is not None:
            pictures.changed.connect(self._list.viewport().update)
        window.installEventFilter(self)

    def open(self) -> None:
        """Show it, ready to type."""
        self._place()
        self._narrow_down("")
        self.show()
        self.raise_()
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _arrange(self, delegate: RoomRowDelegate) -> None:
        self._card.setObjectName("switcher_card")
        self._field.setObjectName("switcher_field")
        self._field.setPlaceholderText(translate("Switcher", "Go to a chat or a person"))
        self._field.setAccessibleName(translate("Switcher", "Go to a chat or a person"))
        self._list.setObjectName("switcher_list")
        self._list.setAccessibleName(translate("Switcher", "Chats"))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setModel(self._model)
        delegate.shows_ring = True
        self._list.setItemDelegate(delegate)
        self._nothing.setObjectName("empty_text")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        column = QVBoxLayout(self._card)
        column.setContentsMargins(12, 12, 12, 8)
        column.setSpacing(8)
        column.addWidget(self._field)
        column.addWidget(self._list, 1)
        column.addWidget(self._nothing, 1)

    def _wire(self) -> None:
        self._field.textChanged.connect(self._narrow_down)
        self._field.list_key_pressed.connect(self._list.keyPressEvent)
        self._field.escaped.connect(self.close)
        self._field.installEventFilter(self)
        self._list.clicked.connect(self._choose)

    def _narrow_down(self, query: str) -> None:
        self._model.set_query(query)
        has_rows = self._model.rowCount() > 0
        self._list.setVisible(has_rows)
        self._nothing.setVisible(not has_rows)
        if has_rows:
            self._list.setCurrentIndex(self._model.index(0))
            self._list.scrollToTop()

    def _choose(self, index: QModelIndex, *, in_window: bool = False) -> None:
        card: Card | None = index.data(CARD_ROLE) if index.isValid() else None
        if card is None:
            return
        self._focus_before = None
        self.close()
        if card.room_id is not None:
            (self.window_chosen if in_window else self.room_chosen).emit(card.room_id)
        elif card.user_id is not None:
            self.wished.emit(StartDirectChat(card.user_id))

    def _place(self) -> None:
        self.setGeometry(self._window.rect())
        width = min(_SIZE.width(), self.width() - 2 * _MARGIN)
        top = min(_TOP, max(_MARGIN, (self.height() - _SIZE.height()) // 2))
        height = min(_SIZE.height(), self.height() - top - _MARGIN)
        self._card.setGeometry((self.width() - width) // 2, top, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in the field chooses; the window's size is followed."""
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self._place()
        is_key = watched is self._field and event.type() == QEvent.Type.KeyPress
        if is_key and isinstance(event, QKeyEvent) and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            in_window = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self._choose(self._list.currentIndex(), in_window=in_window)
            return True
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """The keys of the screen behind sleep."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the field has no use for ends here."""
        event.accept()

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """A press beside the card."""
        self.close()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """What lies below steps back."""
        QPainter(self).fillRect(self.rect(), QColor(0, 0, 0, 70))

    def closeEvent(self, event: QCloseEvent) -> None:
        """The keyboard goes back to where it was."""
        super().closeEvent(event)
        if self._focus_before is not None and shiboken6.isValid(self._focus_before):
            self._focus_before.setFocus(Qt.FocusReason.PopupFocusReason)
