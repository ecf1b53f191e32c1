"""The lowest part of a room: the field, what it answers or edits, emoji, completion, a counter, sending."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QMoveEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from backend.wire.types import MessageId, Quote
from desktop.client.state.entries import Draft
from desktop.models.choices import Choices
from desktop.models.completions import Mentionable
from desktop.models.words import deleted_text, translate
from desktop.theme import Theme
from desktop.widgets.composer_strip import ModeStrip, QuestionStrip
from desktop.widgets.keys import KeyMap, key_text
from desktop.widgets.length_counter import LengthCounter
from desktop.widgets.long_paste import LongPaste
from desktop.widgets.message_field import MessageField
from desktop.widgets.writing_aids import WritingAids

if TYPE_CHECKING:
    from desktop.widgets.completion import Completion

_DRAFT_MILLISECONDS = 300
_NOTHING = Draft()


class Composer(QWidget):
    """What it submits stays in the field until its parent says `clear`, which ends replies and edits too."""

    submitted = Signal(str)
    typing = Signal(bool)
    escaped = Signal()
    draft_changed = Signal(object)
    """The `Draft` as it is now, soon after the last key, and at once when field or room is left."""

    def __init__(
        self,
        theme: Theme,
        message_length: int,
        parent: QWidget | None = None,
        *,
        choices: Choices | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("composer_row")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._choices = choices or Choices(parent=self)
        self._quote: Quote | None = None
        self._reply_author = ""
        self._editing: MessageId | None = None
        self._before_edit = (_NOTHING, "")
        self._saving = QTimer(self, singleShot=True, interval=_DRAFT_MILLISECONDS)
        self._saving.timeout.connect(self._tell_draft)
        self.field = MessageField(self)
        self.field.max_paste = message_length
        self._aids = WritingAids(self.field, theme, self._choices, self)
        self._mode = ModeStrip(theme, self)
        self._question = QuestionStrip(self)
        self._long_paste = LongPaste(self.field, self._question, message_length, self._submit)
        self._counter = LengthCounter(message_length, self)
        self._emoji = self._make_button("emoji", translate("Composer", "Emoji"))
        self._emoji.setToolTip(key_text("emoji"))
        self._send = self._make_button("send", translate("Composer", "Send"))
        self._arrange()
        self._wire()
        self._dress()
        self._follow_choices()
        self._judge()
        self.setFocusProxy(self.field)

    # --- what the parent may ask ---------------------------------------------------------------------------

    @property
    def quote(self) -> Quote | None:
        """The message that the next one answers."""
        return self._quote

    @property
    def reply_to(self) -> MessageId | None:
        """The number of the message that the next one answers."""
        return self._quote.id if self._quote is not None else None

    @property
    def editing(self) -> MessageId | None:
        """The message that gets other words."""
        return self._editing

    @property
    def completion(self) -> "Completion":
        """The list above the caret."""
        return self._aids.completion

    def text(self) -> str:
        """What stands in the field."""
        return self.field.toPlainText()

    def set_text(self, text: str) -> None:
        """Put words into the field; nobody is told of typing."""
        self.field.blockSignals(True)
        self.field.setPlainText(text)
        self.field.moveCursor(self.field.textCursor().MoveOperation.End)
        self.field.blockSignals(False)
        self.field.fit()
        self._aids.close_list()
        self._show_count()

    def clear(self) -> None:
        """What was submitted is kept elsewhere now; what an edit had pushed aside comes back."""
        if self._editing is not None:
            self._end_edit()
        else:
            self._set_mode(None, "")
            self.field.clear()
        self._question.close_question()
        self.flush_draft()

    def begin_reply(self, quote: Quote, author_name: str) -> None:
        """The next message answers this one."""
        if self._editing is not None:
            self._end_edit()
        self._set_mode(quote, author_name)
        self._draft_soon()
        self.field.setFocus()

    def begin_edit(self, message_id: MessageId, text: str) -> None:
        """Give a message other words; what was being written waits until that is done."""
        if self._editing is None:
            self._before_edit = (self.draft(), self._reply_author)
        self._quote, self._editing = None, message_id
        self.set_text(text)
        self._show_mode(text)
        self._draft_soon()
        self.field.setFocus()

    def cancel_mode(self) -> None:
        """Answer nothing, edit nothing; written words stay, those of an edit go."""
        if self._editing is not None:
            self._end_edit()
        else:
            self._set_mode(None, "")
        self._draft_soon()

    def draft(self) -> Draft:
        """All that would be lost."""
        before = self._before_edit[0] if self._editing is not None else _NOTHING
        return Draft(
            text=self.text(),
            reply_to=self.reply_to,
            quote=self._quote,
            editing=self._editing,
            aside=before if before != _NOTHING else None,
        )

    def set_draft(self, draft: Draft, author_name: str = "", aside_author: str = "") -> None:
        """Go on where it was left, after an edit with what it pushed aside; nobody is told of typing."""
        self._saving.stop()
        self._question.close_question()
        self._before_edit = (draft.aside or _NOTHING, aside_author)
        self._editing = draft.editing
        self.set_text(draft.text)
        self._set_mode(draft.quote if draft.editing is None else None, author_name)

    @property
    def has_news(self) -> bool:
        """Whether the draft has changed since it was told."""
        return self._saving.isActive()

    def flush_draft(self) -> None:
        """Tell the draft now if it has not been told since it changed."""
        if self.has_news:
            self._saving.stop()
            self._tell_draft()

    def set_members(self, members: Sequence[Mentionable]) -> None:
        """Whom `@` may name."""
        self._aids.set_members(members)

    # --- building ------------------------------------------------------------------------------------------

    def _make_button(self, name: str, words: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setFixedSize(40, 40)
        button.setIconSize(QSize(20, 20))
        button.setAccessibleName(words)
        button.setToolTip(words)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(0)
        row.addWidget(self.field, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addSpacing(8)
        for widget in (self._counter, self._emoji, self._send):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._mode)
        column.addWidget(self._question)
        column.addLayout(row)

    def _wire(self) -> None:
        self.field.send_wanted.connect(self._submit)
        self.field.escape_pressed.connect(self._escape)
        self.field.left.connect(self.flush_draft)
        self.field.textChanged.connect(self._judge)
        self.field.textChanged.connect(self._draft_soon)
        self.field.textChanged.connect(self._aids.note_key)
        self.field.long_pasted.connect(
            lambda text: self._long_paste.ask(text, may_send=self._editing is None)
        )
        self._mode.cancelled.connect(self.cancel_mode)
        self._emoji.clicked.connect(self._open_picker)
        KeyMap.bind_typed(self, {"emoji": self._open_picker})
        self._send.clicked.connect(self._submit)
        self._choices.changed.connect(self._follow_choices)
        self._theme.changed.connect(self._dress)

    def _dress(self) -> None:
        self._send.setIcon(self._theme.icon("send", color=self._theme.tokens.accent))
        self._emoji.setIcon(self._theme.icon("emoji"))

    def _follow_choices(self) -> None:
        self.field.send_by = self._choices.settings.send_by
        is_enter = self.field.send_by == "enter"
        self._send.setToolTip(
            translate("Composer", "Send (Enter)") if is_enter else translate("Composer", "Send (Ctrl+Enter)")
        )

    # --- doing ---------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc on a button of ours means what it means in the field."""
        if event.key() == Qt.Key.Key_Escape:
            self._escape()
        else:
            super().keyPressEvent(event)

    def moveEvent(self, event: QMoveEvent) -> None:
        """The list above the caret goes along."""
        super().moveEvent(event)
        self._aids.place_list()

    def hideEvent(self, event: QHideEvent) -> None:
        """Out of sight nothing waits."""
        super().hideEvent(event)
        self._aids.close_list()
        self.flush_draft()

    def _submit(self) -> None:
        text = self.text().strip()
        if text and len(text) <= self._counter.limit:
            self.submitted.emit(text)

    def _escape(self) -> None:
        if self._question.isVisible():
            self._question.close_question()
            self.field.setFocus()
        elif self._quote is not None or self._editing is not None:
            self.cancel_mode()
        else:
            self.escaped.emit()

    def _open_picker(self) -> None:
        self._aids.open_picker(self._emoji)

    def _end_edit(self) -> None:
        draft, author_name = self._before_edit
        self._editing = None
        self.set_text(draft.text)
        self._set_mode(draft.quote, author_name)
        self._draft_soon()
        self.typing.emit(False)

    def _set_mode(self, quote: Quote | None, author_name: str) -> None:
        self._quote, self._reply_author = quote, author_name
        self._show_mode(self.text())

    def _show_mode(self, edited: str) -> None:
        if self._editing is not None:
            self._mode.show_mode("pencil", translate("Composer", "Edit message"), edited)
        elif self._quote is not None:
            title = translate("Composer", "Reply to {name}").format(name=self._reply_author)
            words = deleted_text() if self._quote.deleted else self._quote.content
            self._mode.show_mode("reply", title, words)
        else:
            self._mode.hide()

    def _draft_soon(self) -> None:
        if not self._saving.isActive():
            self._saving.start()

    def _tell_draft(self) -> None:
        self.draft_changed.emit(self.draft())

    def _judge(self) -> None:
        self._show_count()
        self.typing.emit(bool(self.text().strip()))

    def _show_count(self) -> None:
        self._send.setEnabled(self._counter.show_length(len(self.text().strip())))
