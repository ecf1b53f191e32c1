"""What a real window says of itself."""

from PySide6.QtWidgets import QWidget

from backend.wire.types import RoomId
from desktop.models.presence import Presence
from desktop.system.surroundings import WindowSurroundings


def test_a_window_is_active_visible_minimised_and_hidden(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    presence = Presence()
    here = WindowSurroundings(window, presence, lambda: (RoomId(3), True))
    assert not here.is_visible
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    assert here.is_active
    assert here.is_visible
    window.showMinimized()
    assert not here.is_visible
    window.hide()
    assert not here.is_visible
    assert (here.open_room, here.is_at_bottom, here.is_locked) == (3, True, False)
    presence.take_lock(True)
    assert here.is_locked
