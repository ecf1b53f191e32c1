from hypothesis import given, settings
from hypothesis import strategies as st

from backend.wire.live import ReadMarkMoved
from backend.wire.types import RoomId, Seq, UserId
from desktop.client.state.changes import RoomAdded, RoomChanged, TicksMoved, TypingChanged
from desktop.client.state.room_record import LastWords
from desktop.client.state.rooms import Rooms
from tests.helpers.examples import ME, NOON, a_message, a_room, a_user, created

BOB, EVE, ALICE = a_user(2, "Bob"), a_user(3, "Eve"), a_user(1, "Alice Doe")
ROOM = RoomId(7)


def _rooms(*rooms):
    told = []
    state = Rooms(told.append)
    state.reset(rooms or [a_room(7, [BOB])], ME)
    return state, told


def _mark(user: int, read_seq: int, *, unread: int = 0, last_seq: int = 0) -> ReadMarkMoved:
    return ReadMarkMoved(
        room=ROOM, user=UserId(user), read_seq=Seq(read_seq), unread_count=unread, last_seq=Seq(last_seq)
    )


def _from(author, *seqs):
    return created(a_message(7, seq, author=author) for seq in seqs)


def test_a_direct_room_is_called_as_the_other_person_and_a_group_by_its_name():
    rooms, _ = _rooms(a_room(7, [BOB]), a_room(8, [BOB, EVE], name="Office", chat_type="group"))
    assert (rooms.get(7).title, rooms.get(7).other_user_id) == ("Bob", 2)
    assert (rooms.get(8).title, rooms.get(8).other_user_id) == ("Office", None)
    assert rooms.find_direct(UserId(2)).room_id == 7
    assert rooms.find_direct(UserId(3)) is None


def test_the_newest_words_come_first_and_pending_ones_count():
    rooms, _ = _rooms(
        a_room(7, [BOB], last=a_message(7, 5)), a_room(8, [EVE], last=a_message(8, 9)), a_room(9, [BOB, EVE])
    )
    assert [room.room_id for room in rooms.ordered()] == [8, 7, 9]
    rooms.set_last_pending(ROOM, LastWords("on its way", ME, NOON.replace(hour=20)))
    assert [room.room_id for room in rooms.ordered()] == [7, 8, 9]
    assert rooms.get(7).last_text == "on its way"
    rooms.set_last_pending(ROOM, None)
    assert rooms.get(7).last_text == "Message 5"


def test_others_messages_count_as_unread_and_own_ones_end_that():
    rooms, told = _rooms()
    rooms.apply(ROOM, _from(BOB, 1, 2))
    assert (rooms.get(7).unread_count, rooms.total_unread) == (2, 2)
    rooms.apply(ROOM, _from(ALICE, 3))
    assert (rooms.get(7).unread_count, rooms.get(7).read_seq) == (0, 3)
    rooms.apply(ROOM, _from(BOB, 4))
    assert rooms.get(7).unread_count == 1
    assert RoomChanged(ROOM) in told


def test_what_the_server_counted_is_not_counted_again():
    rooms, _ = _rooms(a_room(7, [BOB], unread=3, read_seq=2, last=a_message(7, 5)))
    rooms.apply(ROOM, _from(BOB, 3, 4, 5))  # caught up from the log
    assert rooms.get(7).unread_count == 3
    rooms.apply(ROOM, _from(BOB, 6))
    assert rooms.get(7).unread_count == 4


def test_a_mark_of_mine_brings_the_server_s_count_and_what_came_after_it_is_added():
    rooms, _ = _rooms()
    rooms.apply(ROOM, _from(BOB, 1, 2, 3, 4, 5))
    rooms.move_mark(_mark(1, 2, unread=1, last_seq=3))
    assert (rooms.get(7).read_seq, rooms.get(7).unread_count) == (2, 3)


def test_a_mark_never_goes_back():
    rooms, told = _rooms()
    rooms.apply(ROOM, _from(BOB, 1, 2, 3))
    rooms.move_mark(_mark(1, 3, unread=0, last_seq=3))
    told.clear()
    rooms.move_mark(_mark(1, 1, unread=2, last_seq=3))
    assert (rooms.get(7).read_seq, rooms.get(7).unread_count, told) == (3, 0, [])
    rooms.move_mark(_mark(2, 2))
    rooms.move_mark(_mark(2, 1))
    assert rooms.get(7).others_read_seq == 3, "who writes has read what stands above"


def test_ticks_move_when_the_last_of_the_others_has_read():
    rooms, told = _rooms(a_room(7, [BOB, EVE], name="Office", chat_type="group"))
    rooms.apply(ROOM, _from(ALICE, 1))
    rooms.move_mark(_mark(2, 1))
    assert (rooms.get(7).others_read_seq, TicksMoved(ROOM) in told) == (0, False)
    rooms.move_mark(_mark(3, 1))
    assert (rooms.get(7).others_read_seq, TicksMoved(ROOM) in told) == (1, True)


def test_alone_in_a_room_nobody_has_read_anything():
    rooms, _ = _rooms(a_room(7, [], name="Notes", chat_type="group"))
    rooms.apply(ROOM, _from(ALICE, 1))
    assert rooms.get(7).others_read_seq == 0


def test_typing_ends_with_the_message_and_says_nothing_of_the_row():
    rooms, told = _rooms()
    rooms.set_typing(ROOM, UserId(2), is_typing=True)
    rooms.set_typing(ROOM, UserId(2), is_typing=True)
    rooms.set_typing(ROOM, ME, is_typing=True)
    assert (rooms.get(7).typing, told) == ((2,), [TypingChanged(ROOM)])
    rooms.apply(ROOM, _from(BOB, 1))
    assert rooms.get(7).typing == ()
    rooms.set_typing(ROOM, UserId(2), is_typing=True)
    rooms.clear_typing()
    assert rooms.get(7).typing == ()


def test_a_room_that_is_known_stays_as_it_is():
    rooms, told = _rooms()
    rooms.apply(ROOM, _from(BOB, 1))
    rooms.add(a_room(7, [BOB]), ME)
    rooms.add(a_room(8, [EVE]), ME)
    assert rooms.get(7).unread_count == 1
    assert told[-1] == RoomAdded(RoomId(8))


def test_what_is_said_of_unknown_rooms_is_dropped():
    rooms, told = _rooms()
    rooms.apply(RoomId(99), created([a_message(99, 1)]))
    rooms.move_mark(ReadMarkMoved(room=RoomId(99), user=ME, read_seq=Seq(1), unread_count=0, last_seq=Seq(1)))
    rooms.set_typing(RoomId(99), UserId(2), is_typing=True)
    rooms.set_last_pending(RoomId(99), None)
    assert (told, rooms.get(RoomId(99))) == ([], None)


def test_a_snapshot_is_where_a_device_can_go_on_from():
    rooms, _ = _rooms(a_room(7, [BOB], unread=1, last=a_message(7, 1)))
    rooms.apply(ROOM, _from(BOB, 2, 3))
    rooms.move_mark(_mark(1, 2, unread=1, last_seq=3))
    again, _ = _rooms(rooms.snapshot(ROOM))
    assert again.get(ROOM) == rooms.get(ROOM)
    for state in (rooms, again):
        state.apply(ROOM, _from(ALICE, 4))
        state.apply(ROOM, _from(BOB, 5))
    assert again.get(ROOM) == rooms.get(ROOM)
    assert rooms.snapshot(RoomId(99)) is None


class _Log:
    """A room as the server counts it: who wrote what, and how far each has read."""

    def __init__(self) -> None:
        self.authors: list[int] = []
        self.read = {1: 0, 2: 0}

    def unread(self) -> int:
        return sum(author != 1 for author in self.authors[self.read[1] :])


STEPS = st.lists(
    st.tuples(st.sampled_from(["write", "read"]), st.integers(1, 2), st.integers(0, 9)), max_size=30
)


@settings(deadline=None, max_examples=100)
@given(STEPS, st.randoms(use_true_random=False))
def test_unread_is_the_server_s_count_however_late_and_doubled_the_marks_arrive(steps, rng):
    """Messages come in order; marks overtake them, are delayed, and come twice."""
    log, rooms = _Log(), _rooms()[0]
    late = []
    for verb, user, place in steps:
        if verb == "write":
            log.authors.append(user)
            log.read[user] = len(log.authors)
            rooms.apply(ROOM, _from(a_user(user), len(log.authors)))
        else:
            log.read[user] = max(log.read[user], min(place, len(log.authors)))
            late.append(_mark(user, log.read[user], unread=log.unread(), last_seq=len(log.authors)))
        while late and rng.random() < 0.5:
            event = rng.choice(late)
            if rng.random() < 0.8:
                late.remove(event)
            rooms.move_mark(event)
    newest = [_mark(user, log.read[user], unread=log.unread(), last_seq=len(log.authors)) for user in (1, 2)]
    for event in rng.sample([*late, *newest], len(late) + 2):
        rooms.move_mark(event)
    room = rooms.get(ROOM)
    assert (room.unread_count, room.read_seq) == (log.unread(), log.read[1])
    assert room.others_read_seq == log.read[2]
