"""The servers in this network, to choose from; a sentence while there is none. A part of the join page."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QListView, QVBoxLayout, QWidget

from desktop.models.nearby import NearbyRows, NearbyServers
from desktop.models.words import translate
from desktop.theme import Theme
from desktop.widgets.paint.nearby_row import NearbyRowDelegate
from desktop.widgets.sheet_parts import PageWords, heading

_MOST_ROWS = 4
"""So many are seen at once; the others are scrolled to."""


class NearbyPart(QWidget):
    """Follows what is heard; says which server is chosen."""

    chosen = Signal(object)
    """Carries the `NearbyServer`."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.list = NearbyList(theme, self)
        self._note = PageWords("", self)
        self.list.chosen.connect(self.chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(heading(translate("Join", "Near you"), self))
        column.addWidget(self._note)
        column.addWidget(self.list)
        self.show_found(NearbyServers())

    def show_found(self, found: NearbyServers) -> None:
        """These are there now; nobody is a sentence, and so is a network that can't be searched."""
        self.list.rows.show(found.servers)
        self.list.fit()
        if found.is_blocked:
            says = translate("Join", "This network can't be searched. Enter the invite or the address above.")
        else:
            says = translate("Join", "Looking for servers in your network… None has been found yet.")
        self._note.show_words("" if found.servers else says)
        self.list.setVisible(bool(found.servers))


class NearbyList(QListView):
    """Rows of servers; Enter, Space or a click chooses."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows = NearbyRows(self)
        self._delegate = NearbyRowDelegate(theme, self)
        self.setObjectName("nearby_list")
        self.setAccessibleName(translate("Join", "Servers near you"))
        self.setItemDelegate(self._delegate)
        self.setModel(self.rows)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.clicked.connect(self._choose)
        theme.changed.connect(self.fit)

    def fit(self) -> None:
        """As high as its rows, up to some; the keyboard always stands on one."""
        count = self.rows.rowCount()
        if count and not self.currentIndex().isValid():
            self.setCurrentIndex(self.rows.index(0))
        height = self.sizeHintForRow(0) if count else 0
        self.setFixedHeight(height * min(count, _MOST_ROWS) + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose, or move."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring appears, for whoever came by the keyboard."""
        super().focusInEvent(event)
        self._show_ring(event.reason() != Qt.FocusReason.MouseFocusReason)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring goes."""
        super().focusOutEvent(event)
        self._show_ring(False)

    def _show_ring(self, is_shown: bool) -> None:
        self._delegate.shows_ring = is_shown
        self.viewport().update()

    def _choose(self, index: QModelIndex) -> None:
        server = self.rows.server(index.row())
        if server is not None:
            self.chosen.emit(server)
