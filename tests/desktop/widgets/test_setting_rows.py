"""The parts of the settings: what is chosen by mouse and by keys, and what they show."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.theme import ACCENTS, Theme
from desktop.widgets.setting_rows import Segments, Steps, Swatches, SwitchRow, stepped
from tests.desktop.widgets.conftest import Show


@pytest.fixture
def window(show: Show, theme: Theme) -> QWidget:
    window = QWidget()
    window.resize(400, 300)
    show(window)
    return window


def test_a_switch_turns_by_key_and_by_a_press_on_its_words(window, theme: Theme, qtbot: QtBot) -> None:
    row = SwitchRow(theme, "sounds", "Sounds", window)
    row.resize(300, 40)
    row.show()
    chosen: list[object] = []
    row.chosen.connect(chosen.append)
    switch = row.findChild(QAbstractButton, "sounds")
    assert switch is not None
    qtbot.keyClick(switch, Qt.Key.Key_Space)
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton, pos=row.rect().center())
    assert chosen == [True, False]
    assert switch.accessibleName() == "Sounds"


def test_on_and_off_differ_in_shape(window, theme: Theme) -> None:
    row = SwitchRow(theme, "sounds", "Sounds", window)
    switch = row.findChild(QAbstractButton, "sounds")
    assert switch is not None
    switch.resize(switch.sizeHint())
    tokens, middle = theme.tokens, switch.height() // 2

    def inks() -> list[str]:
        image = switch.grab().toImage()
        return [image.pixelColor(x, middle).name() for x in (13, 21, 29)]

    assert inks() == [tokens.border, tokens.surface, tokens.surface]
    row.show_value(True)
    assert inks() == [tokens.accent, tokens.accent, tokens.on_accent]


def test_words_that_need_the_width_stand_below_each_other(window, qtbot: QtBot) -> None:
    row = Segments("read", "Begin", {"a": "At the first unread message", "b": "At the newest"}, window)
    first, second = row.findChildren(QPushButton)
    row.resize(600, 200)
    row.show()
    assert first.y() == second.y()
    row.resize(200, 200)
    qtbot.waitUntil(lambda: first.x() == second.x())
    assert first.y() < second.y()


def test_one_of_a_few_is_chosen_and_says_which(window, qtbot: QtBot) -> None:
    row = Segments("theme", "Theme", {"light": "Light", "dark": "Dark"}, window)
    row.show()
    row.show_value("light")
    dark = row.findChild(QPushButton, "theme_dark")
    light = row.findChild(QPushButton, "theme_light")
    assert dark is not None
    assert light is not None
    with qtbot.waitSignal(row.chosen) as chosen:
        qtbot.mouseClick(dark, Qt.MouseButton.LeftButton)
    assert chosen.args == ["dark"]
    assert dark.isChecked()
    assert not light.isChecked()
    assert dark.accessibleName() == "Theme: Dark"


def test_steps_end_at_their_ends(window, qtbot: QtBot) -> None:
    row = Steps("size", "Text size", (80, 100, 200), window)
    row.show()
    chosen: list[object] = []
    row.chosen.connect(chosen.append)
    less, more = (row.findChild(QPushButton, name) for name in ("size_less", "size_more"))
    assert less is not None
    assert more is not None
    row.show_value(100)
    for button in (less, more):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert chosen == [80, 200]
    row.show_value(200)
    assert not more.isEnabled()
    assert less.isEnabled()


@pytest.mark.parametrize(
    ("value", "by", "next_one"), [(100, 1, 125), (125, 1, 125), (80, -1, 80), (93, -1, 80), (93, 1, 100)]
)
def test_a_step_leads_to_the_neighbour(value: int, by: int, next_one: int) -> None:
    assert stepped((80, 100, 125), value, by) == next_one


def test_each_colour_is_painted_as_it_would_look(window, theme: Theme, qtbot: QtBot) -> None:
    row = Swatches(theme, "Accent", {name: name.title() for name in ACCENTS}, window)
    row.show()
    for name in ACCENTS:
        disc = row.findChild(QAbstractButton, f"accent_{name}")
        assert disc is not None
        disc.resize(disc.sizeHint())
        image = disc.grab().toImage()
        edge = image.pixelColor(image.width() // 2, image.height() // 2 - 9)
        assert edge.name() == theme.tinted(name).accent
        with qtbot.waitSignal(row.chosen) as chosen:
            qtbot.mouseClick(disc, Qt.MouseButton.LeftButton)
        assert chosen.args == [name]
