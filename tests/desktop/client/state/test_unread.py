import msgspec

from backend.wire.live import MessageCreated, MessageDeleted, MessageEdited
from backend.wire.types import Seq, UserId
from desktop.client.state.unread import Count, Unread
from tests.helpers.examples import ME, a_message, a_user

BOB, ALICE = a_user(2, "Bob"), a_user(1, "Alice Doe")


def _unread(messages: int = 0, mentions: int = 0, *, as_of: int = 0, floor: int = 0) -> Unread:
    return Unread(ME, Count(messages=messages, mentions=mentions, as_of=Seq(as_of), floor=Seq(floor)))


def _message(seq: int, *, author=BOB, names_me: bool = False, deleted: bool = False):
    mentions = [ME] if names_me else []
    return msgspec.structs.replace(a_message(7, seq, author=author), mentions=mentions, deleted=deleted)


def _created(seq: int, **about) -> MessageCreated:
    message = _message(seq, **about)
    return MessageCreated(room=message.room, seq=message.seq, message=message)


def _edited(seq: int, of: int, *, named_before: bool = False, **about) -> MessageEdited:
    before = [ME] if named_before else [UserId(9)]
    message = _message(of, **about)
    return MessageEdited(room=message.room, seq=Seq(seq), message=message, mentioned_before=before)


def _deleted(seq: int, of: int, *, named_before: bool = False, **about) -> MessageDeleted:
    before = [ME] if named_before else []
    message = _message(of, deleted=True, **about)
    return MessageDeleted(
        room=message.room, seq=Seq(seq), message=message, by=BOB.id, mentioned_before=before
    )


def _counts(unread: Unread, *events) -> tuple[int, int]:
    for event in events:
        unread.add(event)
    return unread.messages, unread.mentions


def test_messages_of_others_count_once_and_own_and_deleted_ones_never():
    events = [_created(1), _created(1), _created(2, author=ALICE), _created(3, deleted=True)]
    assert _counts(_unread(), *events, _created(4, names_me=True)) == (2, 1)


def test_the_deletion_of_an_unread_message_takes_it_out_of_the_count():
    assert _counts(_unread(), _created(1, names_me=True), _deleted(2, 1, named_before=True)) == (0, 0)


def test_the_deletion_of_what_the_server_counted_takes_it_out_of_that():
    unread = _unread(3, 1, as_of=10, floor=5)
    assert _counts(unread, _deleted(11, 8, named_before=True)) == (2, 0)
    assert _counts(unread, _deleted(11, 8, named_before=True)) == (2, 0), "it comes twice"


def test_the_deletion_of_what_was_read_or_is_my_own_changes_nothing():
    unread = _unread(3, 1, as_of=10, floor=5)
    assert _counts(unread, _deleted(11, 4), _deleted(12, 9, author=ALICE)) == (3, 1)


def test_a_deletion_that_the_server_had_counted_in_changes_nothing():
    assert _counts(_unread(3, 1, as_of=10, floor=5), _deleted(10, 8)) == (3, 1)


def test_an_edit_may_name_me_and_no_longer():
    unread = _unread(3, 1, as_of=10, floor=5)
    assert _counts(unread, _edited(11, 8, names_me=True)) == (3, 2)
    assert _counts(unread, _edited(12, 9, named_before=True)) == (3, 1)
    assert _counts(unread, _created(13), _edited(14, 13, names_me=True)) == (4, 2)
    assert _counts(unread, _edited(15, 13, named_before=True)) == (4, 1)


def test_replayed_edits_tell_what_is_so_now_and_count_so():
    """The message named me, then it didn't: a replay shows it as it is now from its first edit on."""
    edits = [_edited(11, 8), _edited(12, 8, named_before=True)]
    assert _counts(_unread(3, 0, as_of=10, floor=5), *edits) == (3, 0)
    gone = [_created(1, deleted=True), _edited(2, 1, deleted=True), _deleted(3, 1, named_before=True)]
    assert _counts(_unread(), *gone) == (0, 0)


def test_a_new_count_keeps_what_came_after_it():
    unread = _unread()
    _counts(unread, _created(1), _created(2), _created(3, names_me=True), _deleted(4, 1), _deleted(5, 2))
    unread.recount(Count(messages=2, mentions=1, as_of=Seq(4), floor=Seq(1)))
    assert (unread.messages, unread.mentions, unread.as_of) == (1, 1, 4)
