"""A window that says when it is painted: `painted bare`, or `painted minichat` with the desktop's arguments.

Prints the monotonic nanoseconds when everything that belongs to its first picture is drawn, and goes on until
its process is ended. Each of the two imports Qt in its own way.
"""

import signal
import sys


def _bare() -> int:
    from PySide6.QtWidgets import QApplication, QLabel, QMainWindow  # noqa: PLC0415 - see above

    from benchmarks.desktop.announcer import Announcer  # noqa: PLC0415 - see above

    app = QApplication(sys.argv[:1])
    window = QMainWindow()
    Announcer(window)
    window.setCentralWidget(QLabel("Mini Chat"))
    window.resize(1000, 680)
    window.show()
    return app.exec()


def _minichat() -> int:
    from desktop.__main__ import import_qt, main  # noqa: PLC0415 - the bare window must not pay for it

    import_qt()
    from PySide6.QtWidgets import QWidget  # noqa: PLC0415 - see above

    from benchmarks.desktop.announcer import Announcer  # noqa: PLC0415 - see above
    from desktop.system import first_paint  # noqa: PLC0415 - see above

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
