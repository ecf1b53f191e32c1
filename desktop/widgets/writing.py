"""What is being written in the room that is open, between composer, talk and drafts; for RoomPane."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from backend.wire.types import QUOTE_LENGTH, Quote, RoomId, User
from desktop.client.state.entries import Draft, Entry
from desktop.client.state.store import Store
from desktop.models.completions import Mentionable
from desktop.models.timeline import TimelineModel
from desktop.models.wishes import EditMessage, SaveDraft, SendMessage, TellTyping
from desktop.widgets.composer import Composer
from desktop.widgets.timeline.view import TimelineView

ReadDraft = Callable[[RoomId], Draft | None]


class Writing(QObject):
    """Says what the person wants sent and kept; answers and edits are begun here."""

    wished = Signal(object)

    def __init__(
        self, store: Store, composer: Composer, timeline: TimelineView, read_draft: ReadDraft, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._composer = composer
        self._timeline = timeline
        self._read_draft = read_draft
        self._model: TimelineModel | None = None
        self._members: tuple[User, ...] | None = None
        self._submitted = ""
        composer.submitted.connect(self._submit)
        composer.typing.connect(self._tell_typing)
        composer.draft_changed.connect(self._save)
        field = composer.field
        field.edit_last_wanted.connect(self._edit_last)
        field.reply_last_wanted.connect(self._reply_last)
        field.reply_step_wanted.connect(self._step_reply)
        field.page_wanted.connect(
            lambda step: self._lead(Qt.Key.Key_PageUp if step < 0 else Qt.Key.Key_PageDown)
        )
        field.edge_wanted.connect(self._go_to_edge)
        timeline.reply_wanted.connect(self.reply)
        timeline.edit_wanted.connect(self.edit)

    # --- what the parent may ask ---------------------------------------------------------------------------

    def enter(self, model: TimelineModel) -> None:
        """Go on with what was begun in a room."""
        self._model = model
        self._members = None
        self._set_draft(self._read_draft(model.room_id) or Draft())
        self.renew_members()

    def leave(self) -> None:
        """Keep what was begun; nobody is to think that it goes on."""
        if self._model is None:
            return
        self._composer.flush_draft()
        self._submitted = ""
        if self._composer.text():
            self._tell_typing(False)
        self._model = None

    def show_draft(self, draft: Draft) -> None:
        """Another view of the room changed what is begun there; what was written here goes before it."""
        if not self._composer.has_news and draft != self._composer.draft():
            self._set_draft(draft)

    def note_kept(self) -> None:
        """A message of this room is kept: if it was written here, the field is free for the next."""
        if self._submitted and self._submitted == self._composer.text().strip():
            self._composer.clear()
        self._submitted = ""

    def note_edited(self, edited: EditMessage) -> None:
        """The message says this now; words that were written since stay, for the next edit of it."""
        is_same = edited.text == self._composer.text().strip()
        if is_same and self._composer.editing == edited.message_id:
            self._composer.clear()

    def renew_members(self) -> None:
        """Those who are in the room now may be named."""
        room = self._store.rooms.get(self._model.room_id) if self._model is not None else None
        if room is None or room.participants is self._members:
            return
        self._members = room.participants
        me = self._store.me
        self._composer.set_members(
            [Mentionable(user.username, user.full_name) for user in room.participants if user != me]
        )

    def reply(self, entry: Entry) -> None:
        """The next message answers this one."""
        if (quote := _quote_of(entry)) is not None:
            self._composer.begin_reply(quote, self._author(quote))

    def edit(self, entry: Entry) -> None:
        """Give an own message other words."""
        if entry.message_id is not None and entry.is_own and not entry.deleted:
            self._composer.begin_edit(entry.message_id, entry.content)

    # --- doing ---------------------------------------------------------------------------------------------

    def _set_draft(self, draft: Draft) -> None:
        aside = draft.aside.quote if draft.aside is not None else None
        self._composer.set_draft(draft, self._author(draft.quote), self._author(aside))

    def _submit(self, text: str) -> None:
        if self._model is None:
            return
        room_id, composer = self._model.room_id, self._composer
        if composer.editing is not None:
            self.wished.emit(EditMessage(room_id, composer.editing, text))
        else:
            self._submitted = text
            self.wished.emit(SendMessage(room_id, text, composer.reply_to))

    def _save(self, draft: Draft) -> None:
        if self._model is not None:
            self.wished.emit(SaveDraft(self._model.room_id, draft))

    def _tell_typing(self, is_typing: bool) -> None:
        if self._model is not None:
            self.wished.emit(TellTyping(self._model.room_id, is_typing))

    def _edit_last(self) -> None:
        """The last one that is there: while it is on its way, none before it is meant."""
        own = (entry for entry in self._entries(newest_first=True) if entry.is_own and not entry.deleted)
        if (entry := next(own, None)) is not None:
            self.edit(entry)

    def _reply_last(self) -> None:
        entry = self._newest(lambda entry: not entry.is_own) or self._newest(lambda _entry: True)
        if entry is not None:
            self.reply(entry)

    def _step_reply(self, step: int) -> None:
        """The message before or after the one that is answered; before the first step, the newest."""
        quote = self._composer.quote
        if step < 0:
            entry = self._newest(lambda entry: quote is None or (entry.seq or 0) < quote.seq)
        else:
            entry = self._oldest_after(quote) if quote is not None else None
        if entry is not None:
            self.reply(entry)
        elif step > 0 and quote is not None:
            self._composer.cancel_mode()

    def _newest(self, fits: Callable[[Entry], bool]) -> Entry | None:
        return next((entry for entry in self._answerable(newest_first=True) if fits(entry)), None)

    def _oldest_after(self, quote: Quote) -> Entry | None:
        return next((entry for entry in self._answerable() if (entry.seq or 0) > quote.seq), None)

    def _answerable(self, *, newest_first: bool = False) -> Iterator[Entry]:
        entries = self._entries(newest_first=newest_first)
        return (entry for entry in entries if _quote_of(entry) is not None)

    def _entries(self, *, newest_first: bool = False) -> Iterator[Entry]:
        rows = range(self._model.rowCount() if self._model is not None else 0)
        for row in reversed(rows) if newest_first else rows:
            if self._model is not None:
                yield self._model.entry(row)

    def _author(self, quote: Quote | None) -> str:
        if quote is None:
            return ""
        me = self._store.me
        person = me if me is not None and me.id == quote.user else self._store.people.get(quote.user)
        return person.full_name if person is not None else quote.user_username

    def _go_to_edge(self, edge: int) -> None:
        self._lead(Qt.Key.Key_Home if edge < 0 else Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)

    def _lead(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Let the talk do what a key means there, while the keyboard stays here."""
        QApplication.sendEvent(self._timeline, QKeyEvent(QEvent.Type.KeyPress, key, modifiers))


def _quote_of(entry: Entry) -> Quote | None:
    """What an answer shows of a message; None for one that the server does not have."""
    if entry.message_id is None or entry.seq is None or entry.deleted:
        return None
    return Quote(
        id=entry.message_id,
        seq=entry.seq,
        user=entry.author_id,
        user_username=entry.author_username,
        content=entry.content[:QUOTE_LENGTH],
        deleted=False,
    )
