"""All screens in both languages and text sizes: no word is cut off, no widget lies on another."""

from collections.abc import Iterator
from itertools import combinations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLayout, QVBoxLayout, QWidget

from desktop.theme import Theme, ThemeChoice
from desktop.widgets.sheet_parts import PageLink
from tests.helpers.screens import SCENES
from tests.helpers.stage import Look, shown


@pytest.fixture(scope="module")
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp, ThemeChoice.LIGHT)


def cut_off(window: QWidget) -> list[str]:
    """The words that don't fit their label or button."""
    found = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisibleTo(window) or not isinstance(widget, QLabel | QAbstractButton):
            continue
        words = widget.text()
        is_picture = isinstance(widget, QAbstractButton) and not widget.icon().isNull()
        if not words or is_picture or (isinstance(widget, QLabel) and not widget.pixmap().isNull()):
            continue
        metrics, inside = widget.fontMetrics(), widget.contentsRect()
        if isinstance(widget, PageLink) or (isinstance(widget, QLabel) and widget.wordWrap()):
            flags = int(Qt.TextFlag.TextWordWrap)
            needed = metrics.boundingRect(0, 0, inside.width(), 10_000, flags, words).height()
            is_cut = needed > inside.height() + metrics.leading() + 1
        else:
            is_cut = max(metrics.horizontalAdvance(line) for line in words.split("\n")) > inside.width() + 1
        if is_cut:
            found.append(f"{widget.objectName()}: {words!r} in {inside.width()}x{inside.height()}")
    return found


def laid_out(layout: QLayout) -> Iterator[QWidget]:
    """The widgets that a layout and those within it place; what floats over them is in none."""
    for index in range(layout.count()):
        item = layout.itemAt(index)
        if item.widget() is not None:
            yield item.widget()
        elif item.layout() is not None:
            yield from laid_out(item.layout())


def overlaps(window: QWidget) -> list[str]:
    """Pairs of visible neighbours that lie on each other."""
    found = []
    for parent in (window, *window.findChildren(QWidget)):
        layout = parent.layout()
        if layout is None or not parent.isVisibleTo(window):
            continue
        neighbours = [widget for widget in laid_out(layout) if widget.isVisibleTo(window)]
        for one, other in combinations(neighbours, 2):
            if one.parent() is other.parent() and one.geometry().intersects(other.geometry()):
                found.append(f"{one.objectName() or one} on {other.objectName() or other}")
    return found


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("name", SCENES)
def test_nothing_is_cut_off_and_nothing_overlaps(
    name: str, language: str, theme: Theme, qapp: QApplication
) -> None:
    with shown(SCENES[name], Look(ThemeChoice.LIGHT, language), theme, qapp) as window:
        assert cut_off(window) == []
        assert overlaps(window) == []


def test_a_label_that_is_too_small_is_seen(theme: Theme, qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(100, 40)
    label = QLabel("far too many words for so little room", window)
    label.setGeometry(0, 0, 60, 20)
    window.show()
    assert len(cut_off(window)) == 1


def test_neighbours_on_each_other_are_seen(theme: Theme, qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    layout.addWidget(QLabel("one"))
    layout.addWidget(QLabel("two"))
    window.show()
    assert overlaps(window) == []
    layout.itemAt(1).widget().move(layout.itemAt(0).widget().pos())
    assert len(overlaps(window)) == 1
