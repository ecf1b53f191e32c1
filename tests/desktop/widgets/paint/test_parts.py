"""Avatar, badge, ticks: small parts, drawn and looked at."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from desktop.client.state.entries import Entry, EntryState
from desktop.models.timeline_items import item_at
from desktop.theme import Theme
from desktop.widgets.paint.avatar import initials, paint_avatar, paint_online_dot
from desktop.widgets.paint.badge import paint_badge
from desktop.widgets.paint.look import Look
from desktop.widgets.paint.message import paint_message, text_color_of
from desktop.widgets.paint.message_layout import layout_message
from desktop.widgets.paint.ticks import Tick, paint_tick, tick_of
from tests.helpers.examples import a_pending

COUNTS = (7, 128, 100_000)


def drawn(draw: Callable[[QPainter], object], size: int = 60) -> QImage:
    image = QImage(size, size, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw(painter)
    painter.end()
    return image


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Bob Stone", "BS"),
        ("анна мария каренина", "АМ"),
        ("bob", "B"),
        ("#ops (night)", "#"),
        ("", "?"),
        ("👍", "👍"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_an_avatar_keeps_its_colour(theme: Theme) -> None:
    look, disc = Look(theme), QRectF(0, 0, 60, 60)
    image = drawn(lambda painter: paint_avatar(painter, disc, "Bob", 9, look))
    assert image.pixelColor(30, 4) == QColor(look.tokens.avatars[1])
    assert image.pixelColor(0, 0) == QColor("white")


def test_the_online_dot_has_a_ring_in_the_colour_behind(theme: Theme) -> None:
    look, disc = Look(theme), QRectF(0, 0, 44, 44)
    image = drawn(lambda painter: paint_online_dot(painter, disc, "#ff0000", look))
    middle = round(44 * 0.87)
    assert image.pixelColor(middle, middle) == QColor(look.tokens.online)
    assert image.pixelColor(middle - 6, middle) == QColor("#ff0000")


def test_a_badge_is_round_for_one_digit_and_wider_for_more(theme: Theme) -> None:
    look = Look(theme)
    sizes = {}
    drawn(lambda painter: sizes.update({n: paint_badge(painter, QPointF(58, 30), n, look) for n in COUNTS}))
    assert sizes[7].width() == sizes[7].height()
    assert sizes[7].width() < sizes[128].width() < sizes[100_000].width() + 1
    image = drawn(lambda painter: paint_badge(painter, QPointF(50, 30), 3, look))
    assert image.pixelColor(33, 30) == QColor(look.tokens.badge)


def test_each_step_of_a_message_has_its_own_sign(theme: Theme) -> None:
    look, rect = Look(theme), QRectF(20, 20, 17, 14)

    def sign(tick: Tick) -> QImage:
        return drawn(lambda painter: paint_tick(painter, rect, tick, look))

    images = [sign(tick) for tick in Tick]
    assert all(images.index(image) == place for place, image in enumerate(images))
    steps = [
        tick_of(a_pending("p", "x", state), is_read=is_read)
        for state, is_read in (
            (EntryState.QUEUED, False),
            (EntryState.IN_FLIGHT, False),
            (EntryState.SENT, False),
            (EntryState.SENT, True),
            (EntryState.FAILED, False),
        )
    ]
    assert steps == [Tick.CLOCK, Tick.CLOCK, Tick.SENT, Tick.READ, Tick.FAILED]


def test_words_that_stand_for_a_deleted_message_are_paler_than_what_anybody_can_write(theme: Theme) -> None:
    look = Look(theme)
    written = replace(a_pending("p", "Message deleted", EntryState.SENT), edited_at=None)

    def painted(entry: Entry) -> QImage:
        item = item_at([entry], 0, None)
        layout = layout_message(item, 300, look, is_group=False, today=entry.at.date())
        return drawn(
            lambda painter: paint_message(painter, layout, entry, look, is_read=False, is_current=False), 300
        )

    assert painted(written) != painted(replace(written, deleted=True))
    for is_own in (True, False):
        colors = {
            text_color_of(replace(written, is_own=is_own, deleted=deleted), look) for deleted in (True, False)
        }
        assert len(colors) == 2
