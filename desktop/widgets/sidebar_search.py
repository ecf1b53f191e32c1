"""What the search field of the sidebar leads to: known names at once, the server's answers as they come."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from backend.wire.answers import PublicRoom
from backend.wire.types import Contact, Message
from desktop.client.state.store import Store
from desktop.models.search_results import SearchResultsModel
from desktop.models.wishes import FindMessages, FindPeople, Hits
from desktop.models.words import translate
from desktop.widgets.alive import while_alive

_QUERY_DELAY_MS = 150


class SidebarSearch(QObject):
    """One query at a time; the server is asked when the typing pauses."""

    wished = Signal(object)
    answered = Signal()

    def __init__(self, store: Store, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self.model = SearchResultsModel(store, self)
        self._seeker = object()
        self.problem = ""
        """Why the server's part is missing."""
        self._awaits_people = self._awaits_messages = False
        self._delay = QTimer(self, singleShot=True, interval=_QUERY_DELAY_MS)
        self._delay.timeout.connect(self._ask)

    @property
    def query(self) -> str:
        """What is searched for; empty: nothing."""
        return self.model.query

    def set_query(self, text: str) -> bool:
        """Search for other words; False: they are the same."""
        query = " ".join(text.split())
        if query == self.query:
            return False
        self.problem = ""
        self.model.set_query(query, only_messages=self._is_own_name(query))
        self._awaits_people = bool(self._names)
        self._awaits_messages = bool(self._words)
        if query:
            self._delay.start()
        else:
            self._delay.stop()
            self._ask()
        return True

    def add_people(self, query: str, people: Sequence[Contact]) -> None:
        """The server's answer."""
        self.model.add_people(query, people)
        if query == self.query:
            self._awaits_people = False
            self.answered.emit()

    def add_groups(self, query: str, groups: Sequence[PublicRoom]) -> None:
        """Groups that may be joined."""
        self.model.add_groups(query, groups)
        self.answered.emit()

    def note_problem(self, text: str) -> None:
        """The server could not answer."""
        if self.query:
            self.problem = text
            self._awaits_people = self._awaits_messages = False
            self.answered.emit()

    def empty_text(self) -> str:
        """Why nothing is found."""
        if self.problem:
            return self.problem
        if self._awaits_people or self._awaits_messages:
            return translate("Sidebar", "Searching…")
        return translate("Sidebar", "Nothing found.")

    def _is_own_name(self, query: str) -> bool:
        """Whoever looks for themselves wants to know who called them."""
        me = self._store.me
        return me is not None and query.lower() == f"@{me.username}".lower()

    @property
    def _names(self) -> str:
        """Who is looked for."""
        return "" if self._is_own_name(self.query) else self.query

    @property
    def _words(self) -> str:
        """What is looked for in messages: nobody's name but one's own."""
        return self.query if self._is_own_name(self.query) or not self.query.startswith("@") else ""

    def _is_named_in(self, message: Message) -> bool:
        return self._store.me is not None and self._store.me.id in message.mentions

    def _ask(self) -> None:
        self.wished.emit(FindPeople(self._names))
        self.wished.emit(FindMessages(self._words, None, self._seeker, while_alive(self, self._take_hits)))

    def _take_hits(self, hits: Hits) -> None:
        if hits.words != self.query:
            return
        is_own_name = self._is_own_name(self.query)
        found = [each for each in hits.messages if not is_own_name or self._is_named_in(each)]
        self.model.add_messages(hits.words, found)
        self._awaits_messages = self._awaits_messages and not hits.is_final
        self.problem = hits.problem or self.problem
        self.answered.emit()
