import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter

from desktop.models.timeline_items import RoomNames
from desktop.theme import Theme
from desktop.widgets.paint.look import Look
from desktop.widgets.paint.message_text import MessageText

NAMES = RoomNames({"bob": "Bob Stone", "me": "Alice Doe"}, "me")


@pytest.fixture
def look(theme: Theme) -> Look:
    return Look(theme)


def text(look: Look, words: str, width: float = 400) -> MessageText:
    return MessageText(words, width, look, NAMES)


def colors(message: MessageText) -> set[str]:
    image = QImage(440, 300, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    message.paint_grounds(painter, QPointF(10, 10))
    message.paint(painter, QPointF(10, 10), QColor("black"))
    painter.end()
    return {image.pixelColor(x, y).name() for x in range(440) for y in range(300)}


def test_bold_words_are_wider_and_nothing_of_the_signs_is_drawn(look: Look) -> None:
    plain, bold = text(look, "heavy words"), text(look, "**heavy words**")
    assert plain.width < bold.width < look.body.horizontalAdvance("**heavy words**")
    assert bold.height == plain.height


@pytest.mark.parametrize(
    ("words", "token"),
    [
        ("a `b` c", "code"),
        ("```\na\n```", "code"),
        ("hi @me", "mention"),
        ("> said", "own_link"),
    ],
)
def test_what_stands_apart_has_a_ground(look: Look, words: str, token: str) -> None:
    ground = getattr(look.tokens, token)
    assert ground in colors(text(look, words))
    assert ground not in colors(text(look, "hi a `b c"))


def test_others_are_named_without_a_ground(look: Look) -> None:
    assert look.tokens.mention not in colors(text(look, "hi @bob"))
    assert colors(text(look, "hi @bob")) != colors(text(look, "hi @eve"))


def test_known_code_is_coloured(look: Look) -> None:
    keyword = look.tokens.code_keyword
    assert keyword in colors(text(look, "```py\nreturn WWWWWW\nlambda\n```"))
    assert keyword not in colors(text(look, "```\nreturn WWWWWW\nlambda\n```"))


def test_a_quote_is_set_in_and_its_answer_is_not(look: Look) -> None:
    message = text(look, "> said\nanswer")
    [said] = message.selection_rects(0, 1)
    [answer] = message.selection_rects(5, 6)
    assert said.left() > answer.left() == 0
    assert answer.top() > said.bottom()


def test_broken_items_hang_below_their_words(look: Look) -> None:
    message = text(look, "- one\n- " + "words " * 20, 200)
    start = message.plain.index("words")
    first, second, *_ = message.selection_rects(start, len(message.plain))
    assert second.left() == pytest.approx(first.left(), abs=1.5)
    assert first.left() > 0


def test_nothing_stands_beside_a_panel_of_code(look: Look) -> None:
    assert text(look, "```\na\n```").last_width == 400
    assert text(look, "```\na\n```\nb").last_width < 400


def test_lines_of_code_are_all_alike(look: Look) -> None:
    message = text(look, "```py\na = 1\nreturn\nb\n```\nend")
    heights = {message.selection_rects(place, place + 1)[0].height() for place in (0, 6, 13)}
    assert len(heights) == 1


def test_a_link_is_found_behind_markup(look: Look) -> None:
    message = text(look, "👍 **so** https://a.b/c_d_ now")
    place = message.plain.index("https")
    [rect] = message.selection_rects(place, place + 5)
    assert message.link_at(rect.center()) == "https://a.b/c_d_"
    assert message.link_at(rect.center() - QPointF(rect.width(), 0)) is None
