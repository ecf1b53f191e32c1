"""The first screen, in pages: to begin, to join a server, to log in or to create an account."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Protocol, cast

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget

from desktop.models.choices import Choices
from desktop.models.joining import ServerPreview
from desktop.models.words import translate
from desktop.theme import Theme
from desktop.theme.icons import application_icon
from desktop.widgets.entrance.join_form import JoinForm
from desktop.widgets.entrance.join_page import JoinPage
from desktop.widgets.entrance.login_form import LoginForm
from desktop.widgets.entrance.reset_page import ResetPage
from desktop.widgets.entrance.start_server_page import StartServerPage
from desktop.widgets.entrance.welcome import Welcome
from desktop.widgets.form_fields import PasswordField
from desktop.widgets.own_menu import make_own_menu

_COLUMN = 360
WELCOME = "welcome"
FORM = "form"
JOIN = "join"
WHO = "who"
RESET = "reset"
START = "start"


class Page(Protocol):
    """What each page can: it is a widget, and knows where the keyboard begins."""

    def show(self) -> None:
        """Be seen."""

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
        self._known = (address, username, is_new)
        self._pages: dict[str, QWidget] = {}
        """Those that were turned to: each is made then, for styling all of them takes 0.1 s."""
        self._trail: list[str] = []
        """The pages that lie behind, for the way back."""
        self._menu_button = self._make_button("menu", translate("Login", "Appearance and language"))
        self._back = self._make_button("back", translate("Login", "Back"))
        self._arrange()
        self._back.clicked.connect(self._go_back)
        self._menu_button.clicked.connect(self._open_menu)
        theme.changed.connect(self._dress)
        self._dress()
        self._page = WELCOME if is_new and not address and not username else FORM
        if self._page == FORM:
            self._form.offer_servers(is_offered=True)
        self._show()
        QTimer.singleShot(0, self, self._focus_first)

    # --- what the parent may ask ---------------------------------------------------------------------------

    def set_busy(self, busy: bool, text: str = "") -> None:
        """While something is on its way nothing can be changed."""
        self._asking.set_busy(busy, text)

    def show_problem(self, text: str, fields: Mapping[str, Sequence[str]] = MappingProxyType({})) -> None:
        """Say what went wrong: beside the fields that it is about, the rest above the button."""
        asking = self._asking
        self.show_page(WHO if isinstance(asking, JoinForm) else FORM)
        asking.show_problem(text, fields)

    def take_over(self, other: "LoginScreen") -> None:
        """Go on where another screen was left."""
        self._trail = list(other._trail)
        self._page = other._page
        if FORM in other._pages:
            self._form.take_over(other._form)
        if START in other._pages:
            self._start.take_over(other._start)
        if JOIN in other._pages:
            self._join.take_over(other._join)
        if WHO in other._pages:
            self._who.take_over(other._who)
        if RESET in other._pages:
            self._reset.take_over(other._reset)
        self._show()

    def open_invite(self, link: str) -> None:
        """An invite was opened, or pasted elsewhere: look at it at once."""
        self.show_page(JOIN)
        self._join.open(link)

    def show_page(self, name: str) -> None:
        """Turn to a page; the one before it is the way back, unless it was the way there."""
        if name == self._page:
            return
        self._trail.append(self._page)
        if name in self._trail:
            del self._trail[self._trail.index(name) :]
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
        """The column in the middle; it scrolls where the window is too low."""
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget(area)
        self._column = QWidget(inside)
        self._column.setFixedWidth(_COLUMN)
        self._lines = self._make_lines(self._column)
        middle = QVBoxLayout(inside)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.addStretch(2)
        middle.addWidget(self._column, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addStretch(3)
        area.setWidget(inside)
        top = QHBoxLayout()
        top.setContentsMargins(8, 8, 8, 0)
        top.setSpacing(4)
        top.addWidget(self._menu_button)
        top.addWidget(self._back)
        top.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(top)
        rows.addWidget(area)

    def _make_lines(self, column: QWidget) -> QVBoxLayout:
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
        return lines

    def _place(self, name: str, page: QWidget) -> None:
        page.hide()
        self._pages[name] = page
        self._lines.addWidget(page)
        self.setTabOrder(page, self._menu_button)

    # --- the pages -----------------------------------------------------------------------------------------

    @cached_property
    def _welcome(self) -> Welcome:
        page = Welcome(self._theme, self._column)
        page.join_chosen.connect(lambda: self.show_page(JOIN))
        page.start_chosen.connect(lambda: self.show_page(START))
        page.alone_chosen.connect(self._ask_alone)
        self._place(WELCOME, page)
        return page

    @cached_property
    def _form(self) -> LoginForm:
        address, username, is_new = self._known
        page = LoginForm(self._theme, self._column, address=address, username=username, is_new=is_new)
        page.submitted.connect(self.submitted)
        page.forgotten.connect(self._ask_code)
        page.invite_entered.connect(self.open_invite)
        self._place(FORM, page)
        self.setTabOrder(page.last_stop, self._menu_button)
        return page

    @cached_property
    def _start(self) -> StartServerPage:
        page = StartServerPage(self._theme, self._column)
        page.wished.connect(self.wished)
        self._place(START, page)
        return page

    @cached_property
    def _join(self) -> JoinPage:
        page = JoinPage(self._theme, self._column)
        page.wished.connect(self.wished)
        page.found.connect(self._ask_who)
        self._place(JOIN, page)
        return page

    @cached_property
    def _who(self) -> JoinForm:
        page = JoinForm(self._theme, self._column)
        page.submitted.connect(self.submitted)
        page.forgotten.connect(self._ask_code)
        self._place(WHO, page)
        return page

    @cached_property
    def _reset(self) -> ResetPage:
        page = ResetPage(self._theme, self._column)
        page.wished.connect(self.wished)
        page.changed.connect(self._log_in)
        self._place(RESET, page)
        return page

    def _open_page(self, name: str) -> Page:
        """The page of this name, made at the first time."""
        return cast("Page", getattr(self, f"_{name}"))

    def _dress(self) -> None:
        self._menu_button.setIcon(self._theme.icon("menu"))
        self._back.setIcon(self._theme.icon("back"))

    # --- doing ---------------------------------------------------------------------------------------------

    def _show(self) -> None:
        page = self._open_page(self._page)
        for name, other in self._pages.items():
            if name != self._page:
                other.hide()
        page.show()
        self._back.setVisible(self._page != WELCOME)
        self._focus_first()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leads back, as in every other place."""
        if event.key() == Qt.Key.Key_Escape and self._page != WELCOME:
            self._go_back()
        else:
            super().keyPressEvent(event)

    def _go_back(self) -> None:
        """The page before, or the beginning for who came to a page directly; no password waits there."""
        for field in self._pages[self._page].findChildren(PasswordField):
            field.edit.clear()
        left, self._page = self._page, self._trail.pop() if self._trail else WELCOME
        self._show()
        if self._page == WELCOME:
            self._welcome.focus_choice(is_start=left == START)

    @property
    def _asking(self) -> LoginForm | JoinForm:
        """The form by which somebody signs in."""
        return self._who if WHO in (self._page, *self._trail) else self._form

    def _ask_alone(self) -> None:
        self._form.choose_server(is_own=True)
        self._form.offer_servers(is_offered=False)
        self.show_page(FORM)

    def _ask_who(self, server: ServerPreview) -> None:
        self._who.show_server(server)
        self.show_page(WHO)

    def _ask_code(self) -> None:
        form = self._asking
        self._reset.begin(form.address, form.username)
        self.show_page(RESET)

    def _log_in(self, username: str, password: str) -> None:
        """The password is a new one: back to where it was asked for, and in."""
        self._go_back()
        self._asking.log_in_as(username, password)

    def _focus_first(self) -> None:
        self._open_page(self._page).focus_first()

    def _open_menu(self) -> None:
        menu = make_own_menu(self, None, self._choices, settings=self.settings_wanted.emit)
        menu.popup(self._menu_button.mapToGlobal(QPoint(0, self._menu_button.height() + 2)))
