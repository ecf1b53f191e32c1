import pytest
from PySide6.QtGui import QImage, QTransform
from PySide6.QtWidgets import QLabel, QWidget

from desktop.theme import Theme
from desktop.widgets.fingerprint import FingerprintPicture, FingerprintView, in_lines
from tests.desktop.widgets.conftest import Show
from tests.helpers.trust_scenes import KNOWN, SHOWN


def _picture(fingerprint: str, theme: Theme, show: Show) -> QImage:
    window = QWidget()
    picture = FingerprintPicture(fingerprint, theme, window)
    show(window)
    return picture.grab().toImage()


def test_people_compare_pairs_in_four_lines() -> None:
    lines = in_lines(KNOWN).splitlines()
    assert [len(line.split(":")) for line in lines] == [8, 8, 8, 8]
    assert "".join(lines).replace(":", "").lower() == KNOWN


def test_one_fingerprint_is_always_the_same_picture_and_another_another(theme: Theme, show: Show) -> None:
    first = _picture(KNOWN, theme, show)
    assert first == _picture(KNOWN, theme, show)
    assert first != _picture(SHOWN, theme, show)
    assert first == first.transformed(QTransform().scale(-1, 1)).convertToFormat(first.format())


@pytest.mark.parametrize("place", [0, 31, 63])
def test_one_digit_makes_another_picture(theme: Theme, show: Show, place: int) -> None:
    digit = "0" if KNOWN[place] != "0" else "1"
    other = KNOWN[:place] + digit + KNOWN[place + 1 :]
    assert _picture(KNOWN, theme, show) != _picture(other, theme, show)
    assert _picture(KNOWN, theme, show) == _picture(KNOWN.upper(), theme, show)


def test_a_screen_reader_hears_whose_digits_they_are(theme: Theme, show: Show) -> None:
    window = QWidget()
    view = FingerprintView("Shown now", SHOWN, theme, window)
    show(window)
    digits = view.findChild(QLabel, "fingerprint")
    assert digits is not None
    assert digits.accessibleName().startswith("Shown now: CD:01:6F")
