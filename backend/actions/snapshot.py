"""What a device is told first: read from one snapshot of the database, after the device joined the hub."""

from collections.abc import Iterator
from datetime import UTC, datetime

from msgspec.structs import replace

from backend.store.engine import Connection
from backend.store.log import ContactOf
from backend.store.rooms import list_rooms
from backend.store.sessions import Session
from backend.store.users import is_admin, list_neighbours, load_people
from backend.wire import PROTOCOL_VERSION, __version__
from backend.wire.codec import encode
from backend.wire.limits import Limits
from backend.wire.live import PublicLimits, Welcome, WelcomePage
from backend.wire.types import Contact, Room, UserId


def build_welcome(
    connection: Connection, session: Session, server_id: str, limits: Limits, contact_of: ContactOf
) -> Welcome:
    """The whole state that the session's user may know."""
    me = session.user
    people = load_people(connection, [me.id, *list_neighbours(connection, me.id)])
    contacts = {person.user.id: contact_of(person) for person in people}
    mine = contacts.pop(me.id)
    return Welcome(
        protocol=PROTOCOL_VERSION,
        version=__version__,
        server_id=server_id,
        session=session.id,
        me=next(person.user for person in people if person.user.id == me.id),
        my_avatar=mine.avatar,
        rooms=list_rooms(connection, me.id),
        people=list(contacts.values()),
        limits=PublicLimits(
            message_length=limits.message_length,
            page_default=limits.page_default,
            page_max=limits.page_max,
            frame_bytes=limits.frame_bytes,
        ),
        server_time=datetime.now(UTC),
        is_admin=is_admin(connection, me.id),
    )


def split(welcome: Welcome, page_bytes: int) -> list[Welcome | WelcomePage]:
    """The same in pages of about that size, the most recently active rooms first.

    Each person is told once, with the first of their rooms. No room is divided.
    """
    rooms = sorted(welcome.rooms, key=_last_active, reverse=True)
    first, *others = _fill(rooms, {contact.id: contact for contact in welcome.people}, page_bytes)
    pages: list[Welcome | WelcomePage] = [
        replace(welcome, rooms=first[0], people=first[1], has_more=bool(others))
    ]
    for number, (page, people) in enumerate(others, start=1):
        pages.append(WelcomePage(rooms=page, people=people, has_more=number < len(others)))
    return pages


def _last_active(room: Room) -> datetime:
    return room.created_at if room.last_message is None else room.last_message.timestamp


def _fill(
    rooms: list[Room], unknown: dict[UserId, Contact], page_bytes: int
) -> Iterator[tuple[list[Room], list[Contact]]]:
    page: list[Room] = []
    told: list[Contact] = []
    size = 0
    for room in rooms:
        new = [unknown.pop(user.id) for user in room.participants if user.id in unknown]
        weight = len(encode(room)) + len(encode(new))
        if page and size + weight > page_bytes:
            yield page, told
            page, told, size = [], [], 0
        page.append(room)
        told += new
        size += weight
    yield page, [*told, *unknown.values()]
