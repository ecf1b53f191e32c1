"""Search through the index and through what isn't indexed yet: the same as reading every message."""

import uuid
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.store.clock import to_us
from backend.store.messages import find_message, update_content, wipe_message
from backend.store.search import (
    READ_MOST,
    TAIL_MOST,
    Search,
    index_next,
    load_reach,
    merge_index,
    reindex,
    search_messages,
)
from backend.store.tables import memberships, messages
from backend.wire.folding import has_all, split_words
from tests.helpers.golden_search import CORPUS, GOLDEN
from tests.helpers.rows import LONG_AGO, add_group, add_user, say

DAY = 86_400_000_000


def looked_for(query, **where):
    words = split_words(query)
    return Search(words, [word for word in words if len(word) > 1], **where)


def find(connection, user, query, limit=50, **where):
    """What the messages say that are found."""
    hits, _ = search_messages(connection, user.id, looked_for(query, **where), limit)
    return [hit.message.content for hit in hits]


def index_all(connection):
    while index_next(connection, 7) or merge_index(connection, 5):
        pass


def edit(connection, message_id, content):
    """As the actions do it."""
    message = find_message(connection, message_id)
    if content:
        update_content(connection, message_id, content, [], LONG_AGO)
    else:
        wipe_message(connection, message_id, LONG_AGO)
    reindex(connection, message, content)


@pytest.fixture
def alice(connection):
    return add_user(connection, "alice")


@pytest.fixture
def bob(connection):
    return add_user(connection, "bob")


@pytest.fixture
def room(connection, alice, bob):
    return add_group(connection, alice, bob)


@pytest.fixture(params=["indexed", "tail", "both"])
def corpus(request, connection, alice, room):
    """The golden corpus, known to the index wholly, not at all or up to its middle."""
    say(connection, room, alice, *CORPUS.values())
    if request.param == "indexed":
        index_all(connection)
    elif request.param == "both":
        index_next(connection, len(CORPUS) // 2)


@pytest.mark.usefixtures("corpus")
def test_the_golden_set_is_found(connection, alice):
    wrong = {}
    for query, names in GOLDEN:
        found = find(connection, alice, query)
        if found != [text for name, text in reversed(CORPUS.items()) if name in names]:
            wrong[query] = found
    assert wrong == {}


@pytest.mark.usefixtures("corpus")
def test_pages_follow_each_other_without_a_gap(connection, alice):
    found, before_id, has_more = [], None, True
    while has_more:
        hits, has_more = search_messages(connection, alice.id, looked_for("an", before_id=before_id), 2)
        assert 0 < len(hits) <= 2
        found += [hit.message.content for hit in hits]
        before_id = hits[-1].message.id
    assert found == [text for text in reversed(CORPUS.values()) if has_all(text, ["an"])]
    assert len(found) > 4


def test_a_hit_says_where_the_long_words_stand(connection, alice, room):
    say(connection, room, alice, "a Straße, a cat")
    (hit,), has_more = search_messages(connection, alice.id, looked_for("strasse a"), 50)
    assert (hit.ranges, has_more) == ([(2, 6)], False)
    assert hit.message == find_message(connection, hit.message.id)


@pytest.mark.parametrize("is_indexed", [True, False])
def test_only_the_callers_rooms_are_searched(connection, alice, bob, room, is_indexed):
    carol = add_user(connection, "carol")
    other = add_group(connection, carol, bob)
    say(connection, room, alice, "word here")
    say(connection, other, carol, "word there")
    if is_indexed:
        index_all(connection)
    assert find(connection, alice, "word") == ["word here"]
    assert find(connection, bob, "word") == ["word there", "word here"]
    assert find(connection, bob, "word", room=room) == ["word here"]
    assert find(connection, add_user(connection, "dave"), "word") == []
    assert search_messages(connection, alice.id, looked_for("word", room=other), 50) is None
    assert search_messages(connection, alice.id, looked_for("word", room=99), 50) is None


@pytest.mark.parametrize("is_indexed", [True, False])
def test_who_has_left_finds_nothing_of_the_room(connection, alice, bob, room, is_indexed):
    say(connection, room, alice, "word")
    if is_indexed:
        index_all(connection)
    connection.execute(sa.delete(memberships).where(memberships.c.user_id == bob.id))
    assert find(connection, bob, "word") == []
    assert find(connection, alice, "word") == ["word"]


@pytest.mark.parametrize("is_indexed", [True, False])
def test_who_is_in_very_many_rooms_finds_the_same(connection, alice, room, is_indexed):
    for number in range(501):
        add_group(connection, alice, name=str(number))
    say(connection, add_group(connection, add_user(connection, "carol")), alice, "word of others")
    say(connection, room, alice, "word")
    if is_indexed:
        index_all(connection)
    assert find(connection, alice, "word") == ["word"]


@pytest.mark.parametrize("is_indexed", [True, False])
def test_authors_and_times_narrow_it_down(connection, alice, bob, room, is_indexed):
    for author, text in ((alice, "word 1"), (bob, "word 2"), (alice, "word 3"), (bob, "word 4")):
        (row,) = say(connection, room, author, text)
        moment = LONG_AGO + DAY * int(text[-1])
        connection.execute(sa.update(messages).where(messages.c.id == row.id).values(created_at=moment))
    if is_indexed:
        index_all(connection)
    assert find(connection, alice, "word", author=bob.id) == ["word 4", "word 2"]
    assert find(connection, alice, "word", author=bob.id + 10_000_000_000) == []
    assert find(connection, alice, "word", after=LONG_AGO + 2 * DAY) == ["word 4", "word 3", "word 2"]
    assert find(connection, alice, "word", before=LONG_AGO + 2 * DAY) == ["word 1"]
    assert find(connection, alice, "word", after=LONG_AGO + 2 * DAY, before=LONG_AGO + 3 * DAY) == ["word 2"]
    assert find(connection, alice, "word", after=LONG_AGO + 5 * DAY) == []
    assert find(connection, alice, "word", after=to_us(datetime.max.replace(tzinfo=UTC))) == []
    assert find(connection, alice, "word", before=to_us(datetime.min.replace(tzinfo=UTC))) == []


@pytest.mark.parametrize("is_indexed", [True, False])
def test_a_clock_that_was_set_back_hides_nothing(connection, alice, room, is_indexed):
    rows = say(connection, room, alice, *(f"word {number}" for number in range(8)))
    for number, row in enumerate(rows):
        moment = LONG_AGO + number * 60_000_000 - (1_800_000_000 if number >= 4 else 0)
        connection.execute(sa.update(messages).where(messages.c.id == row.id).values(created_at=moment))
    if is_indexed:
        index_all(connection)
    assert find(connection, alice, "word", after=LONG_AGO) == ["word 3", "word 2", "word 1", "word 0"]
    assert find(connection, alice, "word", before=LONG_AGO) == ["word 7", "word 6", "word 5", "word 4"]


@pytest.mark.parametrize("is_indexed", [True, False])
def test_an_edited_message_is_found_by_what_it_says_now_and_a_deleted_one_never(
    connection, alice, room, is_indexed
):
    edited, deleted, _ = say(connection, room, alice, "old words", "gone words", "other words")
    if is_indexed:
        index_all(connection)
    edit(connection, edited.id, "new sentence")
    edit(connection, deleted.id, "")
    for _ in range(2):  # the second time as the index knows it
        assert find(connection, alice, "words") == ["other words"]
        assert find(connection, alice, "sentence") == ["new sentence"]
        assert find(connection, alice, "old") == find(connection, alice, "gone") == []
        index_all(connection)


def test_nothing_of_a_deleted_message_stays_in_the_index(connection, alice, room):
    (row,) = say(connection, room, alice, "secret")
    index_all(connection)
    edit(connection, row.id, "public")
    edit(connection, row.id, "")
    assert connection.exec_driver_sql("SELECT term FROM message_terms").all() == []


def test_the_index_knows_how_far_it_reaches(connection, alice, room):
    assert load_reach(connection) == (0, 0)
    say(connection, room, alice, "a", "b", "c")
    assert load_reach(connection) == (3, 0)
    assert [index_next(connection, 2) for _ in range(3)] == [2, 1, 0]
    assert load_reach(connection) == (3, 3)


def test_merging_ends(connection, alice, room):
    for number in range(9):
        say(connection, room, alice, f"message {number}")
        connection.commit()
        index_next(connection, 1)
        connection.commit()
    pieces = "SELECT count(DISTINCT segid) FROM message_search_idx"
    before = connection.exec_driver_sql(pieces).scalar()
    assert [merge_index(connection, 1_000), merge_index(connection, 1_000)] == [True, False]
    assert connection.exec_driver_sql(pieces).scalar() < before
    assert len(find(connection, alice, "message")) == 9


@pytest.mark.parametrize(
    "query", ['""', '"a b" OR', "x NEAR y*", "-:^(){}", "\0\0\0", "💥💥", "\U0010fffd" * 3]
)
@pytest.mark.parametrize("is_indexed", [True, False])
def test_signs_are_letters_like_others(connection, alice, room, query, is_indexed):
    say(connection, room, alice, f"before{query}after", "something else")
    if is_indexed:
        index_all(connection)
    assert find(connection, alice, query) == [f"before{query}after"]


def test_what_is_read_is_bounded(connection, alice, room):
    """First what isn't indexed, then what the index names without deciding: a lone letter."""
    say(connection, room, alice, "no q", *["no"] * READ_MOST)
    assert find(connection, alice, "no q") == []
    index_next(connection, READ_MOST + 1 - TAIL_MOST)
    assert find(connection, alice, "no q") == []
    index_next(connection, READ_MOST)
    assert find(connection, alice, "no q") == []
    say(connection, room, alice, "no q")
    hits, has_more = search_messages(connection, alice.id, looked_for("no q"), 50)
    assert (len(hits), has_more) == (1, True)
    assert find(connection, alice, "no q", before_id=hits[0].message.id - 1) == ["no q"]


_texts = st.text(alphabet='abcаёßİé" ', min_size=1, max_size=10)
_steps = st.lists(
    st.one_of(
        st.tuples(st.just("say"), _texts),
        st.tuples(st.just("edit"), _texts | st.just("")),
        st.tuples(st.just("index"), st.integers(1, 4)),
        st.tuples(st.just("merge"), st.just(50)),
    ),
    max_size=30,
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_steps, queries=st.lists(_texts, min_size=1, max_size=5), pick=st.randoms(use_true_random=False))
def test_a_search_finds_what_reading_everything_would(connection, steps, queries, pick):
    with connection.begin_nested() as undone:
        author = add_user(connection, uuid.uuid4().hex)
        room_id = add_group(connection, author)
        said = {}
        for step, value in steps:
            if step == "say":
                (row,) = say(connection, room_id, author, value)
                said[row.id] = value
            elif step == "edit" and said:
                message_id = pick.choice(sorted(said))
                edit(connection, message_id, value)
                said[message_id] = value
                if not value:
                    del said[message_id]
            elif step == "index":
                index_next(connection, value)
            elif step == "merge":
                merge_index(connection, value)
        for query in filter(lambda query: looked_for(query).searched, queries):
            words = split_words(query)
            naive = [said[number] for number in sorted(said, reverse=True) if has_all(said[number], words)]
            assert find(connection, author, query) == naive
        undone.rollback()
