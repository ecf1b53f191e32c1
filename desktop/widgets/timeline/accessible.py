"""The talk for screen readers: a list whose items are the messages on screen.

Made only when a reader asks. Qt keeps interfaces by pointer: each is registered with it and held from Python.
"""

from functools import cache

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface, QWindow
from PySide6.QtWidgets import QAccessibleWidget

from desktop.models.words import translate
from desktop.widgets.timeline.view import TimelineView


@cache
def install_timeline_accessibility() -> None:
    """Let readers see into timelines; once for the program."""
    QAccessible.installFactory(_make_interface)


class TimelineAccessible(QAccessibleWidget):
    """The list. Its children are numbered from the uppermost row on screen."""

    def __init__(self, view: TimelineView) -> None:
        super().__init__(view, QAccessible.Role.List, translate("Timeline", "Messages"))
        self._view = view
        self._items: dict[int, MessageAccessible] = {}

    def childCount(self) -> int:
        """How many messages are on screen."""
        return len(self._view.rows.strip.shown())

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """The message at a place on screen."""
        if not 0 <= index < self.childCount():
            return None
        item = self._items.get(index)
        if item is None:
            item = self._items[index] = MessageAccessible(self._view, self, index)
            QAccessible.registerAccessibleInterface(item)
        return item

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """The place of a message; -1 for anything else."""
        return child.index if isinstance(child, MessageAccessible) else -1

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]  # noqa: N802
        """The message on which the keyboard stands; without one the list itself."""
        place = self._view.rows.current_place() if self._view.hasFocus() else None
        return self.child(place) if place is not None else None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """The message under a point of the desktop."""
        items = (self.child(index) for index in range(self.childCount()))
        return next((item for item in items if item is not None and item.rect().contains(x, y)), None)


class MessageAccessible(QAccessibleInterface):
    """One place on screen, with whatever message stands there."""

    def __init__(self, view: TimelineView, timeline: TimelineAccessible, index: int) -> None:
        super().__init__()
        self._view = view
        self._timeline = timeline
        self.index = index

    def _row(self) -> int | None:
        shown = self._view.rows.strip.shown()
        return shown[self.index].row if self.index < len(shown) else None

    def isValid(self) -> bool:  # noqa: N802
        """Something stands here."""
        return self._row() is not None

    def object(self) -> QObject | None:  # type: ignore[override]
        """No widget of its own."""
        return None

    def window(self) -> QWindow | None:  # type: ignore[override]
        """The view's."""
        return self._view.window().windowHandle()

    def role(self) -> QAccessible.Role:
        """An item of the list."""
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        """Read only; the keyboard may stand on it, and it may be selected."""
        state = QAccessible.State()
        state.readOnly = state.focusable = state.selectable = True
        state.focused = self._view.hasFocus() and self._view.rows.current_place() == self.index
        row = self._row()
        span = self._view.selection.span()
        state.selected = row is not None and span is not None and span.first <= row <= span.last
        return state

    def text(self, kind: QAccessible.Text) -> str:
        """Author, words, time and state."""
        row, model = self._row(), self._view.rows.model
        if kind != QAccessible.Text.Name or row is None or model is None:
            return ""
        return model.spoken(row)

    def setText(self, kind: QAccessible.Text, text: str) -> None:  # noqa: N802
        """What was said can't be changed."""

    def rect(self) -> QRect:
        """The bubble on the desktop."""
        row = self._row()
        bubble = self._view.rows.bubble_rect(row) if row is not None else None
        if bubble is None:
            return QRect()
        return bubble.translated(self._view.viewport().mapToGlobal(bubble.topLeft()) - bubble.topLeft())

    def parent(self) -> QAccessibleInterface:
        """The list."""
        return self._timeline

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]  # noqa: ARG002
        """A message has no parts."""
        return None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]  # noqa: ARG002
        """A message has no parts."""
        return None

    def childCount(self) -> int:
        """A message has no parts."""
        return 0

    def indexOfChild(self, child: QAccessibleInterface) -> int:  # noqa: ARG002
        """A message has no parts."""
        return -1


def _make_interface(_class_name: str, widget: QObject) -> QAccessibleInterface | None:
    if not isinstance(widget, TimelineView):
        return None
    widget.reader_interface = TimelineAccessible(widget)
    return widget.reader_interface
