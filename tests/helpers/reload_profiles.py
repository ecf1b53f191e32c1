"""The part of a faithful client that gives somebody another name or picture wherever they are shown."""

from msgspec.structs import replace

from backend.wire.live import ProfileChanged, Welcome
from backend.wire.types import Contact, Message, Room, User


def with_profile(snapshot: Welcome, event: ProfileChanged) -> Welcome:
    """The snapshot with the account as it is now."""
    is_mine = event.user.id == snapshot.me.id
    return replace(
        snapshot,
        me=event.user if is_mine else snapshot.me,
        my_avatar=event.avatar if is_mine else snapshot.my_avatar,
        people=[_with_names(contact, event) for contact in snapshot.people],
        rooms=[_with_member(room, event) for room in snapshot.rooms],
    )


def _with_names(contact: Contact, event: ProfileChanged) -> Contact:
    user = event.user
    if contact.id != user.id:
        return contact
    return replace(
        contact,
        username=user.username,
        first_name=user.first_name,
        last_name=user.last_name,
        full_name=user.full_name,
        avatar=event.avatar,
    )


def _with_member(room: Room, event: ProfileChanged) -> Room:
    def now(user: User) -> User:
        return event.user if user.id == event.user.id else user

    participants = [now(user) for user in room.participants]
    other = room.other_participant and now(room.other_participant)
    is_direct = room.chat_type == "direct"
    return replace(
        room,
        participants=participants,
        other_participant=other,
        name=", ".join(user.username for user in participants) if is_direct else room.name,
        avatar=event.avatar if other is not None and other.id == event.user.id else room.avatar,
        last_message=room.last_message and _by(room.last_message, event.user),
    )


def _by(message: Message, user: User) -> Message:
    """A message and the one that it quotes, where they are the user's."""
    if message.quote is not None and message.quote.user == user.id:
        message = replace(message, quote=replace(message.quote, user_username=user.username))
    if message.user.id != user.id:
        return message
    return replace(message, user=user, user_username=user.username)
