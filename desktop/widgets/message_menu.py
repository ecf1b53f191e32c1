"""What one can do with a message: a menu that is shown, never executed."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from desktop.client.state.entries import Entry, EntryState
from desktop.models.failures import failure_text
from desktop.models.words import translate


def open_message_menu(
    parent: QWidget,
    entry: Entry,
    at: QPoint,
    *,
    retry: Callable[[str], object],
    discard: Callable[[str], object],
    link: str | None = None,
) -> QMenu:
    """Say why it failed, offer what fits its state; `at` is a place on the screen."""
    menu = QMenu(parent)
    menu.setObjectName("message_menu")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if entry.error is not None:
        reason = QAction(failure_text(entry.error), menu)
        reason.setEnabled(False)
        menu.addAction(reason)
        menu.addSeparator()
    if entry.state is EntryState.FAILED:
        _add(menu, translate("Timeline", "Send again"), lambda: retry(entry.key))
    _add(menu, translate("Timeline", "Copy text"), lambda: copy_text(entry.content))
    if link is not None:
        _add(menu, translate("Timeline", "Copy link"), lambda: copy_text(link))
    if entry.state is EntryState.FAILED:
        menu.addSeparator()
        _add(menu, translate("Timeline", "Delete"), lambda: discard(entry.key))
    menu.popup(at)
    return menu


def copy_text(text: str) -> None:
    """Put a text on the clipboard."""
    QGuiApplication.clipboard().setText(text)


def _add(menu: QMenu, text: str, act: Callable[[], object]) -> None:
    action = QAction(text, menu)
    action.triggered.connect(lambda _checked: act())
    menu.addAction(action)
