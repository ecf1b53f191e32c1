from datetime import UTC, datetime

import pytest

from backend.wire import rest
from backend.wire.answers import (
    EditedProfile,
    Notice,
    Presence,
    Profile,
    PublicRoomList,
    ReadState,
    SearchResults,
    SessionList,
)
from backend.wire.bodies import EditPreferences, EditProfile, EditRoom
from backend.wire.types import Member, MessageId, Preferences, RoomId, Seq, SessionId, UserId
from desktop.client import Refused
from tests.helpers.client_core import connect, error_of
from tests.helpers.examples import NOON, a_contact, a_message, a_room, a_user
from tests.helpers.scripted_server import fault, ok, raw

BOB = a_user(2, "Bob")
ROOM, EVE, MESSAGE = RoomId(7), UserId(3), MessageId(70)
NOTICE = Notice(message="")
MEMBER = Member(
    **{name: getattr(a_contact(3), name) for name in a_contact(3).__struct_fields__}, role="admin"
)
PROFILE = Profile(
    id=UserId(1),
    username="user1",
    email="",
    first_name="A",
    last_name="",
    date_joined=NOON,
    profile=Presence(is_online=True, last_seen=None, avatar=""),
)
READ = ReadState(room=ROOM, read_seq=Seq(1), unread_count=0, last_seq=Seq(1))

CALLS = [
    (
        "edit_message",
        (MESSAGE, "hello"),
        rest.EDIT_MESSAGE,
        {"message_id": 70},
        a_message(7, 1),
        {"content": "hello"},
    ),
    ("delete_message", (MESSAGE,), rest.DELETE_MESSAGE, {"message_id": 70}, raw(204), None),
    ("mark_unread", (ROOM, Seq(3)), rest.MARK_UNREAD, {"room_id": 7}, READ, {"seq": 3}),
    (
        "edit_room",
        (ROOM, EditRoom(name="Cellar")),
        rest.PATCH_ROOM,
        {"room_id": 7},
        a_room(7, [BOB]),
        {"name": "Cellar"},
    ),
    ("delete_room", (ROOM,), rest.DELETE_ROOM, {"room_id": 7}, raw(204), None),
    (
        "set_preferences",
        (ROOM, EditPreferences(pinned=True, muted_until=None)),
        rest.PATCH_PREFERENCES,
        {"room_id": 7},
        Preferences(pinned=True),
        {"pinned": True, "muted_until": None},
    ),
    ("list_public_rooms", (), rest.LIST_PUBLIC_ROOMS, {}, PublicRoomList(rooms=[]), None),
    ("join_room", (ROOM,), rest.JOIN_ROOM, {"room_id": 7}, NOTICE, None),
    ("leave_room", (ROOM,), rest.LEAVE_ROOM, {"room_id": 7}, NOTICE, None),
    ("add_member", (ROOM, EVE), rest.ADD_PARTICIPANT, {"room_id": 7}, ok(MEMBER, 201), {"user_id": 3}),
    ("remove_member", (ROOM, EVE), rest.REMOVE_PARTICIPANT, {"room_id": 7, "user_id": 3}, raw(204), None),
    (
        "change_role",
        (ROOM, EVE, "admin"),
        rest.CHANGE_ROLE,
        {"room_id": 7, "user_id": 3},
        MEMBER,
        {"role": "admin"},
    ),
    (
        "edit_profile",
        (EditProfile(first_name="A"),),
        rest.PATCH_PROFILE,
        {},
        EditedProfile(user=PROFILE, message=""),
        {"first_name": "A"},
    ),
    (
        "change_password",
        ("old", "new"),
        rest.CHANGE_PASSWORD,
        {},
        NOTICE,
        {"old_password": "old", "new_password": "new", "new_password_confirm": "new"},
    ),
    ("list_sessions", (), rest.LIST_SESSIONS, {}, SessionList(sessions=[]), None),
    ("end_session", (SessionId(4),), rest.END_SESSION, {"session_id": 4}, raw(204), None),
    ("delete_account", ("secret",), rest.DELETE_ME, {}, NOTICE, {"password": "secret"}),
]


@pytest.mark.parametrize(
    ("name", "arguments", "endpoint", "ids", "answer", "body"), CALLS, ids=[call[0] for call in CALLS]
)
async def test_each_call_is_what_the_contract_has(
    device, server, name, arguments, endpoint, ids, answer, body
):
    server.on(endpoint, answer, **ids)
    await connect(device, server)
    await getattr(device.client.calls, name)(*arguments)
    [call] = server.calls_of(endpoint, **ids)
    assert (call.body, call.query) == (body, {})
    server.on(endpoint, fault(403, "not_allowed"), **ids)
    assert isinstance(await error_of(getattr(device.client.calls, name)(*arguments)), Refused)


async def test_messages_are_searched_by_words_place_author_and_time(device, server):
    server.on(rest.SEARCH_MESSAGES, SearchResults(results=[], has_more=False))
    await connect(device, server)
    found = await device.client.calls.search_messages(
        "привет", room_id=ROOM, author_id=EVE, since=datetime(2026, 1, 2, tzinfo=UTC), before_id=MESSAGE
    )
    [call] = server.calls_of(rest.SEARCH_MESSAGES)
    assert (found.results, call.query) == (
        [],
        {"q": "привет", "room": "7", "from": "3", "after": "2026-01-02T00:00:00+00:00", "before_id": "70"},
    )


async def test_a_new_group_is_there_when_the_call_returns(device, server):
    server.on(rest.CREATE_ROOM, ok(a_room(9, [], name="Office", chat_type="group"), 201))
    await connect(device, server, a_room(7, [BOB]))
    assert await device.client.calls.create_group("Office", is_public=True) == 9
    assert device.client.store.rooms.get(RoomId(9)).title == "Office"
    [call] = server.calls_of(rest.CREATE_ROOM)
    assert call.body == {"name": "Office", "description": "", "chat_type": "group", "is_public": True}
