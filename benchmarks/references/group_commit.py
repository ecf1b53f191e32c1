"""The group-commit limit: aiohttp's WebSocket, uvloop, a writer thread, sqlite3 in WAL at synchronous=FULL.

It speaks the frames of the room socket, stores every message before it answers, and gives pages of a room; it
knows nothing of tokens, users, membership, validation, retries. While one batch is synced the next collects.
"""

import asyncio
import sqlite3
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import msgspec
from aiohttp import web

from benchmarks.references.rooms import (
    Member,
    Receive,
    Rooms,
    argument_parser,
    serve_until_stopped,
    text_frame,
)

try:
    from uvloop import run
except ImportError:  # Windows has none
    from asyncio import run  # type: ignore[assignment]

_LARGEST_BATCH = 500
_SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY, room_id INTEGER NOT NULL, seq INTEGER NOT NULL, user_id INTEGER NOT NULL,
    content TEXT NOT NULL, created_at TEXT NOT NULL, UNIQUE (room_id, seq)
);
"""


class SendMessage(msgspec.Struct, frozen=True, tag_field="type", tag="chat_message"):
    """What a client sends."""

    message: str


class ChatMessage(msgspec.Struct, frozen=True, tag_field="type", tag="chat_message"):
    """What every member gets."""

    message_id: int
    message: str
    user_id: int
    username: str
    timestamp: datetime
    is_read: bool = False


class MessageSent(msgspec.Struct, frozen=True, tag_field="type", tag="message_sent"):
    """What the sender gets besides."""

    message_id: int
    message: str
    timestamp: datetime


class PageItem(msgspec.Struct, frozen=True):
    """A message as a page of history shows it."""

    id: int
    room: int
    seq: int
    user: int
    content: str
    timestamp: str


@dataclass(slots=True)
class Message:
    """One message on its way through the writer, which gives it its number."""

    sender: Member
    content: str
    id: int = 0
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))


Batch = list[Message]


class Writer:
    """Owns the database: takes all that waits, commits once, then hands the batch on."""

    def __init__(self, connection: sqlite3.Connection, committed: Callable[[Batch], object]) -> None:
        self._loop = asyncio.get_running_loop()
        self._connection = connection
        self._committed = committed
        self._waiting: deque[Message] = deque()
        self._wake = Event()
        self._stopped = False
        (self._last_id,) = connection.execute("SELECT coalesce(max(id), 0) FROM messages").fetchone()
        rooms = connection.execute("SELECT room_id, max(seq) FROM messages GROUP BY room_id")
        self._last_seq = defaultdict(int, rooms.fetchall())

    def submit(self, message: Message) -> None:
        """Queue a message for the next batch."""
        if not self._waiting:
            self._loop.call_soon(self._wake.set)
        self._waiting.append(message)

    @contextmanager
    def running(self) -> Iterator[None]:
        """The writer's thread, as long as the block lasts."""
        thread = Thread(target=self._write_loop, name="writer")
        thread.start()
        try:
            yield
        finally:
            self._stopped = True
            self._wake.set()
            thread.join()

    def _write_loop(self) -> None:
        while self._waiting or not self._stopped:
            self._wake.wait()
            self._wake.clear()
            batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), _LARGEST_BATCH))]
            if batch:
                self._insert(batch)
                self._committed(batch)
            if self._waiting:
                self._wake.set()

    def _insert(self, batch: Batch) -> None:
        values: list[int | str] = []
        for message in batch:
            sender = message.sender
            self._last_id += 1
            self._last_seq[sender.room_id] += 1
            message.id = self._last_id
            seq, created_at = self._last_seq[sender.room_id], message.created_at.isoformat()
            values += (message.id, sender.room_id, seq, sender.user_id, message.content, created_at)
        # One statement for the batch: executemany gives up and takes back the interpreter lock for each row.
        rows = ", ".join(["(?, ?, ?, ?, ?, ?)"] * len(batch))
        with self._connection:
            self._connection.execute(f"INSERT INTO messages VALUES {rows}", values)


class Chat:
    """Gives what clients send to the writer, and what the writer committed to the clients."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._decoder = msgspec.json.Decoder(SendMessage)
        self._encoder = msgspec.json.Encoder()

    def receive(self, writer: Writer) -> Receive:
        """The handler of incoming frames."""

        async def receive(sender: Member, frame: bytes) -> None:
            writer.submit(Message(sender, self._decoder.decode(frame).message))

        return receive

    def deliver(self, batch: Batch) -> None:
        """Encode once for all, and write once to each socket what the batch holds for it."""
        frames: defaultdict[Member, list[bytes]] = defaultdict(list)
        for message in batch:
            user_id = message.sender.user_id
            event = ChatMessage(message.id, message.content, user_id, f"user{user_id}", message.created_at)
            frame = text_frame(self._encoder.encode(event))
            for member in self._rooms.members(message.sender.room_id):
                frames[member].append(frame)
            answer = MessageSent(message.id, message.content, message.created_at)
            frames[message.sender].append(text_frame(self._encoder.encode(answer)))
        for member, waiting in frames.items():
            if not member.transport.is_closing():
                member.transport.write(b"".join(waiting))


def history(connection: sqlite3.Connection) -> web.RouteDef:
    """The newest messages of a room, oldest first: one question on the loop's own thread, by the index."""
    encoder = msgspec.json.Encoder()

    async def answer(request: web.Request) -> web.Response:
        rows = connection.execute(
            "SELECT id, room_id, seq, user_id, content, created_at FROM messages"
            " WHERE room_id = ? ORDER BY seq DESC LIMIT ?",
            (int(request.query["room"]), int(request.query["limit"])),
        ).fetchall()
        body = encoder.encode([PageItem(*row) for row in reversed(rows)])
        return web.Response(body=body, content_type="application/json")

    return web.get("/api/chat/messages/", answer)


async def main() -> None:
    """Store and deliver until stopped."""
    parser = argument_parser()
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    rooms = Rooms()
    chat = Chat(rooms)
    loop = asyncio.get_running_loop()
    path = options.data / "reference.db"
    with (
        closing(sqlite3.connect(path, check_same_thread=False)) as connection,
        closing(sqlite3.connect(path)) as reading,
    ):
        connection.executescript(_SCHEMA)
        writer = Writer(connection, lambda batch: loop.call_soon_threadsafe(chat.deliver, batch))
        with writer.running():
            await serve_until_stopped(rooms, chat.receive(writer), options.port, [history(reading)])


if __name__ == "__main__":
    run(main())
