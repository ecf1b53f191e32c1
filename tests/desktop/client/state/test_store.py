from backend.wire.live import (
    MessageCreated,
    PresenceChanged,
    ReadMarkMoved,
    RoomCreated,
    SessionEnded,
    Trouble,
    Typing,
)
from backend.wire.types import RoomId, Seq, UserId
from desktop.client.state.changes import (
    Connection,
    ConnectionChanged,
    PersonChanged,
    RoomAdded,
    RoomChanged,
    RoomsReset,
    SignedOut,
    TicksMoved,
    TypingChanged,
)
from desktop.client.state.store import Store
from desktop.client.state.timelines import EntryState
from tests.helpers.examples import NOON, a_contact, a_message, a_pending, a_room, a_store, a_user
from tests.helpers.scripted_server import a_welcome

BOB, EVE, ALICE = a_user(2, "Bob"), a_user(3, "Eve"), a_user(1, "Alice Doe")
ROOM = RoomId(7)


def _watched() -> tuple[Store, list]:
    store = a_store([a_room(7, [BOB])], [a_contact(2, "Bob")])
    told = []
    store.changes.subscribe(told.append)
    return store, told


def _created(seq: int, author=BOB, text: str = "") -> MessageCreated:
    return MessageCreated(room=ROOM, seq=Seq(seq), message=a_message(7, seq, text, author=author))


def test_a_welcome_is_everything_there_is():
    store = Store()
    told = []
    store.changes.subscribe(told.append)
    store.apply(a_welcome(a_room(7, [BOB], unread=2), people=[a_contact(2, "Bob", is_online=True)]))
    assert (store.me, store.total_unread) == (ALICE, 2)
    assert store.people.get(UserId(2)).is_online
    assert told == [RoomsReset()]


def test_each_event_means_something():
    store, told = _watched()
    store.apply(_created(1))
    store.apply(Typing(room=ROOM, user=UserId(2), username="user2", is_typing=True))
    store.apply(ReadMarkMoved(room=ROOM, user=UserId(2), read_seq=Seq(2), unread_count=0, last_seq=Seq(2)))
    store.apply(PresenceChanged(user=UserId(2), is_online=True, last_seen=None))
    store.apply(RoomCreated(room=a_room(8, [EVE]), people=[a_contact(3, "Eve")]))
    before = len(told)
    store.apply(SessionEnded(reason="revoked"))
    store.apply(Trouble(code="bad_frame", message=""))
    assert len(told) == before
    assert told == [
        TicksMoved(ROOM),
        RoomChanged(ROOM),
        TypingChanged(ROOM),
        TicksMoved(ROOM),
        RoomChanged(ROOM),
        PersonChanged(2),
        PersonChanged(3),
        RoomAdded(RoomId(8)),
    ]


def test_events_applied_twice_make_the_same_state():
    store, _ = _watched()
    store.timelines.of(ROOM).reset([], has_older=False)
    for event in [_created(1), _created(2), _created(1), _created(2)]:
        store.apply(event)
    assert store.rooms.get(ROOM).unread_count == 2
    assert [entry.seq for entry in store.timelines.of(ROOM)] == [1, 2]


def test_the_last_word_is_what_was_just_written_until_it_fails():
    store, _ = _watched()
    store.apply(_created(1, text="hello"))
    store.add_pending(ROOM, a_pending("c", "on its way", at=NOON))
    assert store.rooms.get(ROOM).last_text == "on its way"
    store.change_pending(ROOM, "c", EntryState.FAILED, "no_such_room")
    assert store.rooms.get(ROOM).last_text == "hello"
    store.change_pending(ROOM, "c", EntryState.QUEUED)
    store.remove_pending(ROOM, "c")
    assert store.rooms.get(ROOM).last_text == "hello"


def test_a_new_welcome_keeps_what_is_on_its_way_and_tells_of_ticks():
    store, told = _watched()
    store.add_pending(ROOM, a_pending("c", "on its way"))
    told.clear()
    store.apply(a_welcome(a_room(7, [BOB], others_read_seq=4)))
    assert store.rooms.get(ROOM).last_text == "on its way"
    assert told == [RoomsReset(), RoomChanged(ROOM), TicksMoved(ROOM)]


def test_signing_out_forgets_everything_that_was_the_person_s():
    store, told = _watched()
    store.timelines.of(ROOM).reset([], has_older=False)
    store.add_pending(ROOM, a_pending("c", "secret"))
    store.set_connection(Connection.ONLINE)
    store.set_connection(Connection.ONLINE)
    told.clear()
    store.sign_out("revoked")
    assert (store.me, store.rooms.ordered(), store.people.all()) == (None, [], [])
    assert len(store.timelines.of(ROOM)) == 0
    assert told[-2:] == [ConnectionChanged(Connection.SIGNED_OUT), SignedOut("revoked")]


def test_after_signing_out_a_late_event_changes_nothing():
    store, _ = _watched()
    store.sign_out("revoked")
    store.apply(_created(1))
    store.apply(RoomCreated(room=a_room(8, [EVE]), people=[]))
    assert (store.rooms.ordered(), store.rooms.total_unread) == ([], 0)
    assert store.timelines.of(ROOM).confirmed_count == 0
