from datetime import datetime

from backend.wire.types import RoomId, UserId
from desktop.models.cards import room_card, room_status, spoken_card
from desktop.theme import Theme
from tests.helpers.examples import a_contact, a_message, a_room, a_store, a_user, deleted

NOW = datetime.now().astimezone()


def test_a_row_is_spoken_in_one_line(theme: Theme) -> None:
    bob = a_user(2, "Bob Stone")
    room = a_room(1, [bob], unread=3, last=a_message(1, 3, "New build is up", author=bob, at=NOW))
    store = a_store([room], [a_contact(2, "Bob Stone", is_online=True)])
    spoken = spoken_card(room_card(store, store.rooms.ordered()[0]), NOW)
    assert spoken.startswith("Bob Stone, online, 3 unread messages, New build is up, ")


def test_a_group_names_the_writer(theme: Theme) -> None:
    bob, eve = a_user(2, "Bob Stone"), a_user(3, "Eve Moss")
    room = a_room(1, [bob, eve], name="Team", chat_type="group", last=a_message(1, 1, "hi", author=eve))
    store = a_store([room], [a_contact(2), a_contact(3)])
    card = room_card(store, store.rooms.ordered()[0])
    assert (card.title, card.preview_author, card.preview) == ("Team", "Eve", "hi")


def test_last_words_stand_in_one_line_without_their_signs(theme: Theme) -> None:
    bob = a_user(2, "Bob Stone")
    store = a_store([a_room(1, [bob], last=a_message(1, 1, "**Done**:\n- `one`\n- two", author=bob))])
    assert room_card(store, store.rooms.ordered()[0]).preview == "Done: • one • two"


def test_a_room_in_which_nothing_was_said_says_so(theme: Theme) -> None:
    store = a_store([a_room(1, [a_user(2, "Bob Stone")])])
    card = room_card(store, store.rooms.ordered()[0])
    assert (card.preview, card.preview_author) == ("No messages yet", "")


def test_the_status_of_a_room(theme: Theme) -> None:
    bob, eve = a_user(2, "Bob Stone"), a_user(3, "Eve Moss")
    rooms = [a_room(1, [bob]), a_room(2, [bob, eve], name="Team", chat_type="group")]
    store = a_store(rooms, [a_contact(2, "Bob Stone", is_online=True), a_contact(3, "Eve Moss")])

    def status(room_id: int) -> tuple[str, bool]:
        room = store.rooms.get(RoomId(room_id))
        assert room is not None
        return room_status(store, room, NOW)

    assert status(1) == ("online", True)
    assert status(2) == ("3 members", False)
    store.rooms.set_typing(RoomId(2), UserId(3), is_typing=True)
    assert status(2) == ("Eve Moss is typing…", True)
    store.people.set_presence(UserId(2), is_online=False, last_seen=None)
    assert status(1) == ("offline", False)


def test_the_last_words_may_have_been_deleted(theme: Theme) -> None:
    bob = a_user(2, "Bob Stone")
    message = a_message(1, 1, "oops", author=bob)
    store = a_store([a_room(1, [bob], last=message)], [a_contact(2, "Bob Stone")])
    store.apply_entries(RoomId(1), [deleted(message, 2)])
    assert room_card(store, store.rooms.ordered()[0]).preview == "Message deleted"
