import msgspec

from backend.wire.live import (
    MemberAdded,
    MemberRemoved,
    MessageCreated,
    PreferencesChanged,
    PresenceChanged,
    ProfileChanged,
    ReadMarkMoved,
    RoomCreated,
    RoomGone,
    SessionEnded,
    Trouble,
    Typing,
    UnreadMarked,
)
from backend.wire.types import Member, Preferences, RoomId, Seq, UserId
from desktop.client.state.changes import (
    Connection,
    ConnectionChanged,
    MessageRevised,
    PersonChanged,
    RoomAdded,
    RoomChanged,
    RoomRemoved,
    RoomsReset,
    SignedOut,
    TicksMoved,
    TypingChanged,
)
from desktop.client.state.entries import EntryState
from desktop.client.state.store import Store
from tests.helpers.examples import (
    NOON,
    a_contact,
    a_message,
    a_pending,
    a_room,
    a_store,
    a_user,
    created,
    deleted,
    edited,
)
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


def test_an_administrator_is_one_until_the_server_says_otherwise_or_the_session_ends():
    store = Store()
    assert not store.is_admin
    for is_admin in (True, False, True):
        store.apply(msgspec.structs.replace(a_welcome(), is_admin=is_admin))
        assert store.is_admin is is_admin
    store.sign_out("logged_out")
    assert not store.is_admin


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


def test_a_room_that_is_gone_takes_its_talk_and_its_strangers_along():
    store = a_store([a_room(7, [BOB]), a_room(8, [EVE])], [a_contact(2, "Bob"), a_contact(3, "Eve")])
    store.timelines.of(ROOM).reset([], has_older=False)
    store.apply(_created(1))
    store.add_pending(ROOM, a_pending("c", "unsent"))
    told = []
    store.changes.subscribe(told.append)
    store.apply(RoomGone(room=ROOM))
    store.apply(RoomGone(room=ROOM))
    assert [room.room_id for room in store.rooms.ordered()] == [8]
    assert [person.id for person in store.people.all()] == [3]
    assert [entry.content for entry in store.timelines.of(ROOM)] == ["unsent"]
    assert told[:2] == [RoomRemoved(ROOM), PersonChanged(2)]


def test_members_come_and_go_with_what_is_known_of_them():
    store = a_store([a_room(7, [BOB], name="Office", chat_type="group")], [a_contact(2, "Bob")])
    member = Member(**msgspec.structs.asdict(a_contact(3, "Eve", is_online=True)), role="member")
    store.apply(MemberAdded(room=ROOM, seq=Seq(1), by=ALICE.id, member=member, user=EVE))
    assert store.people.get(EVE.id) == a_contact(3, "Eve", is_online=True)
    store.apply(MemberRemoved(room=ROOM, seq=Seq(2), by=EVE.id, user=EVE.id))
    assert store.people.get(EVE.id) is None
    assert [user.id for user in store.rooms.get(ROOM).participants] == [1, 2]


def test_another_name_is_shown_everywhere_also_of_what_was_said_before():
    store, told = _watched()
    store.timelines.of(ROOM).reset([], has_older=False)
    store.apply(_created(1))
    store.apply(ProfileChanged(user=a_user(2, "Robert Stone"), avatar="/b.png"))
    store.apply(_created(2))
    assert store.rooms.get(ROOM).title == store.people.get(UserId(2)).full_name == "Robert Stone"
    assert [entry.author_name for entry in store.timelines.of(ROOM)] == ["Robert Stone"] * 2
    store.apply(ProfileChanged(user=a_user(1, "Alicia Doe"), avatar="/a.png"))
    assert (store.me.full_name, store.my_avatar) == ("Alicia Doe", "/a.png")
    assert PersonChanged(1) in told


def test_an_edit_and_a_deletion_are_seen_in_the_talk_and_in_the_row():
    store, told = _watched()
    store.timelines.of(ROOM).reset([], has_older=False)
    first, second = a_message(7, 1, author=BOB), a_message(7, 2, author=BOB)
    store.apply_entries(ROOM, [*created([first, second]), edited(second, 3, "better"), deleted(first, 4)])
    revised = [change.entry for change in told if isinstance(change, MessageRevised)]
    assert [(entry.content, entry.deleted) for entry in revised] == [("better", False), ("", True)]
    assert [(entry.content, entry.deleted) for entry in store.timelines.of(ROOM)] == [
        ("", True),
        ("better", False),
    ]
    room = store.rooms.get(ROOM)
    assert (room.last_text, room.unread_count, room.last_seq) == ("better", 1, 4)


def test_what_the_person_wants_of_a_room():
    store, _ = _watched()
    store.apply(PreferencesChanged(room=ROOM, preferences=Preferences(pinned=True)))
    store.apply(
        UnreadMarked(room=ROOM, unread_from=Seq(1), unread_count=3, unread_mentions=1, last_seq=Seq(5))
    )
    room = store.rooms.get(ROOM)
    assert (room.preferences.pinned, room.unread_count, room.unread_mentions) == (True, 3, 1)
