"""A transaction: what an action reads and writes within its batch."""

import uuid

import sqlalchemy as sa

from backend.store.messages import insert_messages
from backend.wire.types import RoomId
from tests.helpers.rows import add_group


async def test_an_action_sees_what_its_batch_did_before(desk):
    client_id = uuid.uuid4().bytes

    def send(tx):
        tx.append_message(tx.find_room(desk.room), desk.alice.id, client_id, bytes(16), "hello")

    def look(tx):
        sent = tx.find_sent(desk.alice.id, client_id)
        room = tx.find_room(desk.room)
        count = tx.reading.scalar(sa.text("SELECT count(*) FROM messages"))
        return sent.message_id, room.last_seq, room.marks.by_user[desk.alice.id], count

    assert await desk.batch(send, look) == [None, (1, 1, 1, 1)]
    assert await desk.writer.write(lambda tx: tx.find_sent(desk.alice.id, client_id).message_id) == 1
    assert await desk.writer.write(lambda tx: tx.find_sent(desk.bob.id, client_id)) is None


async def test_messages_of_many_rooms_keep_logs_of_their_own(desk):
    def make_room(tx):
        return add_group(tx.writing, desk.alice)

    other = await desk.writer.write(make_room)

    def say_there(tx):
        return tx.append_message(
            tx.find_room(other), desk.alice.id, uuid.uuid4().bytes, bytes(16), "there"
        ).seq

    assert await desk.batch(desk.say("a"), say_there, desk.say("b"), say_there) == [1, 1, 2, 2]
    assert desk.rows("SELECT id, last_seq FROM rooms") == [(desk.room, 2), (other, 2)]
    marks = f"SELECT room_id, read_seq FROM memberships WHERE user_id = {desk.alice.id}"
    assert sorted(desk.rows(marks)) == [(desk.room, 2), (other, 2)]


async def test_a_room_that_is_not_there_is_none(desk):
    assert await desk.writer.write(lambda tx: tx.find_room(RoomId(99))) is None


async def test_statements_of_an_action_see_pending_messages_in_the_table(desk):
    def insert_by_hand(tx):
        room = tx.find_room(desk.room)
        row = tx.append_message(room, desk.alice.id, bytes(16), bytes(16), "first")
        again = row._replace(id=row.id + 1, seq=row.seq + 1)
        insert_messages(tx.writing, [again])

    assert isinstance(await desk.outcome(insert_by_hand), sa.exc.IntegrityError)
    assert desk.rows() == []
