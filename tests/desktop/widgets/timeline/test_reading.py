import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.widgets.timeline.reading import LINGER_MS, ReadWatch


class Eye:
    def __init__(self) -> None:
        self.parent = QObject()
        self.seen = 0
        self.told: list[int] = []
        self.watch = ReadWatch(lambda: self.seen, self.parent)
        self.watch.read_up_to.connect(self.told.append)

    def see(self, seq: int) -> None:
        self.seen = seq
        self.watch.look()


@pytest.fixture
def eye(qtbot: QtBot) -> Eye:
    return Eye()


def test_a_glance_is_not_reading(eye: Eye, qtbot: QtBot) -> None:
    eye.see(5)
    qtbot.wait(LINGER_MS // 3)
    eye.see(0)
    qtbot.wait(LINGER_MS)
    assert eye.told == []


def test_what_stays_is_read_once(eye: Eye, qtbot: QtBot) -> None:
    eye.see(5)
    qtbot.waitUntil(lambda: eye.told == [5])
    eye.see(5)
    qtbot.wait(LINGER_MS + 100)
    assert eye.told == [5]


def test_scrolling_on_slowly_reads_what_passed_by(eye: Eye, qtbot: QtBot) -> None:
    eye.see(5)
    qtbot.wait(LINGER_MS // 2)
    eye.see(8)
    qtbot.waitUntil(lambda: eye.told == [5])
    qtbot.waitUntil(lambda: eye.told == [5, 8])


def test_scrolling_back_takes_back_what_was_only_glanced_at(eye: Eye, qtbot: QtBot) -> None:
    eye.see(8)
    qtbot.wait(LINGER_MS // 2)
    eye.see(6)
    qtbot.waitUntil(lambda: eye.told == [6])


def test_another_room_starts_over(eye: Eye, qtbot: QtBot) -> None:
    eye.see(100)
    qtbot.waitUntil(lambda: eye.told == [100])
    eye.watch.start_over()
    eye.see(3)
    qtbot.waitUntil(lambda: eye.told == [100, 3])


def test_whoever_is_done_need_not_linger(eye: Eye, qtbot: QtBot) -> None:
    eye.watch.finish()
    assert eye.told == []
    eye.see(5)
    eye.seen = 8
    eye.watch.finish()
    assert eye.told == [8]
    eye.watch.finish()
    qtbot.wait(LINGER_MS + 100)
    assert eye.told == [8]


def test_what_is_to_stay_unread_stays_so(eye: Eye) -> None:
    eye.watch.hold()
    eye.see(5)
    eye.watch.finish()
    assert eye.told == []
