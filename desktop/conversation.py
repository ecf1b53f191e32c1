"""The chat screen of the person who is signed in, wired to their client core. Made by `app`."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from PySide6.QtGui import QImage

from backend.wire.types import RoomId, Seq
from desktop.client import (
    ChatClient,
    ChatError,
    Draft,
    Unreachable,
    Untrusted,
)
from desktop.client.scope import TaskScope
from desktop.client.state.changes import Change, Connection, ConnectionChanged, RoomAdded, SigningOut
from desktop.client.state.room_record import RoomState
from desktop.meeting import Meetings
from desktop.models.choices import Choices
from desktop.models.hosting import HostingState, ResumeHosting
from desktop.models.presence import Presence
from desktop.models.requests import Answer
from desktop.models.troubles import explain, explain_disk, lasting_reason
from desktop.models.wishes import (
    ChangePreferences,
    DeleteMessage,
    DiscardMessage,
    EditMessage,
    FetchPicture,
    FindMessages,
    LeaveRoom,
    LoadNewer,
    LoadOlder,
    MarkRead,
    MarkUnread,
    OpenInvite,
    OpenWindow,
    QuitProgram,
    Reconnect,
    ReportActivity,
    RetryMessage,
    SaveDraft,
    SendMessage,
    ShowAround,
    ShowCertificate,
    ShowInfo,
    ShowNewest,
    ShowSettings,
    ShowShortcuts,
    ShowSwitcher,
    SignOut,
    TellTyping,
    Wish,
)
from desktop.requests import Requests
from desktop.searching import Searches
from desktop.theme import Theme
from desktop.widgets.chat import ChatScreen
from desktop.widgets.main_window import MainWindow
from desktop.widgets.pictures import Pictures, decode_picture
from desktop.widgets.room_window import RoomWindow, RoomWindows
from desktop.widgets.sheets import Sheets

_log = logging.getLogger(__name__)

_NOTE_PIXELS = 64


class Conversation:
    """What the screen wants, the client does; what the client learns, the screen reads from the store."""

    def __init__(
        self,
        client: ChatClient,
        window: MainWindow,
        theme: Theme,
        scope: TaskScope,
        choices: Choices,
        presence: Presence,
        hosting: Mapping[type[Wish], Callable[[Any], object]],
    ) -> None:
        self._client = client
        self._window = window
        self._theme = theme
        self._scope = scope
        self.pictures = Pictures()
        self.pictures.wished.connect(self.fulfil)
        self._sheets = Sheets(
            window,
            client.store,
            theme,
            pictures=self.pictures,
            is_own_server=not choices.settings.server,
        )
        self._is_at_home = not choices.settings.server
        self._is_server_down = False
        self._sheets.wished.connect(self.fulfil)
        self._sheets.room_made.connect(self.open_room)
        self.screen = ChatScreen(
            client.store,
            theme,
            choices,
            pictures=self.pictures,
            read_draft=client.draft,
            presence=presence,
        )
        self._meetings = Meetings(client, scope, self.screen, window.show_message)
        self._searches = Searches(client, scope, explain)
        requests = Requests(client, scope, explain, window.show_message)
        self._acts = {
            **self._make_acts(),
            **self._sheets.acts(),
            **self._meetings.acts(),
            **requests.acts(),
            **hosting,
        }
        self.screen.wished.connect(self.fulfil)
        self.screen.server_wanted.connect(self._start_server)
        self._asker: ChatScreen | RoomWindow = self.screen
        make = partial(
            RoomWindow,
            store=client.store,
            theme=theme,
            choices=choices,
            read_draft=client.draft,
            pictures=self.pictures,
            presence=presence,
        )
        self._windows = RoomWindows(make, client.store, choices)
        self._windows.wished.connect(self._fulfil_for)
        self._unsubscribe = client.store.changes.subscribe(self._on_change)
        window.show_screen(self.screen)
        self._show_connection(client.connection)

    def open_room(self, room_id: RoomId) -> None:
        """Shows a room of the last run, if it is still one of ours."""
        if self._client.store.rooms.get(room_id) is not None:
            self.screen.open_room(room_id)

    def open_at(self, room_id: RoomId, seq: Seq | None) -> None:
        """Shows a room at a message, or where it was left."""
        self.open_room(room_id)
        if seq is not None and self.screen.current_room == room_id:
            self.screen.go_to_message(seq)

    def picture_of(self, room: RoomState) -> QImage | None:
        """What stands for a room in a notification; None: nobody has uploaded one, or it isn't here yet."""
        pixmap = self.pictures.pixmap(room.avatar, _NOTE_PIXELS, 1.0)
        return pixmap.toImage() if pixmap is not None else None

    def mark_all_read(self) -> None:
        """Nothing calls any more, on no device."""
        for room in self._client.store.rooms.ordered():
            if room.unread_count:
                self._client.mark_read(room.room_id, room.last_seq)

    def view(self) -> tuple[RoomId | None, bool]:
        """The chat before the person's eyes, and whether its end is on screen."""
        if (window := self._windows.active()) is not None:
            return window.room_id, window.is_at_bottom
        return self.screen.current_room, self.screen.is_at_bottom

    def note_server(self, state: HostingState) -> None:
        """How the server of this computer stands, which may be the one that is talked to."""
        self._is_server_down = self._is_at_home and state.is_down
        self._show_connection(self._client.connection)

    def open_windows(self) -> None:
        """Rooms that stood in windows of their own do so again."""
        self._windows.open_those_of_last_time()

    def close(self, *, is_signed_out: bool = False) -> None:
        """The screen makes room for another; nothing of this reaches it any more."""
        self._windows.close_all(is_for_good=is_signed_out)
        self.screen.flush_draft()
        self._unsubscribe()
        self._sheets.close_all()
        self._meetings.close()
        self._searches.close()

    def fulfil(self, wish: Wish) -> None:
        """Do what the screen wants."""
        self._fulfil_for(wish, self.screen)

    def _fulfil_for(self, wish: Wish, view: ChatScreen | RoomWindow) -> None:
        """Several views may show a room: what was sent is cleared in the one where it was written."""
        self._asker = view
        self._acts[type(wish)](wish)

    def _make_acts(self) -> dict[type[Wish], Callable[[Any], object]]:
        """What each wish asks of the client core."""
        client, start = self._client, self._scope.start
        return {
            SendMessage: self._send,
            EditMessage: lambda wish: start(self._edit(wish), "edit message"),
            SaveDraft: self._save_draft,
            RetryMessage: lambda wish: self._is_kept(lambda: client.retry(wish.key)),
            DiscardMessage: lambda wish: self._is_kept(lambda: client.discard(wish.key)),
            MarkRead: lambda wish: client.mark_read(wish.room_id, wish.seq),
            MarkUnread: lambda wish: start(
                self._told(client.calls.mark_unread(wish.room_id, wish.seq)), "mark unread"
            ),
            ChangePreferences: self._change_preferences,
            LeaveRoom: lambda wish: start(self._told(client.calls.leave_room(wish.room_id)), "leave room"),
            TellTyping: lambda wish: client.set_typing(wish.room_id, wish.is_typing),
            ShowNewest: lambda wish: start(self._quietly(client.open_room(wish.room_id)), "open room"),
            OpenWindow: self._open_window,
            ShowInfo: lambda wish: self.screen.show_info(wish.room_id),
            ShowSwitcher: self._show_switcher,
            QuitProgram: lambda _wish: self._window.quit_wanted.emit(),
            LoadOlder: lambda wish: start(self._quietly(client.load_older(wish.room_id)), "older page"),
            LoadNewer: lambda wish: start(self._quietly(client.load_newer(wish.room_id)), "newer page"),
            ShowAround: lambda wish: start(
                self._told(client.show_around(wish.room_id, wish.seq)), "page around"
            ),
            DeleteMessage: lambda wish: start(
                self._told(client.calls.delete_message(wish.message_id)), "delete message"
            ),
            FindMessages: self._searches.find,
            FetchPicture: lambda wish: start(self._fetch_picture(wish.url), "picture"),
            Reconnect: lambda _wish: client.try_now(),
            ShowCertificate: lambda _wish: self._show_certificate(),
            ReportActivity: lambda _wish: client.report_activity(),
            ShowSettings: lambda _wish: self._window.settings_wanted.emit(),
            ShowShortcuts: lambda _wish: self._window.shortcuts_wanted.emit(),
            OpenInvite: lambda wish: self._window.link_opened.emit(wish.link),
            SignOut: lambda _wish: start(client.log_out(), "sign out"),
        }

    def _on_change(self, change: Change) -> None:
        if isinstance(change, ConnectionChanged):
            self._show_connection(change.connection)
            if change.connection is Connection.ONLINE:
                self.pictures.try_again()
        elif isinstance(change, RoomAdded):
            self._meetings.open_joined()
        elif isinstance(change, SigningOut):
            self.screen.flush_draft()
            self._windows.flush_drafts()

    def _show_connection(self, connection: Connection) -> None:
        client = self._client
        doubt = client.trouble if isinstance(client.trouble, Untrusted) else None
        reason = lasting_reason(client.trouble)
        self.screen.show_connection(
            connection,
            client.retry_at,
            reason,
            can_compare=doubt is not None,
            can_start=self._is_server_down,
        )

    def _start_server(self) -> None:
        self.fulfil(ResumeHosting(answer=self._take_start))

    def _take_start(self, answer: Answer) -> None:
        if not answer.is_granted:
            self._window.show_message(answer.sentence)
        self._show_connection(self._client.connection)

    def _show_certificate(self) -> None:
        """The bar may be a moment behind: what was solved meanwhile needs no sheet."""
        if isinstance(self._client.trouble, Untrusted):
            from desktop.widgets.trust_sheet import ask_to_trust  # noqa: PLC0415 - rarely ever needed

            ask_to_trust(self._window, self._theme, self._client.trouble, self._client.trust)

    def _send(self, wish: SendMessage) -> None:
        """What can't be kept stays in the field, for that is the only place where it is."""
        if self._is_kept(lambda: self._client.send(wish.room_id, wish.text, wish.reply_to)):
            self._asker.note_sent(wish.room_id)

    def _open_window(self, wish: OpenWindow) -> None:
        """The window goes on with what is being written here."""
        self.screen.flush_draft()
        self._windows.open(wish.room_id)

    def _show_switcher(self, _wish: ShowSwitcher) -> None:
        self._window.come_to_front()
        self.screen.open_switcher()

    async def _edit(self, wish: EditMessage) -> None:
        """Words that the server didn't take stay in the field; those that it took are no draft any more."""
        try:
            await self._client.calls.edit_message(wish.message_id, wish.text)
        except ChatError as error:
            self._window.show_message(explain(error))
            return
        self.screen.note_edited(wish)
        self._windows.note_edited(wish)
        draft = self._client.draft(wish.room_id)
        if draft is not None and draft.editing == wish.message_id and draft.text.strip() == wish.text:
            self._save_draft(SaveDraft(wish.room_id, draft.aside or Draft()))

    def _save_draft(self, wish: SaveDraft) -> None:
        """A room has one draft, in whatever view it is written.

        A disk that is full says so when the message is sent, not at each key.
        """
        self.screen.show_draft(wish.room_id, wish.draft)
        self._windows.show_draft(wish.room_id, wish.draft)
        try:
            self._client.save_draft(wish.room_id, wish.draft)
        except sqlite3.Error as error:
            _log.warning("a draft could not be kept: %s", error)

    def _is_kept(self, change: Callable[[], object]) -> bool:
        """Whether a change of the outbox is on disk; if not, the person is told."""
        try:
            change()
        except sqlite3.Error as error:
            _log.error("the outbox could not be changed: %s", error)
            self._window.show_message(explain_disk())
        except ChatError as error:
            self._window.show_message(explain(error))
        else:
            return True
        return False

    def _change_preferences(self, wish: ChangePreferences) -> None:
        work = self._client.calls.set_preferences(wish.room_id, wish.changes)
        self._scope.start(self._told(work), "preferences")

    async def _quietly(self, work: Coroutine[Any, Any, None]) -> None:
        """Without a network the cache is shown and the bar says why: no second word about it."""
        try:
            await work
        except Unreachable:
            pass
        except ChatError as error:
            self._window.show_message(explain(error))
        except sqlite3.Error as error:
            _log.error("the cache can't be used: %s", error)
            self._window.show_message(explain_disk())

    async def _told(self, work: Coroutine[Any, Any, object]) -> None:
        """What can't be done without the server: the person is told that it was not."""
        try:
            await work
        except ChatError as error:
            self._window.show_message(explain(error))
        except sqlite3.Error as error:
            _log.error("what was done can't be kept: %s", error)
            self._window.show_message(explain_disk())

    async def _fetch_picture(self, url: str) -> None:
        with suppress(ChatError):
            data = await self._client.picture(url)
            if data is not None:
                image = await asyncio.get_running_loop().run_in_executor(None, decode_picture, data)
                self.pictures.put(url, image)
