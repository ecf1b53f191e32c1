"""The icon beside the clock: what is unread, and what one may want while the window is away. For `app`."""

import sys
from itertools import islice

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from desktop.client.state.badge import Badge
from desktop.client.state.room_record import RoomState
from desktop.client.state.store import Store
from desktop.models.choices import Choices
from desktop.models.do_not_disturb import DoNotDisturb
from desktop.models.words import unread_text
from desktop.system.tray_icon import tray_icon

_MOST_ROOMS = 10


class Tray(QObject):
    """A left click toggles the window; the menu has the rest."""

    toggled = Signal()
    opened = Signal()
    room_chosen = Signal(object)
    all_read_wanted = Signal()
    settings_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, choices: Choices, quiet: DoNotDisturb) -> None:
        super().__init__()
        self._choices = choices
        self._quiet = quiet
        self._store: Store | None = None
        self._badge = Badge()
        self.icon = QSystemTrayIcon()
        self.menu = QMenu()
        self.menu.aboutToShow.connect(self._fill)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._activate)
        quiet.changed.connect(self._fill)
        choices.changed.connect(self._follow)
        self._fill()
        self.show_badge(self._badge)

    def show(self) -> None:
        """Appear."""
        self.icon.show()

    def close(self) -> None:
        """Disappear."""
        self.icon.hide()
        self.menu.deleteLater()
        self.icon.deleteLater()

    def follow(self, store: Store | None) -> None:
        """Whose chats the menu lists; None: nobody is signed in, and the picture says so."""
        self._store = store
        self._badge = Badge()
        self._fill()
        self.show_badge(self._badge)

    def show_badge(self, badge: Badge) -> None:
        """The total as a picture, and exactly in its words."""
        self._badge = badge
        style = self._choices.settings.tray_style
        self.icon.setIcon(tray_icon(badge, style, has_trouble=self._store is None))
        self.icon.setToolTip(f"Mini Chat: {self._state_text()}" if self._state_text() else "Mini Chat")
        self._fill()

    def _state_text(self) -> str:
        if self._store is None:
            return QCoreApplication.translate("Tray", "not signed in")
        if self._badge.count:
            return unread_text(self._badge.count)
        if self._badge.has_dot:
            return QCoreApplication.translate("Tray", "unread messages in groups")
        return ""

    def _follow(self, names: frozenset[str]) -> None:
        if names & {"tray_style", "language"}:
            self.show_badge(self._badge)

    def _activate(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger and sys.platform != "darwin":
            self.toggled.emit()

    # --- the menu ----------------------------------------------------------------------------------------

    def _fill(self) -> None:
        """Desktops read the menu before they show it, some of them once: it is always true."""
        translate, menu = QCoreApplication.translate, self.menu
        if menu.isVisible():  # under the hand nothing moves; it is filled anew when it opens
            return
        menu.clear()
        for submenu in menu.findChildren(QMenu):
            submenu.deleteLater()
        self._add(menu, translate("Tray", "Open Mini Chat")).triggered.connect(self.opened)
        if self._store is not None:
            menu.addSeparator()
            for room in self._unread_rooms():
                action = self._add(menu, f"{room.title} ({room.unread_count})")
                action.triggered.connect(lambda _=False, room_id=room.room_id: self.room_chosen.emit(room_id))
            read = self._add(menu, translate("Tray", "Mark all as read"))
            read.triggered.connect(self.all_read_wanted)
            read.setEnabled(self._store.total_unread > 0)
        menu.addSeparator()
        self._add_quiet(menu)
        self._add(menu, translate("Tray", "Settings")).triggered.connect(self.settings_wanted)
        menu.addSeparator()
        self._add(menu, translate("Tray", "Quit")).triggered.connect(self.quit_wanted)

    def _add_quiet(self, menu: QMenu) -> None:
        submenu = menu.addMenu(self._quiet.text())
        for words, act in self._quiet.offers():
            self._add(submenu, words).triggered.connect(lambda _=False, act=act: act())

    def _unread_rooms(self) -> list[RoomState]:
        rooms = self._store.rooms.ordered() if self._store is not None else []
        calling = (room for room in rooms if room.unread_count and not room.preferences.hidden)
        return list(islice(calling, _MOST_ROOMS))

    def _add(self, menu: QMenu, text: str) -> QAction:
        """An entry, whose text may come from others: an ampersand is no shortcut there."""
        return menu.addAction(" ".join(text.split())[:80].replace("&", "&&"))
