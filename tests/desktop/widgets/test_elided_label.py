from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget

from desktop.widgets.elided_label import ElidedLabel
from tests.desktop.widgets.conftest import Show

WORDS = "<b>many</b> words that need much more room than there is"


@pytest.fixture
def label(show: Show) -> Iterator[ElidedLabel]:
    frame = QWidget()
    label = ElidedLabel("words", frame)
    label.resize(200, 20)
    label.show_text(WORDS)
    show(frame)
    yield label
    frame.close()


def test_what_does_not_fit_is_cut_and_still_told(label: ElidedLabel) -> None:
    assert label.text().startswith("<b>many")
    assert label.text().endswith("…")
    assert label.fontMetrics().horizontalAdvance(label.text()) <= 200
    assert label.accessibleName() == WORDS


def test_more_room_shows_more(label: ElidedLabel) -> None:
    label.resize(2000, 20)
    assert label.text() == WORDS


def test_larger_letters_show_less(label: ElidedLabel) -> None:
    before = label.text()
    font = label.font()
    font.setPixelSize(3 * label.fontInfo().pixelSize())
    label.setFont(font)
    assert len(label.text()) < len(before)
