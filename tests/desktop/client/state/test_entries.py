from datetime import datetime

import msgspec
from msgspec.structs import replace

from backend.wire.types import QUOTE_LENGTH, Quote
from desktop.client.plain import EARLIEST, NAME_LENGTH
from desktop.client.state.entries import confirmed_entry, quote_of
from tests.helpers.examples import ME, NOON, a_message, a_user, answering

ALICE, BOB = a_user(1, "Alice Doe"), a_user(2, "Bob")


def test_another_author_s_client_id_is_no_key():
    assert confirmed_entry(a_message(7, 1, author=ALICE), ME).key == "c-7-1"
    assert confirmed_entry(a_message(7, 1, author=BOB), ME).key == "#7000001"


def test_an_entry_has_what_is_shown_of_a_message():
    question = a_message(7, 1, "what?", author=BOB)
    message = msgspec.structs.replace(
        answering(a_message(7, 2, "@bob: that", author=ALICE), question), edited_at=NOON, mentions=[BOB.id]
    )
    entry = confirmed_entry(message, ME)
    assert (entry.is_own, entry.edited_at, entry.deleted, entry.mentions) == (True, NOON, False, (BOB.id,))
    assert (entry.reply_to, entry.quote.content) == (question.id, "what?")


def test_a_quote_from_a_server_that_sends_anything_can_be_shown():
    question = a_message(7, 1, "what?", author=BOB)
    wild = replace(
        quote_of(question), user_username="\u202e" + "bob \n" * 1_000, content="x" * (10 * QUOTE_LENGTH)
    )
    answer = replace(a_message(7, 2), quote=wild, edited_at=datetime(1, 1, 1))  # noqa: DTZ001 - as it may come
    entry = confirmed_entry(answer, ME)
    assert entry.edited_at == EARLIEST
    assert (len(entry.quote.user_username), entry.quote.user_username[:8]) == (NAME_LENGTH - 1, "bob bob ")
    assert entry.quote.content == "x" * QUOTE_LENGTH
    plain = quote_of(question)
    assert confirmed_entry(replace(a_message(7, 2), quote=plain), ME).quote is plain


def test_a_quote_is_the_beginning_of_a_message():
    message = a_message(7, 1, "x" * (QUOTE_LENGTH + 1), author=BOB)
    assert quote_of(message) == Quote(
        id=message.id,
        seq=message.seq,
        user=BOB.id,
        user_username="user2",
        content="x" * QUOTE_LENGTH,
        deleted=False,
    )
