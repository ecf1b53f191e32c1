import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from backend.wire.types import MessageId, Quote, Seq, UserId
from desktop.models.timeline_items import room_names
from desktop.theme import Theme
from desktop.widgets.paint.look import Look
from desktop.widgets.paint.quote_part import measure_quote, paint_quote
from tests.helpers.examples import ME, a_user

NAMES = room_names([a_user(1, "Alice Doe"), a_user(2, "Bob Stone")], ME)


def said(text: str, *, who: int = 2, deleted: bool = False) -> Quote:
    return Quote(
        id=MessageId(1),
        seq=Seq(1),
        user=UserId(who),
        user_username=f"USER{who}",
        content=text,
        deleted=deleted,
    )


@pytest.fixture
def look(theme: Theme) -> Look:
    return Look(theme)


def test_who_said_it_is_called_by_name(look: Look) -> None:
    assert measure_quote(said("hi"), NAMES, 300, look).author == "Bob Stone"
    assert measure_quote(said("hi", who=9), NAMES, 300, look).author == "USER9"


def test_what_was_taken_back_is_called_so(look: Look) -> None:
    assert measure_quote(said("", deleted=True), NAMES, 300, look).words == "Message deleted"


def test_what_was_said_stands_in_one_line_without_its_signs(look: Look) -> None:
    quote = measure_quote(said("- **one**\n- `two`\n\nthree"), NAMES, 300, look)
    assert quote.words == "• one • two three"


def test_it_is_as_wide_as_its_words_and_never_wider_than_it_may_be(look: Look) -> None:
    short, long = (measure_quote(said(text), NAMES, 200, look) for text in ("hi", "long words " * 15))
    assert short.rect.width() < long.rect.width() <= 200
    assert short.rect.height() == long.rect.height()


@pytest.mark.parametrize("is_own", [True, False])
def test_its_bar_is_in_the_colour_of_who_said_it(look: Look, *, is_own: bool) -> None:
    quote = measure_quote(said("hi"), NAMES, 200, look)
    image = QImage(200, 60, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    paint_quote(painter, quote, look, is_own=is_own)
    painter.end()
    expected = look.tokens.own_link if is_own else look.tokens.names[2]
    assert image.pixelColor(1, 20) == QColor(expected)
