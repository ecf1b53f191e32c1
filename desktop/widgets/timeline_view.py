"""The talk of a room on an own viewport: however long it is, only what is on screen is laid out and painted.

Where rows are is row_strip.py's business, what they look like paint/'s; here signals and the model meet.
"""

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from desktop.client.state.timelines import Entry
from desktop.models.timeline import TimelineModel
from desktop.models.words import translate
from desktop.theme import Theme
from desktop.widgets.jump_button import JumpButton
from desktop.widgets.message_menu import open_message_menu
from desktop.widgets.paint.layout_cache import LayoutCache
from desktop.widgets.paint.look import Look
from desktop.widgets.paint.message import paint_message, paint_pill
from desktop.widgets.paint.message_layout import MessageLayout
from desktop.widgets.reading import ReadWatch
from desktop.widgets.row_strip import RowStrip, ShownRow
from desktop.widgets.timeline_input import TimelineInput

_TOP_SPACE, _BOTTOM_SPACE = 4, 12
_STEP = 60
_DIVIDER_TOP = 8


class TimelineView(QAbstractScrollArea):
    """Shows a TimelineModel; keeps to the bottom only when it is there."""

    older_wanted = Signal()
    read_up_to = Signal(object)
    retry_wanted = Signal(str)
    discard_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline")
        self.setAccessibleName(translate("Timeline", "Messages"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.viewport().setMouseTracking(True)
        self._theme = theme
        self._model: TimelineModel | None = None
        self._layouts = LayoutCache(Look(theme))
        self._strip = RowStrip(self._measure, top_space=_TOP_SPACE, bottom_space=_BOTTOM_SPACE)
        self._has_asked_older = False
        self._current: str | None = None
        self._input = TimelineInput(self)
        self._jump = JumpButton(theme, self)
        self._jump.clicked.connect(self.go_to_bottom)
        self._reading = ReadWatch(self._newest_seen, self)
        self._reading.read_up_to.connect(self.read_up_to)
        theme.changed.connect(self._change_theme)

    # --- what is shown -------------------------------------------------------------------------------------

    def set_model(self, model: TimelineModel | None) -> None:
        """Show another room, at its first unread message or its end."""
        if self._model is not None:
            self._model.disconnect(self)
        self._model = model
        self._layouts.start_over(is_group=model is not None and model.is_group)
        self._current = None
        self._reading.start_over()
        if model is not None:
            model.rowsInserted.connect(self._insert_rows)
            model.rowsRemoved.connect(self._remove_rows)
            model.dataChanged.connect(self._change_rows)
            model.modelReset.connect(self._land)
            model.ticks_moved.connect(self._repaint)
            model.room_changed.connect(self._show_jump)
            model.history_changed.connect(self._note_history)
        self._land()

    def go_to_bottom(self) -> None:
        """Show the newest message."""
        self._strip.show_bottom()
        self._show_moved()

    def go_to_top(self) -> None:
        """Show the oldest message that is here."""
        self._strip.scroll_to(0)
        self._show_moved()

    def place(self) -> tuple[str, int] | None:
        """The uppermost message and where it is, to come back to; None at the bottom."""
        if self._model is None or self._strip.is_at_bottom or not self._strip.count:
            return None
        row, top = self._strip.anchor
        return self._model.entry(row).key, top

    def go_to_place(self, place: tuple[str, int]) -> None:
        """Come back to what `place()` said, if that message is still there."""
        key, top = place
        row = self._model.row_of_key(key) if self._model is not None else None
        if row is not None:
            self._strip.show_row(row, top)
            self._show_moved()

    @property
    def is_at_bottom(self) -> bool:
        """The newest message is on screen."""
        return self._strip.is_at_bottom

    def shown_rows(self) -> list[ShownRow]:
        """The rows on screen."""
        return self._strip.shown()

    def layout_of(self, row: int) -> MessageLayout:
        """The geometry of a row."""
        return self._layouts.layout_of(self._shown_model().item(row))

    def bubble_rect(self, row: int) -> QRect | None:
        """Where the bubble of a row is on the viewport; None when it isn't on screen."""
        top = self._strip.top_of(row)
        return None if top is None else self.layout_of(row).bubble.translated(0, top).toAlignedRect()

    # --- following the model -------------------------------------------------------------------------------

    def _shown_model(self) -> TimelineModel:
        if self._model is None:
            raise RuntimeError("no room is shown")
        return self._model

    def _measure(self, row: int) -> int:
        return self.layout_of(row).height

    def _land(self) -> None:
        """Begin where reading should begin."""
        model = self._model
        self._strip.reset(model.rowCount() if model is not None else 0)
        self._has_asked_older = False
        row = model.divider_row if model is not None else None
        if row is not None:
            self._strip.show_row(row, _DIVIDER_TOP)
        self._show_moved()

    def _insert_rows(self, _parent: QModelIndex, first: int, last: int) -> None:
        self._strip.insert(first, last - first + 1)
        if first == 0:
            self._has_asked_older = False
        self._show_moved()

    def _remove_rows(self, _parent: QModelIndex, first: int, last: int) -> None:
        self._strip.remove(first, last - first + 1)
        self._show_moved()

    def _change_rows(self, first: QModelIndex, last: QModelIndex) -> None:
        self._strip.change(first.row(), last.row())
        self._show_moved()

    def _note_history(self) -> None:
        # A page that failed is asked for again by the next scrolling, not by itself.
        self._has_asked_older = self._model is not None and self._model.is_loading_older
        self._repaint()

    def _show_moved(self) -> None:
        """The strip is in order; bring the rest of the view after it."""
        self._follow_strip()
        self._repaint()

    def _follow_strip(self) -> None:
        bar = self.verticalScrollBar()
        bar.blockSignals(True)
        bar.setPageStep(max(1, self.viewport().height()))
        bar.setSingleStep(_STEP)
        bar.setRange(0, self._strip.maximum)
        bar.setValue(self._strip.value)
        bar.blockSignals(False)
        self._show_jump()
        self._ask_older()
        self._reading.look()

    def _repaint(self) -> None:
        self.viewport().update()

    def _show_jump(self) -> None:
        if self._model is None or self._strip.is_at_bottom:
            self._jump.hide()
            return
        unread = self._model.unread_count()
        self._jump.show_count(unread)
        self._jump.setVisible(unread > 0 or self._strip.below() > self.viewport().height() // 2)

    def _ask_older(self) -> None:
        model = self._model
        if model is None or self._has_asked_older or not model.has_older or model.is_loading_older:
            return
        if self._strip.value < 2 * self.viewport().height():
            self._has_asked_older = True
            self.older_wanted.emit()

    def _newest_seen(self) -> int:
        """The newest message of others of which half is on screen, if somebody looks."""
        model = self._model
        if model is None or not self.isVisible() or not self.window().isActiveWindow():
            return 0
        screen = self.viewport().height()
        for shown in reversed(self._strip.shown()):
            entry = model.entry(shown.row)
            if entry.seq is None or entry.is_own or entry.seq <= model.read_seq:
                continue
            bubble = self.layout_of(shown.row).bubble.translated(0, shown.top)
            visible = min(bubble.bottom(), screen) - max(bubble.top(), 0)
            if visible >= min(bubble.height(), screen) / 2:
                return entry.seq
        return 0

    # --- painting ------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows that meet the exposed part."""
        look = self._layouts.look
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        exposed = event.rect()
        painter.fillRect(exposed, look.color(look.tokens.chat))
        model = self._model
        if model is None:
            return
        if not self._strip.count:
            self._paint_empty(painter, model, look)
        current = self._current if self.hasFocus() else None
        for shown in self._strip.shown():
            if shown.top <= exposed.bottom() and shown.top + shown.height >= exposed.top():
                entry = model.entry(shown.row)
                layout = self.layout_of(shown.row)
                painter.translate(0, shown.top)
                is_current = entry.key == current
                paint_message(
                    painter, layout, entry, look, is_read=model.is_read(entry), is_current=is_current
                )
                painter.translate(0, -shown.top)

    def _paint_empty(self, painter: QPainter, model: TimelineModel, look: Look) -> None:
        if model.is_loaded:
            text = translate("Timeline", "No messages yet. Write the first one.")
            pill = QRectF(0, 0, look.small.horizontalAdvance(text) + 32, look.small.height() + 12)
            pill.moveCenter(QRectF(self.viewport().rect()).center())
            paint_pill(painter, pill, text, look)

    # --- moving --------------------------------------------------------------------------------------------

    def scroll_by(self, pixels: int) -> None:
        """Move on by some pixels; only the part that comes on screen is painted."""
        before = {shown.row: shown.top for shown in self._strip.shown()}
        self._strip.scroll_by(pixels)
        moved = next(
            (shown.top - before[shown.row] for shown in self._strip.shown() if shown.row in before), None
        )
        self._follow_strip()
        if moved is None:
            self._repaint()
        elif moved:
            self.viewport().scroll(0, moved)

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        """The scrollbar was moved by hand."""
        target = self.verticalScrollBar().value()
        pixels = target - self._strip.value
        if abs(pixels) <= self.viewport().height():
            self.scroll_by(pixels)
        else:
            self._strip.scroll_to(target)
            self._show_moved()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Wheel and touchpad."""
        pixels = event.pixelDelta().y() or round(event.angleDelta().y() * _STEP / 120)
        self.scroll_by(-pixels)
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width means other lines; what is read stays in place."""
        super().resizeEvent(event)
        size = self.viewport().size()
        if size.width() != self._layouts.width:
            self._layouts.start_over(width=size.width())
            self._strip.change_all()
        self._strip.resize(size.height())
        hint = self._jump.sizeHint()
        self._jump.move(size.width() - hint.width() - 12, size.height() - hint.height() - 12)
        self._show_moved()

    def event(self, event: QEvent) -> bool:
        """The window became active or not: reading begins or stops (no ActivationChange comes to a child)."""
        if event.type() in {QEvent.Type.WindowActivate, QEvent.Type.WindowDeactivate}:
            self._reading.look()
            if self._layouts.is_new_day():
                self._strip.change_all()
                self._show_moved()
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        """On screen: what is shown may be read."""
        super().showEvent(event)
        self._reading.look()

    def hideEvent(self, event: QHideEvent) -> None:
        """Off screen: nothing is read."""
        super().hideEvent(event)
        self._reading.look()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """See timeline_input.py, also for the next four."""
        self._input.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over what can be clicked."""
        self._input.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Links, failed messages."""
        self._input.release(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of a message."""
        event.setAccepted(self._input.open_menu(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Moving, copying, the menu; all else is the room's."""
        event.setAccepted(self._input.press_key(event))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The message on which the keyboard stands gets its ring."""
        super().focusInEvent(event)
        self._repaint()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring goes."""
        super().focusOutEvent(event)
        self._repaint()

    def _change_theme(self) -> None:
        self._layouts.start_over(look=Look(self._theme))
        self._strip.change_all()
        self._show_moved()

    # --- what is under the mouse, and where the keyboard stands ---------------------------------------------

    def entry(self, row: int) -> Entry:
        """The message of a row."""
        return self._shown_model().entry(row)

    def row_at(self, at: QPointF) -> int | None:
        """The row whose bubble covers a point of the viewport."""
        for shown in self._strip.shown():
            if self.layout_of(shown.row).bubble.translated(0, shown.top).contains(at):
                return shown.row
        return None

    def link_at(self, at: QPointF) -> str | None:
        """The address under a point of the viewport."""
        row = self.row_at(at)
        top = self._strip.top_of(row) if row is not None else None
        if row is None or top is None:
            return None
        layout = self.layout_of(row)
        return layout.text.link_at(at - layout.text_at - QPointF(0, top))

    def open_menu(self, row: int, on_screen: QPoint, link: str | None = None) -> None:
        """Offer what can be done with a message, at a place on the screen."""
        open_message_menu(
            self,
            self.entry(row),
            on_screen,
            retry=self.retry_wanted.emit,
            discard=self.discard_wanted.emit,
            link=link,
        )

    def current_row(self) -> int | None:
        """The row on which the keyboard stands."""
        if self._current is None or self._model is None:
            return None
        return self._model.row_of_key(self._current)

    def set_current(self, row: int | None) -> None:
        """Put the keyboard on a row, and the row on screen."""
        self._current = None if row is None else self.entry(row).key
        if row is not None:
            self._strip.reveal(row)
        self._show_moved()

    def step_current(self, step: int) -> None:
        """Go to the next message; the first step begins at the lowest one on screen."""
        rows = self._strip.shown()
        if not rows:
            return
        row = self.current_row()
        self.set_current(rows[-1].row if row is None else max(0, min(self._strip.count - 1, row + step)))
