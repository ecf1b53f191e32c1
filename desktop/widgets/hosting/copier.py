"""Makes a button put words on the clipboard, and say so. For sheets."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from desktop.models.words import translate

_SAID_MS = 2_000


class Copier(QObject):
    """Belongs to its button, which can be pressed while there is something to copy.

    After a press the button says for two seconds what it did.
    """

    def __init__(self, button: QPushButton, spoken: str = "") -> None:
        super().__init__(button)
        self._button = button
        self._text = button.text()
        self._spoken = spoken or self._text
        self._words = ""
        self._said = QTimer(self, singleShot=True, interval=_SAID_MS)
        self._said.timeout.connect(lambda: self._say(self._text, self._spoken))
        button.setAccessibleName(self._spoken)
        button.setEnabled(False)
        button.clicked.connect(self._copy)

    def hold(self, words: str) -> None:
        """What is to be copied from now on."""
        self._words = words
        self._button.setEnabled(bool(words))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._words)
        copied = translate("Copier", "Copied")
        self._say(copied, copied)
        self._said.start()

    def _say(self, text: str, spoken: str) -> None:
        self._button.setText(text)
        self._button.setAccessibleName(spoken)
