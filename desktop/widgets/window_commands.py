"""What can be asked for in every window, whatever it shows: settings, the list of keys, the size of text."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.models.choices import Choices
from desktop.settings import TEXT_PERCENTS, Settings
from desktop.theme import Theme
from desktop.widgets.keys import KeyMap, is_cyrillic_slash

if TYPE_CHECKING:
    from desktop.widgets.dialog import Sheet

_USUAL_PERCENT = Settings().text_percent


class WindowCommands(QObject):
    """Bound to one window; `account` answers what the person can do with their account now, by its words.

    `account_note` is a sentence below it.
    """

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        choices: Choices,
        account: Callable[[], Mapping[str, Callable[[], object]]] = dict,
        account_note: Callable[[], str] = str,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._choices = choices
        self._account = account
        self._account_note = account_note
        self._sheet: Sheet | None = None
        KeyMap.bind(
            window,
            {
                "settings": self.open_settings,
                "shortcuts": self.open_shortcuts,
                "larger": lambda: self._step(1),
                "smaller": lambda: self._step(-1),
                "usual_size": lambda: choices.update(text_percent=_USUAL_PERCENT),
                "close": window.close,
            },
        )
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The list of keys is where the slash is, also where that key writes a full stop."""
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and is_cyrillic_slash(event):
            event.accept()
            self.open_shortcuts()
            return True
        return super().eventFilter(watched, event)

    @property
    def has_settings_open(self) -> bool:
        """Whether the settings stand over the window."""
        return self._sheet is not None

    def close_settings(self) -> None:
        """Whose settings they were is gone."""
        if self._sheet is not None:
            self._sheet.close()

    # The sheets are loaded when one is opened: the first picture needs none of them.

    def open_settings(self) -> None:
        """Show the settings over the window."""
        from desktop.widgets.settings_sheet import SettingsSheet  # noqa: PLC0415 - see above

        account, note = self._account(), self._account_note()
        sheet = SettingsSheet(self._window, self._theme, self._choices, account, note)
        sheet.closed.connect(lambda: self._forget(sheet))
        self._sheet = sheet
        sheet.open()

    def open_shortcuts(self) -> None:
        """Show the list of keys over the window."""
        from desktop.widgets.shortcut_list import open_shortcut_list  # noqa: PLC0415 - see above

        open_shortcut_list(self._window)

    def _forget(self, sheet: "Sheet") -> None:
        if self._sheet is sheet:
            self._sheet = None

    def _step(self, by: int) -> None:
        from desktop.widgets.setting_rows import stepped  # noqa: PLC0415 - see above

        percent = stepped(TEXT_PERCENTS, self._choices.settings.text_percent, by)
        self._choices.update(text_percent=percent)
