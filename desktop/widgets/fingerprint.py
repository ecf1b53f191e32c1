"""The fingerprint of a certificate as people compare it: a picture for a glance, digits for the proof."""

from hashlib import sha256

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontDatabase, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from backend.wire.invites import show_fingerprint
from desktop.theme import Theme

_CELLS = 9
_PAIRS = 8


class FingerprintView(QWidget):
    """Under its caption: 32 pairs in four lines, and the picture that they give."""

    def __init__(self, caption: str, fingerprint: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._digits = QLabel(in_lines(fingerprint), self)
        self._digits.setObjectName("fingerprint")
        self._digits.setTextFormat(Qt.TextFormat.PlainText)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(theme.scaled(13))
        self._digits.setFont(font)
        self._digits.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._digits.setAccessibleName(f"{caption}: {show_fingerprint(fingerprint)}")
        self._digits.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        words = QLabel(caption, self)
        words.setObjectName("section")
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(FingerprintPicture(fingerprint, theme, self), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._digits, 0, Qt.AlignmentFlag.AlignTop)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(words)
        column.addLayout(line)


class FingerprintPicture(QWidget):
    """A pattern with two equal sides: two certificates look alike only where somebody tried hard."""

    def __init__(self, fingerprint: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._colors = [QColor(color) for color in theme.tokens.avatars]
        self._behind = QColor(theme.tokens.hover)
        self._side = _CELLS * theme.scaled(7)
        self.setFixedSize(self._side, self._side)
        self.show_fingerprint(fingerprint)

    def show_fingerprint(self, fingerprint: str) -> None:
        """The pattern and colour of this one; every digit of it counts for both."""
        seed = sha256(fingerprint.lower().encode()).digest()
        self._cells = _cells_of(int.from_bytes(seed[1:]))
        self._color = self._colors[seed[0] % len(self._colors)]
        self.update()

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(self._side, self._side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Squares without seams between them."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._behind)
        cell = self._side // _CELLS
        for row, line in enumerate(self._cells):
            for column, is_filled in enumerate(line):
                if is_filled:
                    painter.fillRect(QRect(column * cell, row * cell, cell, cell), self._color)


def in_lines(fingerprint: str) -> str:
    """`AB:CD:…` in lines of eight pairs."""
    pairs = show_fingerprint(fingerprint).split(":")
    return "\n".join(":".join(pairs[at : at + _PAIRS]) for at in range(0, len(pairs), _PAIRS))


def _cells_of(bits: int) -> list[list[bool]]:
    """The left half and the middle are these bits, the right half is their mirror."""
    half = (_CELLS + 1) // 2
    lines = []
    for row in range(_CELLS):
        left = [bool(bits >> (row * half + column) & 1) for column in range(half)]
        lines.append([*left, *left[-2::-1]])
    return lines
