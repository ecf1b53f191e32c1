"""F6: from one part of a window to the next. For the widgets that fill a window."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from desktop.widgets.keys import KeyMap


def bind_regions(window: QWidget, stops: Callable[[], Sequence[QWidget]]) -> None:
    """Have the keys lead round the visible ones of these; from elsewhere to the first."""

    def step(by: int) -> None:
        visible = [stop for stop in stops() if stop.isVisible()]
        focused = QApplication.focusWidget()
        here = next((place for place, stop in enumerate(visible) if stop is focused), None)
        if visible:
            target = visible[0 if here is None else (here + by) % len(visible)]
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    KeyMap.bind(window, {"next_region": lambda: step(1), "previous_region": lambda: step(-1)})
