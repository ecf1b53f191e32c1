"""What a device is told first: read from one snapshot of the database, after the device joined the hub."""

from datetime import UTC, datetime

from backend.store.engine import Connection
from backend.store.log import ContactOf
from backend.store.rooms import list_rooms
from backend.store.sessions import Session
from backend.store.users import list_neighbours, load_people
from backend.wire import PROTOCOL_VERSION, __version__
from backend.wire.limits import Limits
from backend.wire.live import PublicLimits, Welcome


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
    )
