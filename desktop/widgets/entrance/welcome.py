"""The first question of a first start: to join a server, or to start one here. A page of the login screen."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.models.words import translate
from desktop.theme import Theme
from desktop.widgets.entrance.big_choice import BigChoice
from desktop.widgets.sheet_parts import PageWords, page_link


class Welcome(QWidget):
    """Two big buttons, each says what comes of it; and a small one for who wants nobody else."""

    join_chosen = Signal()
    start_chosen = Signal()
    alone_chosen = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        words = PageWords(translate("Login", "How would you like to begin?"), self, name="empty_text")
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._join = self._make(
            theme,
            "join_server",
            translate("Login", "Join a server"),
            translate("Login", "You have an invite or an address, or the server is in your network."),
        )
        self._start = self._make(
            theme,
            "start_server",
            translate("Login", "Start a server here"),
            translate("Login", "For your team: this computer keeps the messages, and you invite the others."),
        )
        self._alone = page_link("alone", translate("Login", "Use it alone on this computer"), self)
        self._join.clicked.connect(self.join_chosen)
        self._start.clicked.connect(self.start_chosen)
        self._alone.clicked.connect(self.alone_chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for widget in (words, self._join, self._start):
            column.addWidget(widget)
        column.addWidget(self._alone, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def focus_first(self) -> None:
        """Begin with the first of both."""
        self.focus_choice(is_start=False)

    def focus_choice(self, *, is_start: bool) -> None:
        """Go on from the one that was taken before."""
        (self._start if is_start else self._join).setFocus(Qt.FocusReason.OtherFocusReason)

    def _make(self, theme: Theme, name: str, title: str, hint: str) -> QAbstractButton:
        button = BigChoice(theme, title, hint, self)
        button.setObjectName(name)
        return button
