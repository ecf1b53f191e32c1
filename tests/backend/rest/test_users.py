"""People: everybody, found by a part of their names, here now, each with a picture."""

import asyncio

import pytest

from tests.helpers import seed

LOGOUT = "/api/auth/logout/"


async def test_everybody_but_the_caller_is_listed_by_pages(server):
    people = [await server.register(name) for name in ("alice", "carol", "bob")]
    answer = await people[0].get("/api/auth/users/")
    assert seed.fits(answer.body, {"users": [seed.CONTACT]})
    assert [contact["username"] for contact in answer.body["users"]] == ["bob", "carol"]
    page = await people[0].get("/api/auth/users/?limit=1&offset=1")
    assert [contact["username"] for contact in page.body["users"]] == ["carol"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=FED", ["fedor"]),
        ("q=%D1%84%D1%91%D0%B4", ["fedor"]),
        ("q=o", ["bob", "fedor"]),
        ("q=o&limit=1", ["bob"]),
        ("q=alice", []),
        ("q=", []),
        ("q=%20%20", []),
        ("", []),
        ("q=%00", []),
        ("q=%ff%fe", []),
        (f"q={'o' * 151}", []),
    ],
)
async def test_search_finds_others_by_a_part_of_their_names(server, query, found):
    alice = await server.register("alice")
    await server.register("bob")
    await server.register("fedor", first_name="Фёдор")
    answer = await alice.get(f"/api/auth/search/?{query}")
    assert answer.status == 200
    assert seed.fits(answer.body, {"users": [seed.CONTACT]})
    assert [contact["username"] for contact in answer.body["users"]] == found


async def test_search_finds_ten_unless_more_are_asked_for(server):
    alice = await server.register("alice")
    await asyncio.gather(*(server.register(f"user{number}") for number in range(12)))
    for query, count in (("q=user", 10), ("q=user&limit=12", 12), ("q=user&limit=999", 12)):
        assert len((await alice.get(f"/api/auth/search/?{query}")).body["users"]) == count


async def test_online_users_are_those_who_are_here_the_caller_too(server):
    alice, bob = await server.register("alice"), await server.register("bob")
    answer = await alice.get("/api/chat/online-users/")
    assert seed.fits(answer.body, [seed.ONLINE_USER])
    assert [item["user"] for item in answer.body] == [alice.user, bob.user]
    await bob.post(LOGOUT)
    answer = await alice.get("/api/chat/online-users/")
    assert [(item["user"], item["is_online"]) for item in answer.body] == [(alice.user, True)]
