import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter

from desktop.models.timeline_items import RoomNames
from desktop.theme import Theme
from desktop.widgets.paint.look import Look
from desktop.widgets.paint.message_text import MessageText, shorten


@pytest.fixture
def look(theme: Theme) -> Look:
    return Look(theme)


def test_a_text_of_far_too_many_lines_ends_in_an_ellipsis(look: Look) -> None:
    two_hundred = "\n".join(map(str, range(200)))
    assert shorten(two_hundred) == two_hundred
    assert shorten(two_hundred + "\nmore\nhttps://a.b") == two_hundred + "\n…"
    endless = MessageText("a\n" * 2000 + "https://a.b", 400, look)
    assert endless.height == pytest.approx(201 * look.body.height(), rel=0.05)
    assert "https" not in endless.plain


def test_one_line_is_as_wide_as_its_words(look: Look) -> None:
    text = MessageText("short", 400, look)
    assert text.width == pytest.approx(look.body.horizontalAdvance("short"), abs=1)
    assert text.last_width == text.width
    assert text.height == pytest.approx(look.body.height(), abs=1)


def test_many_words_are_broken_and_the_bubble_shrinks_to_them(look: Look) -> None:
    text = MessageText("many words " * 30, 300, look)
    assert 200 < text.width <= 300
    assert text.height > 4 * look.body.height()
    assert text.last_width <= text.width


def test_lines_of_the_writer_are_kept(look: Look) -> None:
    two = MessageText("one\ntwo", 300, look)
    four = MessageText("one\n\n\ntwo", 300, look)
    assert four.height == pytest.approx(2 * two.height, abs=2)


def test_a_word_without_a_break_does_not_stick_out(look: Look) -> None:
    text = MessageText("x" * 500, 200, look)
    assert text.width <= 200
    assert text.height > 10 * look.body.height()


def test_right_to_left_text_leaves_no_room_beside_its_last_line(look: Look) -> None:
    text = MessageText("שלום עולם " * 20, 300, look)
    assert text.last_width == text.width


def test_a_link_is_found_under_the_mouse(look: Look) -> None:
    text = MessageText("see https://example.org/page now", 400, look)
    start = look.body.horizontalAdvance("see ")
    assert text.link_at(QPointF(start + 20, 8)) == "https://example.org/page"
    assert text.link_at(QPointF(start - 8, 8)) is None
    assert text.link_at(QPointF(start + 20, 300)) is None
    assert MessageText("plain", 400, look).link_at(QPointF(3, 8)) is None


def test_tabs_have_the_width_that_is_drawn(look: Look) -> None:
    text = MessageText("a\tb", 400, look)
    [last] = text.selection_rects(2, 3)
    assert last.left() == 32
    assert last.right() == pytest.approx(text.width, abs=1)


def test_the_word_under_the_hand(look: Look) -> None:
    text = MessageText("well, don't stop 👍 now", 400, look)

    def word_at(place: int) -> str:
        [rect] = text.selection_rects(place, place + 1)
        start, end = text.word_at(rect.center())
        return text.plain[start:end]

    assert [word_at(place) for place in (0, 4, 8, 14, 17, 19)] == ["well", ",", "don't", "stop", "👍", "now"]


@pytest.mark.parametrize("words", ["one line", "several lines of words " * 6, "see https://example.org now"])
def test_a_place_in_the_text_is_found_where_it_is_drawn(look: Look, words: str) -> None:
    text = MessageText(words, 250, look)
    for place in range(0, len(words), 5):
        [rect, *_] = text.selection_rects(place, place + 1)
        assert text.cursor_at(rect.center() - QPointF(rect.width() / 4, 0)) == place


@pytest.mark.parametrize(
    "words", ["<b>bold</b> &amp; **plain**", "a long line of plain words " * 5, "https://a.b/c"]
)
def test_what_is_measured_is_what_is_drawn(look: Look, words: str) -> None:
    text = MessageText(words, 250, look)
    image = QImage(300, 400, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    text.paint(painter, QPointF(10, 10), QColor("black"))
    painter.end()
    white = QColor("white")
    inked = [(x, y) for x in range(300) for y in range(400) if image.pixelColor(x, y) != white]
    right, bottom = max(x for x, _ in inked), max(y for _, y in inked)
    assert text.width - 6 <= right - 10 <= text.width + 1
    assert text.height - look.body.height() <= bottom - 10 <= text.height


@pytest.mark.parametrize("ratio", [1, 2, 4])
@pytest.mark.parametrize("words", ["👍", "yes 👍"])
def test_emoji_are_drawn_in_their_place_on_any_screen(look: Look, words: str, ratio: int) -> None:
    text = MessageText(words, 250, look)
    image = QImage(200 * ratio, 120 * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor("white"))
    painter = QPainter(image)
    text.paint(painter, QPointF(50, 40), QColor("black"))
    painter.end()
    inked = [
        (x / ratio, y / ratio)
        for x in range(0, image.width(), ratio)
        for y in range(0, image.height(), ratio)
        if image.pixelColor(x, y) != QColor("white")
    ]
    assert all(48 <= x <= 52 + text.width and 38 <= y <= 42 + text.height for x, y in inked)
    assert max(x for x, _ in inked) > 50 + text.width / 2


written = st.lists(
    st.one_of(
        st.sampled_from(
            ["**b**", "`c`", "@bob", "\n", "> ", "- ", "```", "```py\n", " ", "https://a.b/c", "👍🏽", "שלום"]
        ),
        st.text(max_size=20),
    ),
    max_size=12,
).map("".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None)
@given(written, st.integers(60, 500), st.integers(-10, 600), st.integers(-10, 600))
def test_whatever_was_written_has_its_room_and_its_places(
    look: Look, words: str, width: int, x: int, y: int
) -> None:
    text = MessageText(words, width, look, RoomNames({"bob": "Bob Stone"}, "bob"))
    assert text.height > 0
    assert 0 <= text.width <= width
    assert 0 <= text.cursor_at(QPointF(x, y)) <= len(text.plain)
    start, end = text.word_at(QPointF(x, y))
    assert 0 <= start <= end <= len(text.plain)
    below = text.height + look.body.height()  # another script's letters may be higher than the measured line
    assert all(0 <= rect.top() < rect.bottom() <= below for rect in text.selection_rects(0, len(text.plain)))
    text.link_at(QPointF(x, y))
    image = QImage(64, 64, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    text.paint_grounds(painter, QPointF(0, 0))
    text.paint(painter, QPointF(0, 0), QColor("black"), [(start, end)])
    painter.end()
