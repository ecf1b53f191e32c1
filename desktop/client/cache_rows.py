"""How the rows of the cache are written and read: for `Cache` alone, which begins the transactions."""

from collections.abc import Iterable
from sqlite3 import Connection

import msgspec

from backend.wire import codec
from backend.wire.codec import UnknownEntry
from backend.wire.live import LogEvent, MessageCreated
from backend.wire.types import Contact, Message, Room, RoomId, Seq, User, UserId
from desktop.client.state.entries import quote_of
from desktop.client.state.room_change import LogEntry


def put_room(write: Connection, room: Room, my_id: UserId) -> None:
    """A new room's log begins at its end, with its last message; a known one's stays where it is.

    Entries and marks that the snapshot has in it are needed no more.
    """
    body = codec.encode(room)
    write.execute("DELETE FROM marks WHERE room = ?", (room.id,))
    write.execute("DELETE FROM entries WHERE room = ? AND seq <= ?", (room.id, room.last_seq))
    if write.execute("UPDATE rooms SET body = ? WHERE id = ?", (body, room.id)).rowcount:
        return
    write.execute("INSERT INTO rooms VALUES (?, ?, ?)", (room.id, body, room.last_seq))
    if room.last_message is not None:
        part = room.last_message.seq, room.last_seq
        put_part(write, room.id, [room.last_message], part, my_id)


def put_part(
    write: Connection, room_id: RoomId, messages: Iterable[Message], part: tuple[Seq, Seq], my_id: UserId
) -> None:
    """All messages of a part of a log, between its first and its last place."""
    put_messages(write, messages, my_id)
    add_range(write, room_id, *part)


def put_messages(write: Connection, messages: Iterable[Message], my_id: UserId) -> None:
    """Store messages; an own one proves that its outbox row is done, which therefore goes with it."""
    rows = []
    own_ids = []
    for message in messages:
        is_own = message.user.id == my_id and bool(message.client_id)
        own_id = message.client_id if is_own else None
        rows.append((message.room, message.seq, own_id, message.reply_to, codec.encode(message)))
        if own_id is not None:
            own_ids.append((own_id,))
    write.executemany("INSERT OR REPLACE INTO messages VALUES (?, ?, ?, ?, ?)", rows)
    write.executemany("INSERT INTO journal(room, seq) VALUES (?, ?)", [row[:2] for row in rows])
    write.executemany("DELETE FROM outbox WHERE client_id = ?", own_ids)


def revise(write: Connection, message: Message) -> None:
    """A message that may lie here says something else, and so do those that quote it."""
    place = message.room, message.seq
    write.execute("UPDATE messages SET body = ? WHERE room = ? AND seq = ?", (codec.encode(message), *place))
    write.execute("INSERT INTO journal(room, seq) VALUES (?, ?)", place)
    for answer in read_messages(write, "reply_to = ?", (message.id,)):
        quoting = msgspec.structs.replace(answer, quote=quote_of(message))
        write.execute(
            "UPDATE messages SET body = ? WHERE room = ? AND seq = ?",
            (codec.encode(quoting), answer.room, answer.seq),
        )


def put_fact(write: Connection, name: str, value: bytes) -> None:
    """One of the few facts about this device's account."""
    write.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))


def put_me(write: Connection, me: User, my_avatar: str) -> None:
    """Whose cache this is."""
    put_fact(write, "me", codec.encode(me))
    put_fact(write, "my_avatar", my_avatar.encode())


def put_people(write: Connection, people: Iterable[Contact]) -> None:
    """People, as they are now."""
    write.executemany(
        "INSERT OR REPLACE INTO people VALUES (?, ?)",
        [(person.id, codec.encode(person)) for person in people],
    )


def drop_room(write: Connection, room_id: RoomId) -> None:
    """A room with its log; what is unsent stays."""
    write.execute("DELETE FROM rooms WHERE id = ?", (room_id,))
    write.execute("INSERT INTO journal(room) VALUES (?)", (room_id,))
    for table in ("messages", "entries", "ranges", "marks"):
        write.execute(f"DELETE FROM {table} WHERE room = ?", (room_id,))  # noqa: S608 - the names above


def add_range(write: Connection, room_id: RoomId, first: Seq, last: Seq) -> None:
    """Note that a part of the log lies here, joined with those that it touches."""
    if last < first:
        return
    touching = write.execute(
        "SELECT first, last FROM ranges WHERE room = ? AND first <= ? + 1 AND last >= ? - 1",
        (room_id, last, first),
    ).fetchall()
    for known_first, known_last in touching:
        first, last = min(first, known_first), max(last, known_last)
        write.execute("DELETE FROM ranges WHERE room = ? AND first = ?", (room_id, known_first))
    write.execute("INSERT INTO ranges VALUES (?, ?, ?)", (room_id, first, last))


def read_messages(read: Connection, where: str, arguments: tuple[int, ...]) -> list[Message]:
    """Messages, as they are now."""
    found = read.execute(f"SELECT body FROM messages WHERE {where}", arguments)  # noqa: S608 - by our own code
    return [codec.decode_answer(Message, body) for (body,) in found]


def read_ends(read: Connection) -> list[tuple[RoomId, Seq, Seq]]:
    """Of each room its cursor, and the place of the newest message that lies here."""
    return read.execute(
        "SELECT id, cursor, ifnull((SELECT max(seq) FROM messages WHERE room = id), 0) FROM rooms"
    ).fetchall()


def read_entries(read: Connection, room_id: RoomId, after: Seq, cursor: Seq) -> list[LogEntry]:
    """What the log brought after a place, up to the cursor."""
    between = "room = ? AND seq > ? AND seq <= ?"
    entries: list[LogEntry] = [
        MessageCreated(room=room_id, seq=message.seq, message=message)
        for message in read_messages(read, between, (room_id, after, cursor))
    ]
    found = read.execute(f"SELECT body FROM entries WHERE {between}", (room_id, after, cursor))  # noqa: S608
    entries += [event for (body,) in found if isinstance(event := codec.decode_event(body), LogEvent)]
    end = UnknownEntry(room=room_id, seq=cursor)  # as far as the log says nothing, but went
    return [*sorted(entries, key=lambda entry: entry.seq), end]
