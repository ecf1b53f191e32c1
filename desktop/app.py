"""Builds the desktop: settings, theme, window, client core and the computer's own server; ends them in order.

Everything that there is once is made here and passed on.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QByteArray, QCoreApplication
from PySide6.QtWidgets import QApplication

from backend.wire.types import RoomId
from desktop.client import chat_client
from desktop.client.scope import TaskScope, log_error
from desktop.conversation import Conversation
from desktop.entrance import Entrance, bug_sentence
from desktop.hosting import Hosting
from desktop.i18n import install_language
from desktop.leaving import Leaving
from desktop.models.administration import ShowInvite, ShowServer, server_words
from desktop.models.choices import Choices
from desktop.models.presence import Presence
from desktop.models.wishes import MarkRead, SendMessage, ShowProfile, ShowSessions, SignOut, Wish
from desktop.settings import Options, Places, Settings
from desktop.signing_in import SigningIn
from desktop.system.first_paint import FirstPaint, collect_garbage
from desktop.system.last_place import LastPlace
from desktop.system.profile import Profile
from desktop.system.settings_file import SettingsFile
from desktop.theme import APPEARANCE, Theme
from desktop.widgets.main_window import MainWindow
from desktop.widgets.window_commands import WindowCommands

if TYPE_CHECKING:
    from desktop.system.outside import Outside

_log = logging.getLogger(__name__)

_PAINT_SECONDS = 2.0
"""How long the network waits for the first picture; a window that starts minimised paints none."""


class Desktop:
    """One window, the person signed in to it, and the server that it talks to."""

    def __init__(
        self,
        qt: QApplication,
        options: Options,
        places: Places,
        profile: Profile,
        on_error: Callable[[str, Exception], None] = log_error,
    ) -> None:
        self._qt = qt
        self._profile = profile
        self._is_minimized = options.is_minimized
        self._options = options
        self._scope = TaskScope("desktop", on_error)
        self._settings_file = SettingsFile(profile.settings_file, self._scope)
        self.choices = Choices(self._settings_file.load(), options, self._settings_file.keep)
        self.choices.changed.connect(self._follow_choices)
        self._language = install_language(qt, self._settings.language)
        self._theme = Theme(qt, settings=self._settings)
        self._presence = Presence()
        self.window = MainWindow(self._theme)
        self.window.restoreGeometry(QByteArray(self._settings.window_bytes))
        self._commands = WindowCommands(
            self.window, self._theme, self.choices, self._account, self._account_note
        )
        self.window.settings_wanted.connect(self._commands.open_settings)
        self.window.shortcuts_wanted.connect(self._commands.open_shortcuts)
        self.hosting = Hosting(places, self._scope)
        self.hosting.changed.connect(lambda state: self._with_chat(lambda chat: chat.note_server(state)))
        self._signing = SigningIn(self.hosting, profile, self.choices, self._scope, self._language)
        self._signing.ended.connect(self._leave)
        self._signing.trouble_met.connect(self.window.show_message)
        self._entrance = Entrance(
            self.window, self._theme, self.choices, self._signing, self.hosting, profile, self._scope
        )
        self._entrance.entered.connect(self._enter)
        self._entrance.hosted.connect(lambda invite: self._wish(ShowInvite(invite)))
        self._entrance.settings_wanted.connect(self._commands.open_settings)
        self._entrance.other_window_wanted.connect(self._open_other_window)
        self._conversation: Conversation | None = None
        self._last_place = LastPlace(self.window, self._current_room, self.choices)
        self.window.link_opened.connect(self.open_link)
        self._link = options.link
        self._has_screen = False
        self._quit = asyncio.Event()
        self._outside: Outside | None = None
        self.window.closed.connect(self._close_window)
        self._leaving = Leaving(self.window, self.hosting, self._scope, self.quit)
        self.window.quit_wanted.connect(self._leaving.begin)

    # --- the life of the program ------------------------------------------------------------------------

    async def run(self) -> int:
        """From the first picture to the last; answers with the exit code."""
        painted = FirstPaint(self.window)
        self._go_on()
        if not self._is_minimized:
            self.window.show()
            await painted.wait(_PAINT_SECONDS)
        collect_garbage()
        self._outside = self._make_outside()
        self._outside.start(is_hidden=self._is_minimized)
        self._follow_outside()
        self._signing.go_on()
        if self._conversation is not None:
            self._conversation.open_windows()
        self._has_screen = True
        self.open_link(self._link)
        await self._quit.wait()
        await self._end()
        return 0

    def _go_on(self) -> None:
        """Begins where the last run ended, as far as that can be read."""
        try:
            was_signed_in = self._signing.open_cached()
        except (OSError, sqlite3.Error, msgspec.MsgspecError) as error:
            _log.error("what the last run kept can't be read: %s", error)
            self._show_login(
                QCoreApplication.translate(
                    "Desktop", "Mini Chat could not read what it had kept on this computer. Log in again."
                )
            )
            return
        if was_signed_in:
            self._show_chat()
            self._open_last_room()
        else:
            self._show_login()

    def open_link(self, link: str) -> None:
        """Opens an invite that came from outside or was clicked, as soon as there is a screen for it."""
        if not self._has_screen:
            self._link = link
        elif link:
            self._entrance.open_link(link)

    def quit(self) -> None:
        """Asks `run` to end; sessions and unsent messages stay for the next start."""
        self._quit.set()

    def tell_of_bug(self) -> None:
        """One sentence instead of a traceback."""
        self.window.show_message(bug_sentence())

    async def _end(self) -> None:
        self._last_place.keep()
        self.window.hide()
        self._close_conversation()
        await self._entrance.close()
        if self._outside is not None:
            await self._outside.close()
        await self._settings_file.finish()
        await self._scope.close()
        await self._signing.close()
        # By Qt and on this thread: left to Python, a worker thread could be the one to collect its timers.
        self.window.deleteLater()
        await asyncio.sleep(0)
        self._profile.release()

    # --- beyond the window ------------------------------------------------------------------------------

    def _make_outside(self) -> "Outside":
        from desktop.system.outside import Outside  # noqa: PLC0415 - 20 ms that the first picture doesn't wait

        folder = self._profile.folder
        outside = Outside(
            self.window, folder, self.choices, self._scope, options=self._options, presence=self._presence
        )
        outside.total_changed.connect(self.window.show_badge)
        outside.settings_wanted.connect(self.window.settings_wanted)
        outside.quit_wanted.connect(self._leaving.begin)
        outside.link_opened.connect(self.open_link)
        outside.reconnect_wanted.connect(self._connect_anew)
        outside.activated.connect(self._try_again)
        outside.read_wanted.connect(lambda *place: self._wish(MarkRead(*place)))
        outside.room_wanted.connect(lambda *place: self._with_chat(lambda chat: chat.open_at(*place)))
        outside.reply_wanted.connect(lambda *answer: self._wish(SendMessage(*answer)))
        outside.all_read_wanted.connect(lambda: self._with_chat(Conversation.mark_all_read))
        return outside

    def _follow_outside(self) -> None:
        """Have what is beyond the window follow who is signed in, if anybody is."""
        if self._outside is None:
            return
        if self._conversation is None:
            self._outside.unfollow()
        else:
            store, picture_of = self._signing.client.store, self._conversation.picture_of
            self._outside.follow(store, self._view, picture_of)

    def _close_window(self) -> None:
        if self._outside is None:
            self._leaving.begin()
        else:
            self._outside.close_window()

    def _open_other_window(self, link: str) -> None:
        from desktop.system.other_window import open_other_window  # noqa: PLC0415 - for who has two servers

        if not open_other_window(self._options, link):
            words = QCoreApplication.translate(
                "Desktop", "No other window could be opened. Log out here first."
            )
            self.window.show_message(words)

    def _with_chat(self, act: Callable[[Conversation], None]) -> None:
        if self._conversation is not None:
            act(self._conversation)

    def _wish(self, wish: Wish) -> None:
        self._with_chat(lambda chat: chat.fulfil(wish))

    def _connect_anew(self) -> None:
        """The machine slept, or is on another network."""
        self._signing.client.woke_up()

    def _try_again(self) -> None:
        """The person is back: no pause between two tries is worth waiting for."""
        self._signing.client.hurry()

    def _view(self) -> tuple[RoomId | None, bool]:
        return (None, False) if self._conversation is None else self._conversation.view()

    # --- signing in and out -----------------------------------------------------------------------------

    def _show_login(self, problem: str = "") -> None:
        self._entrance.show(problem)
        self._follow_outside()

    def _enter(self) -> None:
        self._show_chat()
        self._signing.client.go_online()

    def _leave(self, reason: str) -> None:
        """The session is over, by the person's wish or by the server's word."""
        self._commands.close_settings()
        self._close_conversation(is_signed_out=True)
        self._show_login(_end_sentence(reason))

    # --- screens and choices ----------------------------------------------------------------------------

    def _show_chat(self) -> None:
        me = self._signing.client.store.me
        self._entrance.username = me.username if me is not None else ""
        self._entrance.leave()
        self._close_conversation()
        self._conversation = Conversation(
            self._signing.client,
            self.window,
            self._theme,
            self._scope,
            self.choices,
            self._presence,
            self.hosting.acts(),
        )
        self._conversation.note_server(self.hosting.state)
        if self._entrance.inviter is not None:
            self._conversation.screen.offer_inviter(self._entrance.inviter)
        self._conversation.screen.wished.connect(self._last_place.note)
        self._follow_outside()

    def _current_room(self) -> RoomId | None:
        return self._conversation.screen.current_room if self._conversation is not None else None

    def _open_last_room(self) -> None:
        if self._conversation is not None and self._settings.last_room:
            self._conversation.open_room(RoomId(self._settings.last_room))

    def _close_conversation(self, *, is_signed_out: bool = False) -> None:
        if self._conversation is not None:
            self._conversation.close(is_signed_out=is_signed_out)
            self._conversation = None

    def _follow_choices(self, names: frozenset[str]) -> None:
        if names & APPEARANCE:
            self._theme.apply(self._settings)
        if "language" in names:
            self._change_language()

    def _change_language(self) -> None:
        """Widgets read their words when they are built: the screen is built again, from the same store."""
        had_settings_open = self._commands.has_settings_open
        self._language = install_language(self._qt, self._settings.language)
        self._signing.set_language(self._language)
        self._rebuild_screen()
        if had_settings_open:
            self._commands.open_settings()

    def _rebuild_screen(self) -> None:
        if self._conversation is None:
            self._entrance.show_anew()
            self._follow_outside()
            return
        screen = self._conversation.screen
        room = screen.current_room
        self._show_chat()
        if room is not None:
            self._conversation.open_room(room)
        self._conversation.open_windows()

    def _account(self) -> dict[str, Callable[[], object]]:
        """What the settings offer the person who is signed in."""
        conversation = self._conversation
        if conversation is None:
            return {}
        translate = QCoreApplication.translate
        ways: dict[str, Wish] = {
            translate("Desktop", "Profile…"): ShowProfile(),
            translate("Desktop", "Devices…"): ShowSessions(),
        }
        if words := server_words(self._settings, is_admin=self._signing.client.store.is_admin):
            ways[words] = ShowServer()
        ways[translate("Desktop", "Log out")] = SignOut()
        return {words: partial(conversation.fulfil, wish) for words, wish in ways.items()}

    def _account_note(self) -> str:
        """Who could take the login away with the computer."""
        if self._signing.is_keyring_used:
            return QCoreApplication.translate("Desktop", "Your login is kept in this computer's keyring.")
        return QCoreApplication.translate(
            "Desktop",
            "Your login is kept in a file that only you can read, for no keyring could be used.",
        )

    @property
    def _settings(self) -> Settings:
        return self.choices.settings


def _end_sentence(reason: str) -> str:
    """Why the session is over; nothing if the person said so."""
    match reason:
        case chat_client.LOGGED_OUT:
            return ""
        case chat_client.ACCOUNT_DELETED:
            return QCoreApplication.translate("Desktop", "Your account was deleted.")
        case _:
            return QCoreApplication.translate("Desktop", "You were signed out. Log in again to go on.")
