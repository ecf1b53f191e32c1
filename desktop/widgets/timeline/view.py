"""The talk of a room on an own viewport: however long it is, only what is on screen is laid out and painted.

What lies where is rows.py's business, what it looks like paint/'s, what a hand means that of
input.py and keys.py; here they meet Qt: events, the scrollbar, signals.
"""

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
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
)
from PySide6.QtWidgets import QWidget

from backend.wire.types import Seq
from desktop.models.presence import Presence
from desktop.models.timeline import TimelineModel
from desktop.models.wishes import MarkRead
from desktop.models.words import translate
from desktop.theme import Theme
from desktop.widgets.keys import BY_KEYBOARD, press_by_enter
from desktop.widgets.known_viewport import know_viewport
from desktop.widgets.paint.look import Look
from desktop.widgets.pictures import Pictures
from desktop.widgets.timeline.day_pill import Midnight
from desktop.widgets.timeline.follower import TimelineFollower
from desktop.widgets.timeline.input import TimelineInput
from desktop.widgets.timeline.keys import TimelineKeys
from desktop.widgets.timeline.message_acts import MessageActs
from desktop.widgets.timeline.painter import Emphasis, paint_empty, paint_rows
from desktop.widgets.timeline.row_scroll_area import RowScrollArea
from desktop.widgets.timeline.rows import TimelineRows
from desktop.widgets.timeline.selection import TimelineSelection


class TimelineView(RowScrollArea):
    """Shows a TimelineModel; keeps to the bottom only when it is there."""

    wished = Signal(object)
    reply_wanted = Signal(object)
    edit_wanted = Signal(object)

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        pictures: Pictures | None = None,
        presence: Presence | None = None,
    ) -> None:
        self.rows = rows = TimelineRows(Look(theme, pictures))
        super().__init__(rows.strip, parent)
        know_viewport(self)
        self.setObjectName("timeline")
        self.setAccessibleName(translate("Timeline", "Messages"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self._theme = theme
        self._pictures = pictures
        self.reader_interface: QAccessibleInterface | None = None
        self._sought = ""
        self.selection = TimelineSelection()
        self._acts = MessageActs(self, self.rows, self.selection)
        self._input = TimelineInput(self, self.rows, self.selection, self._acts)
        self._keys = TimelineKeys(self, self.rows, self.selection, self._acts)
        self._follower = TimelineFollower(self, self.rows, theme, presence or Presence(self))
        self._landing, self._travel = self._follower.landing, self._follower.travel
        self._reading = self._follower.reading
        self._midnight = Midnight(self)
        self._wire()
        if pictures is not None:
            pictures.changed.connect(self.viewport().update)

    def _wire(self) -> None:
        follower, acts = self._follower, self._acts
        follower.wished.connect(self.wished)
        follower.moved.connect(self.follow_rows)
        follower.repaint_wanted.connect(self._repaint)
        follower.floats.down_wanted.connect(self._go_back_or_down)
        follower.floats.divider_wanted.connect(self.go_to_divider)
        acts.wished.connect(self.wished)
        acts.reply_wanted.connect(self.reply_wanted)
        acts.edit_wanted.connect(self.edit_wanted)
        acts.marked_unread.connect(self._reading.hold)
        self._midnight.passed.connect(self._note_day)
        self._reading.read_up_to.connect(self._tell_read)
        self._theme.changed.connect(self._change_theme)

    # --- what the parent may ask ---------------------------------------------------------------------------

    def set_model(self, model: TimelineModel | None) -> None:
        """Show another room, at its first unread message or its end."""
        self.selection.clear()
        self._follower.show(model)

    def go_to_bottom(self) -> None:
        """Show the newest message, as the person wishes; it may have to be loaded first."""
        self._follower.go_to_end()

    def go_to_divider(self) -> None:
        """Show where the unread messages begin."""
        if self.rows.model is not None and self.rows.model.divider_row is not None:
            self._landing.end()
            self.rows.go_to_divider()
            self.follow_rows()

    def go_to_message(self, seq: Seq) -> None:
        """Show a message by its place in the room's log, and mark it for a moment; there is a way back."""
        self._landing.end()
        self._travel.go_to(seq)
        self.follow_rows()

    def go_to_start(self) -> None:
        """Show the first message of all; it may have to be loaded first."""
        self._landing.end()
        self._travel.go_to_start()
        self.follow_rows()

    def go_back(self) -> bool:
        """Back to where one was before the last jump; False if there was none."""
        has_gone = self._travel.go_back()
        self.follow_rows()
        return has_gone

    def _go_back_or_down(self) -> None:
        if not self.go_back():
            self.go_to_bottom()

    def show_highlights(self, words: str) -> None:
        """Mark where these words stand, as a search finds them; no words end it."""
        self._sought = words
        self._repaint()

    def finish_reading(self) -> None:
        """The person is done with what is on screen: it is read at once."""
        self._reading.finish()

    def resume_reading(self) -> None:
        """The person opened the room again: what they marked unread may be read."""
        self._reading.release()

    def clear_selection(self) -> bool:
        """Select nothing; answers whether something was selected."""
        was_something = self.selection.clear()
        self._repaint()
        return was_something

    def place(self) -> tuple[str, int] | None:
        """Where one reads, to come back to; None at the bottom."""
        return self.rows.place()

    def go_to_place(self, place: tuple[str, int]) -> None:
        """Come back to what `place()` said."""
        self._follower.stay()
        self.rows.go_to_place(place)
        self.follow_rows()

    @property
    def is_at_bottom(self) -> bool:
        """The newest message is on screen."""
        return self._follower.is_at_end

    @property
    def is_looked_at(self) -> bool:
        """Somebody may be before the window."""
        return self._follower.is_looked_at

    # --- following the rows ---------------------------------------------------------------------------------

    def note_followed(self) -> None:
        """Button, read rule and pages come after the rows."""
        self._follower.follow_floats()
        self._follower.paging.ask()
        self._reading.look()

    def begin_to_move(self) -> bool:
        """Whoever moves goes on their own way."""
        return self._follower.begin_to_move()

    def end_to_move(self, *, was_at_end: bool) -> None:
        """They may have come to the end of all."""
        self._follower.end_to_move(was_at_end=was_at_end)

    def _repaint(self) -> None:
        self.viewport().update()

    def _tell_read(self, seq: Seq) -> None:
        if self.rows.model is not None:
            self.wished.emit(MarkRead(self.rows.model.room_id, seq))

    # --- painting ------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows that meet the exposed part."""
        emphasis = Emphasis(
            current=self.rows.current_row() if self.hasFocus() and self.rows.is_current_marked else None,
            marked=self._travel.marked_row,
            selected=self.selection.span(),
            sought=self._sought,
        )
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_rows(painter, event.rect(), self.rows, emphasis)
        if self.rows.model is not None and self.rows.model.is_loaded and not self._strip.count:
            paint_empty(painter, self.viewport().rect(), self.rows.layouts.look)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is read stays in place."""
        super().resizeEvent(event)
        size = self.viewport().size()
        self.rows.resize(size.width(), size.height())
        self._follower.floats.resize_to(size)
        self.follow_rows()

    # --- whether somebody looks ----------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """The window became active or not: reading begins or stops. (ActivationChange reaches no child.)"""
        if event.type() in (QEvent.Type.WindowActivate, QEvent.Type.WindowDeactivate):
            self._reading.look()
            self._note_day()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            has_way_back = self._travel.has_way_back
            event.setAccepted(self._keys.wants_before_shortcuts(event, has_way_back=has_way_back))
        return super().event(event)

    def _note_day(self) -> None:
        if self.rows.note_new_day():
            self.follow_rows()

    def showEvent(self, event: QShowEvent) -> None:
        """On screen: what is shown may be read."""
        super().showEvent(event)
        self._midnight.watch()
        self._note_day()
        self._reading.look()

    def hideEvent(self, event: QHideEvent) -> None:
        """Off screen: nothing is read."""
        super().hideEvent(event)
        self._midnight.rest()
        self._reading.look()

    def _change_theme(self) -> None:
        self.rows.change_look(Look(self._theme, self._pictures))
        self.follow_rows()

    # --- mouse and keys: see input.py, keys.py, message_acts.py --------------------------

    def open_menu(self, row: int, on_screen: QPoint, link: str | None = None) -> None:
        """Offer what can be done with a message, at a place on the screen."""
        self._acts.open_menu(row, on_screen, link)

    def go_to_quoted(self, row: int) -> None:
        """Show what a message answers."""
        quote = self.rows.entry(row).quote
        if quote is not None:
            self.go_to_message(quote.seq)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click or a selection may begin."""
        self._input.press(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A word, or an answer."""
        self._input.press_twice(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand that drags, or is over what can be clicked."""
        self._input.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Links, quotes, failed messages."""
        self._input.release(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of a message."""
        event.setAccepted(self._input.open_menu(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Moving, selecting, copying, the menu; all else is the room's."""
        if press_by_enter(event):
            return
        before = self.rows.current_row()
        is_ours = self._keys.press(event)
        if self.rows.current_row() != before:
            self._follower.announcer.tell_focus(self.rows.current_place())
        event.setAccepted(is_ours)
        if is_ours and self._landing.end():
            self._reading.look()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The message on which the keyboard stands gets its ring."""
        super().focusInEvent(event)
        if event.reason() in BY_KEYBOARD:
            self.rows.stand_on_screen()
            self._follower.announcer.tell_focus(self.rows.current_place())
        self.follow_rows()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring goes."""
        super().focusOutEvent(event)
        self._repaint()
