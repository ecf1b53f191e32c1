"""What the search field of the sidebar leads to: known names at once, the server's answers as they come."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from backend.wire.types import Contact
from desktop.client.state.store import Store
from desktop.models.search_results import SearchResultsModel
from desktop.models.wishes import FindPeople
from desktop.models.words import translate

_QUERY_DELAY_MS = 150


class SidebarSearch(QObject):
    """One query at a time; the server is asked when the typing pauses."""

    wished = Signal(object)
    answered = Signal()

    def __init__(self, store: Store, parent: QObject) -> None:
        super().__init__(parent)
        self.model = SearchResultsModel(store, self)
        self._problem = ""
        self._delay = QTimer(self, singleShot=True, interval=_QUERY_DELAY_MS)
        self._delay.timeout.connect(lambda: self.wished.emit(FindPeople(self.query)))

    @property
    def query(self) -> str:
        """What is searched for; empty: nothing."""
        return self.model.query

    def set_query(self, text: str) -> bool:
        """Search for other words; False: they are the same."""
        query = " ".join(text.split())
        if query == self.query:
            return False
        self._problem = ""
        self.model.set_query(query)
        if query:
            self._delay.start()
        else:
            self._delay.stop()
            self.wished.emit(FindPeople(""))
        return True

    def add_people(self, query: str, people: Sequence[Contact]) -> None:
        """The server's answer."""
        self.model.add_people(query, people)
        self.answered.emit()

    def note_problem(self, text: str) -> None:
        """The server could not answer."""
        if self.query:
            self._problem = text
            self.model.is_answered = True
            self.answered.emit()

    def empty_text(self) -> str:
        """Why nothing is found."""
        if self._problem:
            return self._problem
        if self.model.is_answered:
            return translate("Sidebar", "Nobody found.")
        return translate("Sidebar", "Searching…")
