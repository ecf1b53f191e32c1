import asyncio
import sqlite3
from contextlib import closing
from random import Random
from threading import Event

import pytest

from backend.wire.answers import Notice
from backend.wire.folding import has_all, split_words
from backend.wire.rest import LOG_OUT
from backend.wire.types import RoomId, Seq
from desktop.client.cache import Cache, Page, Part
from desktop.client.search_index import SearchIndex
from tests.helpers.client_core import connect, until
from tests.helpers.examples import ME, a_message, a_room, a_user, created, deleted, edited
from tests.helpers.golden_search import CORPUS, GOLDEN
from tests.helpers.scripted_server import a_welcome

BOB, EVE = a_user(2, "Bob"), a_user(3, "Eve")
ROOM, OTHER = RoomId(7), RoomId(8)


@pytest.fixture
def cache(tmp_path):
    cache = Cache(tmp_path / "1.sqlite3", ME)
    cache.save_welcome(a_welcome(a_room(7, [BOB]), a_room(8, [EVE])))
    yield cache
    cache.close()


@pytest.fixture
def index(cache):
    return SearchIndex(cache.path)


def _said(room_id: int, *texts: str):
    return [a_message(room_id, seq, text, author=BOB) for seq, text in enumerate(texts, start=1)]


def _add(cache: Cache, messages) -> None:
    cache.add_events(messages[0].room, created(messages), messages[-1].seq)


async def _texts(index: SearchIndex, query: str, room_id: RoomId | None = None, limit: int = 50) -> list[str]:
    return [found.message.content for found in await index.find(query, room_id, limit)]


async def test_all_words_are_looked_for_anywhere_and_the_newest_comes_first(cache, index):
    _add(cache, _said(7, "A red Catalogue", "no animal", "the cat is RED"))
    _add(cache, _said(8, "Кот: красный ёж"))
    assert await _texts(index, "cat red") == ["the cat is RED", "A red Catalogue"]
    assert await _texts(index, "ЕЖ") == ["Кот: красный ёж"]
    assert await _texts(index, "cat red", limit=1) == ["the cat is RED"]
    assert await _texts(index, "re", ROOM) == ["the cat is RED", "A red Catalogue"]
    assert await _texts(index, "cat", OTHER) == []
    assert (
        await _texts(index, "dog") == await _texts(index, "  ") == await _texts(index, "cat", limit=0) == []
    )


@pytest.mark.parametrize("query", ["*", "a*b", "[x]", "?!", "'", '"', "100%", "_", "a-b", "NEAR(", "AND"])
async def test_no_sign_means_anything_but_itself(cache, index, query):
    texts = ["plain words", "* a*b [x] ?! ' \" 100% _ a-b NEAR( AND", "a+b x 100 near and"]
    _add(cache, _said(7, *texts))
    expected = [text for text in reversed(texts) if has_all(text, split_words(query))]
    assert await _texts(index, query) == expected


async def test_the_golden_set_is_found_as_the_server_finds_it(cache, index):
    names = list(CORPUS)
    _add(cache, _said(7, *CORPUS.values()))
    for query, expected in GOLDEN:
        found = await index.find(query, None, 1_000)
        assert {names[entry.message.seq - 1] for entry in found} == set(expected), query


async def test_edits_deletions_and_lost_rooms_are_followed(cache, index):
    messages = _said(7, "first words", "second words", "third words")
    _add(cache, messages)
    _add(cache, _said(8, "words of another room"))
    assert len(await _texts(index, "words")) == 4
    cache.add_events(ROOM, [edited(messages[0], 4, "other"), deleted(messages[1], 5)], Seq(5))
    assert await _texts(index, "words") == ["words of another room", "third words"]
    assert await _texts(index, "other") == ["words of another room", "other"]
    cache.remove_room(OTHER)
    assert await _texts(index, "words") == ["third words"]
    room = a_room(7, [BOB], last=a_message(7, 90, "the last words"))
    cache.restart_log(room, Page([a_message(7, 90, "the last words")], Seq(90)))
    assert await _texts(index, "words") == ["the last words"]
    cache.add_part(ROOM, Part([messages[2]], Seq(3), Seq(3)))
    assert await _texts(index, "words") == ["the last words", "third words"]


async def test_what_is_deleted_leaves_the_index_too(cache, index):
    messages = _said(7, "a secret")
    _add(cache, messages)
    await index.catch_up()
    cache.add_events(ROOM, [deleted(messages[0], 2)], Seq(2))
    await index.catch_up()
    with closing(sqlite3.connect(cache.path.with_suffix(".search"))) as connection:
        assert connection.execute("SELECT folded FROM words").fetchall() == []
    with closing(sqlite3.connect(cache.path)) as connection:
        assert connection.execute("SELECT * FROM journal").fetchall() == []


@pytest.mark.parametrize("spoil", ["junk", "version", "torn", "gone"])
async def test_an_index_that_can_t_be_used_is_made_anew(cache, index, spoil):
    _add(cache, _said(7, "some words"))
    await index.catch_up()
    path = cache.path.with_suffix(".search")
    if spoil == "junk":
        path.write_bytes(b"this is no database at all" * 100)
    elif spoil == "gone":
        await SearchIndex(cache.path).forget()
        assert list(path.parent.glob("*.search*")) == []
    else:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA user_version=99" if spoil == "version" else "DROP TABLE places")
            connection.commit()
    assert await _texts(index, "words") == ["some words"]


async def test_who_goes_on_typing_leaves_no_second_thread_behind(cache, index, monkeypatch):
    """The search that nobody waits for any more is finished before the next one begins."""
    _add(cache, _said(7, "some words"))
    gate, at_work, most, use = Event(), 0, 0, SearchIndex._use

    def slow(self, task):
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        gate.wait(10)
        try:
            return use(self, task)
        finally:
            at_work -= 1

    monkeypatch.setattr(SearchIndex, "_use", slow)
    for _ in range(3):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(index.find("words", None, 5), 0.02)
    gate.set()
    assert len(await index.find("words", None, 5)) == 1
    assert most == 1


async def test_a_closed_index_ends_its_work_and_finds_nothing(cache, index):
    _add(cache, _said(7, "some words"))
    index.close()
    assert await index.find("words", None, 5) == []
    assert await _texts(SearchIndex(cache.path), "words") == ["some words"]


async def test_where_the_disk_won_t_nothing_is_found_and_nothing_breaks(cache, index, caplog):
    _add(cache, _said(7, "some words"))
    cache.path.with_suffix(".search").mkdir()
    assert await index.find("words", None, 5) == []
    assert "can't be searched" in caplog.text


async def test_an_index_of_what_lay_here_before_is_of_no_use(cache, index):
    _add(cache, _said(7, "old words"))
    assert await _texts(index, "words") == ["old words"]
    cache.forget_server()
    cache.save_welcome(a_welcome(a_room(7, [BOB])))
    _add(cache, _said(7, "new words"))
    assert await _texts(index, "words") == ["new words"]
    assert await _texts(index, "old") == []


@pytest.mark.parametrize("seed", range(5))
async def test_whatever_happens_the_index_finds_what_a_look_at_everything_finds(cache, index, seed):
    rng = Random(seed)
    words = ["alpha", "be", "Gamma", "ёлка", "delta*", "al"]
    said = {}
    for _ in range(120):
        what = rng.choice(["say", "say", "edit", "delete", "lose", "find", "find"])
        text = " ".join(rng.choices(words, k=rng.randint(1, 4)))
        cursor = Seq(cache.cursors()[ROOM] + 1)
        if what == "say":
            message = a_message(7, cursor, text, author=BOB)
            said[cursor] = message
            cache.add_events(ROOM, created([message]), cursor)
        elif what in {"edit", "delete"} and said:
            message = said[rng.choice(list(said))]
            event = edited(message, cursor, text) if what == "edit" else deleted(message, cursor)
            said[message.seq] = event.message
            cache.add_events(ROOM, [event], cursor)
        elif what == "lose" and rng.random() < 0.3:
            said.clear()
            cache.restart_log(a_room(7, [BOB]), Page([], Seq(1)))
        elif what == "find":
            query = " ".join(rng.choices(["alp", "be", "ЁЛК", "ta*", "gam", "a"], k=rng.randint(1, 2)))
            expected = [
                message.content
                for seq, message in sorted(said.items(), reverse=True)
                if not message.deleted and has_all(message.content, split_words(query))
            ]
            assert await _texts(index, query, limit=1_000) == expected, query


async def test_a_client_searches_what_lies_here_and_leaves_nothing_of_it_at_sign_out(device, server):
    server.on(LOG_OUT, Notice(message="bye"))
    end = await connect(device, server, a_room(7, [BOB]))
    client = device.client
    await end.send(*created(_said(7, "find me", "not this one")))
    await until(lambda: client.store.rooms.get(ROOM).last_seq == 2)
    [found] = await client.search_cached("ME")
    assert (found.room_id, found.message.seq) == (ROOM, 1)
    client = await device.restart()
    assert [found.message.seq for found in await client.search_cached("me find", ROOM)] == [1]
    await client.log_out()
    assert list(device.folder.glob("*.search*")) == []
