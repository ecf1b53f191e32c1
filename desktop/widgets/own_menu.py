"""The person's own menu: who one is, peace and quiet, the look, the language, the way out."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from backend.wire.types import User
from desktop.models.administration import ShowInvite, ShowServer, server_words
from desktop.models.choices import Choices
from desktop.models.do_not_disturb import DoNotDisturb
from desktop.models.wishes import ShowNewGroup, ShowProfile, ShowSessions, ShowSettings, ShowShortcuts, Wish
from desktop.models.words import translate
from desktop.theme import ThemeChoice


def make_own_menu(
    parent: QWidget,
    me: User | None,
    choices: Choices,
    *,
    is_admin: bool = False,
    wish: Callable[[Wish], object] | None = None,
    settings: Callable[[], object] | None = None,
    sign_out: Callable[[], object] | None = None,
) -> QMenu:
    """Without a person it only holds look, language and the way to the other settings."""
    menu = QMenu(parent)
    menu.setObjectName("own_menu")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if me is not None:
        who = menu.addAction(f"{me.full_name}  ·  @{me.username}".replace("&", "&&"))
        who.setEnabled(False)
        menu.addSeparator()
    if wish is not None:
        _add_wish(menu, "profile", translate("OwnMenu", "Profile…"), ShowProfile(), wish)
        _add_wish(menu, "new_group", translate("OwnMenu", "New group…"), ShowNewGroup(), wish)
        _add_wish(menu, "sessions", translate("OwnMenu", "Devices…"), ShowSessions(), wish)
        if is_admin:
            _add_wish(menu, "invite", translate("OwnMenu", "Invite people…"), ShowInvite(), wish)
        if words := server_words(choices.settings, is_admin=is_admin):
            _add_wish(menu, "server", words, ShowServer(), wish)
        menu.addSeparator()
        _add_quiet(menu, choices)
    themes = {
        ThemeChoice.SYSTEM.value: translate("OwnMenu", "As the system"),
        ThemeChoice.LIGHT.value: translate("OwnMenu", "Light"),
        ThemeChoice.DARK.value: translate("OwnMenu", "Dark"),
    }
    languages = {"system": translate("OwnMenu", "As the system"), "en": "English", "ru": "Русский"}
    chosen = choices.settings
    _add_choice(
        menu,
        translate("OwnMenu", "Appearance"),
        themes,
        chosen.theme,
        lambda value: choices.update(theme=value),
    )
    _add_choice(
        menu,
        translate("OwnMenu", "Language"),
        languages,
        chosen.language,
        lambda value: choices.update(language=value),
    )
    if wish is not None:
        menu.addSeparator()
        _add_wish(menu, "settings", translate("OwnMenu", "Settings…"), ShowSettings(), wish)
        _add_wish(menu, "shortcuts", translate("OwnMenu", "Keyboard shortcuts"), ShowShortcuts(), wish)
    if settings is not None:
        menu.addSeparator()
        way = menu.addAction(translate("OwnMenu", "Settings…"))
        way.setObjectName("settings")
        way.triggered.connect(lambda _checked: settings())
    if sign_out is not None:
        menu.addSeparator()
        leave = menu.addAction(translate("OwnMenu", "Log out"))
        leave.setObjectName("log_out")
        leave.triggered.connect(lambda _checked, act=sign_out: act())
    return menu


def _add_wish(menu: QMenu, name: str, text: str, wanted: Wish, wish: Callable[[Wish], object]) -> None:
    action = menu.addAction(text)
    action.setObjectName(name)
    action.triggered.connect(lambda _checked: wish(wanted))


def _add_quiet(menu: QMenu, choices: Choices) -> None:
    """Do not disturb: here as in the tray, for not every desktop has one."""
    quiet = DoNotDisturb(choices, menu)
    submenu = menu.addMenu(quiet.text())
    submenu.setObjectName("quiet")
    for words, act in quiet.offers():
        submenu.addAction(words).triggered.connect(lambda _checked, act=act: act())


def _add_choice(
    menu: QMenu, title: str, options: dict[str, str], chosen: str, choose: Callable[[str], object]
) -> None:
    submenu = menu.addMenu(title)
    group = QActionGroup(submenu)
    for value, text in options.items():
        action = QAction(text, group, checkable=True, checked=value == chosen)
        action.triggered.connect(lambda _checked, value=value: choose(value))
        submenu.addAction(action)
