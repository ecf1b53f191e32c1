"""A window that says when it is painted: `painted bare`, or `painted minichat` with the desktop's arguments.

Prints the monotonic nanoseconds when everything that belongs to its first picture is drawn, and goes on until
its process is ended.
"""

import signal
import sys
import time

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QWidget


class Announcer(QObject):
    """Waits for the first picture of a window; the turn of the loop after it, all of it is drawn."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Looks at the window's events, until there is a picture."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, _announce)
        return False


def _announce() -> None:
    sys.stdout.write(f"{time.monotonic_ns()}\n")
    sys.stdout.flush()


def _bare() -> int:
    app = QApplication(sys.argv[:1])
    window = QMainWindow()
    Announcer(window)
    window.setCentralWidget(QLabel("Mini Chat"))
    window.resize(1000, 680)
    window.show()
    return app.exec()


def _minichat() -> int:
    from desktop.__main__ import main  # noqa: PLC0415 - the bare window must not pay for it
    from desktop.system import first_paint  # noqa: PLC0415

    class AnnouncedPaint(first_paint.FirstPaint):
        def __init__(self, window: QWidget) -> None:
            super().__init__(window)
            Announcer(window)

    first_paint.FirstPaint = AnnouncedPaint  # type: ignore[misc] # before `app` takes it from there
    return main()


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        sys.exit(_bare())
    del sys.argv[1]
    sys.exit(_minichat())
