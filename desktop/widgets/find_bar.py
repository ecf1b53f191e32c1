"""The strip over a talk that searches it: what was found is marked, and walked through from the newest."""

from bisect import bisect_left

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from backend.wire.types import RoomId, Seq
from desktop.models.wishes import FindMessages, Hits
from desktop.models.words import translate
from desktop.theme import Theme
from desktop.widgets.alive import while_alive
from desktop.widgets.keys import press_by_enter

_QUERY_DELAY_MS = 200
_MOST_PAGES = 10
"""Of the server's hits that are counted; who finds more than these searches with more words."""


class FindBar(QFrame):
    """Hidden until it is opened; what it finds belongs to one room."""

    wished = Signal(object)
    message_wanted = Signal(object)
    """The place of a hit."""
    words_changed = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("find_bar")
        self._theme = theme
        self._seeker = object()
        self._room_id: RoomId | None = None
        self._words = ""
        self._hits: list[Seq] = []
        """From the oldest."""
        self._at: Seq | None = None
        self._is_final = True
        self._problem = ""
        self._delay = QTimer(self, singleShot=True, interval=_QUERY_DELAY_MS)
        self._field = QLineEdit(self)
        self._count = QLabel(self)
        self._older = self._make_button("find_older", translate("Find", "Older hit"))
        self._newer = self._make_button("find_newer", translate("Find", "Newer hit"))
        self._close = self._make_button("find_close", translate("Find", "End the search"))
        self._arrange()
        self._wire()
        self._dress()
        self.hide()

    # --- what the parent may ask ---------------------------------------------------------------------------

    @property
    def words(self) -> str:
        """What is to be marked in the talk; empty: nothing."""
        return self._words

    def open(self, room_id: RoomId) -> None:
        """Begin a search of a room, or go on with the one that is open."""
        self._room_id = room_id
        self.show()
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()

    def end(self) -> None:
        """Mark nothing any more."""
        if not self.isHidden():
            self._field.clear()
            self._search()
            self.hide()
            self.closed.emit()

    def go(self, step: int) -> None:
        """To the next older hit (-1), or the next newer one (1); beyond the last begins at the first."""
        if self._hits:
            here = bisect_left(self._hits, self._at) if self._at is not None else 0
            self._at = self._hits[(here + step) % len(self._hits)]
            self._show_count()
            self.message_wanted.emit(self._at)

    # --- building ------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        self._field.setObjectName("find_field")
        self._field.setMaxLength(150)
        self._field.setPlaceholderText(translate("Find", "Search this chat"))
        self._field.setAccessibleName(translate("Find", "Search this chat"))
        self._count.setObjectName("quiet")
        self._count.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 10, 6)
        row.setSpacing(4)
        row.addWidget(self._field, 1)
        row.addSpacing(4)
        for widget in (self._count, self._older, self._newer, self._close):
            row.addWidget(widget)

    def _make_button(self, name: str, text: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setFixedSize(36, 36)
        button.setIconSize(QSize(20, 20))
        button.setAccessibleName(text)
        button.setToolTip(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _wire(self) -> None:
        self._field.textChanged.connect(lambda _text: self._delay.start())
        self._delay.timeout.connect(self._search)
        self._older.clicked.connect(lambda: self.go(-1))
        self._newer.clicked.connect(lambda: self.go(1))
        self._close.clicked.connect(self.end)
        self._theme.changed.connect(self._dress)

    def _dress(self) -> None:
        for button, icon in ((self._older, "up"), (self._newer, "down"), (self._close, "close")):
            button.setIcon(self._theme.icon(icon))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter walks, Esc ends."""
        if event.key() == Qt.Key.Key_Escape:
            self.end()
        elif press_by_enter(event):
            event.accept()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if self._delay.isActive():
                self._search()
            else:
                self.go(1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else -1)
        else:
            super().keyPressEvent(event)

    # --- searching -----------------------------------------------------------------------------------------

    def _search(self) -> None:
        self._delay.stop()
        words = " ".join(self._field.text().split())
        if words == self._words:
            return
        self._words, self._hits, self._at = words, [], None
        self._is_final, self._problem = not words, ""
        self._show_count()
        self.words_changed.emit()
        take = while_alive(self, self._take_hits)
        self.wished.emit(FindMessages(words, self._room_id, self._seeker, take, _MOST_PAGES))

    def _take_hits(self, hits: Hits) -> None:
        if hits.words != self._words:
            return
        found = {message.seq for message in hits.messages if message.room == self._room_id}
        self._hits = sorted(found | set(self._hits))
        self._is_final, self._problem = hits.is_final, hits.problem
        if self._at is None and self._hits:
            self._at = self._hits[-1]
            self.message_wanted.emit(self._at)
        self._show_count()

    def _show_count(self) -> None:
        has_hits = bool(self._hits)
        self._older.setEnabled(has_hits)
        self._newer.setEnabled(has_hits)
        self._count.setText(self._count_text())
        self._count.setAccessibleName(self._count_text())

    def _count_text(self) -> str:
        if not self._words:
            return ""
        more = "" if self._is_final else "…"
        if self._at is not None:
            number = len(self._hits) - bisect_left(self._hits, self._at)
            return f"{number} / {len(self._hits)}{more}"
        if self._problem:
            return translate("Find", "The server can't be asked")
        return translate("Find", "Nothing found") if self._is_final else more
