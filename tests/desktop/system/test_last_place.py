"""The place of a real window, kept while it runs."""

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QWidget

from backend.wire.types import RoomId
from desktop.models.choices import Choices
from desktop.system.last_place import PAUSE_MS, LastPlace


def test_a_moved_window_and_another_room_are_kept_once_after_a_pause(qtbot):
    window, saved, room = QWidget(), [], [RoomId(7)]
    qtbot.addWidget(window)
    window.show()
    place = LastPlace(window, lambda: room[0], Choices(save=saved.append))
    for width in range(300, 400, 10):
        window.resize(width, 300)
    assert saved == []
    qtbot.waitUntil(lambda: bool(saved), timeout=PAUSE_MS + 2_000)
    assert [settings.last_room for settings in saved] == [7]
    other = QWidget()
    qtbot.addWidget(other)
    other.restoreGeometry(QByteArray(saved[0].window_bytes))
    assert other.width() == 390
    place.keep()
    assert len(saved) == 1, "nothing is another"
    room[0] = None
    place.keep()
    assert [settings.last_room for settings in saved] == [7, 0]
