"""What a device knows between two starts: snapshots, the log above them, its cursors, and what is unsent.

The state of the last stop is derived anew, from the snapshots of rooms and the events after them, by the same
code as when these first came. Messages lie here as they are now, edited or deleted; the log's other entries
only as long as no snapshot of their room has them in it.

A room's `cursor` is the highest entry of its log that was applied without a gap. `ranges` are the parts of
the log whose messages lie here, all of them; the one that ends at the cursor is what a timeline shows, below
it older ones may lie beyond a hole. Own messages that were acknowledged ahead of the cursor lie above it, in
no range. What was written and not sent is in `unsent`.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from backend.wire import codec
from backend.wire.codec import UnknownEntry
from backend.wire.live import (
    MemberAdded,
    MessageCreated,
    MessageDeleted,
    MessageEdited,
    ReadMarkMoved,
    Welcome,
)
from backend.wire.types import Contact, Message, Room, RoomId, Seq, User, UserId
from desktop.client import cache_rows as rows
from desktop.client.database import Database
from desktop.client.state.room_change import LogEntry
from desktop.client.state.store import contact_of
from desktop.client.unsent import Unsent


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """What a welcome said, as it was kept."""

    me: User
    my_avatar: str
    is_admin: bool
    rooms: list[Room]
    people: list[Contact]
    marks: list[ReadMarkMoved]


class Page(msgspec.Struct, frozen=True):
    """Messages of a part of a room's log, ascending; none of them from the place `first` on is missing."""

    messages: list[Message]
    first: Seq

    @property
    def is_first(self) -> bool:
        """Below it there is nothing."""
        return self.first == 1


class Part(msgspec.Struct, frozen=True):
    """Messages of a part of a room's log, ascending; none of them between its two places is missing."""

    messages: list[Message]
    first: Seq
    last: Seq


class Cache:
    """The cache of one account. Each method is one transaction; they take some ten microseconds."""

    def __init__(self, path: Path, my_id: UserId) -> None:
        self.path = path
        self._database = Database(path)
        self.unsent = Unsent(self._database)
        self._my_id = my_id

    @property
    def server_id(self) -> str | None:
        """Whose facts these are."""
        value = self._fact("server_id")
        return value.decode() if value is not None else None

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    @property
    def wants_checkpoint(self) -> bool:
        """It is time for one."""
        return self._database.wants_checkpoint

    async def checkpoint(self) -> None:
        """Tidy the file, in a thread."""
        await self._database.checkpoint()

    # --- snapshot and events -----------------------------------------------------------------------------

    def save_welcome(self, welcome: Welcome) -> None:
        """Replace the snapshot; rooms that it doesn't name are gone, and a log that shrank begins anew."""
        with self._database.transaction() as write:
            rows.put_fact(write, "server_id", welcome.server_id.encode())
            rows.put_me(write, welcome.me, welcome.my_avatar)
            rows.put_fact(write, "is_admin", b"1" if welcome.is_admin else b"")
            write.execute("DELETE FROM people")
            write.execute("DELETE FROM marks")
            rows.put_people(write, welcome.people)
            cursors = dict(write.execute("SELECT id, cursor FROM rooms").fetchall())
            for gone in cursors.keys() - {room.id for room in welcome.rooms}:
                rows.drop_room(write, gone)
            for room in welcome.rooms:
                if cursors.get(room.id, 0) > room.last_seq:
                    rows.drop_room(write, room.id)
                rows.put_room(write, room, self._my_id)

    def save_me(self, me: User) -> None:
        """Whose cache this is, before the first welcome says more."""
        with self._database.transaction() as write:
            rows.put_me(write, me, "")

    def add_room(self, room: Room, people: Iterable[Contact]) -> None:
        """A room that is new to this device."""
        with self._database.transaction() as write:
            rows.put_people(write, people)
            rows.put_room(write, room, self._my_id)

    def save_people(self, people: Iterable[Contact]) -> None:
        """People that this device didn't know, or knew otherwise."""
        with self._database.transaction() as write:
            rows.put_people(write, people)

    def save_rooms(self, rooms: Iterable[Room]) -> None:
        """Newer snapshots of known rooms, so that the next start has few events to apply to them."""
        with self._database.transaction() as write:
            for room in rooms:
                rows.put_room(write, room, self._my_id)

    def remove_room(self, room_id: RoomId) -> None:
        """A room is gone, with its messages; what is unsent stays."""
        with self._database.transaction() as write:
            rows.drop_room(write, room_id)

    def save_profile(
        self, me: User, my_avatar: str, people: Iterable[Contact], rooms: Iterable[Room]
    ) -> None:
        """Somebody has another name or picture: in all places where it is kept."""
        with self._database.transaction() as write:
            rows.put_me(write, me, my_avatar)
            rows.put_people(write, people)
            for room in rooms:
                rows.put_room(write, room, self._my_id)

    def save_mark(self, event: ReadMarkMoved) -> None:
        """The latest mark of a member."""
        with self._database.transaction() as write:
            write.execute(
                "INSERT OR REPLACE INTO marks VALUES (?, ?, ?)", (event.room, event.user, codec.encode(event))
            )

    def load_snapshot(self) -> Snapshot | None:
        """The last welcome and the rooms and marks since; None when there never was one. All are offline."""
        me = self._fact("me")
        if me is None:
            return None
        read = self._database.connection.execute
        people = [codec.decode_answer(Contact, body) for (body,) in read("SELECT body FROM people")]
        return Snapshot(
            me=codec.decode_answer(User, me),
            my_avatar=(self._fact("my_avatar") or b"").decode(),
            is_admin=bool(self._fact("is_admin")),
            rooms=[codec.decode_answer(Room, body) for (body,) in read("SELECT body FROM rooms")],
            people=[msgspec.structs.replace(person, is_online=False) for person in people],
            marks=[codec.decode_answer(ReadMarkMoved, body) for (body,) in read("SELECT body FROM marks")],
        )

    def forget_server(self) -> None:
        """Drop all that a server said; what is unsent stays, and for which server it was written."""
        self._database.overwrite_deleted()
        with self._database.transaction() as write:
            write.execute("DELETE FROM facts WHERE name != 'server_id'")
            write.execute("UPDATE journals SET id = randomblob(16)")
            for table in ("people", "rooms", "marks", "messages", "entries", "ranges", "journal"):
                write.execute(f"DELETE FROM {table}")  # noqa: S608 - the names above

    # --- logs ----------------------------------------------------------------------------------------------

    def cursors(self) -> dict[RoomId, Seq]:
        """How far each room's log was applied without a gap."""
        return dict(self._database.connection.execute("SELECT id, cursor FROM rooms").fetchall())

    def add_events(self, room_id: RoomId, entries: Sequence[LogEntry], cursor: Seq) -> None:
        """The entries that follow the cursor, and the cursor moved to the last of them."""
        with self._database.transaction() as write:
            (before,) = write.execute("SELECT cursor FROM rooms WHERE id = ?", (room_id,)).fetchone()
            created = [entry.message for entry in entries if isinstance(entry, MessageCreated)]
            rows.put_messages(write, created, self._my_id)
            for entry in entries:
                if isinstance(entry, MessageEdited | MessageDeleted):
                    rows.revise(write, entry.message)
                if isinstance(entry, MemberAdded) and entry.user.id != self._my_id:
                    rows.put_people(write, [contact_of(entry)])
                if not isinstance(entry, MessageCreated | UnknownEntry):
                    row = room_id, entry.seq, codec.encode(entry)
                    write.execute("INSERT OR REPLACE INTO entries VALUES (?, ?, ?)", row)
            rows.add_range(write, room_id, Seq(before + 1), cursor)
            write.execute("UPDATE rooms SET cursor = ? WHERE id = ?", (cursor, room_id))

    def add_ahead(self, message: Message) -> None:
        """An own message that was acknowledged while entries before it are still missing."""
        with self._database.transaction() as write:
            rows.put_messages(write, [message], self._my_id)

    def restart_log(self, room: Room, page: Page) -> None:
        """Go on from the room as it is now, and its newest page, far above the cursor.

        What lay here of the log goes: what was skipped may have changed it.
        """
        with self._database.transaction() as write:
            rows.drop_room(write, room.id)
            rows.put_room(write, room, self._my_id)
            rows.put_part(write, room.id, page.messages, (page.first, room.last_seq), self._my_id)

    def newest_page(self, room_id: RoomId, limit: int) -> Page:
        """The end of the log as far as it lies here, with own messages that are ahead of it."""
        cursor = self.cursors().get(room_id, Seq(0))
        page = self.page_before(room_id, Seq(cursor + 1), limit)
        return Page([*page.messages, *self.messages_after(room_id, cursor)], page.first)

    def page_before(self, room_id: RoomId, before_seq: Seq, limit: int) -> Page:
        """The messages right below a place, as far as they lie here without a hole."""
        row = self._database.connection.execute(
            "SELECT first FROM ranges WHERE room = ? AND first < ? AND last >= ? - 1",
            (room_id, before_seq, before_seq),
        ).fetchone()
        if row is None:
            return Page([], before_seq)
        found = rows.read_messages(
            self._database.connection,
            "room = ? AND seq >= ? AND seq < ? ORDER BY seq DESC LIMIT ?",
            (room_id, row[0], before_seq, limit),
        )
        return Page(found[::-1], found[-1].seq if len(found) == limit else row[0])

    def part_around(self, room_id: RoomId, seq: Seq, limit: int) -> Part | None:
        """What stands on both sides of a place, as far as it lies here without a hole."""
        known = self._range_with(room_id, seq)
        if known is None:
            return None
        newer = self._read_upwards(room_id, seq, known[1], limit - limit // 2)
        page = self.page_before(room_id, seq, limit - len(newer.messages)) if known[0] < seq else None
        if page is None:
            return msgspec.structs.replace(newer, first=known[0])
        return Part([*page.messages, *newer.messages], page.first, newer.last)

    def part_after(self, room_id: RoomId, seq: Seq, limit: int) -> Part | None:
        """The messages right above a place, as far as they lie here without a hole."""
        known = self._range_with(room_id, Seq(seq + 1))
        return self._read_upwards(room_id, Seq(seq + 1), known[1], limit) if known is not None else None

    def add_part(self, room_id: RoomId, part: Part) -> None:
        """A part of the log somewhere below the cursor."""
        with self._database.transaction() as write:
            rows.put_part(write, room_id, part.messages, (part.first, part.last), self._my_id)

    def _range_with(self, room_id: RoomId, seq: Seq) -> tuple[Seq, Seq] | None:
        found: tuple[Seq, Seq] | None = self._database.connection.execute(
            "SELECT first, last FROM ranges WHERE room = ? AND first <= ? AND last >= ?", (room_id, seq, seq)
        ).fetchone()
        return found

    def _read_upwards(self, room_id: RoomId, first: Seq, last: Seq, limit: int) -> Part:
        found = rows.read_messages(
            self._database.connection,
            "room = ? AND seq >= ? AND seq <= ? ORDER BY seq LIMIT ?",
            (room_id, first, last, limit),
        )
        return Part(found, first, found[-1].seq if len(found) == limit else last)

    def messages_after(self, room_id: RoomId, seq: Seq) -> list[Message]:
        """All that came after a place, ahead or not."""
        return rows.read_messages(
            self._database.connection, "room = ? AND seq > ? ORDER BY seq", (room_id, seq)
        )

    def later(self, rooms: Iterable[Room]) -> tuple[dict[RoomId, list[LogEntry]], list[Message]]:
        """What came since these snapshots: of each room whose log went on, and own messages ahead of a log.

        A thousand rooms cost one question; only those of which something came cost more.
        """
        connection = self._database.connection
        entries, ahead = {}, []
        ends = {room_id: (cursor, newest) for room_id, cursor, newest in rows.read_ends(connection)}
        for room in rooms:
            cursor, newest = ends[room.id]
            if cursor > room.last_seq:
                entries[room.id] = rows.read_entries(connection, room.id, room.last_seq, cursor)
            if newest > cursor:
                ahead += self.messages_after(room.id, cursor)
        return entries, ahead

    def _fact(self, name: str) -> bytes | None:
        row = self._database.connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return row[0] if row is not None else None
