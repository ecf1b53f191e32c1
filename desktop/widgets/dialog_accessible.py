"""Has screen readers take a card that lies over a window for the dialog that it is. For sheets."""

from functools import cache
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

_dialogs: WeakKeyDictionary[QObject, "DialogAccessible | None"] = WeakKeyDictionary()
"""Qt keeps interfaces by pointer: those that a reader asked for are held here, as long as their widgets."""


def be_dialog(widget: QWidget, name: str) -> None:
    """Call a widget a dialog, and say what it is about."""
    _install()
    _dialogs[widget] = None
    widget.setAccessibleName(name)


class DialogAccessible(QAccessibleWidget):
    """A widget in the role of a dialog."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget, QAccessible.Role.Dialog)

    def state(self) -> QAccessible.State:
        """What is behind it can't be reached."""
        state = super().state()
        state.modal = True
        return state


@cache
def _install() -> None:
    QAccessible.installFactory(_make_interface)


def _make_interface(_class_name: str, widget: QObject) -> QAccessibleInterface | None:
    if not isinstance(widget, QWidget) or widget not in _dialogs:
        return None
    interface = _dialogs[widget] = DialogAccessible(widget)
    return interface
