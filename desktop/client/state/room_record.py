"""One room as its log and the server's snapshots make it: what `Rooms` keeps, and what others see of it."""

from datetime import datetime

import msgspec
from msgspec.structs import replace

from backend.wire.live import (
    MemberAdded,
    MemberRemoved,
    MessageCreated,
    MessageDeleted,
    MessageEdited,
    ReadMarkMoved,
    UnreadMarked,
)
from backend.wire.types import (
    ChatType,
    Message,
    Preferences,
    ReadMark,
    Role,
    Room,
    RoomId,
    Seq,
    User,
    UserId,
)
from desktop.client.plain import plain_text, plain_time
from desktop.client.state.room_change import LogEntry, changed_room, plain_room, with_profile
from desktop.client.state.unread import Count, Unread


class RoomState(msgspec.Struct, frozen=True, kw_only=True):
    """One room, as its row and header show it. `avatar` may be relative to the server's address."""

    room_id: RoomId
    title: str
    description: str
    chat_type: ChatType
    is_public: bool
    avatar: str
    created_at: datetime
    other_user_id: UserId | None
    participants: tuple[User, ...]
    role: Role
    owner: UserId | None
    admins: tuple[UserId, ...]
    preferences: Preferences
    last_text: str
    last_is_deleted: bool
    last_author_id: UserId | None
    last_at: datetime | None
    last_words_seq: Seq | None
    """Where the last words stand in the log; None: they are on their way, or there are none."""
    unread_count: int
    unread_mentions: int
    unread_from: Seq | None
    last_seq: Seq
    read_seq: Seq
    others_read_seq: Seq
    typing: tuple[UserId, ...]
    draft: str = ""

    @property
    def unread_after(self) -> Seq:
        """What others said above this place is unread: it was not read, or marked unread since."""
        if self.unread_from is None:
            return self.read_seq
        return min(self.read_seq, Seq(self.unread_from - 1))

    def is_muted(self, now: datetime) -> bool:
        """The person wants to hear nothing of it for the time being."""
        muted_until = self.preferences.muted_until
        return muted_until is not None and muted_until > now


class LastWords(msgspec.Struct, frozen=True):
    """The newest message of a room: of the log, or one on its way."""

    text: str
    author_id: UserId
    at: datetime
    is_deleted: bool = False


class RoomRecord:
    """What is known of one room; `state()` is what others see of it.

    `last_seq` is where the log was applied to, or what the snapshot already had in it: entries up to there
    change neither the room itself nor its people again.
    """

    def __init__(self, room: Room, my_id: UserId) -> None:
        self.my_id = my_id
        self.last_seq = room.last_seq
        self.last_pending: LastWords | None = None
        self.typing: tuple[UserId, ...] = ()
        self.draft = ""
        self._room = plain_room(room)
        self._marks: dict[UserId, Seq] = {mark.user: mark.read_seq for mark in room.read_marks}
        self._read_seq = room.read_seq
        self._unread_from = room.unread_from
        self._last_message = room.last_message
        self._unread = Unread(my_id, self._count(room.unread_count, room.unread_mentions, room.last_seq))
        self._state: RoomState | None = None

    @property
    def member_ids(self) -> set[UserId]:
        """Who is in it."""
        return {user.id for user in self._room.participants}

    def readers(self, seq: Seq) -> list[User]:
        """The other members whose read mark is at a place or beyond it."""
        others = (user for user in self._room.participants if user.id != self.my_id)
        return [user for user in others if self._marks.get(user.id, Seq(0)) >= seq]

    def state(self) -> RoomState:
        """The room as it stands now."""
        if self._state is None:
            self._state = self._build_state()
        return self._state

    def touch(self) -> None:
        """Something of it was changed."""
        self._state = None

    def snapshot(self) -> Room:
        """The room as the server would tell it now."""
        return replace(
            self._room,
            unread_count=self._unread.messages,
            unread_mentions=self._unread.mentions,
            unread_from=self._unread_from,
            last_seq=self.last_seq,
            read_seq=self._read_seq,
            read_marks=[ReadMark(user=user_id, read_seq=seq) for user_id, seq in self._marks.items()],
            last_message=self._last_message,
        )

    # --- the log -------------------------------------------------------------------------------------------

    def apply(self, entry: LogEntry) -> None:
        """The next entry; one that came before changes nothing."""
        is_new = entry.seq > self.last_seq
        match entry:
            case MessageCreated():
                self.add_message(entry)
            case MessageEdited() | MessageDeleted():
                self._unread.add(entry)
                if is_new and self._last_message is not None and self._last_message.id == entry.message.id:
                    self._last_message = entry.message
            case _ if is_new:
                self._note_membership(entry)
                self._room = changed_room(self._room, entry, self.my_id)
            case _:
                pass
        self.last_seq = max(self.last_seq, entry.seq)
        self.touch()

    def add_message(self, event: MessageCreated) -> None:
        """A message, of the log or an own one ahead of it. Whoever writes has read what stands above."""
        message, author, seq = event.message, event.message.user.id, event.seq
        if self._room.preferences.hidden and seq > self.last_seq:
            self.set_preferences(replace(self._room.preferences, hidden=False))
        if self._last_message is None or seq > self._last_message.seq:
            self._last_message = message
        self._marks[author] = max(self._marks.get(author, Seq(0)), seq)
        self.typing = tuple(user_id for user_id in self.typing if user_id != author)
        self._unread.add(event)
        if author == self.my_id and (seq, seq) > (self._unread.as_of, self._read_seq):
            self._take_own_mark(seq, None, unread=0, mentions=0, as_of=seq)
        self.touch()

    def _note_membership(self, entry: LogEntry) -> None:
        """Who comes has read all that was said before; who goes reads and types no longer."""
        match entry:
            case MemberAdded():
                self._marks[entry.user.id] = entry.seq
            case MemberRemoved():
                self._marks.pop(entry.user, None)
                self.typing = tuple(user_id for user_id in self.typing if user_id != entry.user)
            case _:
                pass

    # --- marks and what else is no part of the log ---------------------------------------------------------

    def move_mark(self, event: ReadMarkMoved) -> None:
        """A member has read further; the server's count is taken unless it is older than what is known."""
        self._marks[event.user] = max(self._marks.get(event.user, Seq(0)), event.read_seq)
        if event.user == self.my_id:
            read_seq = max(self._read_seq, event.read_seq)
            if (event.last_seq, event.read_seq) >= (self._unread.as_of, self._read_seq):
                self._take_own_mark(
                    read_seq,
                    None,
                    unread=event.unread_count,
                    mentions=event.unread_mentions,
                    as_of=event.last_seq,
                )
        self.touch()

    def mark_unread(self, event: UnreadMarked) -> None:
        """The person wants it unread from a place, or no longer."""
        if event.last_seq >= self._unread.as_of:
            self._take_own_mark(
                self._read_seq,
                event.unread_from,
                unread=event.unread_count,
                mentions=event.unread_mentions,
                as_of=event.last_seq,
            )
        self.touch()

    def set_preferences(self, preferences: Preferences) -> None:
        """The person wants something else of the room."""
        self._room = plain_room(replace(self._room, preferences=preferences))
        self.touch()

    def change_profile(self, user: User, avatar: str) -> None:
        """Somebody in it has another name or picture."""
        self._room = with_profile(self._room, user, avatar)
        self.touch()

    def _take_own_mark(
        self, read_seq: Seq, unread_from: Seq | None, *, unread: int, mentions: int, as_of: Seq
    ) -> None:
        self._read_seq, self._unread_from = read_seq, unread_from
        self._unread.recount(self._count(unread, mentions, as_of))

    def _count(self, messages: int, mentions: int, as_of: Seq) -> Count:
        floor = self._read_seq
        if self._unread_from is not None:
            floor = min(floor, Seq(self._unread_from - 1))
        return Count(messages=messages, mentions=mentions, as_of=as_of, floor=floor)

    def _others_read_seq(self) -> Seq:
        others = (user.id for user in self._room.participants if user.id != self.my_id)
        return min((self._marks.get(user_id, Seq(0)) for user_id in others), default=Seq(0))

    def _build_state(self) -> RoomState:
        room, other = self._room, self._room.other_participant
        last = self.last_pending or _words_of(self._last_message)
        return RoomState(
            room_id=room.id,
            title=other.full_name if other is not None else room.name,
            description=room.description,
            chat_type=room.chat_type,
            is_public=room.is_public,
            avatar=room.avatar,
            created_at=room.created_at,
            other_user_id=other.id if other is not None else None,
            participants=tuple(room.participants),
            role=room.role,
            owner=room.owner,
            admins=tuple(room.admins),
            preferences=room.preferences,
            last_text=last.text if last else "",
            last_is_deleted=last is not None and last.is_deleted,
            last_author_id=last.author_id if last else None,
            last_at=last.at if last else None,
            last_words_seq=None if self.last_pending or not self._last_message else self._last_message.seq,
            unread_count=self._unread.messages,
            unread_mentions=self._unread.mentions,
            unread_from=self._unread_from,
            last_seq=self.last_seq,
            read_seq=self._read_seq,
            others_read_seq=self._others_read_seq(),
            typing=self.typing,
            draft=self.draft,
        )


def _words_of(message: Message | None) -> LastWords | None:
    if message is None:
        return None
    text, at = plain_text(message.content), plain_time(message.timestamp)
    return LastWords(text, message.user.id, at, message.deleted)
