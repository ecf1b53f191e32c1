"""`rooms/{id}/participants/`, `join/`, `leave/`: who may, what comes back, and what sockets hear of it."""

import pytest

from backend.wire.limits import Limits
from backend.wire.live import CloseCode
from tests.helpers import seed

ROOMS = "/api/chat/rooms/"
MEMBER = seed.CONTACT | {"role": seed.one_of("owner", "admin", "member")}


@pytest.fixture
async def scene(server):
    """Alice's group with Bob as a member; Carol isn't in it."""
    alice, bob, carol = [await server.register(name) for name in ("alice", "bob", "carol")]
    room = (await alice.post(ROOMS, {"name": "Team"})).body["id"]
    await alice.post(f"{ROOMS}{room}/participants/", {"user_id": bob.id})
    return alice, bob, carol, f"{ROOMS}{room}/"


async def test_participants_are_listed_with_presence_and_role(scene):
    alice, bob, carol, room = scene
    answer = await bob.get(f"{room}participants/")
    assert answer.status == 200
    assert seed.fits(answer.body, {"room_id": seed.identifier, "participants": [MEMBER]})
    assert [(member["id"], member["role"]) for member in answer.body["participants"]] == [
        (alice.id, "owner"),
        (bob.id, "member"),
    ]
    assert all(member["is_online"] for member in answer.body["participants"])
    assert (await carol.get(f"{room}participants/")).code == "no_such_room"


async def test_somebody_is_added_once(scene):
    alice, bob, carol, room = scene
    path = f"{room}participants/"
    answers = [await alice.post(path, {"user_id": carol.id}) for _ in range(2)]
    assert [answer.status for answer in answers] == [201, 200]
    assert answers[0].body == answers[1].body
    assert seed.fits(answers[0].body, MEMBER)
    assert (answers[0].body["id"], answers[0].body["role"]) == (carol.id, "member")
    assert (await bob.post(path, {"user_id": carol.id})).code == "not_allowed"
    assert (await alice.post(path, {"user_id": 99})).code == "no_such_user"
    assert list((await alice.post(path, {"user_id": "x"})).body) == ["user_id"]


async def test_the_added_one_hears_of_the_room_and_the_others_of_the_added_one(server, scene):
    alice, bob, carol, room = scene
    ears = {person: await person.connect("/ws/") for person in (alice, bob, carol)}
    for ear in ears.values():
        await ear.hear("welcome")
    await alice.post(f"{room}participants/", {"user_id": carol.id})
    created = await ears[carol].hear("room_created")
    assert {contact["id"]: contact["is_online"] for contact in created["people"]} == {
        alice.id: True,
        bob.id: True,
    }
    for person in (alice, bob):
        added = await ears[person].hear("member_added")
        assert (added["member"]["id"], added["member"]["is_online"]) == (carol.id, True)
    await carol.post("/api/auth/logout/")
    offline = await ears[bob].hear("presence_changed")
    assert (offline["user"], offline["is_online"]) == (carol.id, False)


@pytest.mark.parametrize("limits", [Limits(group_members=2)])
async def test_a_full_group_is_a_conflict(scene):
    alice, _, carol, room = scene
    answer = await alice.post(f"{room}participants/", {"user_id": carol.id})
    assert (answer.status, answer.code) == (409, "group_full")


async def test_who_is_removed_loses_the_socket_of_the_room_and_reads_to_the_removal(scene):
    alice, bob, _, room = scene
    number = int(room.removeprefix(ROOMS).strip("/"))
    ear = await bob.connect(f"/ws/chat/{number}/")
    assert (await alice.call("DELETE", f"{room}participants/{bob.id}/")).status == 204
    assert await ear.close_code() == CloseCode.REMOVED
    await alice.write(number, "after")
    log = (await bob.get(f"{room}events/")).body
    assert [event["type"] for event in log["events"]] == ["member_added", "member_removed"]
    assert log["last_seq"] == 2
    for path in ("", "history/", "participants/", "preferences/"):
        assert (await bob.get(f"{room}{path}")).status == 404
    assert (await alice.call("DELETE", f"{room}participants/{bob.id}/")).code == "no_such_user"
    assert (await alice.call("DELETE", f"{room}participants/x/")).code == "no_such_user"


async def test_a_role_is_given_by_the_owner(scene):
    alice, bob, _, room = scene
    path = f"{room}participants/{bob.id}/"
    answer = await alice.call("PATCH", path, {"role": "admin"})
    assert (answer.status, answer.body["role"]) == (200, "admin")
    assert seed.fits(answer.body, MEMBER)
    assert list((await alice.call("PATCH", path, {"role": "king"})).body) == ["role"]
    mine = f"{room}participants/{alice.id}/"
    assert (await alice.call("PATCH", mine, {"role": "member"})).code == "owner_must_hand_over"
    assert (await bob.call("PATCH", mine, {"role": "member"})).code == "not_allowed"
    assert (await alice.call("PATCH", path, {"role": "owner"})).status == 200
    view = (await bob.get(room)).body
    assert (view["owner"], view["admins"], view["role"]) == (bob.id, [alice.id], "owner")


async def test_public_groups_are_joined_and_left(scene):
    alice, _, carol, room = scene
    assert (await carol.post(f"{room}join/")).status == 404
    await alice.call("PATCH", room, {"is_public": True})
    joined = [await carol.post(f"{room}join/", language=language) for language in ("en", "ru")]
    assert [(answer.status, answer.body["message"]) for answer in joined] == [
        (200, "You have joined the room."),
        (200, "Вы вошли в чат."),
    ]
    assert (await carol.get(room)).body["participants_count"] == 3
    left = await carol.post(f"{room}leave/")
    assert (left.status, left.body) == (200, {"message": "You have left the room."})
    again = await carol.post(f"{room}leave/")
    assert (again.status, again.code) == (404, "no_such_room")


async def test_a_direct_room_is_neither_joined_nor_left(server):
    alice, bob, room = await server.pair()
    carol = await server.register("carol")
    for method, path, body in (
        ("POST", "join/", None),
        ("POST", "leave/", None),
        ("POST", "participants/", {"user_id": carol.id}),
        ("DELETE", f"participants/{bob.id}/", None),
        ("PATCH", f"participants/{bob.id}/", {"role": "owner"}),
    ):
        answer = await alice.call(method, f"{ROOMS}{room}/{path}", body)
        assert (answer.status, answer.code) == (403, "not_in_direct_rooms")
    assert (await carol.post(f"{ROOMS}{room}/join/")).code == "no_such_room"
