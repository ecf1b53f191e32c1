"""The rows of a panel that are pressed: nothing is cut off, and what belongs together grows together."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget

from desktop.settings import Settings
from desktop.theme import Theme
from desktop.widgets.row_button import RowButton
from tests.desktop.widgets.conftest import Show

WORDS = "Добавить участников"


@pytest.fixture
def button(theme: Theme, show: Show) -> Iterator[RowButton]:
    panel = QWidget()
    panel.resize(400, 100)
    button = RowButton(theme, "add", WORDS, panel, icon="add_person")
    show(panel)
    yield button
    panel.close()


def test_words_without_room_end_in_an_ellipsis_and_can_be_had_in_full(button: RowButton) -> None:
    button.resize(120, 40)
    assert button.text().endswith("…")
    used = button.iconSize().width() + button.fontMetrics().horizontalAdvance(button.text())
    assert used < button.contentsRect().width()
    assert (button.accessibleName(), button.toolTip()) == (WORDS, WORDS)
    button.resize(400, 40)
    assert (button.text(), button.toolTip()) == (WORDS, "")


def test_the_icon_grows_with_the_words(theme: Theme, button: RowButton) -> None:
    button.resize(260, 40)
    before = button.iconSize().width()
    theme.apply(Settings(theme="light", text_percent=200))
    assert button.iconSize().width() == 2 * before
    assert button.text() != WORDS, "there is no room for them all any more"
