import pytest

from desktop.theme import Theme
from desktop.widgets.length_counter import LengthCounter
from tests.desktop.widgets.conftest import Show


@pytest.mark.parametrize(
    ("length", "is_shown", "words", "may_send"),
    [
        (0, False, "100 characters left", False),
        (89, False, "11 characters left", True),
        (90, True, "10 characters left", True),
        (99, True, "1 character left", True),
        (101, True, "0 characters left", False),
    ],
)
def test_near_the_end_it_tells_what_is_left(
    show: Show, theme: Theme, length: int, is_shown: bool, words: str, may_send: bool
) -> None:
    counter = LengthCounter(100)
    show(counter)
    assert counter.show_length(length) is may_send
    assert (counter.isVisible(), counter.accessibleName()) == (is_shown, words)
    assert counter.property("state") == ("error" if length > 100 else "")
