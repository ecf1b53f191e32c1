"""What one can do with a message: a menu that is shown, never executed. Doing it is message_acts.py's."""

from collections.abc import Callable, Sequence
from enum import Enum

import msgspec
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from desktop.client.state.entries import Entry, EntryState
from desktop.models.failures import failure_text
from desktop.models.words import tr, translate

_MOST_NAMES = 20


class Deed(Enum):
    """What may be done with a message."""

    REPLY = "reply"
    EDIT = "edit"
    COPY = "copy"
    COPY_SELECTION = "copy_selection"
    COPY_LINK = "copy_link"
    MARK_UNREAD = "mark_unread"
    DELETE = "delete"
    RETRY = "retry"
    DISCARD = "discard"


class Offer(msgspec.Struct, frozen=True):
    """What of it is offered for one message."""

    deeds: Sequence[Deed]
    readers: Sequence[str] | None = None
    """Who has seen it; None where that isn't told."""


def offer_for(
    entry: Entry, *, may_delete: bool, is_selected: bool, has_link: bool, readers: Sequence[str] | None
) -> Offer:
    """What fits the state of a message and its place."""
    copy = Deed.COPY_SELECTION if is_selected else Deed.COPY
    link = [Deed.COPY_LINK] if has_link else []
    if entry.state is EntryState.FAILED:
        return Offer([Deed.RETRY, copy, *link, Deed.DISCARD])
    if entry.message_id is None or entry.deleted:
        return Offer([copy, *link] if is_selected or not entry.deleted else [])
    edit = [Deed.EDIT] if entry.is_own else []
    unread = [] if entry.is_own else [Deed.MARK_UNREAD]
    delete = [Deed.DELETE] if may_delete else []
    return Offer([Deed.REPLY, *edit, copy, *link, *unread, *delete], readers)


def open_message_menu(
    parent: QWidget, entry: Entry, offer: Offer, at: QPoint, do: Callable[[Deed], object]
) -> QMenu | None:
    """Say why it failed, offer what there is; `at` is a place on the screen. None for an empty offer."""
    if not offer.deeds:
        return None
    menu = QMenu(parent)
    menu.setObjectName("message_menu")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if entry.error is not None:
        reason = menu.addAction(_plain(failure_text(entry.error)))
        reason.setEnabled(False)
        menu.addSeparator()
    for deed in offer.deeds:
        if deed in (Deed.DELETE, Deed.DISCARD):
            _add_readers(menu, offer.readers)
            menu.addSeparator()
        action = menu.addAction(_text_of(deed))
        action.setObjectName(deed.value)
        action.triggered.connect(lambda _checked, deed=deed: do(deed))
    if Deed.DELETE not in offer.deeds:
        _add_readers(menu, offer.readers)
    menu.popup(at)
    return menu


def _add_readers(menu: QMenu, readers: Sequence[str] | None) -> None:
    if readers is None:
        return
    menu.addSeparator()
    if not readers:
        menu.addAction(translate("Timeline", "Seen by nobody yet")).setEnabled(False)
        return
    submenu = menu.addMenu(tr("Seen by %n", "people who read a message", len(readers)))
    submenu.setObjectName("readers")
    for name in readers[:_MOST_NAMES]:
        submenu.addAction(_plain(name)).setEnabled(False)
    if len(readers) > _MOST_NAMES:
        submenu.addAction(tr("and %n more", "people", len(readers) - _MOST_NAMES)).setEnabled(False)


def _text_of(deed: Deed) -> str:
    match deed:
        case Deed.REPLY:
            return translate("Timeline", "Reply")
        case Deed.EDIT:
            return translate("Timeline", "Edit")
        case Deed.COPY:
            return translate("Timeline", "Copy text")
        case Deed.COPY_SELECTION:
            return translate("Timeline", "Copy selected text")
        case Deed.COPY_LINK:
            return translate("Timeline", "Copy link")
        case Deed.MARK_UNREAD:
            return translate("Timeline", "Mark unread from here")
        case Deed.RETRY:
            return translate("Timeline", "Send again")
        case Deed.DELETE | Deed.DISCARD:
            return translate("Timeline", "Delete")


def _plain(text: str) -> str:
    """A menu takes `&` for the mark of a key."""
    return text.replace("&", "&&")
