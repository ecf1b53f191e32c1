import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF

from desktop.theme import Theme
from desktop.widgets.paint.look import Look
from desktop.widgets.paint.text_lines import TextLines


@pytest.fixture
def look(theme: Theme) -> Look:
    return Look(theme)


def lines(look: Look, text: str, width: float = 400) -> TextLines:
    return TextLines(text, look.fonts.body, width)


def test_each_character_lies_where_it_was_looked_for(look: Look) -> None:
    text = "plain, 👍🏽 beyond, Привет"
    laid = lines(look, text)
    for place in (0, 6, 17, 23):
        [rect] = laid.rects(place, place + 1)
        assert laid.character_at(rect.center()) == place
        assert laid.cursor_at(QPointF(rect.left() + 1, rect.center().y())) == place
        assert laid.cursor_at(QPointF(rect.right() - 1, rect.center().y())) == place + 1


def test_beside_the_words_the_nearest_place_is_meant(look: Look) -> None:
    laid = lines(look, "one\ntwo")
    middle = look.body.height() / 2
    assert laid.cursor_at(QPointF(-50, middle)) == 0
    assert laid.cursor_at(QPointF(300, middle)) == 3
    assert laid.cursor_at(QPointF(-50, 3 * middle)) == 4
    assert laid.cursor_at(QPointF(300, 1000)) == 7
    assert laid.cursor_at(QPointF(-9, -1000)) == 0
    assert laid.character_at(QPointF(300, middle)) is None


def test_a_piece_covers_one_rectangle_a_line(look: Look) -> None:
    laid = lines(look, "one\ntwo\nthree")
    first, second, third = laid.rects(1, 10)
    assert first.left() == pytest.approx(look.body.horizontalAdvance("o"), abs=1)
    assert (second.left(), third.left()) == (0, 0)
    assert second.right() > look.body.horizontalAdvance("two")
    assert third.right() == pytest.approx(look.body.horizontalAdvance("th"), abs=1)
    assert first.bottom() == second.top()
    assert laid.rects(3, 3) == []


@pytest.mark.parametrize("text", ["", "short", "👍"])
def test_places_beyond_the_end_are_the_end(look: Look, text: str) -> None:
    laid = lines(look, text)
    assert laid.rects(50, 90) == []
    assert laid.rects(0, 90) == laid.rects(0, len(text))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.text(max_size=200), st.integers(40, 500), st.data())
def test_whatever_the_text_its_places_are_its_own(
    look: Look, text: str, width: int, data: st.DataObject
) -> None:
    laid = lines(look, text, width)
    x, y = data.draw(st.integers(-20, 600)), data.draw(st.integers(-20, 600))
    assert 0 <= laid.cursor_at(QPointF(x, y)) <= len(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    for rect in laid.rects(start, end):
        assert 0 <= rect.top() < rect.bottom() <= laid.height + 1
    assert 0 <= laid.width <= width
    assert laid.height > 0
