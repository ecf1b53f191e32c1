"""The notifier over a real state: what goes up on the board, when, and what takes it down."""

from datetime import timedelta

import msgspec
import pytest

from backend.wire.live import ReadMarkMoved, RoomGone
from backend.wire.types import Message, Preferences, RoomId, Seq
from desktop.client.state.store import Store
from desktop.i18n import install_language
from desktop.models.choices import Choices
from desktop.models.do_not_disturb import DoNotDisturb, QuietFor
from desktop.models.notification_rules import Sound
from desktop.system.notification_board import Board, Note
from desktop.system.notifications import Notifier
from tests.helpers.examples import ME, NOON, a_message, a_room, a_store, a_user, created, deleted

BOB, ANNA, EVE = a_user(2, "Bob"), a_user(3, "Anna"), a_user(4, "Eve")


class FakeClock:
    """Both clocks, wound together."""

    def __init__(self):
        self.seconds = 1_000.0

    def now(self):
        return NOON + timedelta(seconds=self.seconds - 1_000)

    def monotonic(self):
        return self.seconds


class Wall(Board):
    """A board that one can look at."""

    def __init__(self):
        super().__init__()
        self.notes: dict[str, Note] = {}
        self.shown = 0

    def show(self, note):
        self.notes[note.tag] = note
        self.shown += 1

    def withdraw(self, tag):
        self.notes.pop(tag, None)


class Chair:
    """Surroundings that a test arranges: at first the person isn't there."""

    is_active = is_visible = is_locked = is_at_bottom = False
    open_room = None


class Office:
    """A notifier with all that it needs, and people who speak."""

    def __init__(self):
        self.clock = FakeClock()
        self.store: Store = a_store(
            [
                a_room(1, [BOB]),
                a_room(2, [ANNA]),
                a_room(3, [BOB, ANNA, EVE], name="Team", chat_type="group"),
            ]
        )
        self.wall, self.chair, self.choices = Wall(), Chair(), Choices()
        self.quiet = DoNotDisturb(self.choices)
        self.notifier = Notifier(self.store, self.wall, self.choices, self.quiet, self.chair, self.clock)
        self.sounds = []
        self.notifier.sounded.connect(self.sounds.append)
        self._seqs = dict.fromkeys((1, 2, 3), 0)

    def say(self, room: int, text: str, *, author=BOB, is_live=True, age=0, mentions=()) -> Message:
        """Somebody says something in a room; it arrives now."""
        self._seqs[room] += 1
        at = self.clock.now() - timedelta(seconds=age)
        message = a_message(room, self._seqs[room], text, author=author, at=at)
        message = msgspec.structs.replace(message, mentions=list(mentions))
        self.store.apply_entries(RoomId(room), created([message]))
        self.store.tell_arrivals([message], {message.seq} if is_live else ())
        return message

    def look(self) -> list[tuple[str, str, str]]:
        """What hangs on the board after the notifier had its turn."""
        self.notifier.put_up()
        return sorted((note.tag, note.title, note.text) for note in self.wall.notes.values())

    def read(self, room: int, seq: int) -> None:
        """It was read, somewhere."""
        self.store.apply(
            ReadMarkMoved(
                room=RoomId(room),
                user=ME,
                read_seq=Seq(seq),
                unread_count=self._seqs[room] - seq,
                unread_mentions=0,
                last_seq=Seq(self._seqs[room]),
            )
        )


@pytest.fixture
def office(qapp):
    install_language(qapp, "en")
    office = Office()
    yield office
    office.notifier.close()
    assert office.wall.notes == {}


def test_each_chat_has_one_note_and_a_sound(office):
    office.say(1, "Hello")
    office.say(3, "Lunch?", author=ANNA)
    assert office.look() == [("1", "Bob", "Hello"), ("3", "Team", "Anna: Lunch?")]
    office.say(1, "Are you there?")
    assert office.look()[0] == ("1", "Bob", "Hello\nAre you there?")
    assert office.sounds == [Sound.FULL] * 3


def test_it_goes_up_by_itself_and_a_flood_goes_along(office, qtbot):
    for number in range(100):
        office.say(1, f"{number}")
    qtbot.waitUntil(lambda: bool(office.wall.notes))
    assert office.wall.notes["1"].text == "97\n98\n99"
    assert office.wall.shown == 1


def test_what_is_read_anywhere_is_taken_down(office):
    office.say(1, "one")
    office.say(1, "two")
    assert len(office.look()) == 1
    office.read(1, 1)
    assert office.look() == [("1", "Bob", "one\ntwo")]
    office.read(1, 2)
    assert office.look() == []


def test_what_is_deleted_can_no_longer_be_read_on_the_board(office):
    first = office.say(1, "my password")
    second = office.say(1, "ups")
    assert len(office.look()) == 1
    office.store.apply_entries(RoomId(1), [deleted(first, 3)])
    assert office.look() == [("1", "Bob", "ups")]
    office.store.apply_entries(RoomId(1), [deleted(second, 4)])
    assert office.look() == []


def test_a_room_that_is_gone_takes_its_note_along(office):
    office.say(1, "Hello")
    assert len(office.look()) == 1
    office.store.apply(RoomGone(room=RoomId(1)))
    assert office.look() == []


def test_signing_out_takes_everything_down(office):
    office.say(1, "Hello")
    office.say(2, "old", author=ANNA, is_live=False, age=1_000)
    assert len(office.look()) == 2
    office.store.sign_out("logged_out")
    assert office.look() == []


def test_a_burst_over_several_chats_becomes_one_note(office):
    office.say(1, "1")
    office.say(2, "2", author=ANNA)
    office.say(3, "3", author=EVE)
    assert len(office.look()) == 3
    office.clock.seconds += 1
    office.say(3, "4", author=EVE)
    assert office.look() == [("summary", "4 new messages", "Bob, Anna, Team")]
    office.clock.seconds += 10
    office.say(1, "later")
    assert [note[0] for note in office.look()] == ["1", "summary"]
    for room, seq in ((1, 2), (2, 1), (3, 2)):
        office.read(room, seq)
    assert office.look() == []


def test_a_talk_in_one_chat_is_no_burst(office):
    for number in range(10):
        office.say(1, f"{number}")
    assert [note[0] for note in office.look()] == ["1"]


def test_what_came_while_away_is_one_summary_without_a_sound(office):
    office.say(1, "old", is_live=False, age=121)
    office.say(2, "older", author=ANNA, is_live=False, age=5_000)
    assert office.look() == [("summary", "2 new messages", "Bob, Anna")]
    assert office.sounds == []
    office.say(3, "a short cut of the network", is_live=False, age=100)
    assert ("3", "Team", "Bob: a short cut of the network") in office.look()


def test_a_message_waits_for_the_other_device_and_is_dropped_when_read_there(office):
    office.store.other_devices.last_active = office.clock.seconds - 10
    office.say(1, "read there")
    office.say(2, "not read there", author=ANNA)
    assert office.look() == []
    office.clock.seconds += 20
    office.read(1, 1)
    office.notifier.tell_late()
    assert office.look() == []
    office.clock.seconds += 10
    office.notifier.tell_late()
    assert office.look() == [("2", "Anna", "not read there")]
    assert office.sounds == []


def test_do_not_disturb_keeps_still(office):
    office.quiet.turn_on(QuietFor.UNTIL_TURNED_OFF)
    office.say(1, "Hello")
    assert office.look() == []
    assert office.sounds == []
    office.quiet.turn_off()
    office.say(1, "Hello again")
    assert len(office.look()) == 1


def test_before_an_active_window_another_chat_sounds_softly(office):
    office.chair.is_active = office.chair.is_visible = office.chair.is_at_bottom = True
    office.chair.open_room = RoomId(2)
    office.say(1, "Hello")
    office.say(2, "seen", author=ANNA)
    assert office.look() == []
    assert office.sounds == [Sound.SOFT]
    office.choices.update(notify_while_active=True, notification_sounds=False)
    office.say(1, "Hello")
    assert len(office.look()) == 1
    assert office.sounds == [Sound.SOFT]


def test_the_wishes_of_a_room_are_kept(office):
    office.store.rooms.set_preferences(RoomId(1), Preferences(muted_until=NOON + timedelta(days=1)))
    office.store.rooms.set_preferences(RoomId(3), Preferences(notifications="mentions"))
    office.say(1, "muted")
    office.say(3, "for all")
    assert office.look() == []
    office.say(3, "for @alice", mentions=[ME])
    assert office.look() == [("3", "Team", "Bob: for @alice")]


def test_text_and_sender_stay_secret_where_the_person_wants_it(office):
    office.choices.update(notify_with_text=False)
    office.say(1, "secret")
    assert office.look() == [("1", "Bob", "New message")]
    office.choices.update(notify_with_sender=False)
    office.say(1, "secret")
    assert office.look() == [("1", "Mini Chat", "2 new messages")]


def test_what_the_person_does_with_a_note_names_room_and_message(office):
    done = []
    office.notifier.opened.connect(lambda room, seq: done.append(("opened", room, seq)))
    office.notifier.replied.connect(lambda room, text: done.append(("replied", room, text)))
    office.notifier.marked_read.connect(lambda room, seq: done.append(("read", room, seq)))
    office.say(1, "one")
    office.say(1, "two")
    office.say(2, "old", author=ANNA, is_live=False, age=1_000)
    office.look()
    office.wall.opened.emit("1")
    office.wall.replied.emit("1", "coming")
    office.wall.marked_read.emit("1")
    office.wall.opened.emit("summary")
    office.wall.opened.emit("away")
    assert done == [
        ("opened", 1, 2),
        ("replied", 1, "coming"),
        ("read", 1, 2),
        ("read", 1, 2),
        ("opened", 2, 1),
    ]
