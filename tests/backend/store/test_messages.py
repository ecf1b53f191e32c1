"""Messages as rows: stored once, found by id, changed, quoted; the newest of each room."""

import uuid

import pytest
import sqlalchemy as sa

from backend.store.clock import to_datetime
from backend.store.marks import load_marks
from backend.store.messages import (
    digest_of,
    find_message,
    find_quote,
    find_sent,
    insert_messages,
    list_messages,
    list_newest,
    load_next_message_id,
    load_quotes,
    pack_client_id,
    pack_ids,
    unpack_client_id,
    unpack_ids,
    update_content,
    wipe_message,
)
from backend.wire.types import MessageId, RoomId, UserId
from tests.helpers.rows import add_group, add_user, say


@pytest.fixture
def people(connection):
    return [add_user(connection, name) for name in ("alice", "bob", "carol")]


@pytest.fixture
def room(connection, people):
    """A group with messages 1 to 5, all of Alice's."""
    room_id = add_group(connection, *people)
    say(connection, room_id, people[0], *"abcde")
    return room_id


def test_a_retry_is_known_by_room_text_and_what_it_answers():
    assert digest_of(RoomId(1), "2\n\nx") != digest_of(RoomId(12), "\n\nx")
    assert digest_of(RoomId(1), "x") == digest_of(RoomId(1), "x")
    assert digest_of(RoomId(1), "x") != digest_of(RoomId(1), "y")
    assert digest_of(RoomId(1), "x", MessageId(2)) != digest_of(RoomId(1), "x")
    assert digest_of(RoomId(1), "x", MessageId(2)) != digest_of(RoomId(1), "2\nx")


def test_ids_are_packed_and_unpacked():
    text = str(uuid.uuid4())
    assert unpack_client_id(pack_client_id(text)) == text
    people = [UserId(3), UserId(12)]
    assert unpack_ids(pack_ids(people)) == people
    assert (pack_ids([]), unpack_ids(None), unpack_ids("")) == (None, [], [])


def test_a_message_is_found_whole(connection, room, people):
    message = find_message(connection, MessageId(5))
    assert (message.room, message.seq, message.content) == (room, 5, "e")
    assert (message.user, message.user_username) == (people[0], "alice")
    assert uuid.UUID(message.client_id)
    assert (message.edited_at, message.deleted, message.reply_to, message.quote) == (None, False, None, None)
    assert find_message(connection, MessageId(6)) is None
    assert {found.id for found in list_messages(connection, [MessageId(2), MessageId(9), MessageId(4)])} == {
        2,
        4,
    }


def test_an_edit_changes_what_is_said_and_who_is_named(connection, room, people):
    update_content(connection, MessageId(2), "@bob", [people[1].id], 7)
    message = find_message(connection, MessageId(2))
    assert (message.content, message.mentions) == ("@bob", [people[1].id])
    assert (message.edited_at, message.deleted) == (to_datetime(7), False)


def test_a_wiped_message_keeps_its_place_and_author_alone(connection, room, people):
    before = find_message(connection, MessageId(2))
    update_content(connection, MessageId(2), "@bob", [people[1].id], 7)
    wipe_message(connection, MessageId(2), 8)
    message = find_message(connection, MessageId(2))
    assert (message.seq, message.user, message.timestamp) == (before.seq, before.user, before.timestamp)
    assert (message.content, message.mentions, message.edited_at, message.deleted) == ("", [], None, True)


def test_a_quote_is_the_beginning_of_a_message_of_the_room(connection, room, people):
    (row,) = say(connection, room, people[1], "x" * 300)
    quote = find_quote(connection, room, MessageId(row.id))
    assert (quote.id, quote.seq, quote.user, quote.user_username) == (row.id, 6, people[1].id, "bob")
    assert (quote.content, quote.deleted) == ("x" * 200, False)
    assert load_quotes(connection, [row.id, 99]) == {row.id: quote}
    assert find_quote(connection, RoomId(room + 1), MessageId(row.id)) is None
    wipe_message(connection, MessageId(row.id), 1)
    gone = find_quote(connection, room, MessageId(row.id))
    assert (gone.content, gone.deleted) == ("", True)


def test_the_last_message_of_each_room(connection, room, people):
    empty = add_group(connection, people[0])
    marks = {room: load_marks(connection, room), empty: load_marks(connection, empty)}
    newest = list_newest(connection, marks)
    assert {room_id: message.content for room_id, message in newest.items()} == {room: "e"}


def test_an_earlier_send_is_found_by_its_sender_and_client_id(connection, room, people):
    (row,) = say(connection, room, people[1], "again")
    sent = find_sent(connection, people[1].id, row.client_id)
    assert sent is not None
    assert (sent.message_id, sent.digest) == (row.id, digest_of(room, "again"))
    assert find_sent(connection, people[0].id, row.client_id) is None
    assert find_sent(connection, people[1].id, bytes(16)) is None


def test_the_database_itself_takes_a_client_id_of_a_sender_once(connection, room, people):
    (row,) = say(connection, room, people[1], "again")
    with pytest.raises(sa.exc.IntegrityError, match="client_id"):
        insert_messages(connection, [row._replace(id=row.id + 1, seq=row.seq + 1)])
    connection.rollback()


def test_message_ids_go_on_after_the_last(connection, room):
    assert load_next_message_id(connection) == 6
    connection.exec_driver_sql("DELETE FROM messages")
    assert load_next_message_id(connection) == 1
