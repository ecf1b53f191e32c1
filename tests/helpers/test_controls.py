"""The controls of all screens: each has a name, is reached by the keyboard, and shows when that is there."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QWidget

from desktop.theme import Theme, ThemeChoice
from desktop.widgets.dialog import Sheet
from desktop.widgets.switcher import Switcher
from tests.helpers.screens import SCENES
from tests.helpers.stage import Look, shown

LIGHT = Look(ThemeChoice.LIGHT, "en")


@pytest.fixture(scope="module")
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp, ThemeChoice.LIGHT)


@pytest.fixture(params=SCENES)
def window(request, theme: Theme, qapp: QApplication) -> Iterator[QWidget]:
    with shown(SCENES[request.param], LIGHT, theme, qapp) as window:
        yield window


def controls(window: QWidget) -> list[QWidget]:
    """What can be used now, by hand or by keyboard: of the card over the window, if there is one."""
    cards = [card for kind in (Switcher, Sheet) for card in window.findChildren(kind) if card.isVisible()]
    return [
        widget
        for widget in (cards[-1] if cards else window).findChildren(QWidget)
        if widget.isVisible() and widget.isEnabled() and (can_focus(widget) or is_button(widget))
    ]


def can_focus(widget: QWidget) -> bool:
    return widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.focusProxy() is None


def is_button(widget: QWidget) -> bool:
    return isinstance(widget, QAbstractButton)


def is_stop(widget: QWidget) -> bool:
    """Whether the Tab key stops there."""
    return can_focus(widget) and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def spoken_name(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def says_what_it_does(button: QAbstractButton) -> bool:
    """Words on it, in its tooltip, or on a label beside it."""
    labels = [label.text() for label in button.parent().findChildren(QLabel) if label.isVisible()]
    return bool(button.text() or button.toolTip()) or any(
        words and spoken_name(button).startswith(words) for words in labels
    )


def pictures_of_stops(window: QWidget, count: int) -> dict[QWidget, tuple[QImage, QImage]]:
    """Walk with the Tab key; how each widget looks with the keyboard on it, and without."""
    seen: dict[QWidget, tuple[QImage, QImage]] = {}
    for _ in range(2 * count + 2):
        here = QApplication.focusWidget()
        focused = here.grab().toImage() if here is not None else QImage()
        QTest.keyClick(here or window, Qt.Key.Key_Tab)
        if here is not None:
            seen[here] = (focused, here.grab().toImage())
    return seen


def list_of(widgets) -> list[str]:
    return [
        f"{type(widget).__name__} {widget.objectName()!r} in {widget.parent().objectName()!r}"
        for widget in widgets
    ]


def test_each_has_a_name_and_no_hand_leaves_a_ring_on_a_button(window: QWidget) -> None:
    found = controls(window)
    buttons = [widget for widget in found if is_button(widget)]
    assert found or isinstance(window, QMenu)
    assert list_of(widget for widget in found if not spoken_name(widget)) == []
    assert list_of(button for button in buttons if not says_what_it_does(button)) == []
    assert list_of(button for button in buttons if button.focusPolicy() & Qt.FocusPolicy.ClickFocus) == []


def test_the_tab_key_reaches_each_and_is_seen_there(window: QWidget) -> None:
    window.activateWindow()
    stops = [widget for widget in controls(window) if is_stop(widget)]
    seen = pictures_of_stops(window, len(stops))
    assert list_of(stop for stop in stops if stop not in seen) == []
    assert list_of(stop for stop in stops if len(stops) > 1 and seen[stop][0] == seen[stop][1]) == []
