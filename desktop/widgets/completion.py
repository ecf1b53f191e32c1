"""The small list above the caret that finishes `:smi` and `@an`; the keyboard stays in the field."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem

from desktop.models.choices import Choices
from desktop.models.completions import (
    Mentionable,
    Suggestion,
    Trigger,
    find_trigger,
    suggest_emoji,
    suggest_members,
)
from desktop.models.emoji import emoji_catalogue, read_ahead
from desktop.models.words import is_russian, translate
from desktop.theme import Theme
from desktop.widgets.message_field import MessageField

_ROLE = Qt.ItemDataRole.UserRole
_ROW = 36
_WIDTH = 320
_FRAME = 5
_MEANINGFUL = ~(Qt.KeyboardModifier.KeypadModifier)


class Completion(QListView):
    """Follows what is typed; Enter and Tab take the line that is marked, Esc closes."""

    def __init__(self, field: MessageField, theme: Theme, choices: Choices) -> None:
        super().__init__(field)
        self._field = field
        self._theme = theme
        self._choices = choices
        self._members: tuple[Mentionable, ...] = ()
        self._trigger: Trigger | None = None
        self._dismissed = ""
        self._rows = QStandardItemModel(self)
        self.setObjectName("completion")
        self.setAccessibleName(translate("Composer", "Suggestions"))
        self.setModel(self._rows)
        self.setItemDelegate(_SuggestionPainter(theme, self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.entered.connect(self.setCurrentIndex)
        self.clicked.connect(self._accept)
        self.hide()
        field.installEventFilter(self)
        field.textChanged.connect(self.follow)
        field.cursorPositionChanged.connect(self._follow_caret)
        read_ahead()

    def set_members(self, members: Sequence[Mentionable]) -> None:
        """Whom `@` may name."""
        self._members = tuple(members)

    def close_list(self) -> None:
        """Nothing is offered any more."""
        self._trigger = None
        self.hide()

    def place(self) -> None:
        """Go where the caret is now."""
        if self._trigger is None:
            return
        window, count = self._field.window(), self._rows.rowCount()
        if self.parentWidget() is not window:
            self.setParent(window)
        corner = self._field.mapTo(window, self._field.caret_rect().topLeft())
        shown = max(1, min(count, (corner.y() - 16 - 2 * _FRAME) // _ROW))
        size = QSize(min(_WIDTH, window.width() - 16), shown * _ROW + 2 * _FRAME)
        left = max(8, min(corner.x() - 12, window.width() - size.width() - 8))
        self.setGeometry(QRect(left, max(8, corner.y() - size.height() - 8), size.width(), size.height()))
        self.raise_()

    def suggestions(self) -> list[Suggestion]:
        """What is offered now, from the top."""
        if not self.isVisible():
            return []
        return [self._rows.index(row, 0).data(_ROLE) for row in range(self._rows.rowCount())]

    def follow(self) -> None:
        """Offer what the end of the line asks for, or nothing."""
        line = self._field.line_before_caret()
        trigger = find_trigger(line) if not self._field.document().isRedoAvailable() else None
        if trigger is None or self._field.is_in_code_block():
            self._dismissed = ""
            self.close_list()
            return
        if self._dismissed and trigger.typed.startswith(self._dismissed):
            return
        self._trigger = trigger
        found = self._suggest(trigger)
        if found and trigger.is_closed:
            self._put(found[0])
        elif found:
            self._show(found)
        else:
            self.close_list()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the field that belong to the list while it is open."""
        if watched is not self._field or not self.isVisible():
            return False
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self.place()
        if event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.close_list()
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        match event.key():
            case Qt.Key.Key_Up | Qt.Key.Key_Down if not event.modifiers() & _MEANINGFUL:
                self._step(-1 if event.key() == Qt.Key.Key_Up else 1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Tab if not event.modifiers() & _MEANINGFUL:
                self._accept(self.currentIndex())
            case Qt.Key.Key_Escape:
                self._dismissed = self._trigger.typed if self._trigger is not None else ""
                self.close_list()
            case _:
                return False
        return True

    # --- following -----------------------------------------------------------------------------------------

    def _follow_caret(self) -> None:
        """A caret that went elsewhere without writing wants nothing."""
        if self._trigger is not None and not self._field.line_before_caret().endswith(self._trigger.typed):
            self.close_list()

    def _suggest(self, trigger: Trigger) -> list[Suggestion]:
        if trigger.is_member:
            return suggest_members(trigger, self._members)
        tone = self._choices.settings.emoji_tone
        return suggest_emoji(trigger, emoji_catalogue(), is_russian=is_russian(), tone=tone)

    def _show(self, found: Sequence[Suggestion]) -> None:
        self._rows.clear()
        for suggestion in found:
            item = QStandardItem()
            item.setData(suggestion, _ROLE)
            item.setData(f"{suggestion.label}, {suggestion.detail}", Qt.ItemDataRole.AccessibleTextRole)
            self._rows.appendRow(item)
        self.setCurrentIndex(self._rows.index(0, 0))
        self.place()
        self.show()

    def _step(self, step: int) -> None:
        row = (self.currentIndex().row() + step) % self._rows.rowCount()
        self.setCurrentIndex(self._rows.index(row, 0))

    def _accept(self, index: QModelIndex) -> None:
        if index.isValid():
            self._put(index.data(_ROLE))

    def _put(self, suggestion: Suggestion) -> None:
        if self._trigger is None:
            return
        typed = self._trigger.typed
        self.close_list()
        self._field.replace_before_caret(typed, suggestion.text)


class _SuggestionPainter(QStyledItemDelegate):
    """One line: the emoji, its name, and how it is written."""

    def __init__(self, theme: Theme, parent: QListView) -> None:
        super().__init__(parent)
        self._theme = theme
        self._list = parent

    def sizeHint(self, *_: object) -> QSize:
        """All rows are of one height."""
        return QSize(0, _ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the row."""
        suggestion: Suggestion = index.data(_ROLE)
        tokens, fonts = self._theme.tokens, self._theme.fonts
        rect: QRect = option.rect
        is_current = index.row() == self._list.currentIndex().row()
        if is_current:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.selected))
            painter.drawRoundedRect(rect, 6, 6)
        text = rect.adjusted(10, 0, -10, 0)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        if suggestion.picture:
            font = painter.font()
            font.setPixelSize(20)
            painter.setFont(font)
            painter.setPen(QColor(tokens.text))
            painter.drawText(text, flags, suggestion.picture)
            text.setLeft(text.left() + 34)
        painter.setFont(fonts.body)
        detail_width = min(painter.fontMetrics().horizontalAdvance(suggestion.detail) + 4, text.width() // 2)
        label = text.adjusted(0, 0, -detail_width - 10, 0)
        painter.setPen(QColor(tokens.text))
        painter.drawText(label, flags, _elided(painter, suggestion.label, label.width()))
        painter.setPen(QColor(tokens.selected_secondary if is_current else tokens.secondary))
        detail = _elided(painter, suggestion.detail, detail_width)
        painter.drawText(text, flags | Qt.AlignmentFlag.AlignRight, detail)


def _elided(painter: QPainter, text: str, width: int) -> str:
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)
