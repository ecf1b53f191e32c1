"""The field in which a message is written: it grows with its text and knows the keys; for Composer."""

from collections.abc import Callable

from PySide6.QtCore import QMimeData, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop.models.words import translate
from desktop.settings import SendBy
from desktop.widgets.keys import KeyMap

_MAX_LINES = 8
_FENCE = "```"
_CYRILLIC_V = ord("М")
_PLAIN = Qt.KeyboardModifier.NoModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CTRL = Qt.KeyboardModifier.ControlModifier


class MessageField(QPlainTextEdit):
    """Says which of its keys mean more than writing; Enter that belongs to an input method never does."""

    send_wanted = Signal()
    escape_pressed = Signal()
    edit_last_wanted = Signal()
    reply_last_wanted = Signal()
    reply_step_wanted = Signal(int)
    """Answer an older (-1) or newer (1) message than the one that is answered now."""
    page_wanted = Signal(int)
    edge_wanted = Signal(int)
    """To the first (-1) or to the newest (1) message."""
    left = Signal()
    """The keyboard went elsewhere."""
    long_pasted = Signal(str)
    """Text that is too long to go in without a question."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.send_by: SendBy = "enter"
        self.max_paste = 4000
        self.max_pasted_lines = 40
        self.setObjectName("composer")
        self.setTabChangesFocus(True)
        self.setAccessibleName(translate("Composer", "Message"))
        self.setPlaceholderText(translate("Composer", "Write a message…"))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self._is_composing = False
        self._steps = self._make_steps()
        self.textChanged.connect(self.fit)
        KeyMap.bind_typed(
            self,
            {
                "bold": lambda: self.wrap_selection("**"),
                "italic": lambda: self.wrap_selection("*"),
                "code": lambda: self.wrap_selection("`"),
            },
        )

    # --- what the parent may ask ---------------------------------------------------------------------------

    def line_before_caret(self) -> str:
        """What stands before the caret in its line; nothing while something is selected or composed."""
        cursor = self.textCursor()
        if cursor.hasSelection() or self._is_composing:
            return ""
        cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor)
        return cursor.selectedText()

    def is_in_code_block(self) -> bool:
        """The caret is after ``` that nothing has closed yet."""
        block, fences = self.textCursor().block(), 0
        while block.isValid():
            fences += block.text().startswith(_FENCE)
            block = block.previous()
        return fences % 2 == 1

    def replace_before_caret(self, replaced: str, text: str) -> None:
        """Put `text` in the place of what stands before the caret; one step to undo."""
        cursor = self.textCursor()
        cursor.setPosition(cursor.position() - _units(replaced), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def wrap_selection(self, mark: str) -> None:
        """Put a mark on both sides of the selection, or take it away; one step to undo."""
        cursor = self.textCursor()
        chosen = cursor.selectedText().replace("\u2029", "\n")
        if mark == "`" and "\n" in chosen:
            head, tail = f"{_FENCE}\n", f"\n{_FENCE}"
        else:
            head = tail = mark
        start = cursor.selectionStart()
        is_marked = _has_marks(chosen, head, tail)
        wrapped = chosen[len(head) : -len(tail)] if is_marked else f"{head}{chosen}{tail}"
        cursor.insertText(wrapped)
        if chosen:
            cursor.setPosition(start)
            cursor.setPosition(start + _units(wrapped), QTextCursor.MoveMode.KeepAnchor)
        else:
            cursor.setPosition(start + len(head))
        self.setTextCursor(cursor)

    def caret_rect(self) -> QRect:
        """Where the caret is, in the field's own coordinates."""
        return self.cursorRect().translated(self.viewport().pos())

    # --- keys ----------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Send, step aside, leave, or write."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if self._is_composing:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(event, modifiers)
        elif event.key() == Qt.Key.Key_Escape:
            self.escape_pressed.emit()
        elif not self._go(event.key(), modifiers):
            super().keyPressEvent(event)

    def _enter(self, event: QKeyEvent, modifiers: Qt.KeyboardModifier) -> None:
        sends = modifiers == _CTRL or (
            modifiers == _PLAIN and self.send_by == "enter" and not self.is_in_code_block()
        )
        if sends:
            self.send_wanted.emit()
        elif modifiers in (_PLAIN, _SHIFT):
            self.insertPlainText("\n")
            self.ensureCursorVisible()
        else:
            super().keyPressEvent(event)

    def _go(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        """Whether a key was one that means more than writing."""
        only_when_empty, act = self._steps.get((key, modifiers), (False, None))
        if act is None or (only_when_empty and not self.document().isEmpty()):
            return False
        act()
        return True

    def _make_steps(self) -> dict[tuple[int, Qt.KeyboardModifier], tuple[bool, Callable[[], object]]]:
        """What is no writing: the keys, whether the box must be empty for it, and what is done."""
        key = Qt.Key
        return {
            (key.Key_Up, _PLAIN): (True, self.edit_last_wanted.emit),
            (key.Key_Up, _SHIFT): (True, self.reply_last_wanted.emit),
            (key.Key_Up, _CTRL): (False, lambda: self.reply_step_wanted.emit(-1)),
            (key.Key_Down, _CTRL): (False, lambda: self.reply_step_wanted.emit(1)),
            (key.Key_PageUp, _PLAIN): (False, lambda: self.page_wanted.emit(-1)),
            (key.Key_PageDown, _PLAIN): (False, lambda: self.page_wanted.emit(1)),
            (key.Key_Home, _CTRL): (True, lambda: self.edge_wanted.emit(-1)),
            (key.Key_End, _CTRL): (True, lambda: self.edge_wanted.emit(1)),
            (key.Key_V, _CTRL | _SHIFT): (False, self.paste),
            (_CYRILLIC_V, _CTRL | _SHIFT): (False, self.paste),
        }

    # --- Qt's own ------------------------------------------------------------------------------------------

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remember whether a word is still being composed."""
        super().inputMethodEvent(event)
        self._is_composing = bool(event.preeditString())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that nothing more is written for now."""
        super().focusOutEvent(event)
        self.left.emit()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste words, never their formatting; ask first when they are many."""
        if not source.hasText():
            return
        text = source.text().replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > self.max_paste or text.count("\n") >= self.max_pasted_lines:
            self.long_pasted.emit(text)
        else:
            self.insertPlainText(text)
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


def _has_marks(text: str, head: str, tail: str) -> bool:
    """Whether these marks stand around a text; one asterisk isn't there where two are bold's."""
    stars = min(len(text) - len(text.lstrip("*")), len(text) - len(text.rstrip("*")))
    is_only_bold = head == "*" and stars == 2
    return text.startswith(head) and text.endswith(tail) and len(text) > len(head + tail) and not is_only_bold


def _units(text: str) -> int:
    """How far Qt's cursors go for a text: they count UTF-16."""
    return len(text.encode("utf-16-le")) // 2
