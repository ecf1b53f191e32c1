"""The first screen, in pages: to begin, to join a server, to log in or to create an account."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Protocol, cast

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget

from desktop.models.choices import Choices
from desktop.models.words import translate
from desktop.theme import Theme
from desktop.theme.icons import application_icon
from desktop.widgets.login_form import LoginForm
from desktop.widgets.own_menu import make_own_menu
from desktop.widgets.start_server_page import StartServerPage
from desktop.widgets.welcome import Welcome

_COLUMN = 360
WELCOME = "welcome"
FORM = "form"
START = "start_server"


class Page(Protocol):
    """What each page can: it is a widget, and knows where the keyboard begins."""

    def focus_first(self) -> None:
        """Begin with what is empty."""


class LoginScreen(QWidget):
    """Emits what the person asks for; its parent answers with `set_busy` and `show_problem`."""

    submitted = Signal(object)
    """A `LoginRequest`."""
    wished = Signal(object)
    """What else is wanted before anybody is signed in, as a request with its answer."""
    settings_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        choices: Choices,
        *,
        address: str = "",
        username: str = "",
        is_new: bool = False,
    ) -> None:
        super().__init__()
        self.setObjectName("login")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._choices = choices
        self._welcome = Welcome(theme, self)
        self._form = LoginForm(theme, self, address=address, username=username, is_new=is_new)
        self._start = StartServerPage(self)
        self._pages: dict[str, QWidget] = {WELCOME: self._welcome, FORM: self._form, START: self._start}
        self._trail: list[str] = []
        """The pages that lie behind, for the way back."""
        self._menu_button = self._make_button("menu", translate("Login", "Appearance and language"))
        self._back = self._make_button("back", translate("Login", "Back"))
        self._arrange()
        self._wire()
        self._dress()
        self._page = WELCOME if is_new and not address and not username else FORM
        self._form.offer_servers(is_offered=self._page == FORM)
        self._show()
        QTimer.singleShot(0, self, self._focus_first)

    # --- what the parent may ask ---------------------------------------------------------------------------

    def set_busy(self, busy: bool, text: str = "") -> None:
        """While something is on its way nothing can be changed."""
        self._form.set_busy(busy, text)

    def show_problem(self, text: str, fields: Mapping[str, Sequence[str]] = MappingProxyType({})) -> None:
        """Say what went wrong: beside the fields that it is about, the rest above the button."""
        self.show_page(FORM)
        self._form.show_problem(text, fields)

    def take_over(self, other: "LoginScreen") -> None:
        """Go on where another screen was left."""
        self._trail = list(other._trail)
        self._page = other._page
        self._form.take_over(other._form)
        self._start.take_over(other._start)
        self._show()

    def show_page(self, name: str) -> None:
        """Turn to a page; the one before it is the way back."""
        if name != self._page:
            self._trail.append(self._page)
            self._page = name
            self._show()

    # --- building ------------------------------------------------------------------------------------------

    def _make_button(self, name: str, text: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setFixedSize(40, 40)
        button.setAccessibleName(text)
        button.setToolTip(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _arrange(self) -> None:
        column = QWidget(self)
        column.setFixedWidth(_COLUMN)
        lines = QVBoxLayout(column)
        lines.setContentsMargins(16, 16, 16, 16)
        lines.setSpacing(10)
        picture = QLabel(column)
        picture.setPixmap(application_icon().pixmap(56, 56))
        picture.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        title = QLabel("Mini Chat", column)
        title.setObjectName("heading")
        title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        lines.addWidget(picture)
        lines.addWidget(title)
        lines.addSpacing(4)
        for page in self._pages.values():
            lines.addWidget(page)
        self._frame(column)

    def _frame(self, column: QWidget) -> None:
        """The column in the middle; it scrolls where the window is too low."""
        inside = QWidget(self)
        middle = QVBoxLayout(inside)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.addStretch(2)
        middle.addWidget(column, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addStretch(3)
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(area)
        self._menu_button.raise_()
        self._menu_button.move(8, 8)
        self._back.raise_()
        self._back.move(52, 8)

    def _wire(self) -> None:
        self.setTabOrder(self._form.last_stop, self._menu_button)
        self._form.submitted.connect(self.submitted)
        self._start.wished.connect(self.wished)
        self._back.clicked.connect(self._go_back)
        self._welcome.join_chosen.connect(lambda: self._ask_form(is_own=False))
        self._welcome.start_chosen.connect(lambda: self._ask_form(is_own=True))
        self._welcome.alone_chosen.connect(lambda: self._ask_form(is_own=True))
        self._menu_button.clicked.connect(self._open_menu)
        self._theme.changed.connect(self._dress)

    def _dress(self) -> None:
        self._menu_button.setIcon(self._theme.icon("menu"))
        self._back.setIcon(self._theme.icon("back"))

    # --- doing ---------------------------------------------------------------------------------------------

    def _show(self) -> None:
        for name, page in self._pages.items():
            page.setVisible(name == self._page)
        self._back.setVisible(self._page != WELCOME)
        self._focus_first()

    def _go_back(self) -> None:
        """The page before, or the beginning for who came to a page directly."""
        self._page = self._trail.pop() if self._trail else WELCOME
        self._show()

    def _ask_form(self, *, is_own: bool) -> None:
        self._form.choose_server(is_own=is_own)
        self._form.offer_servers(is_offered=False)
        self.show_page(FORM)

    def _focus_first(self) -> None:
        cast("Page", self._pages[self._page]).focus_first()

    def _open_menu(self) -> None:
        menu = make_own_menu(self, None, self._choices, settings=self.settings_wanted.emit)
        menu.popup(self._menu_button.mapToGlobal(QPoint(0, self._menu_button.height() + 2)))
