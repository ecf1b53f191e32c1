from datetime import datetime, timedelta

from msgspec.structs import replace

from backend.wire.types import MessageId
from desktop.client.state.entries import Entry, confirmed_entry
from desktop.models.timeline_items import first_unread, item_at, room_names
from tests.helpers.examples import ME, a_message, a_pending, a_user

NOON = datetime(2026, 11, 20, 12, 0).astimezone()


def talk(*lines: tuple[int, float]) -> list[Entry]:
    """Messages by (author, minutes after noon)."""
    return [
        confirmed_entry(a_message(1, seq, author=a_user(who), at=NOON + timedelta(minutes=minutes)), ME)
        for seq, (who, minutes) in enumerate(lines, 1)
    ]


def groups(entries: list[Entry], divider: str | None = None) -> str:
    """( opens a group, ) ends one, | a day line, ~ the unread line."""
    items = [item_at(entries, index, divider) for index in range(len(entries))]
    return "".join(
        ("|" if item.day else "")
        + ("~" if item.has_divider else "")
        + ("(" if item.is_first else "")
        + "x"
        + (")" if item.is_last else "")
        for item in items
    )


def test_one_author_within_five_minutes_is_a_group() -> None:
    assert groups(talk((2, 0), (2, 5), (2, 10))) == "|(xxx)"


def test_longer_silence_breaks_a_group() -> None:
    assert groups(talk((2, 0), (2, 5.1))) == "|(x)(x)"


def test_another_author_breaks_a_group() -> None:
    assert groups(talk((2, 0), (3, 1), (2, 2))) == "|(x)(x)(x)"


def test_midnight_breaks_a_group_and_draws_a_day_line() -> None:
    assert groups(talk((2, 12 * 60 - 1), (2, 12 * 60 + 1))) == "|(x)|(x)"


def test_the_unread_line_breaks_a_group() -> None:
    entries = talk((2, 0), (2, 1), (2, 2))
    assert groups(entries, divider=entries[1].key) == "|(x)~(xx)"


def test_an_answer_opens_a_group() -> None:
    first, second, third = talk((2, 0), (2, 1), (2, 2))
    assert groups([first, replace(second, reply_to=MessageId(7)), third]) == "|(x)(xx)"


def test_people_are_called_by_their_full_names_however_the_username_is_spelt() -> None:
    names = room_names([a_user(1, "Alice Doe"), a_user(2, "Bob Stone"), a_user(3)], ME)
    assert names.name_of("USER2") == "Bob Stone"
    assert names.name_of("gone") == "gone"
    assert names.mine == "user1"


def test_first_unread_passes_over_own_messages_and_those_on_their_way() -> None:
    entries = [*talk((2, 0), (1, 1), (1, 2), (2, 3)), a_pending("p", "later")]
    assert first_unread(entries, 0, 1) == 3
    assert first_unread(entries, 0, 0) == 0
    assert first_unread(entries, 0, 4) is None
