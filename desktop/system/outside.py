"""Everything beyond our window: tray, notifications, sounds, sleep, second starts. Made by `app`.

Nothing of it is there before the first picture; a desktop that lacks a part is served by the rest.
"""

import asyncio
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from backend.wire.types import RoomId, Seq
from desktop.client.clock import Clock, SystemClock
from desktop.client.scope import TaskScope
from desktop.client.state.badge import Badge
from desktop.client.state.room_record import RoomState
from desktop.client.state.store import Store
from desktop.models.badge_total import BadgeTotal
from desktop.models.choices import Choices
from desktop.models.do_not_disturb import DoNotDisturb
from desktop.models.notification_rules import Sound
from desktop.models.presence import Presence
from desktop.settings import Options
from desktop.system.autostart import AutostartChoice, own_autostart
from desktop.system.machine import Machine
from desktop.system.notification_board import Board, Note, SilentBoard, TrayBoard
from desktop.system.notifications import Notifier
from desktop.system.single_instance import Call, FirstInstance
from desktop.system.sounds import SoundPlayer
from desktop.system.surroundings import WindowSurroundings
from desktop.system.tray import Tray
from desktop.system.window_keeper import Away, WindowKeeper

_log = logging.getLogger(__name__)

View = Callable[[], tuple[RoomId | None, bool]]
"""The chat that is open, and whether its end is on screen."""
PictureOf = Callable[[RoomState], QImage | None]
_AWAY = "away"


class Outside(QObject):
    """Follows the state of who is signed in; what is done out there comes back as signals."""

    room_wanted = Signal(object, object)
    """A room, and the place of the message to show there; without one (None), where it was left."""
    reply_wanted = Signal(object, str)
    read_wanted = Signal(object, object)
    all_read_wanted = Signal()
    settings_wanted = Signal()
    quit_wanted = Signal()
    link_opened = Signal(str)
    """A second start brought an invite, or what somebody took for one."""
    reconnect_wanted = Signal()
    """What was connected isn't any more."""
    total_changed = Signal(object)
    """What is unread, as a Badge."""
    activated = Signal()
    """The person came back to one of our windows."""

    def __init__(
        self,
        window: QWidget,
        profile: Path,
        choices: Choices,
        scope: TaskScope,
        clock: Clock | None = None,
        *,
        options: Options | None = None,
        presence: Presence | None = None,
    ) -> None:
        super().__init__()
        self._options = options or Options()
        self._window = window
        self._choices = choices
        self._scope = scope.child("outside")
        self._clock = clock or SystemClock()
        self.quiet = DoNotDisturb(choices, self)
        self.keeper = WindowKeeper(window)
        self._first = FirstInstance(profile, self._take_call)
        self._machine = Machine()
        self._surroundings: WindowSurroundings | None = None
        self._presence = presence or Presence(self)
        self._followed: tuple[Store, View, PictureOf] | None = None
        self._total: BadgeTotal | None = None
        self._notifier: Notifier | None = None
        self._tray: Tray | None = None
        self._board: Board | None = None
        self._player: SoundPlayer | None = None
        self._autostart: AutostartChoice | None = None
        self._starting: asyncio.Task[None] | None = None
        self._machine.woke.connect(self.reconnect_wanted)
        self._machine.locked.connect(self._presence.take_lock)
        self._machine.tray_came.connect(self.look_for_tray)

    @property
    def has_tray(self) -> bool:
        """Whether a hidden window can be brought back by a click."""
        return self._tray is not None

    def start(self, *, is_hidden: bool = False) -> None:
        """After the first picture: look what this desktop has. A hidden window stays so where a tray is."""
        self._starting = self._scope.start(self._start(is_hidden=is_hidden), "start")

    def follow(self, store: Store, view: View, picture_of: PictureOf = lambda _room: None) -> None:
        """Somebody is signed in."""
        self.unfollow()
        self._followed = (store, view, picture_of)
        self._surroundings = WindowSurroundings(self._window, self._presence, view)
        self._total = BadgeTotal(store)
        self._total.changed.connect(self._show_total)
        self._attach()

    def unfollow(self) -> None:
        """Nobody is."""
        self._followed = None
        if self._notifier is not None:
            self._notifier.close()
            self._notifier.deleteLater()
            self._notifier = None
        if self._total is not None:
            self._total.close()
            self._total.deleteLater()
            self._total = None
        if self._tray is not None:
            self._tray.follow(None)
        self._show_total(Badge())

    def close_window(self) -> None:
        """The person closed the window: the program goes on, unless they want it otherwise."""
        if not self._choices.settings.close_to_tray:
            self.quit_wanted.emit()
        elif self.keeper.put_away(has_tray=self.has_tray) is Away.HIDDEN:
            self._tell_of_tray()

    async def close(self) -> None:
        """Take all of it down."""
        if self._starting is not None:
            self._starting.cancel()
            await asyncio.gather(self._starting, return_exceptions=True)
        self.unfollow()
        if self._board is not None:
            await self._board.close()
        if self._tray is not None:
            self._tray.close()
        await self._first.close()
        await self._scope.close()

    # --- making ------------------------------------------------------------------------------------------

    async def _start(self, *, is_hidden: bool) -> None:
        await self._first.listen()
        has_screen = QGuiApplication.platformName() not in {"offscreen", "minimal"}
        if has_screen:  # else nobody sits before it
            self._player = SoundPlayer(self._clock)
            self.look_for_tray()
            self._autostart = AutostartChoice(self._choices, own_autostart(), self._options)
        if is_hidden:
            self.keeper.put_away(has_tray=self.has_tray)
        board = self._make_board() if has_screen else SilentBoard()
        if sys.platform == "linux":
            await self._machine.watch_bus(self._scope)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._take_state)
        board.opened.connect(self._take_note)
        self._board = board
        self._attach()

    def look_for_tray(self) -> None:
        """Stand in the tray as soon as there is one: at login it may come after us."""
        if self._tray is not None or sys.platform == "darwin" or not QSystemTrayIcon.isSystemTrayAvailable():
            return
        self._tray = tray = Tray(self._choices, self.quiet)
        tray.toggled.connect(self.keeper.toggle)
        tray.opened.connect(self.keeper.bring)
        tray.room_chosen.connect(lambda room_id: self._open(room_id, None))
        tray.all_read_wanted.connect(self.all_read_wanted)
        tray.settings_wanted.connect(self._open_settings)
        tray.quit_wanted.connect(self.quit_wanted)
        if self._followed is not None and self._total is not None:
            tray.follow(self._followed[0])
            tray.show_badge(self._total.badge)
        tray.show()

    def _make_board(self) -> Board:
        if sys.platform == "darwin":
            icon = QSystemTrayIcon(QApplication.windowIcon(), self)
            icon.show()
            return TrayBoard(icon)
        board: Board = TrayBoard(self._tray.icon) if self._tray is not None else SilentBoard()
        if sys.platform == "linux":
            from desktop.system.bus_board import BusBoard  # noqa: PLC0415 - Linux alone has jeepney

            board = BusBoard(self._scope, board)
        return board

    def _attach(self) -> None:
        """Have what is out there follow who is signed in; both may come first."""
        if self._followed is None or self._board is None or self._surroundings is None:
            return
        store, _, picture_of = self._followed
        if self._tray is not None:
            self._tray.follow(store)
        self._notifier = notifier = Notifier(
            store, self._board, self._choices, self.quiet, self._surroundings, self._clock, picture_of
        )
        notifier.opened.connect(self._open)
        notifier.replied.connect(self.reply_wanted)
        notifier.marked_read.connect(self.read_wanted)
        notifier.sounded.connect(self._play)
        if self._total is not None:
            self._show_total(self._total.badge)

    # --- what happens out there --------------------------------------------------------------------------

    def _show_total(self, badge: Badge) -> None:
        self.total_changed.emit(badge)
        app = QGuiApplication.instance()
        if self._board is not None and isinstance(app, QGuiApplication):
            app.setBadgeNumber(badge.count)
        if self._tray is not None:
            self._tray.show_badge(badge)

    def _play(self, sound: Sound) -> None:
        if self._player is not None:
            self._player.play(sound)
        if sound is Sound.FULL and sys.platform != "linux":
            QApplication.alert(self._window)

    def _open(self, room_id: RoomId, seq: Seq | None) -> None:
        self.keeper.bring()
        self.room_wanted.emit(room_id, seq)

    def _open_settings(self) -> None:
        self.keeper.bring()
        self.settings_wanted.emit()

    def _take_note(self, tag: str) -> None:
        if tag == _AWAY:
            self.keeper.bring()

    def _take_call(self, call: Call) -> None:
        """A second start: its token lets our window come to the front where windows may not do so alone."""
        if call.activation_token:
            os.environ["XDG_ACTIVATION_TOKEN"] = call.activation_token
        self.keeper.bring()
        if call.link:
            self.link_opened.emit(call.link)

    def _take_state(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self.activated.emit()
            self.look_for_tray()
            if sys.platform == "darwin" and not self._window.isVisible():
                self.keeper.bring()

    def _tell_of_tray(self) -> None:
        """Once in a life: where the window went, for it looks like an end."""
        if self._choices.settings.told_of_tray or self._board is None or not self.has_tray:
            return
        self._choices.update(told_of_tray=True)
        translate = QCoreApplication.translate
        words = translate(
            "Outside", "Messages still reach you. To quit, right-click the icon near the clock."
        )
        self._board.show(Note(tag=_AWAY, title=translate("Outside", "Mini Chat goes on"), text=words))
