"""Where a message is written: a field that grows with the text, a counter near the limit, a send button."""

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QToolButton, QVBoxLayout, QWidget

from desktop.models.words import tr, translate
from desktop.theme import Theme

_MAX_LINES = 8
_COUNTER_FROM = 0.9


class MessageField(QPlainTextEdit):
    """Enter sends, Shift+Enter begins a line, and Enter that belongs to an input method does neither."""

    enter_pressed = Signal()
    escape_pressed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("composer")
        self.setTabChangesFocus(True)
        self.setAccessibleName(translate("Composer", "Message"))
        self.setPlaceholderText(translate("Composer", "Write a message…"))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self._is_composing = False
        self.textChanged.connect(self.fit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Send, leave, or write."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if is_enter and not self._is_composing and modifiers == Qt.KeyboardModifier.NoModifier:
            self.enter_pressed.emit()
        elif is_enter and modifiers == Qt.KeyboardModifier.ShiftModifier:
            self.insertPlainText("\n")
            self.ensureCursorVisible()
        elif event.key() == Qt.Key.Key_Escape and not self._is_composing:
            self.escape_pressed.emit()
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remember whether a word is still being composed."""
        super().inputMethodEvent(event)
        self._is_composing = bool(event.preeditString())

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste words, never their formatting."""
        if source.hasText():
            self.insertPlainText(source.text())
            self.ensureCursorVisible()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines break elsewhere."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """As high as the text, up to eight lines; then it scrolls."""
        lines = max(1, round(self.document().size().height()))
        height = min(lines, _MAX_LINES) * self.fontMetrics().lineSpacing() + 2
        has_more = lines > _MAX_LINES
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if has_more else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if self.verticalScrollBarPolicy() != policy:
            self.setVerticalScrollBarPolicy(policy)
        if self.height() != height:
            self.setFixedHeight(height)
            self.ensureCursorVisible()


class Composer(QWidget):
    """The lowest part of a room. What it submits stays in the field until its parent says `clear`."""

    submitted = Signal(str)
    typing = Signal(bool)
    escaped = Signal()

    def __init__(self, theme: Theme, message_length: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("composer_row")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._limit = message_length
        self.field = MessageField(self)
        self._counter = QLabel(self)
        self._counter.setObjectName("counter")
        self._counter.setTextFormat(Qt.TextFormat.PlainText)
        self._counter.hide()
        self._send = QToolButton(self)
        self._send.setObjectName("send")
        self._send.setFixedSize(40, 40)
        self._send.setIconSize(QSize(20, 20))
        self._send.setAccessibleName(translate("Composer", "Send"))
        self._send.setToolTip(translate("Composer", "Send (Enter)"))
        self._send.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._arrange()
        self.field.enter_pressed.connect(self._submit)
        self.field.escape_pressed.connect(self.escaped)
        self.field.textChanged.connect(self._judge)
        self._send.clicked.connect(self._submit)
        theme.changed.connect(self._dress)
        self._dress()
        self._judge()
        self.setFocusProxy(self.field)

    def text(self) -> str:
        """What stands in the field."""
        return self.field.toPlainText()

    def set_text(self, text: str) -> None:
        """Put a draft back; nobody is told of typing."""
        self.field.blockSignals(True)
        self.field.setPlainText(text)
        self.field.moveCursor(self.field.textCursor().MoveOperation.End)
        self.field.blockSignals(False)
        self.field.fit()
        self._show_count()

    def clear(self) -> None:
        """What was submitted is kept elsewhere now."""
        self.field.clear()

    def _arrange(self) -> None:
        beside = QVBoxLayout()
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addStretch()
        beside.addWidget(self._send)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(8)
        row.addWidget(self.field, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._counter, 0, Qt.AlignmentFlag.AlignBottom)
        row.addLayout(beside)

    def _submit(self) -> None:
        text = self.text().strip()
        if text and len(text) <= self._limit:
            self.submitted.emit(text)

    def _judge(self) -> None:
        self._show_count()
        self.typing.emit(bool(self.text().strip()))

    def _show_count(self) -> None:
        length = len(self.text().strip())
        left = self._limit - length
        self._counter.setVisible(length >= self._limit * _COUNTER_FROM)
        self._counter.setText(str(left))
        state = "error" if left < 0 else ""
        if self._counter.property("state") != state:
            self._counter.setProperty("state", state)
            self._counter.style().unpolish(self._counter)
            self._counter.style().polish(self._counter)
        self._counter.setAccessibleName(tr("%n character(s) left", None, max(left, 0)))
        self._send.setEnabled(length > 0 and left >= 0)

    def _dress(self) -> None:
        self._send.setIcon(self._theme.icon("send", color=self._theme.tokens.accent))
