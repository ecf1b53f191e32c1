import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.wire.codec import UnknownEntry
from backend.wire.live import (
    MemberAdded,
    MemberRemoved,
    MessageCreated,
    MessageDeleted,
    MessageEdited,
    ReadMarkMoved,
    RoleChanged,
    RoomChanged,
    UnreadMarked,
)
from backend.wire.types import Member, Preferences, RoomId, Seq, UserId
from desktop.client.state.room_record import RoomRecord
from tests.helpers.examples import ME, a_contact, a_message, a_room, a_user, created

BOB, EVE, ALICE = a_user(2, "Bob"), a_user(3, "Eve"), a_user(1, "Alice Doe")
ROOM = RoomId(7)


def _group(**about) -> RoomRecord:
    room = a_room(7, [BOB], name="Office", chat_type="group")
    return RoomRecord(msgspec.structs.replace(room, owner=ME, role="owner", **about), ME)


def _joined(seq: int, role: str = "member") -> MemberAdded:
    member = Member(**msgspec.structs.asdict(a_contact(3, "Eve")), role=role)
    return MemberAdded(room=ROOM, seq=Seq(seq), by=ME, member=member, user=EVE)


def _role(seq: int, user: int, role: str) -> RoleChanged:
    return RoleChanged(room=ROOM, seq=Seq(seq), by=ME, user=UserId(user), role=role)


def _left(seq: int, user: int) -> MemberRemoved:
    return MemberRemoved(room=ROOM, seq=Seq(seq), by=UserId(user), user=UserId(user))


def test_members_come_with_a_mark_of_their_own_and_go():
    record = _group()
    for entry in [*created([a_message(7, 1, author=ALICE)]), _joined(2)]:
        record.apply(entry)
    record.move_mark(ReadMarkMoved(room=ROOM, user=BOB.id, read_seq=Seq(1), unread_count=0, last_seq=Seq(2)))
    state = record.state()
    assert ([user.id for user in state.participants], state.others_read_seq) == ([1, 2, 3], 1)
    record.apply(_left(3, 2))
    assert (record.member_ids, record.state().others_read_seq, record.last_seq) == ({1, 3}, 2, 3)
    assert record.snapshot().participants_count == 2


def test_a_new_owner_makes_the_old_one_an_admin_and_who_leaves_has_no_role():
    record = _group()
    for entry in [_joined(1, "admin"), _role(2, 2, "owner")]:
        record.apply(entry)
    state = record.state()
    assert (state.owner, state.role, state.admins) == (2, "admin", (1, 3))
    record.apply(_role(3, 1, "member"))
    record.apply(_left(4, 2))
    state = record.state()
    assert (state.owner, state.role, state.admins) == (None, "member", (3,))


def test_a_room_gets_another_name():
    record = _group()
    change = RoomChanged(
        room=ROOM, seq=Seq(1), by=ME, name="Cellar", description="d", is_public=True, avatar="/a.png"
    )
    record.apply(change)
    state = record.state()
    assert (state.title, state.description, state.is_public, state.avatar) == ("Cellar", "d", True, "/a.png")


def test_what_the_snapshot_had_in_it_is_not_done_again():
    """A welcome is of now; the log that is caught up with below it must not bring yesterday back."""
    record = _group(last_seq=Seq(9))
    for entry in (_joined(4), _role(5, 2, "owner"), _left(6, 1)):
        record.apply(entry)
    assert (record.member_ids, record.state().owner, record.last_seq) == ({1, 2}, 1, 9)


def test_an_entry_that_says_nothing_moves_the_log_on():
    record = _group()
    record.apply(UnknownEntry(room=ROOM, seq=Seq(1)))
    assert record.state().last_seq == 1


def test_an_own_message_ahead_of_the_log_does_not_move_it():
    record = _group()
    [ahead] = created([a_message(7, 5, "mine", author=ALICE)])
    record.add_message(ahead)
    assert (record.state().last_text, record.last_seq, record.snapshot().last_seq) == ("mine", 0, 0)
    for entry in created([a_message(7, 1, "theirs")]):
        record.apply(entry)
    assert (record.state().last_text, record.state().unread_count) == ("mine", 0)


def test_the_last_words_are_those_that_were_said_last_as_they_are_now():
    record = _group()
    [message] = messages = created([a_message(7, 1, "helo")])
    record.apply(*messages)
    better = msgspec.structs.replace(message.message, content="hello")
    record.apply(MessageEdited(room=ROOM, seq=Seq(2), message=better))
    assert (record.state().last_text, record.state().last_is_deleted) == ("hello", False)
    gone = msgspec.structs.replace(better, content="", deleted=True)
    record.apply(MessageDeleted(room=ROOM, seq=Seq(3), message=gone, by=BOB.id))
    assert (record.state().last_text, record.state().last_is_deleted) == ("", True)


def test_the_next_message_shows_a_hidden_room_again():
    record = _group(preferences=Preferences(hidden=True, pinned=True))
    record.apply(*created([a_message(7, 1)]))
    assert record.state().preferences == Preferences(pinned=True)


def test_a_room_marked_unread_is_so_until_the_next_read():
    record = _group(last_seq=Seq(9), read_seq=Seq(9))
    unread = UnreadMarked(room=ROOM, unread_from=Seq(8), unread_count=2, unread_mentions=1, last_seq=Seq(9))
    record.mark_unread(unread)
    state = record.state()
    assert (state.unread_count, state.unread_mentions, state.unread_from, state.read_seq) == (2, 1, 8, 9)
    assert state.unread_after == 7
    record.mark_unread(msgspec.structs.replace(unread, last_seq=Seq(8)))
    record.move_mark(ReadMarkMoved(room=ROOM, user=ME, read_seq=Seq(9), unread_count=0, last_seq=Seq(9)))
    state = record.state()
    assert (state.unread_count, state.unread_mentions, state.unread_from, state.unread_after) == (
        0,
        0,
        None,
        9,
    )


def test_the_picture_of_a_direct_room_is_the_other_person_s():
    record = RoomRecord(a_room(7, [BOB]), ME)
    record.change_profile(a_user(2, "Robert Stone"), "/b.png")
    record.change_profile(a_user(1, "Alicia Doe"), "/a.png")
    state = record.state()
    assert (state.title, state.avatar) == ("Robert Stone", "/b.png")
    assert [user.full_name for user in state.participants] == ["Alicia Doe", "Robert Stone"]


class _Server:
    """A room of two as the server keeps it: its log, and how it counts for Alice."""

    def __init__(self) -> None:
        self.messages = []
        self.log = []
        self.read_seq = 0
        self.unread_from: int | None = None

    def now(self, entry):
        """An entry as it is replayed: with its message as that is now."""
        message = next(known for known in self.messages if known.id == entry.message.id)
        return msgspec.structs.replace(entry, message=message)

    def unread(self):
        floor = self.read_seq if self.unread_from is None else min(self.read_seq, self.unread_from - 1)
        found = [m for m in self.messages if m.seq > floor and m.user.id != ME and not m.deleted]
        return len(found), sum(ME in message.mentions for message in found)

    def room(self):
        count, mentions = self.unread()
        last = self.messages[-1] if self.messages else None
        bob = max((message.seq for message in self.messages if message.user.id == BOB.id), default=0)
        return msgspec.structs.replace(
            a_room(7, [BOB], unread=count, read_seq=self.read_seq, last=last, others_read_seq=bob),
            last_seq=Seq(len(self.log)),
            unread_mentions=mentions,
            unread_from=self.unread_from,
        )

    def write(self, number: int, flag: bool):
        seq = len(self.log) + 1
        author, mentions = (ALICE, []) if number == 0 else (BOB, [ME] if flag else [])
        message = msgspec.structs.replace(a_message(7, seq, author=author), mentions=mentions)
        self.messages.append(message)
        if author is ALICE:
            self.read_seq, self.unread_from = seq, None
        return self._append(MessageCreated(room=ROOM, seq=Seq(seq), message=message))

    def edit(self, number: int, flag: bool):
        return self._revise(number, MessageEdited, mentions=[ME] if flag else [])

    def delete(self, number: int, _flag: bool):
        return self._revise(number, MessageDeleted, mentions=[], deleted=True, content="")

    def read(self, number: int, _flag: bool):
        if (place := min(number, len(self.log))) <= self.read_seq:
            return None
        self.read_seq, self.unread_from = place, None
        count, mentions = self.unread()
        return ReadMarkMoved(
            room=ROOM,
            user=ME,
            read_seq=Seq(place),
            unread_count=count,
            unread_mentions=mentions,
            last_seq=Seq(len(self.log)),
        )

    def mark(self, number: int, flag: bool):
        self.unread_from = max(1, min(number, len(self.log))) if flag else None
        count, mentions = self.unread()
        return UnreadMarked(
            room=ROOM,
            unread_from=self.unread_from,
            unread_count=count,
            unread_mentions=mentions,
            last_seq=Seq(len(self.log)),
        )

    def _revise(self, number: int, kind, **changed):
        alive = [place for place, message in enumerate(self.messages) if not message.deleted]
        if not alive:
            return None
        place = alive[number % len(alive)]
        before = self.messages[place]
        self.messages[place] = msgspec.structs.replace(before, **changed)
        about = {"by": BOB.id} if kind is MessageDeleted else {}
        return self._append(
            kind(
                room=ROOM,
                seq=Seq(len(self.log) + 1),
                message=self.messages[place],
                mentioned_before=before.mentions,
                **about,
            )
        )

    def _append(self, entry):
        self.log.append(entry)
        return entry


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["write", "write", "edit", "delete", "read", "mark", "away", "back", "restart", "keep"]
        ),
        st.integers(0, 9),
        st.booleans(),
    ),
    max_size=30,
)


class _Device:
    """Follows the server's room: by events while it is here, by a snapshot and a replay after an absence."""

    def __init__(self, server: _Server) -> None:
        self.server = server
        self.is_here = True
        self.record = RoomRecord(a_room(7, [BOB]), ME)
        self.cursor = 0
        self.keep()

    def keep(self) -> None:
        """What a restart begins with is of now."""
        self.kept, self.marks = self.record.snapshot(), []

    def away(self) -> None:
        self.is_here = False

    def back(self) -> None:
        self.is_here = True
        self.record = RoomRecord(self.server.room(), ME)
        self.keep()
        self.replay(self.record, self.cursor, len(self.server.log))
        self.cursor = len(self.server.log)

    def restart(self) -> None:
        anew = RoomRecord(self.kept, ME)
        self.replay(anew, self.kept.last_seq, self.cursor)
        for mark in self.marks:
            anew.move_mark(mark)
        if self.is_here:
            assert anew.state() == self.record.state()
            self.record = anew

    def replay(self, record: RoomRecord, after: int, end: int) -> None:
        for entry in self.server.log[after:end]:
            record.apply(self.server.now(entry))

    def take(self, event) -> None:
        match event:
            case None:
                return
            case ReadMarkMoved():
                self.record.move_mark(event)
                self.marks = [event]
            case UnreadMarked():
                self.record.mark_unread(event)
                self.keep()
            case _:
                self.record.apply(event)
        self.cursor = len(self.server.log)


@settings(deadline=None, max_examples=200)
@given(STEPS)
def test_counts_are_the_server_s_after_any_mixture_of_events_absences_and_restarts(steps):
    """A welcome is of now, and the log below it comes again; a restart has an old snapshot to begin with."""
    server = _Server()
    device = _Device(server)
    for verb, number, flag in [*steps, ("back", 0, True), ("restart", 0, True)]:
        if verb in {"away", "back", "restart", "keep"}:
            getattr(device, verb)()
        else:
            event = getattr(server, verb)(number, flag)
            if device.is_here:
                device.take(event)
        if device.is_here:
            state = device.record.state()
            assert (state.unread_count, state.unread_mentions) == server.unread()
            assert (state.read_seq, state.unread_from) == (server.read_seq, server.unread_from)
            assert state.last_seq == len(server.log)
