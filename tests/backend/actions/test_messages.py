"""Messages enter the log once and in order; marks only grow; who is no member does neither."""

import asyncio
import uuid

import pytest
from msgspec.structs import replace

from backend.actions.messages import announce_typing, mark_read, send_message
from backend.actions.rooms import create_direct_chat
from backend.store.messages import list_after
from backend.store.rooms import list_rooms
from backend.wire.errors import ErrorCode, FieldProblem, Invalid, Problem, Refusal
from backend.wire.live import MessageCreated, ReadMarkMoved, Typing
from backend.wire.rest import ReadState, SendMessage
from backend.wire.room_socket import Frame
from backend.wire.types import RoomId


@pytest.fixture
async def people(office):
    return await office.hire("alice", "bob", "carol")


@pytest.fixture
async def room(office, people):
    alice, bob, _ = people
    return (await office.write(create_direct_chat, alice.id, bob.id, office.contact_of)).room.id


async def send(office, author, room, text="hello", client_id=""):
    command = SendMessage(room=room, content=text, client_id=client_id)
    return await office.write(send_message, author.id, command)


def log_of(office, room):
    return [message.content for message in office.ask(list_after, room, {}, 0, 100)[0]]


async def test_a_message_is_stored_acknowledged_and_told_to_all_members(office, people, room):
    alice, bob, _ = people
    listeners = [office.listen(person) for person in people]
    in_room = office.listen(bob, room=room)
    sent = await send(office, alice, room, "  hello\n")
    assert (sent.room, sent.seq, sent.content, sent.user) == (room, 1, "  hello\n", alice)
    assert (sent.duplicate, sent.is_read) == (False, False)
    (stored,), _ = office.ask(list_after, room, {}, 0, 100)
    assert MessageCreated(room=room, seq=1, message=stored) == listeners[0].heard[0]
    assert [listener.heard for listener in listeners] == [listeners[0].heard] * 2 + [[]]
    assert in_room.heard == listeners[0].heard


async def test_a_log_has_no_holes_whoever_writes(office, people, room):
    authors = [people[number % 2] for number in range(20)]
    sent = await asyncio.gather(*(send(office, who, room, str(number)) for number, who in enumerate(authors)))
    assert [message.seq for message in sent] == list(range(1, 21))
    assert log_of(office, room) == [str(number) for number in range(20)]


async def test_the_same_client_id_again_is_the_first_answer(office, people, room):
    alice, bob, _ = people
    client_id = str(uuid.uuid4())
    first = await send(office, alice, room, client_id=client_id)
    listener = office.listen(bob)
    again = await send(office, alice, room, client_id=client_id)
    assert again == replace(first, duplicate=True)
    assert listener.heard == []
    assert log_of(office, room) == ["hello"]


async def test_retries_at_once_store_one_message(office, people, room):
    client_id = str(uuid.uuid4())
    sent = await asyncio.gather(*(send(office, people[0], room, client_id=client_id) for _ in range(10)))
    assert [message.duplicate for message in sent] == [False] + [True] * 9
    assert len({message.id for message in sent}) == 1


async def test_a_retry_tells_whether_the_message_was_read_meanwhile(office, people, room):
    alice, bob, _ = people
    client_id = str(uuid.uuid4())
    await send(office, alice, room, client_id=client_id)
    await office.write(mark_read, bob.id, room, None)
    assert (await send(office, alice, room, client_id=client_id)).is_read


async def test_the_same_client_id_for_something_else_is_a_conflict(office, people, room):
    alice, _, carol = people
    other = (await office.write(create_direct_chat, alice.id, carol.id, office.contact_of)).room.id
    client_id = str(uuid.uuid4())
    await send(office, alice, room, client_id=client_id)
    for target, text in ((room, "changed"), (other, "hello"), (RoomId(99), "hello")):
        with pytest.raises(Refusal) as caught:
            await send(office, alice, target, text, client_id)
        assert caught.value.code is ErrorCode.CLIENT_ID_CONFLICT
    assert (log_of(office, room), log_of(office, other)) == (["hello"], [])


async def test_a_client_id_is_its_senders_own(office, people, room):
    client_id = str(uuid.uuid4())
    sent = [await send(office, person, room, "hello", client_id) for person in people[:2]]
    assert [message.duplicate for message in sent] == [False, False]
    assert [message.seq for message in sent] == [1, 2]


async def test_without_a_client_id_the_server_makes_one_each_time(office, people, room):
    sent = [await send(office, people[0], room) for _ in range(2)]
    assert len({uuid.UUID(message.client_id) for message in sent}) == 2


async def test_an_outsider_and_a_missing_room_are_refused_alike(office, people, room):
    for target in (room, RoomId(99)):
        for action, argument in (
            (send_message, SendMessage(room=target, content="hello")),
            (send_message, SendMessage(room=target, content="hello", client_id=str(uuid.uuid4()))),
        ):
            with pytest.raises(Refusal) as caught:
                await office.write(action, people[2].id, argument)
            assert caught.value.code is ErrorCode.NO_SUCH_ROOM
    assert log_of(office, room) == []


async def test_sending_reads_all_before_it(office, people, room):
    alice, bob, _ = people
    for _ in range(3):
        await send(office, bob, room)
    assert [view.unread_count for view in office.ask(list_rooms, alice.id)] == [3]
    await send(office, alice, room)
    (view,) = office.ask(list_rooms, alice.id)
    assert (view.unread_count, view.read_seq) == (0, 4)


async def test_typing_is_told_to_the_others_and_stored_nowhere(office, people, room):
    alice, bob, _ = people
    listeners = [office.listen(person) for person in people]
    in_room = office.listen(bob, room=room)
    for is_typing in (True, False):
        await office.write(announce_typing, alice.id, room, is_typing)
    expected = [
        Typing(room=room, user=alice.id, username="alice", is_typing=is_typing) for is_typing in (True, False)
    ]
    assert [listener.heard for listener in listeners] == [[], expected, []]
    assert in_room.heard == expected
    assert not isinstance(in_room.heard[0], Frame)


async def test_outsiders_type_nowhere(office, people, room):
    with pytest.raises(Refusal) as caught:
        await office.write(announce_typing, people[2].id, room, True)
    assert caught.value.code is ErrorCode.NO_SUCH_ROOM
