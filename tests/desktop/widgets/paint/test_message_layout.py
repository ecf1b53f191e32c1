"""Geometry as rectangles: every part in its place, whatever the words."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from backend.wire.types import MessageId, Quote, Seq, UserId
from desktop.client.state.entries import Entry, EntryState, confirmed_entry
from desktop.models.timeline_items import item_at
from desktop.settings import Settings
from desktop.theme import Theme
from desktop.widgets.paint.look import Look
from desktop.widgets.paint.message_layout import (
    BUBBLE_SHARE,
    BUBBLE_WIDTH,
    COLUMN_WIDTH,
    MARGIN,
    MessageLayout,
    layout_message,
)
from tests.helpers.examples import ME, NOON, a_message, a_pending, a_user

TODAY = date(2026, 11, 20)
WIDTH = 700


def entry(text: str = "hello", author: int = 2, seq: int = 1, name: str = "Bob Stone") -> Entry:
    at = NOON + timedelta(seconds=seq)
    return confirmed_entry(a_message(1, seq, text, author=a_user(author, name), at=at), ME)


def a_quote(text: str, *, deleted: bool = False) -> Quote:
    return Quote(
        id=MessageId(7), seq=Seq(1), user=UserId(3), user_username="user3", content=text, deleted=deleted
    )


def lay(
    look: Look,
    *entries: Entry,
    index: int = 0,
    width: int = WIDTH,
    is_group: bool = False,
    divider: str | None = None,
) -> MessageLayout:
    return layout_message(item_at(entries, index, divider), width, look, is_group=is_group, today=TODAY)


@pytest.fixture
def look(theme: Theme) -> Look:
    return Look(theme)


def test_others_stand_on_the_left_and_own_on_the_right(look: Look) -> None:
    theirs, mine = lay(look, entry()), lay(look, entry(author=1))
    assert theirs.bubble.left() == MARGIN
    assert mine.bubble.right() == WIDTH - MARGIN
    assert theirs.tick is None
    assert mine.tick is not None
    assert mine.stamp.contains(mine.tick)


def test_the_time_stands_beside_short_words_and_below_long_ones(look: Look) -> None:
    short = lay(look, entry("ok"))
    assert short.bubble.height() < 2 * look.body.height() + 14
    assert short.stamp.left() >= short.text_at.x() + short.text.last_width
    full = "W" * int((BUBBLE_WIDTH * BUBBLE_SHARE) / look.body.horizontalAdvance("W"))
    below = lay(look, entry(full), width=560)
    assert below.stamp.top() >= below.text_at.y() + look.body.height() - 6


def test_a_day_line_and_the_unread_line_stand_above_the_bubble(look: Look) -> None:
    first = entry()
    layout = lay(look, first, divider=first.key)
    assert layout.day is not None
    assert layout.divider is not None
    assert layout.day.bottom() <= layout.divider.top()
    assert layout.divider.bottom() < layout.bubble.top()
    assert layout.day.center().x() == pytest.approx(WIDTH / 2, abs=1)


def test_gaps_tell_groups_apart(look: Look) -> None:
    talk = [entry(seq=1), entry(seq=2), entry(seq=3, author=3, name="Eve")]
    assert lay(look, *talk, index=1).bubble.top() == look.gaps.in_group
    assert lay(look, *talk, index=2).bubble.top() == look.gaps.between_groups


def test_in_a_group_the_first_message_shows_who_speaks(look: Look) -> None:
    talk = [entry(seq=1), entry(seq=2), entry(seq=3, author=1)]
    first, second, own = (lay(look, *talk, index=index, is_group=True) for index in range(3))
    assert first.name is not None
    assert first.avatar is not None
    assert first.avatar.right() < first.bubble.left()
    assert (second.name, second.avatar) == (None, None)
    assert second.bubble.left() == first.bubble.left()
    assert (own.name, own.avatar) == (None, None)
    direct = lay(look, *talk)
    assert (direct.name, direct.avatar) == (None, None)


def test_a_failed_message_says_so_instead_of_the_time(look: Look) -> None:
    layout = lay(look, a_pending("p", "lost", EntryState.FAILED))
    assert layout.stamp_text == "Not sent"


def test_getting_through_does_not_move_anything(look: Look) -> None:
    boxes = {
        (layout.bubble.getRect(), layout.stamp.getRect())
        for state in (EntryState.QUEUED, EntryState.IN_FLIGHT, EntryState.SENT)
        if (layout := lay(look, a_pending("p", "on its way", state)))
    }
    assert len(boxes) == 1


def test_a_message_that_was_changed_says_so_before_its_time(look: Look) -> None:
    changed = replace(entry(), edited_at=NOON)
    assert lay(look, changed).stamp_text == f"edited {lay(look, entry()).stamp_text}"
    taken_back = replace(changed, deleted=True, content="Message deleted")
    assert "edited" not in lay(look, taken_back).stamp_text


def test_an_answer_shows_what_it_answers_above_its_words(look: Look) -> None:
    answer = replace(entry("yes"), reply_to=MessageId(7), quote=a_quote("Shall we\ngo?"))
    layout, bare = lay(look, answer), lay(look, entry("yes"))
    assert layout.quote is not None
    assert (layout.quote.author, layout.quote.words) == ("user3", "Shall we go?")
    assert layout.bubble.contains(layout.quote.rect)
    assert layout.quote.rect.bottom() < layout.text_at.y()
    assert layout.bubble.height() > bare.bubble.height() + look.name.height()
    assert bare.quote is None


def test_in_a_group_the_quote_stands_between_name_and_words(look: Look) -> None:
    layout = lay(look, replace(entry("yes"), quote=a_quote("go?")), is_group=True)
    assert layout.name is not None
    assert layout.quote is not None
    assert layout.name.bottom() <= layout.quote.rect.top()


def test_a_long_quote_is_one_line_that_makes_the_bubble_no_wider_than_it_may_be(look: Look) -> None:
    layout = lay(look, replace(entry("yes"), quote=a_quote("many words " * 18)))
    assert layout.quote is not None
    assert layout.quote.words.endswith("…")
    assert layout.bubble.width() <= BUBBLE_WIDTH
    assert layout.quote.rect.height() < 3 * look.body.height()


def test_a_few_emoji_stand_large_and_without_a_bubble(look: Look) -> None:
    few, words = lay(look, entry("👍🎉")), lay(look, entry("👍🎉 yes"))
    assert (few.has_bubble, words.has_bubble) == (False, True)
    assert few.text.height >= 2 * words.text.height
    assert few.bubble.contains(few.stamp)


def test_the_time_stands_at_the_foot_of_large_emoji(look: Look) -> None:
    one, *others = (lay(look, entry(emoji)).text for emoji in ("🎉", "❤️🔥🚀", "👍🏽👩‍💻"))
    assert one.height <= 1.1 * one.width, "no room below for letters of another font"
    assert {text.height for text in others} == {one.height}


def test_emoji_that_answer_something_stay_in_the_bubble_of_the_quote(look: Look) -> None:
    assert lay(look, replace(entry("👍"), quote=a_quote("go?"))).has_bubble


def test_letters_of_any_size_have_room(look: Look, theme: Theme) -> None:
    theme.apply(Settings(theme="light", text_percent=200, density="compact"))
    large = Look(theme)
    words = "many words that need some lines " * 4
    small, grown = (lay(each, entry(words, author=1), width=1000) for each in (look, large))
    assert grown.bubble.width() > small.bubble.width()
    assert grown.tick is not None
    assert small.tick is not None
    assert grown.tick.width() > small.tick.width()
    assert grown.bubble.contains(grown.stamp)
    assert lay(large, entry(), entry(seq=2), index=1).bubble.top() == 1


def test_on_a_wide_pane_the_talk_keeps_to_its_column(look: Look) -> None:
    mine = lay(look, entry(author=1), width=1600)
    assert mine.bubble.right() == (1600 + COLUMN_WIDTH) / 2 - MARGIN


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=300),
    st.integers(250, 1200),
    st.booleans(),
    st.sampled_from([1, 2]),
)
def test_every_part_lies_within_its_row(
    look: Look, text: str, width: int, is_group: bool, author: int
) -> None:
    layout = lay(
        look, entry(text, author, name="Константин Константинопольский"), width=width, is_group=is_group
    )
    bubble = layout.bubble
    assert bubble.left() >= 0
    assert bubble.right() <= width
    assert bubble.bottom() <= layout.height
    assert bubble.contains(layout.stamp)
    assert bubble.width() <= BUBBLE_WIDTH
    assert layout.text_at.x() + layout.text.width <= bubble.right()
    assert layout.text_at.y() + layout.text.height <= bubble.bottom()
    if layout.name is not None:
        assert bubble.contains(layout.name)
        assert layout.name.bottom() <= layout.text_at.y() + 1
