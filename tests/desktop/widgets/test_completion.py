import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.i18n import install_language
from desktop.models.choices import Choices
from desktop.models.completions import Mentionable
from desktop.models.emoji import emoji_catalogue
from desktop.theme import Theme
from desktop.widgets.completion import Completion
from desktop.widgets.composer import Composer
from tests.desktop.widgets.conftest import Show

KEY = Qt.Key


@pytest.fixture
def composer(theme: Theme, show: Show) -> Composer:
    composer = Composer(theme, 1000, choices=Choices())
    composer.resize(500, 500)
    show(composer)
    composer.setFocus()
    composer.set_members([Mentionable("anna", "Анна Каренина"), Mentionable("bob", "Bob Stone")])
    return composer


def offered(composer: Composer) -> list[str]:
    """What the list shows; nothing where there is no list yet."""
    if composer.window().findChild(Completion) is None:
        return []
    return [suggestion.text for suggestion in composer.completion.suggestions()]


def test_two_letters_after_a_colon_open_the_list(composer: Composer, qtbot: QtBot) -> None:
    qtbot.keyClicks(composer.field, "hi :w")
    assert offered(composer) == []
    qtbot.keyClicks(composer.field, "av")
    assert offered(composer)[0] == "👋"
    assert QApplication.focusWidget() is composer.field


def test_it_is_made_and_knows_all_emoji_before_somebody_calls_for_it(
    composer: Composer, qtbot: QtBot
) -> None:
    emoji_catalogue.cache_clear()
    assert composer.findChild(Completion) is None
    qtbot.keyClicks(composer.field, "h")
    qtbot.waitUntil(lambda: composer.findChild(Completion) is not None)
    qtbot.waitUntil(lambda: emoji_catalogue.cache_info().currsize == 1)
    assert offered(composer) == []


@pytest.mark.parametrize("key", [KEY.Key_Return, KEY.Key_Enter, KEY.Key_Tab])
def test_keys_take_the_marked_line_and_send_nothing(composer: Composer, qtbot: QtBot, key: Qt.Key) -> None:
    with qtbot.assertNotEmitted(composer.submitted):
        qtbot.keyClicks(composer.field, "hi :wav")
        qtbot.keyClick(composer.field, key)
    assert composer.text() == "hi 👋"
    assert offered(composer) == []
    composer.field.undo()
    assert composer.text() == "hi :wav"
    assert offered(composer) == []


def test_up_and_down_go_round(composer: Composer, qtbot: QtBot) -> None:
    qtbot.keyClicks(composer.field, "@")
    assert offered(composer) == ["@bob ", "@anna "]
    qtbot.keyClick(composer.field, KEY.Key_Down)
    qtbot.keyClick(composer.field, KEY.Key_Down)
    qtbot.keyClick(composer.field, KEY.Key_Up)
    qtbot.keyClick(composer.field, KEY.Key_Tab)
    assert composer.text() == "@anna "


def test_a_member_is_found_in_another_alphabet(composer: Composer, qtbot: QtBot) -> None:
    composer.field.insertPlainText("привет @карен")
    qtbot.keyClick(composer.field, KEY.Key_Return)
    assert composer.text() == "привет @anna "


def test_esc_closes_the_list_alone_and_it_stays_closed(composer: Composer, qtbot: QtBot) -> None:
    qtbot.keyClicks(composer.field, ":wav")
    with qtbot.assertNotEmitted(composer.escaped):
        qtbot.keyClick(composer.field, KEY.Key_Escape)
    qtbot.keyClicks(composer.field, "e")
    assert offered(composer) == []
    qtbot.keyClicks(composer.field, " :wav")
    assert offered(composer) != []


def test_the_mouse_takes_a_line(composer: Composer, qtbot: QtBot) -> None:
    qtbot.keyClicks(composer.field, "@")
    rows = composer.completion
    centre = rows.visualRect(rows.model().index(1, 0)).center()
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=centre)
    assert composer.text() == "@anna "
    assert QApplication.focusWidget() is composer.field


def test_a_second_colon_puts_the_emoji_in(composer: Composer, qtbot: QtBot) -> None:
    qtbot.keyClicks(composer.field, "hi :wave:")
    assert composer.text() == "hi 👋"
    composer.field.undo()
    assert composer.text() == "hi :wave:"


def test_faces_of_colons_stay_as_they_are(composer: Composer, qtbot: QtBot) -> None:
    qtbot.keyClicks(composer.field, ":) at 12:30 :-) :D ")
    assert composer.text() == ":) at 12:30 :-) :D "


def test_nothing_is_offered_in_a_code_block(composer: Composer, qtbot: QtBot) -> None:
    qtbot.keyClicks(composer.field, "``` :wav")
    assert offered(composer) == []


def test_a_caret_that_goes_away_closes_the_list(composer: Composer, qtbot: QtBot) -> None:
    qtbot.keyClicks(composer.field, ":wav")
    qtbot.keyClick(composer.field, KEY.Key_Home)
    assert offered(composer) == []


def test_it_stands_within_the_window_above_the_caret(composer: Composer, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: QApplication.focusWidget() is composer.field)  # else what comes late closes it
    qtbot.keyClicks(composer.field, "many words before it comes and then :sm")

    def stands_well() -> None:
        assert composer.completion.isVisible()
        rows = composer.completion.geometry()
        caret = composer.field.mapTo(composer, composer.field.caret_rect().topLeft())
        assert composer.rect().contains(rows)
        assert rows.bottom() < caret.y()

    qtbot.waitUntil(stands_well)  # the field may still take its height


def test_names_are_in_the_language_of_the_window(
    composer: Composer, qtbot: QtBot, qapp: QApplication
) -> None:
    install_language(qapp, "ru")
    qtbot.keyClicks(composer.field, ":wav")
    assert composer.completion.suggestions()[0].label == "машет рукой"


def test_each_line_says_itself(composer: Composer, qtbot: QtBot) -> None:
    qtbot.keyClicks(composer.field, "@bo")
    index = composer.completion.model().index(0, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Bob Stone, @bob"
