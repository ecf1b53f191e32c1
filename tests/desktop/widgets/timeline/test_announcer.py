from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.theme import Theme
from desktop.widgets.timeline.announcer import PAUSE_MS, Announcer
from tests.desktop.widgets.conftest import Open
from tests.helpers.examples import a_direct_store, a_message, a_user, created
from tests.helpers.talks import ROOM


class Reader:
    """Hears what is said to it."""

    def __init__(self, qtbot: QtBot) -> None:
        widget = QWidget()
        qtbot.addWidget(widget)
        self.heard: list[str] = []
        self.announcer = Announcer(widget, lambda _widget, words: self.heard.append(words))

    def tell(self, *texts: str) -> None:
        self.announcer.say(lambda: list(texts))


@pytest.fixture
def reader(qtbot: QtBot, theme: Theme) -> Iterator[Reader]:
    QAccessible.setActive(True)
    yield Reader(qtbot)
    QAccessible.setActive(False)


def test_the_first_word_comes_at_once_the_next_ones_together(reader: Reader, qtbot: QtBot) -> None:
    reader.tell("one")
    assert reader.heard == ["one"]
    reader.tell("two")
    reader.tell("three")
    assert reader.heard == ["one"]
    qtbot.waitUntil(lambda: reader.heard == ["one", "two\nthree"], timeout=2 * PAUSE_MS)


def test_of_very_much_only_the_number_is_said(reader: Reader) -> None:
    reader.tell(*map(str, range(20)))
    assert reader.heard == ["20 unread messages"]


def test_while_nobody_listens_nothing_is_even_asked_for(reader: Reader) -> None:
    QAccessible.setActive(False)
    asked: list[int] = []
    reader.announcer.say(lambda: [str(asked.append(1))])
    assert (asked, reader.heard) == ([], [])


def test_news_of_others_are_what_a_talk_says(open_view: Open) -> None:
    store = a_direct_store(5)
    view = open_view(store)
    model = view.rows.model
    assert model is not None
    store.apply_entries(ROOM, created([a_message(1, 6, "news"), a_message(1, 7, "mine", author=a_user(1))]))
    assert [line.split(", ")[1] for line in model.spoken_news(5, 6)] == ["news"]
