"""What helps to write: the list above the caret and the window of emoji, both made late. For Composer."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from desktop.models.choices import Choices
from desktop.models.completions import Mentionable
from desktop.theme import Theme
from desktop.widgets.message_field import MessageField

if TYPE_CHECKING:
    from desktop.widgets.completion import Completion
    from desktop.widgets.emoji_picker import EmojiPicker

_PREPARING_MILLISECONDS = 100
"""Of a pause in which nobody notices that the list of suggestions is made."""


class WritingAids(QObject):
    """Neither is there before it is called for: the first paint waits for none of them."""

    def __init__(self, field: MessageField, theme: Theme, choices: Choices, parent: QWidget) -> None:
        super().__init__(parent)
        self._field = field
        self._theme = theme
        self._choices = choices
        self._home = parent
        self._members: Sequence[Mentionable] = ()
        self._completion: Completion | None = None
        self._picker: EmojiPicker | None = None
        self._preparing = QTimer(self, singleShot=True, interval=_PREPARING_MILLISECONDS)
        self._preparing.timeout.connect(lambda: self.completion)

    @property
    def completion(self) -> "Completion":
        """The list above the caret; it is made soon after the first key, or when something calls for it."""
        if self._completion is None:
            from desktop.widgets.completion import Completion  # noqa: PLC0415 - 5 ms before the first paint

            self._completion = Completion(self._field, self._theme, self._choices)
            self._completion.set_members(self._members)
        return self._completion

    def set_members(self, members: Sequence[Mentionable]) -> None:
        """Whom `@` may name."""
        self._members = members
        if self._completion is not None:
            self._completion.set_members(members)

    def note_key(self) -> None:
        """Something was written: the list is wanted now, or soon."""
        if self._completion is not None:
            return
        if any(sign in self._field.line_before_caret() for sign in ":@"):
            self.completion.follow()
        else:
            self._preparing.start()

    def place_list(self) -> None:
        """The field is elsewhere: the list goes along."""
        if self._completion is not None:
            self._completion.place()

    def close_list(self) -> None:
        """Offer nothing any more."""
        if self._completion is not None:
            self._completion.close_list()

    def open_picker(self, anchor: QWidget) -> None:
        """The window of emoji over a button; what is chosen goes into the field."""
        from desktop.widgets.emoji_picker import EmojiPicker  # noqa: PLC0415 - nobody waits for it at the start

        if self._picker is None:
            self._picker = EmojiPicker(self._theme, self._choices, self._home)
            self._picker.chosen.connect(self._insert)
        self._picker.open_above(anchor)

    def _insert(self, text: str) -> None:
        self._field.insertPlainText(text)
        self._field.ensureCursorVisible()
        self._field.setFocus()
