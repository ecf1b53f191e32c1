"""People to look at or to choose from: a list, and a list with a search field above it."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QStyleOptionViewItem, QVBoxLayout, QWidget

from backend.wire.types import Contact, UserId
from desktop.models.person_rows import PersonRow, PersonRows, contact_row
from desktop.models.requests import Answer, FindContacts
from desktop.models.words import translate
from desktop.theme import Theme
from desktop.widgets.alive import while_alive
from desktop.widgets.paint.look import Look
from desktop.widgets.paint.person_row import PersonRowDelegate
from desktop.widgets.pick_list import PickList
from desktop.widgets.pictures import Pictures

_QUERY_MS = 200
_MOST_SHOWN = 200
"""Who looks for one of thousands types a letter of their name."""


class PersonList(PickList):
    """Rows of people; the Menu key or a right click asks for a menu."""

    menu_wanted = Signal(object, QPoint)
    """Carries the `PersonRow` and a place on the screen."""

    def __init__(self, theme: Theme, parent: QWidget, *, pictures: Pictures | None = None) -> None:
        super().__init__("person_list", parent)
        self._theme = theme
        self._pictures = pictures
        self.rows = PersonRows(self)
        self._painter = PersonRowDelegate(Look(theme, pictures), self)
        self.show_model(self.rows, self._painter)
        theme.changed.connect(self._dress)
        if pictures is not None:
            pictures.changed.connect(self.viewport().update)

    def show_rows(self, rows: Sequence[PersonRow]) -> None:
        """These people; the keyboard stays with whom it was."""
        current = self.rows.row(self.currentIndex().row())
        self.rows.show_rows(rows)
        number = self.rows.number_of(current.user_id) if current is not None else None
        if rows and not self.currentIndex().isValid():
            self.setCurrentIndex(self.rows.index(number or 0))

    def height_of(self, rows: int) -> int:
        """So high is it with as many rows."""
        return self._painter.sizeHint(QStyleOptionViewItem(), QModelIndex()).height() * rows + 2

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """By the mouse where it is, by the key at the row."""
        is_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if is_key else self.indexAt(event.pos())
        row = self.rows.row(index.row())
        if row is not None:
            place = self.visualRect(index).center() if is_key else event.pos()
            self.menu_wanted.emit(row, self.viewport().mapToGlobal(place))

    def _dress(self) -> None:
        self._painter.look = Look(self._theme, self._pictures)
        self.viewport().update()


class PersonPicker(QWidget):
    """Finds people of the server as one types, and keeps who was chosen; never shows `left_out`."""

    wished = Signal(object)
    changed = Signal()

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        *,
        pictures: Pictures | None = None,
        known: Iterable[Contact] = (),
        left_out: Iterable[UserId] = (),
    ) -> None:
        super().__init__(parent)
        self._known = list(known)
        self._found = self._known
        self._left_out = frozenset(left_out)
        self._chosen: dict[UserId, Contact] = {}
        self.search = QLineEdit(self)
        self.search.setObjectName("people_search")
        self.search.setPlaceholderText(translate("People", "Search people"))
        self.search.setAccessibleName(translate("People", "Search people"))
        self.search.setMaxLength(150)
        self.list = PersonList(theme, self, pictures=pictures)
        self.list.setAccessibleName(translate("People", "People"))
        self._says = QLabel(self)
        self._says.setObjectName("quiet")
        self._says.setWordWrap(True)
        self._says.hide()
        self._delay = QTimer(self, singleShot=True, interval=_QUERY_MS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addWidget(self._says)
        column.addWidget(self.list, 1)
        self.list.setFixedHeight(self.list.height_of(4))
        self.search.textChanged.connect(self._narrow)
        self.search.installEventFilter(self)
        self._delay.timeout.connect(self._ask)
        self.list.chosen.connect(self._toggle)
        self._show()

    def chosen(self) -> tuple[UserId, ...]:
        """Who was chosen, in that order."""
        return tuple(self._chosen)

    def start(self) -> None:
        """Ask the server for everybody: who has no chat yet knows nobody."""
        self._ask()

    def _narrow(self) -> None:
        words = self.search.text().casefold().split()
        self._found = [person for person in self._known if _has(person, words)]
        self._show()
        self._delay.start()

    def _ask(self) -> None:
        query = self.search.text().strip()

        def take(answer: Answer) -> None:
            self._take(query, answer)

        self.wished.emit(FindContacts(query=query, answer=while_alive(self, take)))

    def _take(self, query: str, answer: Answer) -> None:
        if query != self.search.text().strip():
            return
        if isinstance(answer.value, list):
            known = {person.id for person in self._found}
            self._found = [*self._found, *(person for person in answer.value if person.id not in known)]
        self._show(answer.problem or translate("People", "Nobody found."))

    def _show(self, otherwise: str = "") -> None:
        words = self.search.text().split()
        kept = [] if words else [p for p in self._chosen.values() if p not in self._found]
        people = [person for person in (*kept, *self._found) if person.id not in self._left_out]
        shown = people[:_MOST_SHOWN]
        self.list.show_rows([contact_row(p, is_chosen=p.id in self._chosen) for p in shown])
        self._says.setText("" if people else otherwise)
        self._says.setVisible(bool(self._says.text()))

    def _toggle(self, row: PersonRow) -> None:
        if row.user_id in self._chosen:
            del self._chosen[row.user_id]
        else:
            people = (*self._found, *self._known)
            self._chosen[row.user_id] = next(person for person in people if person.id == row.user_id)
        self._show()
        self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down goes from the field into the list, Enter takes the row that stands there."""
        if (
            watched is self.search
            and isinstance(event, QKeyEvent)
            and event.type() == QKeyEvent.Type.KeyPress
        ):
            if event.key() == Qt.Key.Key_Down:
                self.list.setFocus(Qt.FocusReason.TabFocusReason)
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.search.text().strip():
                chosen = self.chosen()
                self.list.keyPressEvent(event)
                if self.chosen() != chosen:
                    self.search.clear()
                return True
        return False


def _has(person: Contact, words: Sequence[str]) -> bool:
    name = f"{person.full_name} {person.username}".casefold()
    return all(word.lstrip("@") in name for word in words)
