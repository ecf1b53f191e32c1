"""`GET /api/chat/messages/search/`: what may be asked, who may, and what comes back."""

from urllib.parse import urlencode

import pytest

from backend.actions.search import index_messages
from tests.helpers import seed

SEARCH = "/api/chat/messages/search/"


@pytest.fixture
async def scene(server):
    """Alice, Bob and their room; Carol, who is not in it."""
    alice, bob, room = await server.pair()
    return alice, bob, await server.register("carol"), room


async def ask(person, **query):
    """The contents and ranges that are found."""
    answer = await person.get(f"{SEARCH}?{urlencode(query)}")
    assert answer.status == 200, answer.body
    return [(hit["message"]["content"], hit["ranges"]) for hit in answer.body["results"]]


async def test_a_message_is_found_the_moment_it_is_acknowledged_with_the_places_of_the_words(scene):
    alice, bob, carol, room = scene
    (sent,) = await alice.write(room, "Ёлка на Straße")
    answer = await bob.get(f"{SEARCH}?{urlencode({'q': 'strasse елк'})}")
    assert answer.status == 200
    assert answer.body == {
        "results": [
            {
                "message": {key: value for key, value in sent.items() if key != "duplicate"},
                "ranges": [[0, 3], [8, 6]],
            }
        ],
        "has_more": False,
    }
    assert seed.fits(answer.body["results"][0]["message"], seed.MESSAGE)
    assert await ask(carol, q="strasse") == []


async def test_the_index_finds_what_the_tail_found(server, scene):
    alice, bob, _, room = scene
    await alice.write(room, "one", "two", "another one")
    before = await ask(bob, q="one")
    while await server.context.write(index_messages):
        pass
    assert await ask(bob, q="one") == before == [("another one", [[8, 3]]), ("one", [[0, 3]])]


async def test_pages_are_asked_by_the_last_id(scene):
    alice, bob, _, room = scene
    sent = await alice.write(room, "word 1", "word 2", "word 3")
    first = (await bob.get(f"{SEARCH}?q=word&limit=2")).body
    assert ([hit["message"]["id"] for hit in first["results"]], first["has_more"]) == (
        [sent[2]["id"], sent[1]["id"]],
        True,
    )
    second = (await bob.get(f"{SEARCH}?q=word&limit=2&before_id={sent[1]['id']}")).body
    assert ([hit["message"]["id"] for hit in second["results"]], second["has_more"]) == (
        [sent[0]["id"]],
        False,
    )


async def test_room_author_and_time_narrow_it_down(scene):
    alice, bob, carol, room = scene
    other = await alice.direct(carol)
    (first,) = await alice.write(room, "word 1")
    (second,) = await bob.write(room, "word 2")
    await carol.write(other, "word 3")
    assert [text for text, _ in await ask(alice, q="word")] == ["word 3", "word 2", "word 1"]
    assert [text for text, _ in await ask(alice, q="word", room=room)] == ["word 2", "word 1"]
    assert [text for text, _ in await ask(alice, **{"q": "word", "from": bob.id})] == ["word 2"]
    assert [text for text, _ in await ask(alice, q="word", before=second["timestamp"])] == ["word 1"]
    assert [text for text, _ in await ask(alice, q="word", room=room, after=second["timestamp"])] == [
        "word 2"
    ]
    assert await ask(alice, q="word", before=first["timestamp"]) == []
    assert await ask(alice, q="word", after="9999-12-31T23:59:59Z") == []
    assert await ask(alice, **{"q": "word", "from": 999}) == []


async def test_a_deleted_message_is_not_found(scene):
    alice, bob, _, room = scene
    (sent,) = await alice.write(room, "word")
    assert (await alice.call("DELETE", f"/api/chat/messages/{sent['id']}/")).status == 204
    assert await ask(bob, q="word") == []


async def test_a_room_that_is_not_the_callers_does_not_exist(scene):
    alice, _, carol, room = scene
    await alice.write(room, "word")
    for number in (room, 99):
        answer = await carol.get(f"{SEARCH}?q=word&room={number}")
        assert (answer.status, answer.code) == (404, "no_such_room")


async def test_who_has_left_finds_nothing(server):
    alice, bob = await server.register("alice"), await server.register("bob")
    room = (await alice.post("/api/chat/rooms/", {"name": "Team", "is_public": True})).body["id"]
    await bob.post(f"/api/chat/rooms/{room}/join/")
    await alice.write(room, "word")
    assert await ask(bob, q="word") == [("word", [[0, 4]])]
    await bob.post(f"/api/chat/rooms/{room}/leave/")
    assert await ask(bob, q="word") == []


@pytest.mark.parametrize("query", [{}, {"q": ""}, {"q": "a"}, {"q": "a b  c"}, {"q": " \u0301 "}, {"q": "é"}])
async def test_without_a_word_of_two_letters_nothing_is_searched(scene, query):
    answer = await scene[0].get(f"{SEARCH}?{urlencode(query)}")
    assert (answer.status, list(answer.body)) == (400, ["q"])
    assert "2" in answer.body["q"][0]


async def test_a_lone_letter_beside_a_word_narrows_it_down_unmarked(scene):
    alice, bob, _, room = scene
    await alice.write(room, "word a", "word b")
    assert await ask(bob, q="word b") == [("word b", [[0, 4]])]


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ({"q": "x" * 151}, ["q"]),
        ({"q": "word", "before": "yesterday"}, ["before"]),
        ({"q": "word", "after": "2024-13-01T00:00:00Z"}, ["after"]),
        ({"q": "w", "after": "now", "before": "then"}, ["after", "before", "q"]),
    ],
    ids=lambda value: str(value)[:30],
)
async def test_what_is_wrong_is_told_under_its_name(scene, query, fields):
    answer = await scene[0].get(f"{SEARCH}?{urlencode(query)}")
    assert (answer.status, sorted(answer.body)) == (400, fields)


@pytest.mark.parametrize("name", ["room", "from", "before_id", "limit"])
async def test_an_id_that_is_none_is_a_bad_request(scene, name):
    answer = await scene[0].get(f"{SEARCH}?{urlencode({'q': 'word', name: 'x'})}")
    assert (answer.status, answer.code) == (400, "bad_request")


async def test_the_longest_and_strangest_queries_are_answered(scene):
    alice, bob, _, room = scene
    await alice.write(room, "﷽" * 100)
    assert await ask(bob, q="﷽" * 150) == []
    assert await ask(bob, q="﷽" * 3) == [("﷽" * 100, [[0, 100]])]
    assert await ask(bob, q='"*() OR NOT \0') == []


async def test_a_stranger_is_sent_away(server):
    assert (await server.guest.get(f"{SEARCH}?q=word")).status == 401
