import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.theme import Theme
from desktop.widgets.sheet_parts import PageWords, breakable, page_link
from tests.desktop.widgets.conftest import Show


def test_a_long_word_takes_more_lines_and_no_more_room(theme: Theme, show: Show) -> None:
    window = QWidget()
    label = PageWords(breakable("Команда " + "Щ" * 60), window)
    QVBoxLayout(window).addWidget(label)
    window.resize(200, 300)
    show(window)
    assert window.width() == 200
    assert label.height() > 3 * label.fontMetrics().height()


@pytest.mark.parametrize("text", ["", "Acme & Sons", "Rechtsschutzversicherung", "a  b "])
def test_other_words_stay_as_they_are(text: str) -> None:
    assert breakable(text) == text


def test_nothing_breaks_within_a_sign() -> None:
    family = "👨\u200d👩\u200d👧"
    assert breakable(family * 6).split("\u200b") == [family] * 6
    assert breakable("e\u0301" * 20).split("\u200b") == ["e\u0301"] * 20


def test_a_link_on_a_narrow_page_goes_on_in_a_second_line(theme: Theme, show: Show) -> None:
    window = QWidget()
    link = page_link("alone", "Use it alone on this computer", window)
    QVBoxLayout(window).addWidget(link)
    window.resize(500, 100)
    show(window)
    one_line = link.height()
    window.resize(160, 200)
    QTest.qWait(1)
    assert window.width() == 160
    assert link.height() > one_line
    assert link.text() == "Use it alone on this computer"
