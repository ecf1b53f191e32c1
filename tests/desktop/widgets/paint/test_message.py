"""A whole row, painted and looked at: what marks it beyond its words."""

from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtGui import QColor, QImage, QPainter

from desktop.client.state.entries import Entry, EntryState
from desktop.models.timeline_items import item_at
from desktop.theme import Theme
from desktop.widgets.paint.look import Look
from desktop.widgets.paint.message import paint_message, text_color_of
from desktop.widgets.paint.message_layout import layout_message
from tests.helpers.examples import a_pending

WIDTH = 360
ENTRY = a_pending("p", "some words of mine", EntryState.SENT)


@pytest.fixture
def look(theme: Theme) -> Look:
    return Look(theme)


def colors(look: Look, entry: Entry, **marks: Any) -> dict[str, int]:
    """How many points of the row have which colour."""
    layout = layout_message(item_at([entry], 0, None), WIDTH, look, is_group=False, today=entry.at.date())
    image = QImage(WIDTH, layout.height, QImage.Format.Format_RGB32)
    image.fill(QColor(look.tokens.chat))
    painter = QPainter(image)
    paint_message(painter, layout, entry, look, is_read=False, is_current=False, **marks)
    painter.end()
    found: dict[str, int] = {}
    for x in range(WIDTH):
        for y in range(layout.height):
            name = image.pixelColor(x, y).name()
            found[name] = found.get(name, 0) + 1
    return found


def test_what_the_hand_chose_has_a_ground_as_long_as_it_is(look: Look) -> None:
    ground = look.tokens.own_selection
    few, many = (colors(look, ENTRY, selection=(0, end)).get(ground, 0) for end in (4, 15))
    assert 0 < few < many
    assert ground not in colors(look, ENTRY)
    theirs = colors(look, replace(ENTRY, is_own=False), selection=(0, 4))
    assert look.tokens.other_selection in theirs


def test_what_a_search_found_is_marked_in_each_place(look: Look) -> None:
    one, two = (
        colors(look, ENTRY, highlights=hits)[look.tokens.highlight] for hits in ([(0, 4)], [(0, 4), (5, 10)])
    )
    assert 0 < one < two


def test_the_row_that_was_jumped_to_is_marked_from_edge_to_edge(look: Look) -> None:
    assert colors(look, ENTRY, is_marked=True)[look.tokens.marked] > WIDTH
    assert look.tokens.marked not in colors(look, ENTRY)


@pytest.mark.parametrize("link", [False, True])
def test_chosen_words_are_all_in_one_colour(look: Look, *, link: bool) -> None:
    entry = replace(ENTRY, content="HHHHHH https://HHHH.HH/H" if link else "HHHHHH")
    chosen = colors(look, entry, selection=(0, len(entry.content)))
    assert look.tokens.own_text in chosen
    assert look.tokens.own_link not in chosen


def test_emoji_stand_on_the_ground_and_their_time_on_a_pill(look: Look) -> None:
    tokens = look.tokens
    bare, bubble = colors(look, replace(ENTRY, content="👍")), colors(look, ENTRY)
    assert tokens.own_bubble in bubble
    assert tokens.own_bubble not in bare
    assert tokens.pill in bare


@pytest.mark.parametrize("is_own", [True, False])
def test_words_that_stand_for_a_deleted_message_are_paler(look: Look, *, is_own: bool) -> None:
    entry = replace(ENTRY, is_own=is_own)
    assert text_color_of(entry, look) != text_color_of(replace(entry, deleted=True), look)
