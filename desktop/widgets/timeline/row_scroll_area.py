"""A scroll area whose place is that of a RowStrip: scrollbar and wheel; what moves is copied, not painted."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from desktop.widgets.timeline.row_strip import RowStrip

STEP = 60
"""Pixels of one notch of the wheel."""


class RowScrollArea(QAbstractScrollArea):
    """Whoever inherits it paints the rows, and may say what goes before and after a movement."""

    def __init__(self, strip: RowStrip, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strip = strip
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def begin_to_move(self) -> bool:
        """A hand is about to move the rows; answers whether they were at their end."""
        return self._strip.is_at_bottom

    def end_to_move(self, *, was_at_end: bool) -> None:
        """The hand has moved them."""

    def note_followed(self) -> None:
        """The scrollbar stands where the rows are: what else follows them comes now."""

    def follow_rows(self) -> None:
        """Something moved: bring scrollbar and screen after the rows."""
        self._follow_without_painting()
        self.viewport().update()

    def scroll_by(self, pixels: int) -> None:
        """Move on by some pixels; only the part that comes on screen is painted."""
        was_at_end = self.begin_to_move()
        before = {shown.row: shown.top for shown in self._strip.shown()}
        self._strip.scroll_by(pixels)
        after = (shown for shown in self._strip.shown() if shown.row in before)
        moved = next((shown.top - before[shown.row] for shown in after), None)
        self._follow_without_painting()
        if moved is None:
            self.viewport().update()
        elif moved:
            self.viewport().scroll(0, moved)
        self.end_to_move(was_at_end=was_at_end)

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        """The scrollbar was moved by hand."""
        target = self.verticalScrollBar().value()
        pixels = target - self._strip.value
        if abs(pixels) <= self.viewport().height():
            self.scroll_by(pixels)
        else:
            was_at_end = self.begin_to_move()
            self._strip.scroll_to(target)
            self.follow_rows()
            self.end_to_move(was_at_end=was_at_end)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Wheel and touchpad."""
        pixels = event.pixelDelta().y() or round(event.angleDelta().y() * STEP / 120)
        self.scroll_by(-pixels)
        event.accept()

    def _follow_without_painting(self) -> None:
        bar = self.verticalScrollBar()
        bar.blockSignals(True)
        bar.setPageStep(max(1, self.viewport().height()))
        bar.setSingleStep(STEP)
        bar.setRange(0, self._strip.maximum)
        bar.setValue(self._strip.value)
        bar.blockSignals(False)
        bar.setEnabled(bar.maximum() > 0)  # without a handle, in its place: no line breaks elsewhere for it
        self.note_followed()
