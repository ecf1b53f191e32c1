"""A window that says when it is painted: `painted bare`, or `painted minichat` with the desktop's arguments.

Prints the monotonic nanoseconds when everything that belongs to its first picture is drawn, and goes on until
its process is ended.
"""

import signal
import sys
import time

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow


class Announcer(QObject):
    """Waits for the first picture of the first window; the turn of the loop after it, all of it is drawn."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Looks at the events of all, until there is a picture."""
        if event.type() == QEvent.Type.Paint and isinstance(watched, QMainWindow):
            self._app.removeEventFilter(self)
            QTimer.singleShot(0, self, _announce)
        return False


def _announce() -> None:
    sys.stdout.write(f"{time.monotonic_ns()}\n")
    sys.stdout.flush()


def _bare() -> int:
    app = QApplication(sys.argv[:1])
    Announcer(app)
    window = QMainWindow()
    window.setCentralWidget(QLabel("Mini Chat"))
    window.resize(1000, 680)
    window.show()
    return app.exec()


def _minichat(arguments: list[str]) -> int:
    import asyncio  # noqa: PLC0415 - the bare window must not pay for it

    from desktop import app  # noqa: PLC0415 - the bare window must not pay for it
    from desktop.settings import parse_options  # noqa: PLC0415

    make_loop = app.make_loop

    def make_watched_loop(qt: QApplication) -> asyncio.AbstractEventLoop:
        Announcer(qt)
        return make_loop(qt)

    app.make_loop = make_watched_loop
    return app.run(parse_options(arguments, {}))


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        sys.exit(_bare())
    sys.exit(_minichat(sys.argv[2:]))
