"""What the writer remembers equals the database, and is read anew once it may not."""

from msgspec.structs import replace

from backend.store import memory as module
from backend.store.memory import Memory
from backend.store.rooms import update_last_seqs, update_read_marks
from backend.wire.types import RoomId
from tests.helpers.rows import add_group, add_user, ids, say


def test_a_room_is_remembered_with_its_people_and_marks(connection):
    people = [add_user(connection, name) for name in ("alice", "bob")]
    room_id = add_group(connection, *people)
    say(connection, room_id, people[0], "one", "two")
    update_read_marks(connection, {(room_id, people[1].id): 1})
    room = Memory().find_room(connection, room_id)
    assert (room.id, room.last_seq) == (room_id, 2)
    assert room.roles == {people[0].id: "owner", people[1].id: "member"}
    assert room.audience == tuple(ids(people))
    assert room.marks.by_user == {people[0].id: 0, people[1].id: 1}


def test_it_asks_once_and_again_after_it_forgot(connection):
    memory = Memory()
    room_id = add_group(connection, add_user(connection, "alice"))
    first = memory.find_room(connection, room_id)
    update_last_seqs(connection, {room_id: 7})
    assert memory.find_room(connection, room_id) is first
    memory.forget()
    assert memory.find_room(connection, room_id).last_seq == 7


def test_a_room_that_does_not_exist_may_exist_later(connection):
    memory = Memory()
    assert memory.find_room(connection, RoomId(1)) is None
    assert add_group(connection, add_user(connection, "alice")) == 1
    assert memory.find_room(connection, RoomId(1)) is not None


def test_message_ids_are_taken_one_by_one_and_given_back_by_forgetting(connection):
    memory = Memory()
    assert [memory.take_message_id(connection) for _ in range(3)] == [1, 2, 3]
    memory.forget()
    assert memory.take_message_id(connection) == 1


def test_the_longest_known_rooms_are_let_go_past_the_bound(connection, monkeypatch):
    monkeypatch.setattr(module, "ROOMS_KEPT", 2)
    memory = Memory()
    alice = add_user(connection, "alice")
    rooms = [memory.find_room(connection, add_group(connection, alice)) for _ in range(3)]
    memory.trim()
    found = [memory.find_room(connection, room.id) is room for room in rooms]
    assert found == [False, True, True]


def test_a_member_is_named_by_the_name_that_the_account_has_now(connection):
    memory = Memory()
    alice, bob = (add_user(connection, name) for name in ("alice", "bob"))
    room = memory.find_room(connection, add_group(connection, alice, bob))
    assert memory.find_mentioned(connection, room, [["bob.", "bob"], ["bob"], ["carol"]]) == [bob.id]
    memory.keep_user(replace(bob, username="carol"))
    assert memory.find_mentioned(connection, room, [["bob"]]) == []
    assert memory.find_mentioned(connection, room, [["carol"]]) == [bob.id]


def test_who_is_alone_keeps_what_the_other_had_read(connection):
    alice, bob = (add_user(connection, name) for name in ("alice", "bob"))
    room_id = add_group(connection, alice, bob)
    say(connection, room_id, alice, "one", "two")
    update_read_marks(connection, {(room_id, bob.id): 1})
    room = Memory().find_room(connection, room_id)
    room.remove(bob.id)
    assert (room.audience, room.marks.floor) == ((alice.id,), 1)
    assert [room.marks.is_read(alice.id, seq) for seq in (1, 2)] == [True, False]
    room.add(bob.id, "member", 3)
    assert room.audience == (alice.id, bob.id)
    assert room.unread_floor(bob.id) == 3
