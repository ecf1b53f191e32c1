"""What is done with the messages of a timeline: offered by a menu, a key or a click. For the view."""

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QAbstractScrollArea, QMenu

from backend.wire.types import MessageId
from desktop.client.state.entries import Entry
from desktop.models.wishes import DeleteMessage, DiscardMessage, MarkUnread, OpenInvite, RetryMessage
from desktop.models.words import translate
from desktop.widgets.timeline.copying import Copying
from desktop.widgets.timeline.message_menu import Deed, Offer, offer_for, open_message_menu
from desktop.widgets.timeline.rows import TimelineRows
from desktop.widgets.timeline.selection import TimelineSelection, piece_text


class MessageActs(QObject):
    """Says by its signals what others must do: the client, or the composer."""

    wished = Signal(object)
    reply_wanted = Signal(object)
    edit_wanted = Signal(object)
    marked_unread = Signal()

    def __init__(self, view: QAbstractScrollArea, rows: TimelineRows, selection: TimelineSelection) -> None:
        super().__init__(view)
        self._view = view
        self._rows = rows
        self._selection = selection
        self._copying = Copying(self)

    def open_menu(self, row: int, on_screen: QPoint, link: str | None = None) -> None:
        """Offer what can be done with a message, at a place on the screen."""
        for open_already in self._view.findChildren(QMenu, "message_menu"):
            open_already.close()
        key = self._rows.entry(row).key
        open_message_menu(
            self._view,
            self._rows.entry(row),
            self._offer(row, link),
            on_screen,
            lambda deed: self._do_later(deed, key, link),
        )

    def open_current_menu(self) -> bool:
        """The same for the message on which the keyboard stands; False if it stands nowhere on screen."""
        row = self._rows.current_row()
        rect = self._rows.bubble_rect(row) if row is not None else None
        if row is None or rect is None:
            return False
        self.open_menu(row, self._view.viewport().mapToGlobal(rect.center()))
        return True

    def do(self, deed: Deed, row: int, link: str | None = None) -> None:
        """Do something with a message, if it may be done."""
        entry, model = self._rows.entry(row), self._rows.model
        if model is None or deed not in self._offer(row, link).deeds:
            return
        match deed:
            case Deed.REPLY:
                self.reply_wanted.emit(entry)
            case Deed.EDIT:
                self.edit_wanted.emit(entry)
            case Deed.COPY:
                self._copying.copy_text(entry.content)
            case Deed.COPY_SELECTION:
                self.copy()
            case Deed.COPY_LINK:
                self._copying.copy_text(link or "")
            case Deed.MARK_UNREAD if entry.seq is not None:
                self.marked_unread.emit()
                self.wished.emit(MarkUnread(model.room_id, entry.seq))
            case Deed.DELETE:
                self._ask_to_delete(entry)
            case Deed.RETRY:
                self.wished.emit(RetryMessage(entry.key))
            case Deed.DISCARD:
                self.wished.emit(DiscardMessage(entry.key))
            case _:
                pass

    def copy(self) -> None:
        """Copy what is selected, or the message on which the keyboard stands."""
        model, span, row = self._rows.model, self._selection.span(), self._rows.current_row()
        if model is not None and span is not None and span.first < span.last:
            self._copying.copy_messages(list(map(model.entry, range(span.first, span.last + 1))))
        elif model is not None and span is not None:
            plain = self._rows.plain_of(span.first)
            self._copying.copy_text(piece_text(model.entry(span.first), span, plain))
        elif row is not None:
            self._copying.copy_text(self._rows.entry(row).content)

    def open_link(self, address: str) -> None:
        """Show where a link leads, before it is opened, or the server of an invite joined."""
        from desktop.widgets.link_dialog import ask_to_open  # noqa: PLC0415 - no first paint needs it

        ask_to_open(self._view, address, lambda link: self.wished.emit(OpenInvite(link)))

    def _offer(self, row: int, link: str | None) -> Offer:
        entry, model, span = self._rows.entry(row), self._rows.model, self._selection.span()
        return offer_for(
            entry,
            may_delete=model is not None and model.may_delete(entry),
            is_selected=span is not None and span.first <= row <= span.last,
            has_link=link is not None,
            readers=model.readers(entry) if model is not None else None,
        )

    def _do_later(self, deed: Deed, key: str, link: str | None) -> None:
        """What the menu stood at may have moved, or gone, while it was open."""
        row = self._rows.model.row_of_key(key) if self._rows.model is not None else None
        if row is not None:
            self.do(deed, row, link)

    def _ask_to_delete(self, entry: Entry) -> None:
        from desktop.widgets.dialog import Sheet  # noqa: PLC0415 - no first paint needs it

        question = translate("Timeline", "Delete this message for everybody?")
        asked = Sheet.ask(self._view, question, translate("Timeline", "Delete"))
        asked.accepted.connect(lambda: self._delete(entry.message_id))

    def _delete(self, message_id: MessageId | None) -> None:
        if message_id is not None:
            self.wished.emit(DeleteMessage(message_id))
