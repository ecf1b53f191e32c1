import msgspec
import pytest
from PySide6.QtWidgets import QApplication

from desktop.client.state.entries import EntryState, confirmed_entry
from desktop.i18n import install_language
from desktop.models.message_words import exact_time_text, spoken_text, state_text
from desktop.models.timeline_items import room_names
from desktop.theme import Theme
from tests.helpers.examples import ME, NOON, a_message, a_pending, a_user, answering

NAMES = room_names([a_user(1, "Alice Doe"), a_user(2, "Bob Stone")], ME)


def test_a_line_says_who_what_when_and_how_far(theme: Theme) -> None:
    own = confirmed_entry(a_message(1, 6, "**Mine**", author=a_user(1)), ME)
    said = spoken_text(own, NAMES, is_read=True).split(", ")
    assert (said[0], said[1], said[-1]) == ("You", "Mine", "read")


def test_a_line_says_what_is_answered_and_that_it_was_edited(theme: Theme) -> None:
    first = a_message(1, 1, "Shall we?", author=a_user(2, "Bob Stone"))
    reply = confirmed_entry(answering(a_message(1, 2, "Yes", author=a_user(2, "Bob Stone")), first), ME)
    said = spoken_text(msgspec.structs.replace(reply, edited_at=NOON), NAMES, is_read=False).split(", ")
    assert said[:3] == ["Bob Stone", "in reply to Bob Stone: Shall we?", "Yes"]
    assert said[-1] == "edited"


def test_a_deleted_one_says_no_more_than_that(theme: Theme) -> None:
    first = a_message(1, 1, "Shall we?")
    entry = confirmed_entry(answering(a_message(1, 2), first), ME)
    gone = msgspec.structs.replace(entry, content="Message deleted", deleted=True, edited_at=NOON)
    said = spoken_text(gone, NAMES, is_read=False)
    assert "reply" not in said
    assert "edited" not in said


@pytest.mark.parametrize(
    ("state", "is_read", "words"),
    [
        (EntryState.QUEUED, False, "sending"),
        (EntryState.IN_FLIGHT, False, "sending"),
        (EntryState.FAILED, False, "not sent"),
        (EntryState.SENT, False, "sent"),
        (EntryState.SENT, True, "read"),
    ],
)
def test_how_far_it_got(theme: Theme, state: EntryState, is_read: bool, words: str) -> None:
    assert state_text(a_pending("p", "text", state), is_read=is_read) == words


def test_the_exact_time_is_said_in_the_language_of_the_person(theme: Theme, qapp: QApplication) -> None:
    entry = msgspec.structs.replace(confirmed_entry(a_message(1, 1), ME), edited_at=NOON)
    said, edited = exact_time_text(entry).split("\n")
    assert said.startswith("November 20, 2026, ")
    assert said.endswith(":01:00")
    assert edited.startswith("edited November 20, 2026, ")
    install_language(qapp, "ru")
    assert exact_time_text(entry).startswith("20 ноября 2026 г., ")
