"""Marks only grow, and are told to all members; what somebody wants to be unread is told to nobody else."""

import pytest

from backend.actions.marks import mark_read, mark_unread
from backend.actions.messages import delete_message, send_message
from backend.actions.rooms import create_direct_chat
from backend.store.rooms import list_rooms
from backend.wire.answers import ReadState
from backend.wire.bodies import SendMessage
from backend.wire.errors import ErrorCode, FieldProblem, Invalid, Problem, Refusal
from backend.wire.live import ReadMarkMoved, UnreadMarked


@pytest.fixture
async def people(office):
    return await office.hire("alice", "bob", "carol")


@pytest.fixture
async def room(office, people):
    alice, bob, _ = people
    return (await office.write(create_direct_chat, alice.id, bob.id, office.contact_of)).room.id


async def send(office, author, room, text="hello"):
    return await office.write(send_message, author.id, SendMessage(room=room, content=text))


async def test_a_mark_moves_up_and_all_members_are_told(office, people, room):
    alice, bob, _ = people
    for _ in range(3):
        await send(office, bob, room)
    listeners = [office.listen(person) for person in people]
    state = await office.write(mark_read, alice.id, room, 2)
    assert state == ReadState(room=room, read_seq=2, unread_count=1, last_seq=3)
    moved = ReadMarkMoved(room=room, user=alice.id, read_seq=2, unread_count=1, last_seq=3)
    assert [listener.heard for listener in listeners] == [[moved], [moved], []]
    assert (await office.write(mark_read, alice.id, room, None)).unread_count == 0


async def test_a_lower_mark_is_harmless_and_silent(office, people, room):
    alice, bob, _ = people
    for _ in range(3):
        await send(office, bob, room)
    await office.write(mark_read, alice.id, room, 3)
    listener = office.listen(alice)
    for seq in (1, 3, None):
        assert (await office.write(mark_read, alice.id, room, seq)).read_seq == 3
    assert listener.heard == []


async def test_a_mark_beyond_the_log_is_refused(office, people, room):
    await send(office, people[0], room)
    with pytest.raises(Invalid) as caught:
        await office.write(mark_read, people[1].id, room, 2)
    assert caught.value.problems == {"seq": [Problem(FieldProblem.BEYOND_LOG, 1)]}


async def test_one_message_of_mine_among_unread_ones_is_not_unread(office, people, room):
    alice, bob, _ = people
    await send(office, alice, room)
    await send(office, bob, room)
    state = await office.write(mark_read, bob.id, room, None)
    assert (state.unread_count, state.read_seq) == (0, 2)


async def test_marking_unread_counts_from_there_and_is_told_to_nobody_else(office, people, room):
    alice, bob, _ = people
    for text in ("one", "@alice", "three"):
        await send(office, bob, room, text)
    await office.write(mark_read, alice.id, room, None)
    listeners = [office.listen(person) for person in people]
    state = await office.write(mark_unread, alice.id, room, 2)
    assert state == ReadState(
        room=room, read_seq=3, unread_count=2, last_seq=3, unread_mentions=1, unread_from=2
    )
    marked = UnreadMarked(room=room, unread_from=2, unread_count=2, unread_mentions=1, last_seq=3)
    assert [listener.heard for listener in listeners] == [[marked], [], []]
    assert await office.write(mark_unread, alice.id, room, 2) == state
    assert len(listeners[0].heard) == 1
    (view,) = office.ask(list_rooms, alice.id)
    assert (view.unread_count, view.unread_mentions, view.unread_from, view.read_seq) == (2, 1, 2, 3)
    assert view.last_message.is_read


async def test_what_was_marked_unread_is_read_by_reading_up_to_it(office, people, room):
    alice, bob, _ = people
    for _ in range(3):
        await send(office, bob, room)
    await office.write(mark_read, alice.id, room, None)
    await office.write(mark_unread, alice.id, room, 2)
    listener = office.listen(alice)
    assert (await office.write(mark_read, alice.id, room, 1)).unread_from == 2
    assert listener.heard == []
    state = await office.write(mark_read, alice.id, room, None)
    assert (state.unread_from, state.unread_count) == (None, 0)
    assert listener.heard == [
        UnreadMarked(room=room, unread_from=None, unread_count=0, unread_mentions=0, last_seq=3)
    ]


async def test_sending_reads_what_was_marked_unread(office, people, room):
    alice, bob, _ = people
    await send(office, bob, room)
    await office.write(mark_unread, alice.id, room, 1)
    await send(office, alice, room)
    (view,) = office.ask(list_rooms, alice.id)
    assert (view.unread_from, view.unread_count) == (None, 0)


async def test_own_and_deleted_messages_never_count(office, people, room):
    alice, bob, _ = people
    deleted = await send(office, bob, room, "@alice")
    await send(office, alice, room, "@alice")
    await send(office, bob, room)
    await office.write(delete_message, bob.id, deleted.id)
    state = await office.write(mark_unread, alice.id, room, 0)
    assert (state.unread_from, state.unread_count, state.unread_mentions) == (1, 1, 0)


async def test_outsiders_mark_nothing_and_nobody_marks_beyond_the_log(office, people, room):
    for action in (mark_read, mark_unread):
        with pytest.raises(Refusal) as caught:
            await office.write(action, people[2].id, room, 0)
        assert caught.value.code is ErrorCode.NO_SUCH_ROOM
        with pytest.raises(Invalid) as caught:
            await office.write(action, people[0].id, room, 1)
        assert caught.value.problems == {"seq": [Problem(FieldProblem.BEYOND_LOG, 0)]}
