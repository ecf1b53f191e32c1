"""What a person may want of the server besides sending messages: one thin method for each call.

All of it needs the network, and raises a `ChatError` when that fails. What a call changes comes back as an
event to this device as to all others; only a new room is there when its call returns.
"""

from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from backend.wire.answers import Profile, PublicRoom, SearchResults, SessionInfo
from backend.wire.bodies import (
    AddParticipant,
    ChangePassword,
    ChangeRole,
    CreateDirectChat,
    CreateRoom,
    DeleteAccount,
    EditMessage,
    EditPreferences,
    EditProfile,
    EditRoom,
    MarkUnread,
)
from backend.wire.live import PreferencesChanged, UnreadMarked
from backend.wire.rest import (
    ADD_PARTICIPANT,
    CHANGE_PASSWORD,
    CHANGE_ROLE,
    CREATE_DIRECT_CHAT,
    CREATE_ROOM,
    DELETE_AVATAR,
    DELETE_ME,
    DELETE_MESSAGE,
    DELETE_ROOM,
    DELETE_ROOM_AVATAR,
    EDIT_MESSAGE,
    END_SESSION,
    JOIN_ROOM,
    LEAVE_ROOM,
    LIST_PUBLIC_ROOMS,
    LIST_SESSIONS,
    LIST_USERS,
    MARK_UNREAD,
    PATCH_PREFERENCES,
    PATCH_PROFILE,
    PATCH_ROOM,
    POST_AVATAR,
    POST_ROOM_AVATAR,
    REMOVE_PARTICIPANT,
    SEARCH_MESSAGES,
    SEARCH_USERS,
)
from backend.wire.types import (
    Contact,
    MessageId,
    Preferences,
    Role,
    Room,
    RoomId,
    Seq,
    SessionId,
    UserId,
)
from desktop.client.api import Api
from desktop.client.other_devices import OtherDevices
from desktop.client.plain import plain_name, plain_person, plain_text


class Calls:
    """The calls of whoever is signed in."""

    def __init__(self, api: Api, other_devices: OtherDevices, on_room: Callable[[Room], None]) -> None:
        self._api = api
        self._other_devices = other_devices
        self._on_room = on_room

    # --- messages ------------------------------------------------------------------------------------------

    async def edit_message(self, message_id: MessageId, content: str) -> None:
        """An own message says something else from now on."""
        await self._api.call(EDIT_MESSAGE, EditMessage(content=content), message_id=message_id)

    async def delete_message(self, message_id: MessageId) -> None:
        """A message goes; of others only for the owner and the admins of a group."""
        await self._api.call(DELETE_MESSAGE, message_id=message_id)

    async def mark_unread(self, room_id: RoomId, seq: Seq) -> None:
        """The room is unread from a place on, until the next read."""
        self._other_devices.note_own_step(UnreadMarked, room_id)
        await self._api.call(MARK_UNREAD, MarkUnread(seq=seq), room_id=room_id)

    async def search_messages(
        self,
        words: str,
        *,
        room_id: RoomId | None = None,
        author_id: UserId | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        before_id: MessageId | None = None,
    ) -> SearchResults:
        """Messages that have all the words, the newest first; of one room, of one author, of a time."""
        query = {
            "q": words,
            "room": room_id,
            "from": author_id,
            "after": since.isoformat() if since is not None else None,
            "before": until.isoformat() if until is not None else None,
            "before_id": before_id,
        }
        return await self._api.call(SEARCH_MESSAGES, query=query)

    # --- pictures ------------------------------------------------------------------------------------------

    async def upload_avatar(self, picture: bytes, content_type: str) -> Profile:
        """Another picture of oneself."""
        return (await self._api.upload(POST_AVATAR, picture, content_type)).user

    async def remove_avatar(self) -> Profile:
        """None but the generated picture."""
        return (await self._api.call(DELETE_AVATAR)).user

    async def upload_room_avatar(self, room_id: RoomId, picture: bytes, content_type: str) -> None:
        """Another picture of a group."""
        await self._api.upload(POST_ROOM_AVATAR, picture, content_type, room_id=room_id)

    async def remove_room_avatar(self, room_id: RoomId) -> None:
        """A group has none but the generated picture."""
        await self._api.call(DELETE_ROOM_AVATAR, room_id=room_id)

    # --- rooms ---------------------------------------------------------------------------------------------

    async def open_direct_chat(self, user_id: UserId) -> RoomId:
        """The room with somebody, made if there is none."""
        answer = await self._api.call(CREATE_DIRECT_CHAT, CreateDirectChat(user_id=user_id))
        self._on_room(answer.room)
        return answer.room.id

    async def create_group(self, name: str, description: str = "", *, is_public: bool = False) -> RoomId:
        """A group of one's own."""
        body = CreateRoom(name=name, description=description, is_public=is_public)
        room = await self._api.call(CREATE_ROOM, body)
        self._on_room(room)
        return room.id

    async def edit_room(self, room_id: RoomId, changes: EditRoom) -> None:
        """A group has another name or description, or everybody may join it."""
        await self._api.call(PATCH_ROOM, changes, room_id=room_id)

    async def delete_room(self, room_id: RoomId) -> None:
        """A group goes for all of its members; a direct chat is hidden until its next message."""
        self._other_devices.note_own_step(PreferencesChanged, room_id)
        await self._api.call(DELETE_ROOM, room_id=room_id)

    async def set_preferences(self, room_id: RoomId, changes: EditPreferences) -> Preferences:
        """Pinned, muted, hidden, how much to notify: on all devices."""
        self._other_devices.note_own_step(PreferencesChanged, room_id)
        return await self._api.call(PATCH_PREFERENCES, changes, room_id=room_id)

    async def list_public_rooms(self, words: str = "") -> list[PublicRoom]:
        """Groups that everybody may join."""
        rooms = (await self._api.call(LIST_PUBLIC_ROOMS, query={"q": words or None})).rooms
        return [
            replace(room, name=plain_name(room.name), description=plain_text(room.description))
            for room in rooms
        ]

    async def join_room(self, room_id: RoomId) -> None:
        """Become a member of a public group."""
        await self._api.call(JOIN_ROOM, room_id=room_id)

    async def leave_room(self, room_id: RoomId) -> None:
        """Be a member of a group no longer."""
        await self._api.call(LEAVE_ROOM, room_id=room_id)

    async def add_member(self, room_id: RoomId, user_id: UserId) -> None:
        """Somebody comes into a group."""
        await self._api.call(ADD_PARTICIPANT, AddParticipant(user_id=user_id), room_id=room_id)

    async def remove_member(self, room_id: RoomId, user_id: UserId) -> None:
        """Somebody has to leave a group."""
        await self._api.call(REMOVE_PARTICIPANT, room_id=room_id, user_id=user_id)

    async def change_role(self, room_id: RoomId, user_id: UserId, role: Role) -> None:
        """A member has another role; a new owner makes the old one an admin."""
        await self._api.call(CHANGE_ROLE, ChangeRole(role=role), room_id=room_id, user_id=user_id)

    # --- people and oneself --------------------------------------------------------------------------------

    async def search_people(self, query: str) -> list[Contact]:
        """People whose name contains the words; an `@` may stand before them, and alone means everybody."""
        words = query.strip().lstrip("@")
        if not words:
            return await self.list_people()
        return [plain_person(user) for user in (await self._api.call(SEARCH_USERS, query={"q": words})).users]

    async def list_people(self) -> list[Contact]:
        """Everybody on this server but oneself."""
        return [plain_person(user) for user in (await self._api.call(LIST_USERS)).users]

    async def edit_profile(self, changes: EditProfile) -> Profile:
        """Another name or address."""
        return (await self._api.call(PATCH_PROFILE, changes)).user

    async def change_password(self, old: str, new: str) -> None:
        """Another password; the other sessions of this account end."""
        body = ChangePassword(old_password=old, new_password=new, new_password_confirm=new)
        await self._api.call(CHANGE_PASSWORD, body)

    async def list_sessions(self) -> list[SessionInfo]:
        """Where this account is signed in, the newest first."""
        sessions = (await self._api.call(LIST_SESSIONS)).sessions
        return [replace(session, device=plain_name(session.device)) for session in sessions]

    async def end_session(self, session_id: SessionId) -> None:
        """Sign another device out."""
        await self._api.call(END_SESSION, session_id=session_id)

    async def delete_account(self, password: str) -> None:
        """The account goes for ever, and this session with it."""
        await self._api.call(DELETE_ME, DeleteAccount(password=password))
