"""The servers in this network, to choose from; a sentence while there is none. A part of the join page."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.models.nearby import NearbyRows, NearbyServers
from desktop.models.words import translate
from desktop.theme import Theme
from desktop.widgets.paint.nearby_row import NearbyRowDelegate
from desktop.widgets.pick_list import PickList
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


class NearbyList(PickList):
    """Rows of servers, as high as there are some."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__("nearby_list", parent)
        self.rows = NearbyRows(self)
        self.show_model(self.rows, NearbyRowDelegate(theme, self))
        self.setAccessibleName(translate("Join", "Servers near you"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        theme.changed.connect(self.fit)

    def fit(self) -> None:
        """As high as its rows, up to some; the keyboard always stands on one."""
        count = self.rows.rowCount()
        if count and not self.currentIndex().isValid():
            self.setCurrentIndex(self.rows.index(0))
        height = self.sizeHintForRow(0) if count else 0
        self.setFixedHeight(height * min(count, _MOST_ROWS) + 2)
