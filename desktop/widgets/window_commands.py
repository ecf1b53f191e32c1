"""What can be asked for in every window, whatever it shows: settings, the list of keys, the size of text."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.models.choices import Choices
from desktop.settings import TEXT_PERCENTS, Settings
from desktop.theme import Theme
from desktop.widgets.keys import KeyMap

_USUAL_PERCENT = Settings().text_percent


class WindowCommands(QObject):
    """Bound to one window; `account` answers what the person can do with their account now, by its words."""

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        choices: Choices,
        account: Callable[[], Mapping[str, Callable[[], object]]] = dict,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._choices = choices
        self._account = account
        self.has_settings_open = False
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

    # The sheets are loaded when one is opened: the first picture needs none of them.

    def open_settings(self) -> None:
        """Show the settings over the window."""
        from desktop.widgets.settings_sheet import SettingsSheet  # noqa: PLC0415 - see above

        sheet = SettingsSheet(self._window, self._theme, self._choices, self._account())
        sheet.closed.connect(self._forget_settings)
        sheet.open()
        self.has_settings_open = True

    def open_shortcuts(self) -> None:
        """Show the list of keys over the window."""
        from desktop.widgets.shortcut_list import open_shortcut_list  # noqa: PLC0415 - see above

        open_shortcut_list(self._window)

    def _forget_settings(self) -> None:
        self.has_settings_open = False

    def _step(self, by: int) -> None:
        from desktop.widgets.setting_rows import stepped  # noqa: PLC0415 - see above

        percent = stepped(TEXT_PERCENTS, self._choices.settings.text_percent, by)
        self._choices.update(text_percent=percent)
