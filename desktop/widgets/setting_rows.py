"""What the settings are made of: a switch, one of a few, a step up and down, a row of colours. For sheets."""

from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.models.words import translate
from desktop.theme import Theme
from desktop.widgets.one_of_few import OneOfFew

V = TypeVar("V")
_TRACK = QSize(36, 20)
_RING = 3
_DISC = 24
_SEGMENT_PADDING = 28


class Switch(QAbstractButton):
    """On or off; its place says which, not only its colour."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """The track, with room for the ring of the keyboard."""
        return QSize(_TRACK.width() + 2 * _RING, 32)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Track and knob."""
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(_RING, (self.height() - _TRACK.height()) / 2, _TRACK.width(), _TRACK.height())
        ink = QColor(tokens.accent if self.isChecked() else tokens.border)
        painter.setPen(QPen(ink, 2))
        painter.setBrush(ink if self.isChecked() else QColor(tokens.surface))
        painter.drawRoundedRect(track.adjusted(1, 1, -1, -1), 9, 9)
        knob = QRectF(track.left() + (20 if self.isChecked() else 4), track.top() + 4, 12, 12)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.on_accent) if self.isChecked() else ink)
        painter.drawEllipse(knob)
        if self.hasFocus():
            paint_ring(painter, track.adjusted(-2, -2, 2, 2), tokens.accent)


class SwitchRow(QWidget):
    """A sentence and its switch; a press anywhere turns it."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, name: str, text: str, parent: QWidget, hint: str = "") -> None:
        super().__init__(parent)
        self.setObjectName(f"row_{name}")
        self._switch = Switch(theme, self)
        self._switch.setObjectName(name)
        self._switch.setAccessibleName(text)
        self._switch.setAccessibleDescription(hint)
        self._switch.clicked.connect(lambda is_on: self.chosen.emit(bool(is_on)))
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(_label(self, text, "setting_text"))
        if hint:
            words.addWidget(_label(self, hint, "quiet"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addLayout(words, 1)
        row.addWidget(self._switch)

    def show_value(self, value: object) -> None:
        """Stand as it is chosen."""
        self._switch.setChecked(bool(value))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The words are part of the switch."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._switch.click()


class Segments(QWidget, Generic[V]):
    """One of a few, side by side, or below each other where their words need it."""

    chosen = Signal(object)

    def __init__(self, name: str, title: str, options: Mapping[V, str], parent: QWidget) -> None:
        super().__init__(parent)
        self._buttons: dict[V, QPushButton] = {}
        self._frame = QFrame(self)
        self._frame.setObjectName("tabs")
        group = OneOfFew(self)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._frame)
        self._row.setContentsMargins(4, 4, 4, 4)
        self._row.setSpacing(4)
        for value, text in options.items():
            button = QPushButton(text, self._frame)
            button.setObjectName(f"{name}_{value}")
            button.setProperty("kind", "tab")
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            button.setAccessibleName(f"{title}: {text}")
            button.clicked.connect(lambda _on, value=value: self.chosen.emit(value))
            group.add(button)
            self._row.addWidget(button, 1)
            self._buttons[value] = button
        _under_title(self, title, self._frame)

    def show_value(self, value: V) -> bool:
        """Mark what is chosen; False: that is none of these."""
        if value not in self._buttons:
            return False
        self._buttons[value].setChecked(True)
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many lines as it takes."""
        super().resizeEvent(event)
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        measure = QFontMetrics(bold)
        widest = max(measure.horizontalAdvance(button.text()) for button in self._buttons.values())
        fits = (widest + _SEGMENT_PADDING) * len(self._buttons) <= self.width()
        direction = QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom
        if self._row.direction() != direction:
            self._row.setDirection(direction)


class Steps(QWidget):
    """A number in steps, with a button for less and one for more."""

    chosen = Signal(object)

    def __init__(self, name: str, title: str, steps: Sequence[int], parent: QWidget) -> None:
        super().__init__(parent)
        self._steps = steps
        self._title = title
        self._value = steps[0]
        self._shown = _label(self, "", "setting_value")
        self._shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._less = self._make(f"{name}_less", "−", translate("Settings", "Smaller"))
        self._more = self._make(f"{name}_more", "+", translate("Settings", "Larger"))
        self._less.clicked.connect(lambda: self.chosen.emit(stepped(self._steps, self._value, -1)))
        self._more.clicked.connect(lambda: self.chosen.emit(stepped(self._steps, self._value, 1)))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(_label(self, title, "setting_text"), 1)
        for widget in (self._less, self._shown, self._more):
            row.addWidget(widget)

    def show_value(self, value: int) -> None:
        """Where it stands; at an end only the way back is open."""
        self._value = value
        shown = translate("Settings", "{number}%").format(number=value)
        self._shown.setText(shown)
        self._shown.setAccessibleName(f"{self._title}: {shown}")
        self._less.setEnabled(value > self._steps[0])
        self._more.setEnabled(value < self._steps[-1])

    def _make(self, name: str, text: str, spoken: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setProperty("kind", "plain")
        button.setAccessibleName(f"{self._title}: {spoken}")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button


class Swatches(QWidget):
    """Colours to choose from, each with a name."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, title: str, names: Mapping[str, str], parent: QWidget) -> None:
        super().__init__(parent)
        self._discs: dict[str, _Disc] = {}
        frame = QWidget(self)
        group = OneOfFew(self)
        row = QHBoxLayout(frame)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for value, text in names.items():
            disc = _Disc(theme, value, frame)
            disc.setObjectName(f"accent_{value}")
            disc.setAccessibleName(f"{title}: {text}")
            disc.setToolTip(text)
            disc.clicked.connect(lambda _on, value=value: self.chosen.emit(value))
            group.add(disc)
            row.addWidget(disc)
            self._discs[value] = disc
        row.addStretch()
        _under_title(self, title, frame)

    def show_value(self, value: str) -> None:
        """Mark what is chosen."""
        self._discs[value].setChecked(True)


class _Disc(QAbstractButton):
    """One colour; the chosen one has a dot in it."""

    def __init__(self, theme: Theme, accent: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._accent = accent
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """A target for the finger too."""
        return QSize(32, 32)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The accent as it would look now; the system's own is cut in two."""
        tokens = self._theme.tinted(self._accent)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc = QRectF((self.width() - _DISC) / 2, (self.height() - _DISC) / 2, _DISC, _DISC)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.accent))
        painter.drawEllipse(disc)
        if self._accent == "system":
            painter.setBrush(QColor(tokens.own_bubble))
            painter.drawPie(disc, 45 * 16, 180 * 16)
        if self.isChecked():
            painter.setBrush(QColor(tokens.on_accent))
            painter.drawEllipse(disc.center(), 5.0, 5.0)
        if self.hasFocus():
            paint_ring(painter, disc.adjusted(-3, -3, 3, 3), self._theme.tokens.text)


def stepped(steps: Sequence[int], value: int, by: int) -> int:
    """The next step above or below a value; at an end the end."""
    if by > 0:
        return min((step for step in steps if step > value), default=steps[-1])
    return max((step for step in steps if step < value), default=steps[0])


def paint_ring(painter: QPainter, around: QRectF, color: str) -> None:
    """What shows where the keyboard is."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(color), 2))
    painter.drawRoundedRect(around, around.height() / 2, around.height() / 2)


def _label(parent: QWidget, text: str, name: str) -> QLabel:
    label = QLabel(text, parent)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(name != "setting_value")
    return label


def _under_title(widget: QWidget, title: str, choice: QWidget) -> None:
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(_label(widget, title, "setting_text"))
    column.addWidget(choice)
