"""The window of emoji over the composer: search, recent ones, groups, skin tones. Made when first opened."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QMenu, QToolButton, QVBoxLayout, QWidget

from desktop.models.choices import Choices
from desktop.models.emoji import TONES, Emoji, emoji_catalogue, with_recent, with_tone
from desktop.models.words import is_russian, translate
from desktop.theme import Theme
from desktop.widgets.emoji_grid import CELL, EmojiGrid, Section

_HAND = "✋"
_GROUP_SIGNS = {
    "recent": "🕘",
    "smileys": "😀",
    "people": "👋",
    "nature": "🌿",
    "food": "🍎",
    "travel": "🚗",
    "activities": "⚽",
    "objects": "💡",
    "symbols": "❤️",
    "flags": "🏳️",
}


class EmojiPicker(QFrame):
    """The keyboard is in the search; arrows go over the emoji, Enter takes one, Esc closes."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, choices: Choices, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("emoji_picker")
        self.setAccessibleName(translate("EmojiPicker", "Emoji"))
        self._choices = choices
        self._theme = theme
        self._tab_buttons: list[QToolButton] = []
        self._search = QLineEdit(self)
        self._search.setObjectName("emoji_search")
        self._search.setPlaceholderText(translate("EmojiPicker", "Search emoji"))
        self._search.setAccessibleName(translate("EmojiPicker", "Search emoji"))
        self._icon = self._search.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        self._icon.setText(translate("EmojiPicker", "Search emoji"))
        self._icon.triggered.connect(self._search.setFocus)
        self._tone = self._make_button("emoji_tone", translate("EmojiPicker", "Skin tone"))
        self._grid = EmojiGrid(theme, self)
        self._name = QLabel(self)
        self._name.setObjectName("quiet")
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._tabs = QHBoxLayout()
        self._arrange()
        self._search.installEventFilter(self)
        self._search.textChanged.connect(self._fill)
        self._tone.clicked.connect(self._offer_tones)
        self._grid.chosen.connect(self._choose)
        self._grid.current_changed.connect(self._say_current)
        self._grid.section_changed.connect(self._mark_tab)
        self._grid.tones_wanted.connect(self._offer_tones_of)

    def open_above(self, anchor: QWidget) -> None:
        """Come up over a button, with all emoji and an empty search."""
        self._icon.setIcon(self._theme.icon("search"))
        self._search.clear()
        self._fill()
        self.adjustSize()
        corner = anchor.mapToGlobal(QPoint(anchor.width(), -8))
        self.move(corner - QPoint(self.width(), self.height()))
        screen = anchor.screen().availableGeometry()
        self.move(max(screen.left(), self.x()), max(screen.top(), self.y()))
        self.show()
        self._search.setFocus()

    # --- building ------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._search, 1)
        head.addWidget(self._tone)
        self._tabs.setSpacing(0)
        self._tabs.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 4, 8)
        column.setSpacing(4)
        column.addLayout(head)
        column.addLayout(self._tabs)
        column.addWidget(self._grid, 1)
        column.addWidget(self._name)
        self._grid.setFixedHeight(7 * CELL)
        self._name.setContentsMargins(8, 0, 0, 0)

    def _make_button(self, name: str, words: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setFixedSize(QSize(36, 36))
        button.setAccessibleName(words)
        button.setToolTip(words)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        font = button.font()
        font.setPixelSize(18)
        button.setFont(font)
        return button

    def _make_tabs(self, keys: Sequence[str]) -> None:
        while self._tab_buttons:
            self._tab_buttons.pop().deleteLater()
        for number, key in enumerate(keys):
            tab = self._make_button(f"emoji_tab_{key}", _group_title(key))
            tab.setText(_GROUP_SIGNS[key])
            tab.setCheckable(True)
            tab.clicked.connect(lambda _checked, number=number: self._grid.go_to_section(number))
            self._tabs.insertWidget(number, tab)
            self._tab_buttons.append(tab)

    # --- filling -------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        catalogue, settings = emoji_catalogue(), self._choices.settings
        self._tone.setText(with_tone(_HAND, settings.emoji_tone))
        if query := self._search.text().strip():
            found = catalogue.search(query)
            words = (
                translate("EmojiPicker", "Found") if found else translate("EmojiPicker", "No emoji found.")
            )
            self._grid.show_sections([Section(words, [self._cell(emoji) for emoji in found])])
            return
        recent = [
            (text, emoji) for text in settings.recent_emoji if (emoji := catalogue.find(text)) is not None
        ]
        groups = [("recent", recent)] if recent else []
        groups += [(group.key, [self._cell(emoji) for emoji in group.emoji]) for group in catalogue.groups]
        if len(groups) != len(self._tab_buttons):
            self._make_tabs([key for key, _ in groups])
        self._grid.show_sections([Section(_group_title(key), cells) for key, cells in groups])

    def _cell(self, emoji: Emoji) -> tuple[str, Emoji]:
        tone = self._choices.settings.emoji_tone
        return (with_tone(emoji.text, tone) if emoji.takes_tone else emoji.text), emoji

    def _mark_tab(self, number: int) -> None:
        is_searching = bool(self._search.text().strip())
        for place, tab in enumerate(self._tab_buttons):
            tab.setChecked(place == number and not is_searching)
            tab.setEnabled(not is_searching)

    def _say_current(self, emoji: Emoji | None) -> None:
        name = "" if emoji is None else emoji.name_ru if is_russian() else emoji.name
        self._name.setText("" if emoji is None else f"{name}  {emoji.shortcode}")
        self._grid.setAccessibleName(name)
        self._search.setAccessibleDescription(name)

    # --- doing ---------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the search that belong to the emoji."""
        if watched is not self._search or not isinstance(event, QKeyEvent):
            return False
        if event.type() != QEvent.Type.KeyPress:
            return False
        match event.key():
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                self._grid.step(0, -1 if event.key() == Qt.Key.Key_Up else 1)
            case Qt.Key.Key_Left | Qt.Key.Key_Right if not event.modifiers() & _EDITING:
                self._grid.step(-1 if event.key() == Qt.Key.Key_Left else 1, 0)
            case Qt.Key.Key_PageUp | Qt.Key.Key_PageDown:
                for _ in range(5):
                    self._grid.step(0, -1 if event.key() == Qt.Key.Key_PageUp else 1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._grid.take(has_more=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
            case Qt.Key.Key_Escape:
                self.close()
            case _:
                return False
        return True

    def _choose(self, text: str, has_more: bool) -> None:
        recent = with_recent(self._choices.settings.recent_emoji, text)
        if recent != self._choices.settings.recent_emoji:
            self._choices.update(recent_emoji=recent)
        if not has_more:
            self.close()
        self.chosen.emit(text)

    def _offer_tones(self) -> None:
        menu = QMenu(self)
        for tone in range(TONES + 1):
            action = menu.addAction(f"{with_tone(_HAND, tone)}  {_tone_name(tone)}")
            action.triggered.connect(lambda _checked=False, tone=tone: self._take_tone(tone))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._tone.mapToGlobal(QPoint(0, self._tone.height())))

    def _take_tone(self, tone: int) -> None:
        self._choices.update(emoji_tone=tone)
        self._fill()
        self._search.setFocus()

    def _offer_tones_of(self, emoji: Emoji, at: QPoint) -> None:
        menu = QMenu(self)
        for tone in range(TONES + 1):
            text = with_tone(emoji.text, tone)
            action = menu.addAction(f"{text}  {_tone_name(tone)}")
            action.triggered.connect(lambda _checked=False, text=text: self._choose(text, has_more=False))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)


_EDITING = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier


def _group_title(key: str) -> str:
    return {
        "recent": translate("EmojiPicker", "Recent"),
        "smileys": translate("EmojiPicker", "Smileys"),
        "people": translate("EmojiPicker", "People"),
        "nature": translate("EmojiPicker", "Nature"),
        "food": translate("EmojiPicker", "Food"),
        "travel": translate("EmojiPicker", "Travel"),
        "activities": translate("EmojiPicker", "Activities"),
        "objects": translate("EmojiPicker", "Objects"),
        "symbols": translate("EmojiPicker", "Symbols"),
        "flags": translate("EmojiPicker", "Flags"),
    }[key]


def _tone_name(tone: int) -> str:
    return (
        translate("EmojiPicker", "Yellow"),
        translate("EmojiPicker", "Light"),
        translate("EmojiPicker", "Medium light"),
        translate("EmojiPicker", "Medium"),
        translate("EmojiPicker", "Medium dark"),
        translate("EmojiPicker", "Dark"),
    )[tone]
