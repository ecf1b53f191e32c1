"""Messages enter the log once and in order; their authors change them; who is no member does neither."""

import asyncio
import uuid

import pytest
from msgspec.structs import replace

from backend.actions.marks import mark_read
from backend.actions.messages import announce_typing, delete_message, edit_message, send_message
from backend.actions.rooms import create_direct_chat, create_room
from backend.store import tables
from backend.store.engine import Connection
from backend.store.log import EntryKind
from backend.store.marks import load_marks
from backend.store.messages import find_message
from backend.store.pages import list_page
from backend.store.rooms import list_rooms
from backend.wire.bodies import CreateRoom, SendMessage
from backend.wire.errors import ErrorCode, FieldProblem, Invalid, Problem, Refusal
from backend.wire.live import MessageCreated, MessageDeleted, MessageEdited, Typing
from backend.wire.room_socket import Frame
from backend.wire.types import MessageId, Quote, RoomId


@pytest.fixture
async def people(office):
    return await office.hire("alice", "bob", "carol")


@pytest.fixture
async def room(office, people):
    alice, bob, _ = people
    return (await office.write(create_direct_chat, alice.id, bob.id, office.contact_of)).room.id


@pytest.fixture
async def group(office, people):
    """Alice owns it, Bob is an admin, Carol a member."""
    made = await office.write(create_room, people[0].id, CreateRoom(name="Team"), office.contact_of)
    for person, role in zip(people[1:], ("admin", "member"), strict=True):
        await office.write(come, made.id, person.id, role)
    return made.id


def come(tx, room_id, user_id, role):
    room = tx.find_room(room_id)
    tx.add_member(room, user_id, role, tx.append_entry(room, EntryKind.MEMBER_ADDED, user_id, user_id, role))


def go(tx, room_id, user_id):
    room = tx.find_room(room_id)
    tx.remove_member(room, user_id, tx.append_entry(room, EntryKind.MEMBER_REMOVED, user_id, user_id))


async def send(office, author, room, text="hello", client_id="", reply_to=None):
    command = SendMessage(room=room, content=text, client_id=client_id, reply_to=reply_to)
    return await office.write(send_message, author.id, command)


async def refused(office, action, *args):
    with pytest.raises(Refusal) as caught:
        await office.write(action, *args)
    return caught.value.code


def messages_of(office, room):
    return office.ask(lambda connection: list_page(connection, room, load_marks(connection, room), 100))[0]


def log_of(office, room):
    return [message.content for message in messages_of(office, room)]


async def test_a_message_is_stored_acknowledged_and_told_to_all_members(office, people, room):
    alice, bob, _ = people
    listeners = [office.listen(person) for person in people]
    in_room = office.listen(bob, room=room)
    sent = await send(office, alice, room, "  hello\n")
    assert (sent.room, sent.seq, sent.content, sent.user) == (room, 1, "  hello\n", alice)
    assert (sent.duplicate, sent.is_read) == (False, False)
    (stored,) = messages_of(office, room)
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


async def test_a_retry_is_answered_with_the_message_as_it_is_now(office, people, room):
    alice = people[0]
    client_id = str(uuid.uuid4())
    first = await send(office, alice, room, client_id=client_id)
    edited = await office.write(edit_message, alice.id, first.id, "changed")
    again = await send(office, alice, room, client_id=client_id)
    assert (again.content, again.edited_at, again.duplicate) == ("changed", edited.edited_at, True)
    await office.write(delete_message, alice.id, first.id)
    again = await send(office, alice, room, client_id=client_id)
    assert (again.id, again.content, again.deleted, again.duplicate) == (first.id, "", True, True)
    assert log_of(office, room) == [""]


async def test_a_retry_is_answered_also_to_who_has_left(office, people, group):
    alice, _, carol = people
    client_id = str(uuid.uuid4())
    asked = await send(office, alice, group)
    first = await send(office, carol, group, client_id=client_id, reply_to=asked.id)
    await office.write(go, group, carol.id)
    await office.write(edit_message, alice.id, asked.id, "secret")
    again = await send(office, carol, group, client_id=client_id, reply_to=asked.id)
    assert again == replace(first, duplicate=True, quote=None, is_read=again.is_read)
    with pytest.raises(Refusal) as caught:
        await send(office, carol, group, client_id=str(uuid.uuid4()))
    assert caught.value.code is ErrorCode.NO_SUCH_ROOM


async def test_the_same_client_id_for_something_else_is_a_conflict(office, people, room):
    alice, _, carol = people
    other = (await office.write(create_direct_chat, alice.id, carol.id, office.contact_of)).room.id
    client_id = str(uuid.uuid4())
    await send(office, alice, room, client_id=client_id)
    first = messages_of(office, room)[0].id
    changes = ((room, "changed", None), (other, "hello", None), (RoomId(99), "hello", None))
    for target, text, reply_to in (*changes, (room, "hello", first)):
        with pytest.raises(Refusal) as caught:
            await send(office, alice, target, text, client_id, reply_to)
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


async def test_an_answer_quotes_what_it_answers_as_it_is_now(office, people, room):
    alice, bob, _ = people
    listener = office.listen(bob)
    asked = await send(office, alice, room, "Where? " * 60)
    answer = await send(office, bob, room, "there", reply_to=asked.id)
    quote = Quote(
        id=asked.id,
        seq=1,
        user=alice.id,
        user_username="alice",
        content=asked.content[:200],
        deleted=False,
    )
    assert (answer.reply_to, answer.quote) == (asked.id, quote)
    assert listener.heard[-1].message.quote == quote
    await office.write(delete_message, alice.id, asked.id)
    again = office.ask(find_message, answer.id)
    assert again.quote == replace(quote, content="", deleted=True)


async def test_only_a_message_of_the_room_is_answered(office, people, room, group):
    alice = people[0]
    elsewhere = await send(office, alice, group)
    for target in (elsewhere.id, MessageId(99)):
        with pytest.raises(Invalid) as caught:
            await send(office, alice, room, reply_to=target)
        assert caught.value.problems == {"reply_to": [Problem(FieldProblem.NO_SUCH_MESSAGE_HERE)]}
    assert log_of(office, room) == []


async def test_members_are_named_and_nobody_else(office, people, room, group):
    alice, bob, carol = people
    assert (await send(office, alice, room, "@BOB, @carol, @alice, @bob: @dave")).mentions == [
        alice.id,
        bob.id,
    ]
    assert (await send(office, alice, group, "@carol.")).mentions == [carol.id]
    assert [view.unread_mentions for view in office.ask(list_rooms, carol.id)] == [1]
    assert [view.unread_mentions for view in office.ask(list_rooms, bob.id)] == [1, 0]
    assert [view.unread_mentions for view in office.ask(list_rooms, alice.id)] == [0, 0]


async def test_who_comes_later_is_named_from_then_on(office, people, group):
    (dave,) = await office.hire("dave")
    alice = people[0]
    assert (await send(office, alice, group, "@dave")).mentions == []
    await office.write(come, group, dave.id, "member")
    assert (await send(office, alice, group, "@dave")).mentions == [dave.id]
    await office.write(go, group, dave.id)
    assert (await send(office, alice, group, "@dave")).mentions == []


async def test_an_edit_is_stored_and_told_to_all_members(office, people, group):
    alice, bob, carol = people
    sent = await send(office, carol, group, "@bob")
    listeners = [office.listen(person) for person in people]
    edited = await office.write(edit_message, carol.id, sent.id, "@alice")
    assert (edited.content, edited.mentions, edited.seq) == ("@alice", [alice.id], sent.seq)
    assert edited.edited_at is not None
    assert office.ask(find_message, sent.id) == edited
    event = MessageEdited(room=group, seq=sent.seq + 1, message=edited, mentioned_before=[bob.id])
    assert [listener.heard for listener in listeners] == [[event]] * 3


async def test_what_changes_nothing_adds_no_event(office, people, room):
    alice, bob, _ = people
    sent = await send(office, alice, room)
    listener = office.listen(bob)
    assert await office.write(edit_message, alice.id, sent.id, "hello") == office.ask(find_message, sent.id)
    await office.write(delete_message, alice.id, sent.id)
    await office.write(delete_message, alice.id, sent.id)
    assert [type(event) for event in listener.heard] == [MessageDeleted]
    assert office.ask(list_rooms, bob.id)[0].last_seq == 2


async def test_a_deleted_message_keeps_its_place_alone(office, people, group):
    _, bob, carol = people
    sent = await send(office, carol, group, "secret @bob")
    listener = office.listen(bob)
    await office.write(delete_message, carol.id, sent.id)
    (left,) = messages_of(office, group)
    assert (left.id, left.seq, left.user, left.timestamp) == (sent.id, sent.seq, carol, sent.timestamp)
    assert (left.content, left.mentions, left.edited_at, left.deleted) == ("", [], None, True)
    event = MessageDeleted(room=group, seq=sent.seq + 1, message=left, by=carol.id, mentioned_before=[bob.id])
    assert listener.heard == [event]
    for table in (tables.messages, tables.log_entries, tables.mentions):
        assert "secret" not in str(office.ask(Connection.execute, table.select()).all())


async def test_nobody_edits_for_another_and_managers_delete_for_members(office, people, group):
    alice, bob, carol = people
    owners, admins, members = [await send(office, person, group) for person in people]
    for editor, message in ((alice, members), (bob, members), (carol, owners), (carol, admins)):
        code = await refused(office, edit_message, editor.id, message.id, "mine")
        assert code is ErrorCode.NOT_ALLOWED
    for message in (owners, admins):
        assert await refused(office, delete_message, carol.id, message.id) is ErrorCode.NOT_ALLOWED
    assert log_of(office, group) == ["hello"] * 3
    for deleter, message in ((alice, admins), (bob, owners), (bob, members)):
        await office.write(delete_message, deleter.id, message.id)
    assert log_of(office, group) == [""] * 3


async def test_in_a_direct_room_nobody_deletes_for_the_other(office, people, room):
    alice, bob, _ = people
    sent = await send(office, alice, room)
    assert await refused(office, delete_message, bob.id, sent.id) is ErrorCode.NOT_ALLOWED
    assert log_of(office, room) == ["hello"]


async def test_a_deleted_message_is_edited_no_more(office, people, room):
    alice = people[0]
    sent = await send(office, alice, room)
    await office.write(delete_message, alice.id, sent.id)
    assert await refused(office, edit_message, alice.id, sent.id, "again") is ErrorCode.MESSAGE_DELETED


async def test_a_message_of_a_foreign_room_and_a_missing_one_are_not_found_alike(office, people, room, group):
    carol = people[2]
    foreign, own = await send(office, people[0], room), await send(office, carol, group)
    await office.write(go, group, carol.id)
    for message_id in (foreign.id, own.id, MessageId(99)):
        for action, arguments in ((edit_message, ["x"]), (delete_message, [])):
            code = await refused(office, action, carol.id, message_id, *arguments)
            assert code is ErrorCode.NO_SUCH_MESSAGE
    assert (log_of(office, room), log_of(office, group)) == (["hello"], ["hello"])


async def test_an_edit_does_not_raise_the_editors_mark(office, people, room):
    alice, bob, _ = people
    sent = await send(office, alice, room)
    await send(office, bob, room)
    await office.write(edit_message, alice.id, sent.id, "changed")
    (view,) = office.ask(list_rooms, alice.id)
    assert (view.unread_count, view.read_seq, view.last_seq) == (1, 1, 3)


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
