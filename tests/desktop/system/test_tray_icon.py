"""The tray's picture: digits that differ, a dot that is a shape, in each style and at each size."""

import pytest
from PySide6.QtGui import QColor, QImage

from desktop.client.state.badge import Badge
from desktop.system.tray_icon import SIZES, count_text, draw_tray_icon, tray_icon

STYLES = ("color", "light", "dark")


def drawn(size, badge, style, **options) -> QImage:
    return draw_tray_icon(size, badge, style, **options).toImage()


def test_the_number_is_capped():
    assert [count_text(count) for count in (-1, 0, 1, 99, 100, 12_345)] == ["", "", "1", "99", "99+", "99+"]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("size", SIZES)
def test_every_number_has_a_picture_of_its_own(qapp, size, style):
    pictures = [drawn(size, Badge(count), style) for count in range(101)]
    pictures += [drawn(size, Badge(0, has_dot=True), style), drawn(size, Badge(), style, has_trouble=True)]
    assert all(picture.size() == pictures[0].size() for picture in pictures)
    distinct = {bytes(picture.constBits()) for picture in pictures}
    assert len(distinct) == len(pictures)


@pytest.mark.parametrize("style", ["light", "dark"])
def test_one_colour_is_enough_to_see_the_dot(qapp, style):
    """The shape differs: some of the bubble is cut away around the dot."""
    plain, dotted = drawn(16, Badge(), style), drawn(16, Badge(0, has_dot=True), style)
    points = [(x, y) for x in range(16) for y in range(16)]
    cut = [at for at in points if plain.pixelColor(*at).alpha() > 200 and dotted.pixelColor(*at).alpha() < 60]
    added = [
        at for at in points if plain.pixelColor(*at).alpha() < 60 and dotted.pixelColor(*at).alpha() > 200
    ]
    assert len(cut) >= 4
    assert len(added) >= 5


@pytest.mark.parametrize("size", [16, 22, 24])
def test_small_digits_are_drawn_on_whole_pixels(qapp, size):
    picture = drawn(size, Badge(8), "color")
    white = QColor("#ffffff")
    lit = sum(
        picture.pixelColor(x, y) == white
        for x in range(size - 9, size - 1)
        for y in range(size - 9, size - 1)
    )
    assert lit == 14


def test_an_icon_has_every_size(qapp):
    assert {size.width() for size in tray_icon(Badge(3)).availableSizes()} == set(SIZES)
