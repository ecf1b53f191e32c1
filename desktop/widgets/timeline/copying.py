"""Puts words and messages on the clipboard: a few at once, many while the window goes on. For MessageActs."""

import time
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication

from desktop.client.state.entries import Entry
from desktop.models.words import time_text

_SLICE_SECONDS = 0.005


class Copying(QObject):
    """What is copied later, by whomever, goes before what isn't there yet."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._left: Iterator[Entry] = iter(())
        self._blocks: list[str] = []
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._go_on)

    def copy_text(self, text: str) -> None:
        """Copy these words."""
        self._end()
        QGuiApplication.clipboard().setText(text)

    def copy_messages(self, entries: Sequence[Entry]) -> None:
        """Copy messages with who said them, and when."""
        self._end()
        self._left = iter(entries)
        self._go_on()

    def _go_on(self) -> None:
        until = time.perf_counter() + _SLICE_SECONDS
        for entry in self._left:
            self._blocks.append(f"{entry.author_name}, {time_text(entry.at)}:\n{entry.content}")
            if time.perf_counter() >= until:
                self._wait()
                return
        self.copy_text("\n\n".join(self._blocks))

    def _wait(self) -> None:
        if not self._timer.isActive():
            QGuiApplication.clipboard().dataChanged.connect(self._end)
            self._timer.start()

    def _end(self) -> None:
        if self._timer.isActive():
            QGuiApplication.clipboard().dataChanged.disconnect(self._end)
            self._timer.stop()
        self._left, self._blocks = iter(()), []
