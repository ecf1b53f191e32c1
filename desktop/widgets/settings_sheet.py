"""The settings, on one sheet: each choice holds at once and is kept at once. The windows open it."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from backend.wire import __version__
from desktop.models.choices import Choices
from desktop.models.words import translate
from desktop.settings import TEXT_PERCENTS
from desktop.theme import Theme
from desktop.widgets.dialog import Sheet
from desktop.widgets.setting_rows import Segments, Steps, Swatches, SwitchRow

_WIDTH = 480


class _Row(Protocol):
    """A row of the sheet: says what was chosen, shows what holds."""

    @property
    def chosen(self) -> SignalInstance: ...

    def show_value(self, value: Any) -> object: ...


class SettingsSheet(Sheet):
    """Follows the choices, whoever changes them; `acts` are what the account has besides, by their words.

    `note` says something about the account.
    """

    def __init__(
        self,
        opener: QWidget,
        theme: Theme,
        choices: Choices,
        acts: Mapping[str, Callable[[], object]] | None = None,
        note: str = "",
    ) -> None:
        super().__init__(
            opener, translate("Settings", "Settings"), width=_WIDTH * choices.settings.text_percent // 100
        )
        self._theme = theme
        self._choices = choices
        self._rows: dict[str, _Row] = {}
        self._add_general()
        self._add_appearance()
        self._add_notifications()
        self._add_behaviour()
        if acts:
            self._add_account(acts, note)
        self._add_about()
        choices.changed.connect(self._show)
        self._show(frozenset(self._rows))

    # --- its parts -----------------------------------------------------------------------------------------

    def _add_general(self) -> None:
        self._add_heading(translate("Settings", "General"))
        self._add_segments(
            "language",
            translate("Settings", "Language"),
            {"system": translate("Settings", "As the system"), "en": "English", "ru": "Русский"},
        )
        self._add_segments(
            "send_by",
            translate("Settings", "Send messages with"),
            {"enter": translate("Settings", "Enter"), "ctrl_enter": translate("Settings", "Ctrl+Enter")},
        )
        self._add_segments(
            "open_at",
            translate("Settings", "Begin to read a chat"),
            {
                "unread": translate("Settings", "At the first unread"),
                "newest": translate("Settings", "At the newest"),
            },
        )
        self._add_segments(
            "sidebar_order",
            translate("Settings", "Order of the chats"),
            {
                "recent": translate("Settings", "Newest first"),
                "name": translate("Settings", "By name"),
            },
        )
        self._add_switch("sidebar_sections", translate("Settings", "Groups and direct messages apart"))

    def _add_appearance(self) -> None:
        self._add_heading(translate("Settings", "Appearance"))
        self._add_segments(
            "theme",
            translate("Settings", "Theme"),
            {
                "system": translate("Settings", "As the system"),
                "light": translate("Settings", "Light"),
                "dark": translate("Settings", "Dark"),
            },
        )
        accents = {
            "system": translate("Settings", "As the system"),
            "blue": translate("Settings", "Blue"),
            "teal": translate("Settings", "Teal"),
            "green": translate("Settings", "Green"),
            "orange": translate("Settings", "Orange"),
            "pink": translate("Settings", "Pink"),
            "violet": translate("Settings", "Violet"),
        }
        self._add("accent", Swatches(self._theme, translate("Settings", "Accent colour"), accents, self))
        self._add_segments(
            "density",
            translate("Settings", "Density"),
            {"cosy": translate("Settings", "Cosy"), "compact": translate("Settings", "Compact")},
        )
        self._add(
            "text_percent",
            Steps("text_percent", translate("Settings", "Text size"), TEXT_PERCENTS, self),
        )
        self._add_switch("reduced_motion", translate("Settings", "Less motion"))

    def _add_notifications(self) -> None:
        self._add_heading(translate("Settings", "Notifications"))
        self._add_switch("notification_sounds", translate("Settings", "Sounds"))
        self._add_switch("notify_with_sender", translate("Settings", "Show who writes"))
        self._add_switch("notify_with_text", translate("Settings", "Show what they write"))
        self._add_switch(
            "notify_while_active",
            translate("Settings", "Also while I use Mini Chat"),
            translate("Settings", "For chats other than the open one"),
        )

    def _add_behaviour(self) -> None:
        self._add_heading(translate("Settings", "Window"))
        self._add_switch(
            "close_to_tray",
            translate("Settings", "Keep running when the window is closed"),
            translate("Settings", "Mini Chat stays in the tray and goes on telling of messages"),
        )
        self._add_segments(
            "tray_style",
            translate("Settings", "Icon in the tray"),
            {
                "color": translate("Settings", "In colour"),
                "light": translate("Settings", "White"),
                "dark": translate("Settings", "Black"),
            },
        )
        self._add_switch("start_at_login", translate("Settings", "Start when I log in to this computer"))
        self._add_switch("start_hidden", translate("Settings", "Start without the window"))

    def _add_account(self, acts: Mapping[str, Callable[[], object]], note: str) -> None:
        self._add_heading(translate("Settings", "Account"))
        for text, act in acts.items():
            button = QPushButton(text, self)
            button.setProperty("kind", "link")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(self.close)
            button.clicked.connect(act)
            self.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        if note:
            self._add_words(note, "quiet")

    def _add_about(self) -> None:
        self._add_heading(translate("Settings", "About"))
        version = translate("Settings", "Mini Chat {version}").format(version=__version__)
        licences = translate(
            "Settings",
            "Free software under the MIT licence. It is made with Python, Qt and PySide (LGPL 3), aiohttp "
            "(Apache 2) and others; the emoji are Twemoji (CC BY 4.0).",
        )
        self._add_words(version, "setting_text")
        self._add_words(licences, "quiet")

    # --- rows ----------------------------------------------------------------------------------------------

    def _add_words(self, text: str, name: str) -> None:
        label = QLabel(text, self)
        label.setObjectName(name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        self.body.addWidget(label)

    def _add_heading(self, text: str) -> None:
        if self._rows:
            self.body.addSpacing(8)
        heading = QLabel(text, self)
        heading.setObjectName("section")
        self.body.addWidget(heading)

    def _add_segments(self, field: str, title: str, options: Mapping[str, str]) -> None:
        self._add(field, Segments(field, title, options, self))

    def _add_switch(self, field: str, text: str, hint: str = "") -> None:
        self._add(field, SwitchRow(self._theme, field, text, self, hint))

    def _add(self, field: str, row: Segments[str] | Steps | Swatches | SwitchRow) -> None:
        row.chosen.connect(lambda value: self._choices.update(**{field: value}))
        self._rows[field] = row
        self.body.addWidget(row)

    def _show(self, names: frozenset[str]) -> None:
        for name in names & self._rows.keys():
            self._rows[name].show_value(getattr(self._choices.settings, name))
