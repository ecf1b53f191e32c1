"""The server's middle without its edges: a real database, its writer and hub, devices that only listen."""

import asyncio
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from backend.actions.accounts import register
from backend.hub import Dialect, Hub
from backend.live.endpoint import live_dialect
from backend.live.room_socket import room_dialect
from backend.store.clock import to_datetime
from backend.store.engine import Connection, Database
from backend.store.sessions import Session
from backend.store.users import Person
from backend.transaction import Transaction
from backend.wire.bodies import Register
from backend.wire.live import Event
from backend.wire.room_socket import Frame
from backend.wire.types import Contact, RoomId, SessionId, User, UserId
from backend.writer import Writer

P = ParamSpec("P")
T = TypeVar("T")


class Listener:
    """A device that keeps what it is told."""

    def __init__(self, user_id: UserId, session_id: SessionId, room_id: RoomId | None = None) -> None:
        self.user_id = user_id
        self.session_id = session_id
        self.room_id = room_id
        self.dialect: Dialect = live_dialect if room_id is None else room_dialect
        self.heard: list[Event | Frame] = []
        self.frames: list[bytes] = []
        self.ended: str | None = None
        self.closed_with: int | None = None

    def offer(self, frame: bytes, event: Event | Frame) -> None:
        """Keeps the event."""
        self.frames.append(frame)
        self.heard.append(event)

    def end_session(self, reason: str) -> None:
        """Keeps the reason."""
        self.ended = reason

    def close(self, code: int) -> None:
        """Keeps the code."""
        self.closed_with = code


class Office:
    """People at work: actions run on the real writer, announcements arrive at listeners."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.forgotten: list[SessionId] = []
        self.hub = Hub(self.forgotten.append)
        self.online: set[UserId] = set()
        self.writer = Writer(database, asyncio.get_running_loop(), self.hub.publish, queue_length=1_000)
        self.writer.start()

    async def write(
        self, action: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Runs an action; what it announced has been heard when this returns."""
        return await self.writer.write(action, *args, **kwargs)

    def ask(self, question: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Asks the database."""
        return self.database.ask(question, *args, **kwargs)

    async def open_session(self, username: str, **fields: Any) -> Session:
        """A new account, signed in."""
        command = Register(
            username=username, password="securepass123", password_confirm="securepass123", **fields
        )
        return await self.write(register, command, "-")

    async def hire(self, *usernames: str) -> list[User]:
        """New accounts."""
        return [(await self.open_session(username)).user for username in usernames]

    def listen(self, user: User, *, session: int = 0, room: RoomId | None = None) -> Listener:
        """A device of the user's, connected from now on; with a room it is the seed's socket."""
        listener = Listener(user.id, SessionId(session), room)
        self.hub.join(listener)
        return listener

    def contact_of(self, person: Person) -> Contact:
        """A contact whose presence is what `online` says."""
        user = person.user
        return Contact(
            id=user.id,
            username=user.username,
            first_name=user.first_name,
            last_name=user.last_name,
            full_name=user.full_name,
            is_online=user.id in self.online,
            last_seen=None if person.seen_at is None else to_datetime(person.seen_at),
            avatar=person.avatar,
        )
