"""The first picture is waited for, but not for ever."""

import asyncio

from PySide6.QtWidgets import QWidget

from desktop.system.first_paint import FirstPaint


class Window(QWidget):
    was_painted = False

    def paintEvent(self, event):
        self.was_painted = True


def test_the_wait_ends_when_the_window_has_drawn_itself(run, qtbot):
    window = Window()
    qtbot.addWidget(window)
    painted = FirstPaint(window)

    async def journey():
        window.show()
        async with asyncio.timeout(5):
            await painted.wait(60)

    run(journey())
    assert window.was_painted


def test_a_window_that_is_never_drawn_is_waited_for_only_so_long(run, qtbot, caplog):
    window = Window()
    qtbot.addWidget(window)
    with caplog.at_level("INFO"):
        run(FirstPaint(window).wait(0.05))
    assert "not painted" in caplog.text
