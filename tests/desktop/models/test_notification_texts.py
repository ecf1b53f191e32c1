"""The words of notifications, in both languages, and as discreet as the person wants them."""

import pytest

from backend.wire.types import RoomId, Seq
from desktop.i18n import install_language
from desktop.models.notification_texts import Discretion, News, chat_note, summary_note
from tests.helpers.examples import a_room, a_store, a_user

OPEN = Discretion()


def news(*texts: str) -> list[News]:
    return [
        News(room_id=RoomId(1), key=f"k{seq}", seq=Seq(seq), sender="Bob Stone", text=text)
        for seq, text in enumerate(texts, 1)
    ]


@pytest.fixture
def rooms(qapp):
    install_language(qapp, "en")
    store = a_store(
        [a_room(1, [a_user(2, "Bob Stone")]), a_room(2, [a_user(2)], name="Team", chat_type="group")]
    )
    return store.rooms.get(RoomId(1)), store.rooms.get(RoomId(2))


def test_a_direct_chat_is_titled_by_the_person_and_a_group_names_who_speaks(rooms):
    direct, group = rooms
    assert chat_note(news("Hello"), direct, OPEN) == ("Bob Stone", "Hello")
    assert chat_note(news("Hello"), group, OPEN) == ("Team", "Bob Stone: Hello")


def test_the_last_three_messages_stand_below_each_other(rooms):
    assert chat_note(news("1", "2", "3", "4"), rooms[0], OPEN)[1] == "2\n3\n4"


def test_unseen_signs_are_left_out_but_not_those_that_join(rooms):
    _, text = chat_note(
        news("a\0b\x1b[1m \u202eevil\u2066 \u0645\u06cc\u200c\u062e \ud83d ok"), rooms[0], OPEN
    )
    assert text == "ab[1m evil \u0645\u06cc\u200c\u062e  ok"


def test_a_long_text_is_cut_and_line_breaks_are_none(rooms):
    _, text = chat_note(news("a\n\nb " + "long " * 30_000), rooms[0], OPEN)
    assert text.startswith("a b long")
    assert text.endswith("…")
    assert len(text) <= 151


def test_text_and_sender_can_be_left_out(rooms):
    secret = "the secret plan"
    for room in rooms:
        no_text = chat_note(news(secret, secret), room, Discretion(with_text=False))
        no_sender = chat_note(news(secret), room, Discretion(with_sender=False))
        assert no_text == (room.title, "2 new messages")
        assert no_sender == ("Mini Chat", "New message")
    assert summary_note(news("1", "2"), ["Bob Stone"], Discretion(with_sender=False)) == (
        "Mini Chat",
        "2 new messages",
    )


def test_a_summary_counts_messages_and_names_chats(rooms):
    titles = ["Bob Stone", "Team", "Anna", "Eve", "Carl"]
    assert summary_note(news(*"123456"), titles, OPEN) == (
        "6 new messages",
        "Bob Stone, Team, Anna and 2 more",
    )
    assert summary_note(news("1"), titles[:2], OPEN) == ("New message", "Bob Stone, Team")


def test_the_words_are_russian_for_who_reads_russian(qapp, rooms):
    install_language(qapp, "ru")
    assert chat_note(news("1", "2"), rooms[0], Discretion(with_text=False))[1] == "2 новых сообщения"
    assert summary_note(news(*"12345"), ["A", "B", "C", "D"], OPEN) == (
        "5 новых сообщений",
        "A, B, C и ещё 1",
    )
    install_language(qapp, "en")
