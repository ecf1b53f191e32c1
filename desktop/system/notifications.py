"""Calls the person when the rule says so: follows the state, puts notes up, takes them down. For `app`."""

from collections import deque
from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from backend.wire.types import RoomId
from desktop.client.clock import Clock
from desktop.client.state.changes import (
    Change,
    MessageArrived,
    MessageRevised,
    RoomChanged,
    RoomRemoved,
    RoomsReset,
)
from desktop.client.state.room_record import RoomState
from desktop.client.state.store import Store
from desktop.models.choices import Choices
from desktop.models.do_not_disturb import DoNotDisturb
from desktop.models.markup import in_one_line
from desktop.models.notification_rules import (
    ELSEWHERE_SECONDS,
    FRESH_SECONDS,
    Decision,
    Situation,
    Sound,
    decide,
)
from desktop.models.notification_texts import Discretion, News, chat_note, summary_note
from desktop.system.notification_board import Board, Note
from desktop.system.surroundings import Surroundings

BURST_SECONDS = 2.0
BURST_MESSAGES = 3
"""More than so many within the time, from several chats, become one note."""
_PAUSE_SECONDS = 1.0
"""The board changes no more often."""
_SUMMARY = "summary"


class Notifier(QObject):
    """One note for each chat that calls, or one for all of them."""

    opened = Signal(object, object)
    """A click: the room, and the place of the message to show."""
    replied = Signal(object, str)
    marked_read = Signal(object, object)
    """The room, and up to where."""
    sounded = Signal(object)

    def __init__(
        self,
        store: Store,
        board: Board,
        choices: Choices,
        quiet: DoNotDisturb,
        surroundings: Surroundings,
        clock: Clock,
        picture_of: Callable[[RoomState], QImage | None] = lambda _room: None,
    ) -> None:
        super().__init__()
        self._store = store
        self._board = board
        self._choices = choices
        self._quiet = quiet
        self._surroundings = surroundings
        self._clock = clock
        self._picture_of = picture_of
        self._chats: dict[RoomId, list[News]] = {}
        self._summed: list[News] = []
        self._late: deque[tuple[float, News]] = deque()
        self._recent: deque[tuple[float, News]] = deque()
        self._stale: set[RoomId] = set()
        self._is_summary_stale = False
        self._put_up_at = -_PAUSE_SECONDS
        self._put_up = QTimer(self, singleShot=True)
        self._put_up.timeout.connect(self.put_up)
        self._wait = QTimer(self, singleShot=True)
        self._wait.timeout.connect(self.tell_late)
        board.opened.connect(self._open)
        board.replied.connect(self._reply)
        board.marked_read.connect(self._mark_read)
        self._unsubscribe = store.changes.subscribe(self._on_change)

    def close(self) -> None:
        """Follow no longer, and take everything down."""
        self._unsubscribe()
        self._put_up.stop()
        self._wait.stop()
        self.clear()

    def clear(self) -> None:
        """Take everything down; what waits is forgotten."""
        self._forget(lambda _news: True)

    # --- what happened -----------------------------------------------------------------------------------

    def _on_change(self, change: Change) -> None:
        match change:
            case MessageArrived():
                self._take(change)
            case MessageRevised(entry=entry) if entry.deleted:
                self._take_back(change.room_id, entry.key)
            case RoomChanged(room_id=room_id) | RoomRemoved(room_id=room_id):
                self._forget(lambda news: news.room_id == room_id and not self._is_unread(news))
            case RoomsReset():
                self._forget(lambda news: not self._is_unread(news))
            case _:
                pass

    def _take(self, arrived: MessageArrived) -> None:
        room, entry = self._store.rooms.get(arrived.room_id), arrived.entry
        if room is None or entry.seq is None:
            return
        decision = decide(self._situation(room, arrived))
        news = News(
            room_id=room.room_id,
            key=entry.key,
            seq=entry.seq,
            sender=entry.author_name,
            text=in_one_line(entry.content),
        )
        self._carry_out(decision, news)

    def _carry_out(self, decision: Decision, news: News) -> None:
        if decision.sound is not Sound.NONE:
            self.sounded.emit(decision.sound)
        if decision.joins_summary:
            self._summed.append(news)
            self._is_summary_stale = True
            self._plan()
        elif decision.toast and decision.delay_seconds:
            self._late.append((self._clock.monotonic() + decision.delay_seconds, news))
            self._plan_late()
        elif decision.toast:
            self._tell(news)

    def _situation(self, room: RoomState, arrived: MessageArrived) -> Situation:
        me, here, settings = self._store.me, self._surroundings, self._choices.settings
        now, elsewhere = self._clock.now(), self._store.last_active_elsewhere
        age = now - arrived.entry.at
        return Situation(
            level=room.preferences.notifications,
            is_muted=room.is_muted(now),
            is_direct=room.chat_type == "direct",
            mentions_me=me is not None and me.id in arrived.entry.mentions,
            is_own=arrived.entry.is_own,
            is_fresh=arrived.is_live or age <= timedelta(seconds=FRESH_SECONDS),
            is_active=here.is_active,
            is_visible=here.is_visible,
            is_locked=here.is_locked,
            is_room_open=here.open_room == room.room_id,
            is_at_bottom=here.is_at_bottom,
            is_do_not_disturb=self._quiet.is_on,
            is_active_elsewhere=elsewhere is not None
            and self._clock.monotonic() - elsewhere < ELSEWHERE_SECONDS,
            wants_toasts_while_active=settings.notify_while_active,
            wants_sound=settings.notification_sounds,
        )

    def _is_unread(self, news: News) -> bool:
        room = self._store.rooms.get(news.room_id)
        return room is not None and news.seq > room.unread_after

    # --- putting up --------------------------------------------------------------------------------------

    def _tell(self, news: News) -> None:
        self._chats.setdefault(news.room_id, []).append(news)
        self._recent.append((self._clock.monotonic(), news))
        self._stale.add(news.room_id)
        self._plan()

    def _plan(self) -> None:
        """At once where nothing was put up just now; what comes meanwhile goes along."""
        if not self._put_up.isActive():
            rest = self._put_up_at + _PAUSE_SECONDS - self._clock.monotonic()
            self._put_up.start(max(0, round(rest * 1_000)))

    def put_up(self) -> None:
        """Show what is new on the board."""
        self._put_up_at = now = self._clock.monotonic()
        while self._recent and now - self._recent[0][0] > BURST_SECONDS:
            self._recent.popleft()
        if len(self._recent) > BURST_MESSAGES and len({news.room_id for _, news in self._recent}) > 1:
            self._sum_up({news.room_id for _, news in self._recent})
        for room_id in self._stale:
            self._show_chat(room_id)
        self._stale.clear()
        if self._is_summary_stale:
            self._show_summary()
        self._is_summary_stale = False

    def _sum_up(self, room_ids: set[RoomId]) -> None:
        for room_id in room_ids:
            chat = self._chats.pop(room_id, None)
            if chat is not None:
                self._summed += chat
                self._board.withdraw(str(room_id))
        self._stale -= room_ids
        self._is_summary_stale = True

    def _show_chat(self, room_id: RoomId) -> None:
        room, news = self._store.rooms.get(room_id), self._chats.get(room_id)
        if room is None or not news:
            return
        discretion = self._discretion()
        title, text = chat_note(news, room, discretion)
        picture = self._picture_of(room) if discretion.with_sender else None
        self._board.show(Note(tag=str(room_id), title=title, text=text, can_answer=True, picture=picture))

    def _show_summary(self) -> None:
        rooms = [self._store.rooms.get(room_id) for room_id in dict.fromkeys(n.room_id for n in self._summed)]
        titles = [room.title for room in rooms if room is not None]
        if titles:
            title, text = summary_note(self._summed, titles, self._discretion())
            self._board.show(Note(tag=_SUMMARY, title=title, text=text))

    def _discretion(self) -> Discretion:
        settings = self._choices.settings
        return Discretion(with_sender=settings.notify_with_sender, with_text=settings.notify_with_text)

    # --- waiting for another device ----------------------------------------------------------------------

    def _plan_late(self) -> None:
        if self._late and not self._wait.isActive():
            rest = self._late[0][0] - self._clock.monotonic()
            self._wait.start(max(0, round(rest * 1_000)))

    def tell_late(self) -> None:
        """Tell what another device was given the time to read, and didn't."""
        while self._late and self._late[0][0] <= self._clock.monotonic():
            _, news = self._late.popleft()
            if self._is_unread(news) and not self._quiet.is_on:
                self._tell(news)
        self._plan_late()

    # --- taking down -------------------------------------------------------------------------------------

    def _forget(self, is_gone: Callable[[News], bool]) -> None:
        """Drop what was read; a note goes with the last of its messages, and shows nothing less before."""
        if not (self._chats or self._summed or self._late):
            return
        self._late = deque(item for item in self._late if not is_gone(item[1]))
        self._recent = deque(item for item in self._recent if not is_gone(item[1]))
        for room_id, chat in [*self._chats.items()]:
            self._chats[room_id] = left = [news for news in chat if not is_gone(news)]
            if not left:
                del self._chats[room_id]
                self._stale.discard(room_id)
                self._board.withdraw(str(room_id))
        if self._summed:
            self._summed = [news for news in self._summed if not is_gone(news)]
            if not self._summed:
                self._is_summary_stale = False
                self._board.withdraw(_SUMMARY)

    def _take_back(self, room_id: RoomId, key: str) -> None:
        """A deleted message must not be read here either: what else is up for its chat is shown anew."""
        before = len(self._chats.get(room_id, ()))
        self._forget(lambda news: news.room_id == room_id and news.key == key)
        if 0 < len(self._chats.get(room_id, ())) < before:
            self._stale.add(room_id)
            self._plan()

    # --- what the person does with a note ----------------------------------------------------------------

    def _open(self, tag: str) -> None:
        news = self._newest(tag)
        if news is not None:
            self.opened.emit(news.room_id, news.seq)

    def _reply(self, tag: str, text: str) -> None:
        news = self._newest(tag)
        if news is not None:
            self.replied.emit(news.room_id, text)
            self.marked_read.emit(news.room_id, news.seq)

    def _mark_read(self, tag: str) -> None:
        news = self._newest(tag)
        if news is not None:
            self.marked_read.emit(news.room_id, news.seq)

    def _newest(self, tag: str) -> News | None:
        chats = {str(room_id): chat for room_id, chat in self._chats.items()} | {_SUMMARY: self._summed}
        waiting = chats.get(tag)
        return waiting[-1] if waiting else None
