import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from desktop.i18n import install_language
from desktop.models.choices import Choices
from desktop.models.emoji import MAX_RECENT
from desktop.settings import Settings
from desktop.theme import Theme
from desktop.widgets.composer import Composer
from desktop.widgets.emoji_grid import EmojiGrid
from desktop.widgets.emoji_picker import EmojiPicker
from tests.desktop.widgets.conftest import Show

KEY = Qt.Key


@pytest.fixture
def choices() -> Choices:
    return Choices(Settings(recent_emoji=("🔥", "👋🏽")))


@pytest.fixture
def composer(theme: Theme, show: Show, choices: Choices, qtbot: QtBot) -> Iterator[Composer]:
    composer = Composer(theme, 1000, choices=choices)
    composer.resize(500, 60)
    show(composer)
    yield composer
    if (found := composer.findChild(EmojiPicker)) is not None:
        found.close()


def button(composer: Composer) -> QToolButton:
    return composer.findChild(QToolButton, "emoji")


@pytest.fixture
def picker(composer: Composer, qtbot: QtBot) -> EmojiPicker:
    qtbot.mouseClick(button(composer), Qt.MouseButton.LeftButton)
    return composer.findChild(EmojiPicker)


@pytest.fixture
def search(picker: EmojiPicker) -> QLineEdit:
    return picker.findChild(QLineEdit, "emoji_search")


@pytest.fixture
def grid(picker: EmojiPicker) -> EmojiGrid:
    return picker.findChild(EmojiGrid)


def click(grid: EmojiGrid, text: str, qtbot: QtBot, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    centre = grid.rect_of(text).center()
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, modifier, centre)


def test_it_opens_with_the_recent_ones_first(picker: EmojiPicker, grid: EmojiGrid) -> None:
    assert picker.isVisible()
    assert grid.current() == "🔥"


def test_a_search_and_enter_put_an_emoji_into_the_text(
    composer: Composer, picker: EmojiPicker, search: QLineEdit, choices: Choices, qtbot: QtBot
) -> None:
    composer.set_text("hot ")
    qtbot.keyClicks(search, "pizza")
    qtbot.keyClick(search, KEY.Key_Return)
    assert composer.text() == "hot 🍕"
    assert not picker.isVisible()
    assert choices.settings.recent_emoji == ("🍕", "🔥", "👋🏽")
    composer.field.undo()
    assert composer.text() == "hot "


def test_russian_words_find_too(search: QLineEdit, grid: EmojiGrid) -> None:
    search.setText("ёжик")
    assert grid.current() == "🦔"
    search.setText("ъъъ")
    assert grid.current() == ""


def test_arrows_go_over_the_emoji(search: QLineEdit, grid: EmojiGrid, qtbot: QtBot) -> None:
    seen = []
    for key in (
        KEY.Key_Right,
        KEY.Key_Right,
        KEY.Key_Down,
        KEY.Key_Left,
        KEY.Key_Up,
        KEY.Key_Up,
        KEY.Key_Left,
    ):
        qtbot.keyClick(search, key)
        seen.append(grid.current())
    assert seen == ["👋🏽", "😀", "🙃", "🙂", "👋🏽", "👋🏽", "🔥"]


def test_a_page_down_keeps_the_current_one_in_view(search: QLineEdit, grid: EmojiGrid, qtbot: QtBot) -> None:
    for _ in range(6):
        qtbot.keyClick(search, KEY.Key_PageDown)
    assert grid.viewport().rect().contains(grid.rect_of(grid.current()))
    assert grid.verticalScrollBar().value() > 500


def test_a_click_takes_one_and_with_shift_several(
    composer: Composer, picker: EmojiPicker, grid: EmojiGrid, qtbot: QtBot
) -> None:
    click(grid, "😀", qtbot, Qt.KeyboardModifier.ShiftModifier)
    assert picker.isVisible()
    click(grid, "😁", qtbot)
    assert (composer.text(), picker.isVisible()) == ("😀😁", False)
    assert QApplication.focusWidget() is composer.field


def test_a_group_is_reached_by_its_tab(picker: EmojiPicker, grid: EmojiGrid, qtbot: QtBot) -> None:
    tab = picker.findChild(QToolButton, "emoji_tab_flags")
    qtbot.mouseClick(tab, Qt.MouseButton.LeftButton)
    assert grid.current() == "🏁"
    assert tab.isChecked()
    grid.verticalScrollBar().setValue(0)
    assert picker.findChild(QToolButton, "emoji_tab_recent").isChecked()


def test_esc_closes_and_takes_nothing(
    composer: Composer, picker: EmojiPicker, search: QLineEdit, qtbot: QtBot
) -> None:
    qtbot.keyClick(search, KEY.Key_Escape)
    assert (picker.isVisible(), composer.text()) == (False, "")


def test_a_skin_tone_is_chosen_once_for_all(
    picker: EmojiPicker, grid: EmojiGrid, choices: Choices, qtbot: QtBot
) -> None:
    qtbot.mouseClick(picker.findChild(QToolButton, "emoji_tone"), Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert len(menu.actions()) == 6
    menu.actions()[5].trigger()
    menu.close()
    assert choices.settings.emoji_tone == 5
    assert picker.findChild(QToolButton, "emoji_tone").text() == "✋🏿"
    assert grid.rect_of("🤚🏿").isValid()


def test_a_right_click_takes_another_tone_of_one(
    composer: Composer, grid: EmojiGrid, search: QLineEdit, choices: Choices, qtbot: QtBot
) -> None:
    search.setText("wave")
    point = grid.rect_of("👋").center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, grid.viewport().mapToGlobal(point))
    QApplication.sendEvent(grid.viewport(), event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    menu.actions()[1].trigger()
    menu.close()
    assert (composer.text(), choices.settings.emoji_tone) == ("👋🏻", 0)


def test_recent_ones_are_few_and_never_twice(
    composer: Composer, search: QLineEdit, choices: Choices, qtbot: QtBot
) -> None:
    for _ in range(30):
        qtbot.keyClick(search, KEY.Key_Right)
        qtbot.keyClick(search, KEY.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    recent = choices.settings.recent_emoji
    assert len(recent) == len(set(recent)) == MAX_RECENT


def test_the_current_one_says_its_name(
    picker: EmojiPicker, search: QLineEdit, grid: EmojiGrid, qapp: QApplication
) -> None:
    search.setText("fire")
    assert grid.accessibleName() == "fire"
    assert "fire  :fire:" in [label.text() for label in picker.findChildren(QLabel)]
    install_language(qapp, "ru")
    search.setText("огонь")
    assert grid.accessibleName() == "огонь"


@pytest.mark.usefixtures("without_garbage")
def test_keys_open_it_and_it_is_quick(composer: Composer, qtbot: QtBot) -> None:
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(composer.field, KEY.Key_E, keys)
    picker = composer.findChild(EmojiPicker)
    assert picker.isVisible()
    picker.close()
    began = time.thread_time()
    qtbot.keyClick(composer.field, KEY.Key_E, keys)
    picker.grab()
    assert time.thread_time() - began < 0.05 * 4  # 50 ms on a machine four times as busy
