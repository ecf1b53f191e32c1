"""The talk of a room on an own viewport: however long it is, only what is on screen is laid out and painted.

What lies where is timeline_rows.py's business, what it looks like paint/'s, what a click means that of
timeline_input.py; here they meet Qt: events, the scrollbar, signals.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRectF, Qt, Signal, SignalInstance
from PySide6.QtGui import (
    QAccessibleInterface,
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

from desktop.models.timeline import TimelineModel
from desktop.models.words import translate
from desktop.theme import Theme
from desktop.widgets.jump_button import JumpButton
from desktop.widgets.landing import Landing
from desktop.widgets.message_menu import open_message_menu
from desktop.widgets.paint.look import Look
from desktop.widgets.paint.message import paint_message, paint_pill
from desktop.widgets.reading import ReadWatch
from desktop.widgets.timeline_input import TimelineInput
from desktop.widgets.timeline_rows import TimelineRows

_STEP = 60


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
        self.rows = TimelineRows(Look(theme))
        self._strip = self.rows.strip
        self.reader_interface: QAccessibleInterface | None = None
        self._has_asked_older = False
        self._landing = Landing()
        self._input = TimelineInput(self, self.rows)
        self._jump = JumpButton(theme, self)
        self._jump.clicked.connect(self.go_to_bottom)
        self._reading = ReadWatch(self._newest_seen, self)
        self._reading.read_up_to.connect(self.read_up_to)
        theme.changed.connect(self._change_theme)

    # --- what the parent may ask ---------------------------------------------------------------------------

    def set_model(self, model: TimelineModel | None) -> None:
        """Show another room, at its first unread message or its end."""
        if self.rows.model is not None:
            for signal, slot in self._news_of(self.rows.model):
                signal.disconnect(slot)
        self.rows.show(model)
        self._landing.begin(model)
        self._reading.start_over()
        if model is not None:
            for signal, slot in self._news_of(model):
                signal.connect(slot)
        self._has_asked_older = False
        self.follow_rows()

    def go_to_bottom(self) -> None:
        """Show the newest message, as the person wishes."""
        self._landing.end()
        self._strip.show_bottom()
        self.follow_rows()

    def place(self) -> tuple[str, int] | None:
        """Where one reads, to come back to; None at the bottom."""
        return self.rows.place()

    def go_to_place(self, place: tuple[str, int]) -> None:
        """Come back to what `place()` said."""
        self.rows.go_to_place(place)
        self.follow_rows()

    @property
    def is_at_bottom(self) -> bool:
        """The newest message is on screen."""
        return self._strip.is_at_bottom

    # --- following the model -------------------------------------------------------------------------------

    def _news_of(self, model: TimelineModel) -> list[tuple[SignalInstance, Callable[..., None]]]:
        return [
            (model.rowsInserted, self._insert_rows),
            (model.rowsRemoved, self._remove_rows),
            (model.dataChanged, self._change_rows),
            (model.modelReset, self._land),
            (model.ticks_moved, self._repaint),
            (model.room_changed, self._show_jump),
            (model.history_changed, self._note_history),
            (model.divider_settled, self._land_at_divider),
        ]

    def _land(self) -> None:
        self.rows.land()
        self._landing.begin(self.rows.model)
        self._has_asked_older = False
        self.follow_rows()

    def _land_at_divider(self) -> None:
        if self._landing.end():
            self.rows.go_to_divider()
            self.follow_rows()

    def _insert_rows(self, _parent: QModelIndex, first: int, last: int) -> None:
        self._strip.insert(first, last - first + 1)
        if first == 0:
            self._has_asked_older = False
            self._landing.note_page()
        self._hold_unread()
        self.follow_rows()

    def _remove_rows(self, _parent: QModelIndex, first: int, last: int) -> None:
        self._strip.remove(first, last - first + 1)
        self.follow_rows()

    def _change_rows(self, first: QModelIndex, last: QModelIndex) -> None:
        self._strip.change(first.row(), last.row())
        self._hold_unread()
        self.follow_rows()

    def _hold_unread(self) -> None:
        if not self.window().isActiveWindow():
            self.rows.hold_at_divider()

    def _note_history(self) -> None:
        # A page that failed is asked for again by the next scrolling, not by itself.
        self._has_asked_older = self.rows.model is not None and self.rows.model.is_loading_older
        self._repaint()

    def follow_rows(self) -> None:
        """Something moved: bring scrollbar, button, read rule and screen after the rows."""
        self._follow_without_painting()
        self._repaint()

    def _follow_without_painting(self) -> None:
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
        if self.rows.model is None or self._strip.is_at_bottom:
            self._jump.hide()
            return
        unread = self.rows.model.unread_count()
        self._jump.show_count(unread)
        self._jump.setVisible(unread > 0 or self._strip.below() > self.viewport().height() // 2)

    def _ask_older(self) -> None:
        model = self.rows.model
        if model is None or self._has_asked_older or not model.has_older or model.is_loading_older:
            return
        if self._strip.value < 2 * self.viewport().height() or self._landing.wants_page(model):
            self._has_asked_older = True
            self.older_wanted.emit()

    def _newest_seen(self) -> int:
        """Nothing is seen in a window at which nobody looks, nor where reading doesn't begin yet."""
        if self._landing.is_under_way or not self.isVisible() or not self.window().isActiveWindow():
            return 0
        return self.rows.newest_seen(self.viewport().height())

    # --- painting ------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows that meet the exposed part."""
        rows, look = self.rows, self.rows.layouts.look
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        exposed = event.rect()
        painter.fillRect(exposed, look.color(look.tokens.chat))
        model = rows.model
        if model is None:
            return
        if not self._strip.count:
            self._paint_empty(painter, model, look)
        current = rows.current_row() if self.hasFocus() else None
        for row, top, height in self._strip.shown():
            if top <= exposed.bottom() and top + height >= exposed.top():
                entry = rows.entry(row)
                painter.translate(0, top)
                paint_message(
                    painter,
                    rows.layout_of(row),
                    entry,
                    look,
                    is_read=model.is_read(entry),
                    is_current=row == current,
                )
                painter.translate(0, -top)

    def _paint_empty(self, painter: QPainter, model: TimelineModel, look: Look) -> None:
        if model.is_loaded:
            text = translate("Timeline", "No messages yet. Write the first one.")
            pill = QRectF(0, 0, look.small.horizontalAdvance(text) + 32, look.small.height() + 12)
            pill.moveCenter(QRectF(self.viewport().rect()).center())
            paint_pill(painter, pill, text, look)

    # --- moving --------------------------------------------------------------------------------------------

    def scroll_by(self, pixels: int) -> None:
        """Move on by some pixels; only the part that comes on screen is painted."""
        self._landing.end()
        before = {shown.row: shown.top for shown in self._strip.shown()}
        self._strip.scroll_by(pixels)
        after = (shown for shown in self._strip.shown() if shown.row in before)
        moved = next((shown.top - before[shown.row] for shown in after), None)
        self._follow_without_painting()
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
            self._landing.end()
            self._strip.scroll_to(target)
            self.follow_rows()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Wheel and touchpad."""
        pixels = event.pixelDelta().y() or round(event.angleDelta().y() * _STEP / 120)
        self.scroll_by(-pixels)
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is read stays in place."""
        super().resizeEvent(event)
        size, hint = self.viewport().size(), self._jump.sizeHint()
        self.rows.resize(size.width(), size.height())
        self._jump.move(size.width() - hint.width() - 12, size.height() - hint.height() - 12)
        self.follow_rows()

    # --- whether somebody looks ----------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """The window became active or not: reading begins or stops. (ActivationChange reaches no child.)"""
        if event.type() in (QEvent.Type.WindowActivate, QEvent.Type.WindowDeactivate):
            self._reading.look()
            if self.rows.note_new_day():
                self.follow_rows()
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        """On screen: what is shown may be read."""
        super().showEvent(event)
        self._reading.look()

    def hideEvent(self, event: QHideEvent) -> None:
        """Off screen: nothing is read."""
        super().hideEvent(event)
        self._reading.look()

    def _change_theme(self) -> None:
        self.rows.change_look(Look(self._theme))
        self.follow_rows()

    # --- mouse and keys: see timeline_input.py -------------------------------------------------------------

    def open_menu(self, row: int, on_screen: QPoint, link: str | None = None) -> None:
        """Offer what can be done with a message, at a place on the screen."""
        open_message_menu(
            self,
            self.rows.entry(row),
            on_screen,
            retry=self.retry_wanted.emit,
            discard=self.discard_wanted.emit,
            link=link,
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click may begin."""
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
        is_ours = self._input.press_key(event)
        event.setAccepted(is_ours)
        if is_ours and self._landing.end():
            self._reading.look()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The message on which the keyboard stands gets its ring."""
        super().focusInEvent(event)
        self._repaint()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring goes."""
        super().focusOutEvent(event)
        self._repaint()
