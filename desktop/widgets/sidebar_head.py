"""The top of the sidebar: the person's own button, the search field, the switch for unread chats only."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QToolButton, QWidget

from desktop.models.words import translate
from desktop.theme import Theme
from desktop.widgets.avatar import AvatarButton
from desktop.widgets.card_list import SearchField
from desktop.widgets.pictures import Pictures

_BUTTON = 40


class SidebarHead(QWidget):
    """One row; in a list of pictures only, a column in which a button stands for the search field."""

    search_wanted = Signal()
    only_unread_chosen = Signal(bool)

    def __init__(self, theme: Theme, pictures: Pictures | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.menu_button = AvatarButton(theme, 34, self, pictures=pictures)
        self.menu_button.setObjectName("menu")
        self.search = SearchField(self)
        self.search.setAccessibleName(translate("Sidebar", "Search chats, people and messages"))
        self._search_button = QToolButton(self)
        self._search_button.setObjectName("search_button")
        self._search_button.setFixedSize(_BUTTON, _BUTTON)
        self._search_button.setIconSize(QSize(20, 20))
        self._search_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._search_button.setAccessibleName(translate("Sidebar", "Search"))
        self._search_button.setToolTip(translate("Sidebar", "Search"))
        self._search_button.clicked.connect(self.search_wanted)
        self._magnifier = self.search.addAction(
            theme.icon("search"), QLineEdit.ActionPosition.LeadingPosition
        )
        self._magnifier.setText(translate("Sidebar", "Search"))
        self._magnifier.triggered.connect(self.search_wanted)
        self._unread = QAction(translate("Sidebar", "Only unread chats"), self, checkable=True)
        self._unread.toggled.connect(self._choose_unread)
        self.search.addAction(self._unread, QLineEdit.ActionPosition.TrailingPosition)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.addWidget(self.menu_button, 0, Qt.AlignmentFlag.AlignHCenter)
        self._row.addWidget(self.search, 1)
        self._row.addWidget(self._search_button, 0, Qt.AlignmentFlag.AlignHCenter)
        self.show_only_pictures(False)
        theme.changed.connect(self._dress)
        self._dress()

    def show_only_pictures(self, has_only_pictures: bool) -> None:
        """There is no room for a field, or there is again."""
        vertical, horizontal = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._row.setDirection(vertical if has_only_pictures else horizontal)
        self._row.setContentsMargins(*((4, 10, 4, 4) if has_only_pictures else (10, 10, 12, 8)))
        self._row.setSpacing(4 if has_only_pictures else 8)
        self.search.setVisible(not has_only_pictures)
        self._search_button.setVisible(has_only_pictures)

    def toggle_only_unread(self) -> None:
        """As a press on the switch."""
        self._unread.toggle()

    def focus_stop(self) -> QWidget:
        """Where a search begins."""
        return self._search_button if self.search.isHidden() else self.search

    def _choose_unread(self, is_chosen: bool) -> None:
        self._dress()
        self.only_unread_chosen.emit(is_chosen)

    def _dress(self) -> None:
        is_chosen = self._unread.isChecked()
        self._magnifier.setIcon(self._theme.icon("search"))
        self._search_button.setIcon(self._theme.icon("search"))
        color = self._theme.tokens.accent if is_chosen else ""
        self._unread.setIcon(self._theme.icon("filter", color=color))
        words = translate("Sidebar", "Search unread") if is_chosen else translate("Sidebar", "Search")
        self.search.setPlaceholderText(words)
