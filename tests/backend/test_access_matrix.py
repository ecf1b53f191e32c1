"""Who may do what: each call of the wire, by each role. A call that nobody placed here fails the first test.

Each cell has a group of its own, with a secret in it that was written after the former member had gone.
"""

import io
from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest
from aiohttp import WSServerHandshakeError
from PIL import Image

from backend.wire import rest
from backend.wire.limits import UNLIMITED_RATES, Limits
from backend.wire.rest import Endpoint
from tests.helpers.backends import PASSWORD, Backend, Guest, Somebody

SECRET = "the harvest is at noon"
INSIDE = ("owner", "admin", "member")
OUTSIDE = ("former", "outsider", "anonymous")
ROLES = (*INSIDE, *OUTSIDE)

Row = tuple[int, int, int, int, int, int]
"""What each of `ROLES` is answered."""

MEMBERS: Row = (200, 200, 200, 404, 404, 401)
ANYBODY_KNOWN: Row = (200, 200, 200, 200, 200, 401)


def row(*inside: int, outside: int = 404) -> Row:
    owner, admin, member = inside
    return owner, admin, member, outside, outside, 401


IN_A_ROOM: dict[Endpoint[Any], Row] = {
    rest.GET_ROOM: MEMBERS,
    rest.PUT_ROOM: row(200, 200, 403),
    rest.PATCH_ROOM: row(200, 200, 403),
    rest.DELETE_ROOM: row(204, 403, 403),
    rest.POST_ROOM_AVATAR: row(200, 200, 403),
    rest.DELETE_ROOM_AVATAR: row(200, 200, 403),
    rest.JOIN_ROOM: MEMBERS,
    rest.LEAVE_ROOM: MEMBERS,
    rest.LIST_PARTICIPANTS: MEMBERS,
    rest.ADD_PARTICIPANT: row(201, 201, 403),
    rest.REMOVE_PARTICIPANT: row(204, 204, 403),
    rest.CHANGE_ROLE: row(200, 403, 403),
    rest.GET_PREFERENCES: MEMBERS,
    rest.PATCH_PREFERENCES: MEMBERS,
    rest.GET_HISTORY: MEMBERS,
    rest.GET_EVENTS: (200, 200, 200, 200, 404, 401),
    rest.MARK_READ: MEMBERS,
    rest.MARK_UNREAD: MEMBERS,
    rest.LIST_MESSAGES: MEMBERS,
    rest.SEND_MESSAGE: row(201, 201, 201),
    rest.SEARCH_MESSAGES: MEMBERS,
    rest.GET_MESSAGE: MEMBERS,
    rest.EDIT_MESSAGE: row(403, 403, 403),
    rest.DELETE_MESSAGE: row(204, 204, 403),
}
"""Calls about a group, or about a message in it that somebody else wrote."""

OF_ONES_OWN: dict[Endpoint[Any], Row] = {
    rest.LOG_OUT: ANYBODY_KNOWN,
    rest.GET_ME: ANYBODY_KNOWN,
    rest.DELETE_ME: ANYBODY_KNOWN,
    rest.GET_PROFILE: ANYBODY_KNOWN,
    rest.PUT_PROFILE: ANYBODY_KNOWN,
    rest.PATCH_PROFILE: ANYBODY_KNOWN,
    rest.POST_AVATAR: ANYBODY_KNOWN,
    rest.DELETE_AVATAR: ANYBODY_KNOWN,
    rest.CHANGE_PASSWORD: ANYBODY_KNOWN,
    rest.LIST_SESSIONS: ANYBODY_KNOWN,
    rest.END_SESSION: (404, 404, 404, 404, 404, 401),
    rest.LIST_USERS: ANYBODY_KNOWN,
    rest.SEARCH_USERS: ANYBODY_KNOWN,
    rest.LIST_ROOMS: ANYBODY_KNOWN,
    rest.CREATE_ROOM: (201, 201, 201, 201, 201, 401),
    rest.LIST_PUBLIC_ROOMS: ANYBODY_KNOWN,
    rest.CREATE_DIRECT_CHAT: (201, 201, 201, 201, 201, 401),
    rest.LIST_ONLINE_USERS: ANYBODY_KNOWN,
}
"""Calls about oneself and the people of the server; the session that is to end is somebody else's."""

FOR_ADMINISTRATORS: dict[Endpoint[Any], Row] = {
    rest.CREATE_RESET_CODE: (403, 403, 403, 403, 403, 401),
    rest.CREATE_INVITE: (403, 403, 403, 403, 403, 401),
    rest.LIST_INVITES: (403, 403, 403, 403, 403, 401),
    rest.REVOKE_INVITE: (403, 403, 403, 403, 403, 401),
    rest.GET_STATUS: (403, 403, 403, 403, 403, 401),
    rest.MAKE_COPY: (403, 403, 403, 403, 403, 401),
}
"""Calls about the server itself: whoever owns a group is nobody there."""

FOR_EVERYBODY = {endpoint for endpoint in rest.ENDPOINTS if endpoint.is_public}


class Scene(NamedTuple):
    """A group, who stands how to it, and a message with the secret by a member who is none of the roles."""

    people: Mapping[str, Guest]
    author: Somebody
    newcomer: Somebody
    room: int
    message: int


def picture() -> bytes:
    raw = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(raw, "PNG")
    return raw.getvalue()


def body_of(endpoint: Endpoint[Any], scene: Scene) -> Any:
    if endpoint.takes_picture:
        return picture()
    bodies: dict[Endpoint[Any], dict[str, Any]] = {
        rest.PUT_ROOM: {"name": "renamed"},
        rest.PATCH_ROOM: {"name": "renamed"},
        rest.ADD_PARTICIPANT: {"user_id": scene.newcomer.id},
        rest.CHANGE_ROLE: {"role": "admin"},
        rest.PATCH_PREFERENCES: {"pinned": True},
        rest.MARK_UNREAD: {"seq": 1},
        rest.SEND_MESSAGE: {"room": scene.room, "content": "hello"},
        rest.EDIT_MESSAGE: {"content": "something else"},
        rest.DELETE_ME: {"password": PASSWORD},
        rest.PUT_PROFILE: {"first_name": "Eve"},
        rest.PATCH_PROFILE: {"first_name": "Eve"},
        rest.CHANGE_PASSWORD: {
            "old_password": PASSWORD,
            "new_password": "another good one",
            "new_password_confirm": "another good one",
        },
        rest.CREATE_ROOM: {"name": "mine"},
        rest.CREATE_DIRECT_CHAT: {"user_id": scene.newcomer.id},
    }
    return bodies.get(endpoint, {} if endpoint.body is not None else None)


def path_of(endpoint: Endpoint[Any], scene: Scene) -> str:
    path = endpoint.path.format(
        room_id=scene.room, user_id=scene.author.id, message_id=scene.message, session_id=10**9, invite_id=1
    )
    queries: dict[Endpoint[Any], str] = {
        rest.LIST_MESSAGES: f"?room={scene.room}",
        rest.SEARCH_MESSAGES: f"?q=harvest&room={scene.room}",
        rest.SEARCH_USERS: "?q=a",
    }
    return path + queries.get(endpoint, "")


async def set_up(server: Backend) -> Scene:
    people = {role: await server.register(role) for role in ROLES if role != "anonymous"}
    author, newcomer = await server.register("author"), await server.register("newcomer")
    owner = people["owner"]
    room = (await owner.post(rest.CREATE_ROOM.path, {"name": "harvest"})).body["id"]
    members = rest.ADD_PARTICIPANT.path.format(room_id=room)
    for somebody in (people["admin"], people["member"], people["former"], author):
        assert (await owner.post(members, {"user_id": somebody.id})).status == 201
    assert (await owner.call("PATCH", f"{members}{people['admin'].id}/", {"role": "admin"})).status == 200
    assert (await owner.call("DELETE", f"{members}{people['former'].id}/")).status == 204
    (written,) = await author.write(room, SECRET)
    return Scene(people | {"anonymous": server.guest}, author, newcomer, room, written["id"])


@pytest.fixture
def limits() -> Limits:
    return Limits(**UNLIMITED_RATES)


@pytest.fixture
async def scene(server: Backend) -> Scene:
    return await set_up(server)


def test_no_call_is_forgotten():
    placed = set(IN_A_ROOM) | set(OF_ONES_OWN) | set(FOR_ADMINISTRATORS) | FOR_EVERYBODY
    assert placed == set(rest.ENDPOINTS)


async def state_of(scene: Scene) -> Any:
    """The room and its log as its members see them."""
    room = (await scene.author.get(rest.GET_ROOM.path.format(room_id=scene.room))).body
    log = (await scene.author.get(rest.GET_EVENTS.path.format(room_id=scene.room))).body
    return room, [(event["seq"], event["type"], event.get("message")) for event in log["events"]]


async def call(scene: Scene, endpoint: Endpoint[Any], role: str, expected: Row) -> None:
    path, body = path_of(endpoint, scene), body_of(endpoint, scene)
    answer = await scene.people[role].call(endpoint.method, path, body)
    assert answer.status == expected[ROLES.index(role)], (role, answer.body)
    if role not in INSIDE:
        assert SECRET not in str(answer.body)
    if answer.status >= 400:
        assert {"error", "code"} <= set(answer.body)


@pytest.mark.parametrize("role", INSIDE)
@pytest.mark.parametrize("endpoint", IN_A_ROOM, ids=lambda endpoint: f"{endpoint.method} {endpoint.path}")
async def test_a_call_about_a_group_from_inside(scene: Scene, endpoint: Endpoint[Any], role: str):
    before = await state_of(scene)
    await call(scene, endpoint, role, IN_A_ROOM[endpoint])
    if IN_A_ROOM[endpoint][ROLES.index(role)] >= 400:
        assert await state_of(scene) == before


@pytest.mark.parametrize("endpoint", IN_A_ROOM, ids=lambda endpoint: f"{endpoint.method} {endpoint.path}")
async def test_a_call_about_a_group_from_outside_changes_nothing(scene: Scene, endpoint: Endpoint[Any]):
    before = await state_of(scene)
    for role in OUTSIDE:
        await call(scene, endpoint, role, IN_A_ROOM[endpoint])
    assert await state_of(scene) == before


@pytest.mark.parametrize("endpoint", OF_ONES_OWN, ids=lambda endpoint: f"{endpoint.method} {endpoint.path}")
async def test_a_call_about_oneself(scene: Scene, endpoint: Endpoint[Any]):
    for role in ROLES:
        await call(scene, endpoint, role, OF_ONES_OWN[endpoint])


@pytest.mark.parametrize(
    "endpoint", FOR_ADMINISTRATORS, ids=lambda endpoint: f"{endpoint.method} {endpoint.path}"
)
async def test_a_call_about_the_server(scene: Scene, endpoint: Endpoint[Any]):
    for role in ROLES:
        await call(scene, endpoint, role, FOR_ADMINISTRATORS[endpoint])


@pytest.mark.parametrize("role", ROLES)
async def test_the_socket_of_a_group(scene: Scene, role: str):
    caller = scene.people[role]
    if role in INSIDE:
        ear = await caller.room_socket(scene.room)
        await ear.say(message="hello")
        await ear.hear("message_sent")
        return
    before = await state_of(scene)
    with pytest.raises(WSServerHandshakeError) as refused:
        await caller.room_socket(scene.room)
    assert refused.value.status == (401 if role == "anonymous" else 404)
    assert await state_of(scene) == before


@pytest.mark.parametrize("role", [role for role in ROLES if role != "anonymous"])
async def test_typing_on_a_devices_socket_is_heard_from_members_alone(scene: Scene, role: str):
    ear, author = await scene.people[role].live(), await scene.author.live()
    await ear.say(type="typing", room=scene.room, is_typing=True)
    await scene.author.write(scene.room, "a line")
    kinds = await author.hear_until("message_created")
    assert ("typing" in kinds) is (role in INSIDE)


@pytest.mark.parametrize("role", [role for role in ROLES if role not in (*INSIDE, "anonymous")])
async def test_a_stranger_s_devices_hear_nothing_of_a_group(scene: Scene, role: str):
    stranger = scene.people[role]
    assert isinstance(stranger, Somebody)
    ear = await stranger.live()
    own = (await stranger.post(rest.CREATE_ROOM.path, {"name": "own"})).body["id"]
    await scene.author.write(scene.room, SECRET)
    await stranger.write(own, "the end")
    assert "message_created" not in (await ear.hear_until("room_created"))
    assert (await ear.hear("message_created"))["room"] == own


IN_A_DIRECT_ROOM: dict[Endpoint[Any], int] = {
    rest.PUT_ROOM: 403,
    rest.PATCH_ROOM: 403,
    rest.POST_ROOM_AVATAR: 403,
    rest.DELETE_ROOM_AVATAR: 403,
    rest.JOIN_ROOM: 403,
    rest.LEAVE_ROOM: 403,
    rest.ADD_PARTICIPANT: 403,
    rest.REMOVE_PARTICIPANT: 403,
    rest.CHANGE_ROLE: 403,
    rest.EDIT_MESSAGE: 403,
    rest.DELETE_MESSAGE: 403,
    rest.DELETE_ROOM: 204,
}


@pytest.mark.parametrize(
    "endpoint", IN_A_DIRECT_ROOM, ids=lambda endpoint: f"{endpoint.method} {endpoint.path}"
)
async def test_a_direct_room_is_its_two_people_s_for_ever(server: Backend, endpoint: Endpoint[Any]):
    alice, bob, room = await server.pair()
    carol = await server.register("carol")
    (written,) = await bob.write(room, SECRET)
    scene = Scene({}, bob, carol, room, written["id"])
    before = await state_of(scene)
    path, body = path_of(endpoint, scene), body_of(endpoint, scene)
    assert (await alice.call(endpoint.method, path, body)).status == IN_A_DIRECT_ROOM[endpoint]
    assert (await carol.call(endpoint.method, path, body)).status == 404
    assert await state_of(scene) == before
