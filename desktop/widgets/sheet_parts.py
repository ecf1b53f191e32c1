"""Small parts of which sheets and pages are made: headings, words, a button that looks like a link."""

import unicodedata
from itertools import pairwise

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QLabel,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)

_LONGEST_WORD = 24
_LINK_PADDING = 20
"""At both sides, with the border; see style.qss."""
_BREAK = "\u200b"
_JOINER = "\u200d"
_BOUND = {"Mn", "Mc", "Me", "Cf", "Sk"}
"""Signs that belong to the one before them."""


def breakable(text: str) -> str:
    """The same to the eye, with words that no line may be long enough for made to break anywhere."""
    return " ".join(_break(word) if len(word) > _LONGEST_WORD else word for word in text.split(" "))


def words(text: str, parent: QWidget, *, name: str = "quiet") -> QLabel:
    """A sentence in as many lines as it takes, in the style of its name."""
    label = QLabel(text, parent)
    _be_words(label, name)
    return label


def heading(text: str, parent: QWidget) -> QLabel:
    """What the widgets below it are about."""
    return words(text, parent, name="section")


def link_button(name: str, text: str, parent: QWidget, *, kind: str = "link") -> QPushButton:
    """A button that looks like a link, for what is done now and then; the kind `row` is a whole line."""
    button = QPushButton(text, parent)
    button.setObjectName(name)
    button.setProperty("kind", kind)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def page_link(name: str, text: str, parent: QWidget) -> QPushButton:
    """The same on a page of fixed width: in as many lines as it takes."""
    button = PageLink(text, parent)
    button.setObjectName(name)
    button.setProperty("kind", "link")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


class PageLink(QPushButton):
    """A button by itself has one line, and pushes its column out of sight when that is long."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """It may be narrower than its words."""
        return QSize(1, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines break elsewhere."""
        super().resizeEvent(event)
        self._claim_height()

    def changeEvent(self, event: QEvent) -> None:
        """Letters of another size break elsewhere, too."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._claim_height()

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Other words."""
        super().setText(text)
        self._claim_height()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """As ever, with its words in lines."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = self._in_lines()
        QStylePainter(self).drawControl(QStyle.ControlElement.CE_PushButton, option)

    def _claim_height(self) -> None:
        lines = self._in_lines().count("\n")
        self.setMinimumHeight(self.sizeHint().height() + lines * self.fontMetrics().lineSpacing())

    def _in_lines(self) -> str:
        metrics, room = self.fontMetrics(), self.width() - _LINK_PADDING
        lines: list[str] = []
        for word in self.text().split(" "):
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and metrics.horizontalAdvance(longer) <= room:
                lines[-1] = longer
            else:
                lines.append(word)
        return "\n".join(lines)


class PageWords(QLabel):
    """Words among fields or on a scrolled page, whose layouts would clip them: they claim their height."""

    def __init__(self, text: str, parent: QWidget, *, name: str = "quiet") -> None:
        super().__init__(parent)
        _be_words(self, name)
        self.show_words(text)

    def show_words(self, text: str) -> None:
        """Say it; nothing when all is well."""
        self.setText(text)
        self.setVisible(bool(text))
        self._claim_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines break elsewhere."""
        super().resizeEvent(event)
        self._claim_height()

    def _claim_height(self) -> None:
        self.setMinimumHeight(0)  # a label counts what it claimed before
        if self.text():
            self.setMinimumHeight(self.heightForWidth(self.width()))


def _break(word: str) -> str:
    return word[0] + "".join(
        sign if unicodedata.category(sign) in _BOUND or before == _JOINER else _BREAK + sign
        for before, sign in pairwise(word)
    )


def _be_words(label: QLabel, name: str) -> None:
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setMinimumWidth(1)  # a word that is too long is cut: it doesn't push the rest out of sight
