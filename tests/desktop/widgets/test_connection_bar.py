import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.client.state.changes import Connection
from desktop.theme import Theme
from desktop.widgets import connection_bar
from desktop.widgets.connection_bar import ConnectionBar
from tests.desktop.widgets.conftest import Show


class Stage:
    """The bar in a window, with a clock that stands still until it is set."""

    def __init__(self, show: Show) -> None:
        self.now = 100.0
        self.window = QWidget()
        self.bar = ConnectionBar(lambda: self.now, self.window)
        QVBoxLayout(self.window).addWidget(self.bar)
        show(self.window)

    def words(self) -> str:
        label = self.bar.findChild(QLabel)
        assert isinstance(label, QLabel)
        return label.text()

    def button(self, name: str) -> QPushButton:
        button = self.bar.findChild(QPushButton, name)
        assert isinstance(button, QPushButton)
        return button

    def timers(self) -> int:
        return sum(timer.isActive() for timer in self.bar.findChildren(QTimer))


@pytest.fixture
def stage(theme: Theme, show: Show, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setattr(connection_bar, "_PATIENCE_MS", 60)
    return Stage(show)


def test_short_trouble_is_never_shown(stage: Stage, qtbot: QtBot) -> None:
    stage.bar.show_connection(Connection.CONNECTING, None)
    qtbot.wait(20)
    stage.bar.show_connection(Connection.ONLINE, None)
    qtbot.wait(100)
    assert not stage.bar.isVisible()
    assert stage.timers() == 0


def test_longer_trouble_is_shown_with_a_countdown(stage: Stage, qtbot: QtBot) -> None:
    stage.bar.show_connection(Connection.OFFLINE, 104.5)
    assert not stage.bar.isVisible()
    qtbot.waitUntil(stage.bar.isVisible)
    assert stage.words() == "No connection. Trying again in 5 seconds."
    stage.now = 103.95
    stage.bar.show_connection(Connection.OFFLINE, 104.5)
    assert stage.words() == "No connection. Trying again in 1 second."
    stage.now = 104.6
    qtbot.waitUntil(lambda: stage.words() == "Connecting…")
    assert stage.timers() == 0


def test_patience_is_not_renewed_by_each_attempt(stage: Stage, qtbot: QtBot) -> None:
    for _ in range(4):
        stage.bar.show_connection(Connection.CONNECTING, None)
        qtbot.wait(10)
        stage.bar.show_connection(Connection.OFFLINE, 130.0)
        qtbot.wait(10)
    assert stage.bar.isVisible()


def test_it_goes_when_all_is_well(stage: Stage, qtbot: QtBot) -> None:
    stage.bar.show_connection(Connection.OFFLINE, 130.0)
    qtbot.waitUntil(stage.bar.isVisible)
    stage.bar.show_connection(Connection.ONLINE, None)
    assert not stage.bar.isVisible()
    assert stage.timers() == 0


def test_one_can_try_at_once(stage: Stage, qtbot: QtBot) -> None:
    stage.bar.show_connection(Connection.OFFLINE, 130.0)
    qtbot.waitUntil(stage.bar.isVisible)
    with qtbot.waitSignal(stage.bar.retry_wanted):
        QTest.mouseClick(stage.button("try_now"), Qt.MouseButton.LeftButton)


def test_a_reason_takes_the_place_of_the_countdown(stage: Stage, qtbot: QtBot) -> None:
    stage.bar.show_connection(Connection.OFFLINE, 130.0, "Update the older.")
    qtbot.waitUntil(stage.bar.isVisible)
    assert stage.words() == "Update the older."
    assert stage.timers() == 0
    stage.bar.show_connection(Connection.CONNECTING, None, "Update the older.")
    assert stage.words() == "Update the older."
    stage.bar.show_connection(Connection.OFFLINE, 130.0)
    assert "30" in stage.words()


def test_a_certificate_to_look_at_is_told_at_once(stage: Stage, qtbot: QtBot) -> None:
    stage.bar.show_connection(Connection.OFFLINE, None, "It changed.", can_compare=True)
    assert stage.bar.isVisible()
    assert stage.words() == "It changed."
    assert stage.timers() == 0
    assert not stage.button("try_now").isVisible(), "another try alone changes nothing"
    with qtbot.waitSignal(stage.bar.compare_wanted):
        QTest.mouseClick(stage.button("compare"), Qt.MouseButton.LeftButton)
    stage.bar.show_connection(Connection.CONNECTING, None)
    assert not stage.button("compare").isVisible()


def test_a_server_of_one_s_own_that_is_down_is_started_from_here(stage: Stage, qtbot: QtBot) -> None:
    stage.bar.show_connection(Connection.OFFLINE, 130.0, can_start=True)
    assert stage.bar.isVisible()
    assert stage.words() == "Your server is not running."
    assert stage.timers() == 0
    assert not stage.button("try_now").isVisible(), "nobody answers until it is started"
    start = stage.button("start_again")
    with qtbot.waitSignal(stage.bar.start_wanted):
        QTest.mouseClick(start, Qt.MouseButton.LeftButton)
    assert not start.isEnabled()
    stage.bar.show_connection(Connection.OFFLINE, 130.0, can_start=True)
    assert start.isEnabled()
    stage.bar.show_connection(Connection.OFFLINE, 130.0)
    assert not start.isVisible()
    assert stage.button("try_now").isVisible()


def test_other_trouble_is_nothing_to_compare(stage: Stage, qtbot: QtBot) -> None:
    stage.bar.show_connection(Connection.OFFLINE, 130.0, "Update the older.")
    qtbot.waitUntil(stage.bar.isVisible)
    assert not stage.button("compare").isVisible()
    assert stage.button("try_now").isVisible()


def test_two_buttons_stand_below_the_words_where_there_is_little_room(stage: Stage) -> None:
    stage.bar.show_connection(Connection.OFFLINE, None, "The certificate has changed.", can_compare=True)
    label, compare = stage.bar.findChild(QLabel), stage.button("compare")
    assert isinstance(label, QLabel)
    stage.window.resize(1_000, 100)
    QTest.qWait(1)
    assert compare.geometry().left() >= label.geometry().right()
    stage.window.resize(360, 100)
    QTest.qWait(1)
    assert compare.geometry().top() >= label.geometry().bottom()
