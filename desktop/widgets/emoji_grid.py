"""Emoji in rows under titles, drawn only where they are seen; for the picker, which keeps the keyboard."""

from bisect import bisect_right
from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from desktop.models.emoji import Emoji
from desktop.theme import Theme

COLUMNS = 9
CELL = 40
_TITLE = 30
_GLYPH = 26


class Section(msgspec.Struct, frozen=True):
    """A title and what stands under it; a recent one keeps the tone it was taken in."""

    title: str
    cells: Sequence[tuple[str, Emoji]]


class _Row(msgspec.Struct, frozen=True):
    top: int
    section: int
    first: int
    """The number of its first emoji among all; -1: a title."""
    count: int = 0


class EmojiGrid(QAbstractScrollArea):
    """One emoji is current; a click or `take` chooses it."""

    chosen = Signal(str, bool)
    """An emoji, and whether more will follow."""
    tones_wanted = Signal(object, QPoint)
    current_changed = Signal(object)
    section_changed = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sections: tuple[Section, ...] = ()
        self._cells: list[tuple[str, Emoji]] = []
        self._rows: list[_Row] = []
        self._height = 0
        self._current = -1
        self.setObjectName("emoji_grid")
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedWidth(COLUMNS * CELL + 12)
        self.viewport().setMouseTracking(True)
        self.verticalScrollBar().setSingleStep(CELL // 2)
        self.verticalScrollBar().valueChanged.connect(self._note_section)

    # --- what the parent may ask ---------------------------------------------------------------------------

    def show_sections(self, sections: Sequence[Section]) -> None:
        """Show these from the top; the first emoji is current."""
        self._sections = tuple(sections)
        self._cells = [cell for section in sections for cell in section.cells]
        self._rows, top, first = [], 0, 0
        for number, section in enumerate(self._sections):
            self._rows.append(_Row(top, number, -1))
            top += _TITLE
            for start in range(0, len(section.cells), COLUMNS):
                count = min(COLUMNS, len(section.cells) - start)
                self._rows.append(_Row(top, number, first + start, count))
                top += CELL
            first += len(section.cells)
        self._height = top
        self._set_range()
        self.verticalScrollBar().setValue(0)
        self._set_current(0 if self._cells else -1)
        self._note_section()

    def current(self) -> str:
        """The emoji that Enter takes."""
        return self._cells[self._current][0] if self._current >= 0 else ""

    def take(self, *, has_more: bool = False) -> None:
        """Choose the current one."""
        if self._current >= 0:
            self.chosen.emit(self.current(), has_more)

    def step(self, across: int, down: int) -> None:
        """Go to a neighbour; at the end of a row to the next one."""
        if self._current < 0:
            return
        target = self._current + across
        if down:
            here = self._row_of(self._current)
            rows = [row for row in self._rows if row.count]
            place = rows.index(here) + down
            if not 0 <= place < len(rows):
                return
            column = min(self._current - here.first, rows[place].count - 1)
            target = rows[place].first + column
        if 0 <= target < len(self._cells):
            self._set_current(target)
            self._show_current()

    def go_to_section(self, number: int) -> None:
        """Scroll so that a section begins at the top."""
        row = next(row for row in self._rows if row.section == number)
        self.verticalScrollBar().setValue(row.top)
        self._set_current(self._rows[self._rows.index(row) + 1].first)

    def rect_of(self, text: str) -> QRect:
        """Where an emoji stands in the viewport."""
        return self._cell_rect([cell[0] for cell in self._cells].index(text))

    # --- geometry ------------------------------------------------------------------------------------------

    def _row_of(self, number: int) -> _Row:
        return next(row for row in self._rows if row.count and row.first <= number < row.first + row.count)

    def _cell_rect(self, number: int) -> QRect:
        row = self._row_of(number)
        top = row.top - self.verticalScrollBar().value()
        return QRect((number - row.first) * CELL + 2, top, CELL, CELL)

    def _cell_at(self, point: QPoint) -> int:
        y = point.y() + self.verticalScrollBar().value()
        place = bisect_right(self._rows, y, key=lambda row: row.top) - 1
        column = (point.x() - 2) // CELL
        if place < 0 or point.y() < _TITLE or not 0 <= column < self._rows[place].count:
            return -1
        return self._rows[place].first + column

    def _set_range(self) -> None:
        bar = self.verticalScrollBar()
        bar.setPageStep(self.viewport().height() - _TITLE)
        bar.setRange(0, max(0, self._height - self.viewport().height()))

    def _show_current(self) -> None:
        rect, bar = self._cell_rect(self._current), self.verticalScrollBar()
        if rect.top() < _TITLE:
            bar.setValue(bar.value() + rect.top() - _TITLE)
        elif rect.bottom() >= self.viewport().height():
            bar.setValue(bar.value() + rect.bottom() + 1 - self.viewport().height())

    def _set_current(self, number: int) -> None:
        self._current = number
        self.current_changed.emit(self._cells[number][1] if number >= 0 else None)
        self.viewport().update()

    def _note_section(self) -> None:
        if self._rows:
            top = self.verticalScrollBar().value()
            place = bisect_right(self._rows, top, key=lambda row: row.top) - 1
            self.section_changed.emit(self._rows[max(0, place)].section)

    # --- Qt's own ------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less is seen."""
        super().resizeEvent(event)
        self._set_range()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows that are seen, and over them the title of the first."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), QColor(self._theme.tokens.surface))
        top = self.verticalScrollBar().value()
        place = max(0, bisect_right(self._rows, top, key=lambda row: row.top) - 1)
        emoji_font = self.font()
        emoji_font.setPixelSize(_GLYPH)
        for row in self._rows[place:]:
            if row.top - top > self.viewport().height():
                break
            if row.count:
                painter.setFont(emoji_font)
                self._paint_row(painter, row)
            else:
                self._paint_title(painter, row.section, row.top - top)
        if self._rows:
            self._paint_title(
                painter, self._rows[place].section, min(0, self._next_title(place) - top - _TITLE)
            )

    def _next_title(self, place: int) -> int:
        """Where the next title is, which pushes the sticky one away."""
        later = (row.top for row in self._rows[place + 1 :] if not row.count)
        return next(later, self._height + _TITLE)

    def _paint_row(self, painter: QPainter, row: _Row) -> None:
        for number in range(row.first, row.first + row.count):
            rect = self._cell_rect(number)
            if number == self._current:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(self._theme.tokens.selected))
                painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 8, 8)
            painter.setPen(QColor(self._theme.tokens.text))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._cells[number][0])

    def _paint_title(self, painter: QPainter, section: int, top: int) -> None:
        rect = QRect(0, top, self.viewport().width(), _TITLE)
        painter.fillRect(rect, QColor(self._theme.tokens.surface))
        painter.setFont(self._theme.fonts.small)
        painter.setPen(QColor(self._theme.tokens.secondary))
        title = self._sections[section].title
        painter.drawText(rect.adjusted(10, 0, -8, 0), Qt.AlignmentFlag.AlignVCenter, title)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """What is under the mouse is current."""
        number = self._cell_at(event.position().toPoint())
        if number >= 0 and number != self._current:
            self._set_current(number)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click chooses; with Shift, one among several."""
        number = self._cell_at(event.position().toPoint())
        if number >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self._set_current(number)
            self.take(has_more=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Other skin tones of the emoji under the mouse."""
        number = self._cell_at(self.viewport().mapFrom(self, event.pos()))
        if number >= 0 and self._cells[number][1].takes_tone:
            self.tones_wanted.emit(self._cells[number][1], event.globalPos())
