"""The look: colours, type sizes, icons, palette and stylesheet of the whole program, switched live.

Widgets and painters read `Theme.tokens` and `Theme.fonts` and repaint on `Theme.changed`.
"""

from enum import StrEnum
from string import Template

import msgspec
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QStyle

from desktop.resources import resource
from desktop.settings import Settings, replace
from desktop.theme.accents import ACCENTS, tint
from desktop.theme.emoji_font import install_emoji_font
from desktop.theme.icons import application_icon, make_icon
from desktop.theme.tokens import COMPACT, COSY, DARK, LIGHT, Fonts, Gaps, Tokens, system_fonts

__all__ = ["ACCENTS", "APPEARANCE", "Fonts", "Gaps", "Theme", "ThemeChoice", "Tokens"]

APPEARANCE = frozenset({"theme", "accent", "density", "text_percent", "reduced_motion"})
"""The settings that the look follows."""


class ThemeChoice(StrEnum):
    """What the person wants: as the system says, or one scheme always."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """The look in use. `changed` comes after palette and stylesheet are in place."""

    changed = Signal()

    def __init__(
        self,
        app: QApplication,
        choice: ThemeChoice = ThemeChoice.SYSTEM,
        settings: Settings | None = None,
    ) -> None:
        super().__init__(app)
        self._app = app
        self._system_accent = app.palette().color(QPalette.ColorRole.Accent).name()
        self._wanted = settings or Settings(theme=choice.value)
        install_emoji_font()
        app.setStyle("Fusion")
        app.setWindowIcon(application_icon())
        self._style_animates = app.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) > 0
        self._take()
        self._dress()
        app.styleHints().colorSchemeChanged.connect(self._follow_system)

    @property
    def choice(self) -> ThemeChoice:
        """What the person wants."""
        return ThemeChoice(self._wanted.theme)

    @property
    def moves(self) -> bool:
        """Whether anything may glide or fade: neither the system nor the person asked for rest."""
        return self._style_animates and not self._wanted.reduced_motion

    def set_choice(self, choice: ThemeChoice) -> None:
        """Switch the scheme at once."""
        self.apply(replace(self._wanted, theme=choice.value))

    def apply(self, settings: Settings) -> None:
        """Look as the settings say, at once."""
        self._wanted = settings
        self._follow_system()

    def tinted(self, accent: str) -> Tokens:
        """The scheme's colours in an accent."""
        base = DARK if self.is_dark else LIGHT
        return base if accent == "blue" else tint(base, ACCENTS.get(accent, self._system_accent))

    def icon(self, name: str, *, color: str = "", size: int = 20) -> QIcon:
        """An icon in the colour of text, or in `color`."""
        return make_icon(name, color or self.tokens.secondary, size)

    def scaled(self, pixels: int) -> int:
        """What is so long beside text of the usual size."""
        return round(pixels * self._percent / 100)

    def _wants_dark(self) -> bool:
        if self.choice is ThemeChoice.SYSTEM:
            return self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self.choice is ThemeChoice.DARK

    def _follow_system(self) -> None:
        before = self._shown()
        self._take()
        if self._shown() != before:
            self._dress()
            self.changed.emit()

    def _shown(self) -> tuple[object, ...]:
        return self.tokens, self._percent, self.gaps, self.moves

    def _take(self) -> None:
        self.is_dark = self._wants_dark()
        self.tokens: Tokens = self.tinted(self._wanted.accent)
        self.gaps: Gaps = COMPACT if self._wanted.density == "compact" else COSY
        self._percent = self._wanted.text_percent
        self.fonts: Fonts = system_fonts(self._percent)

    def _dress(self) -> None:
        """Each of the three makes every widget look at itself again: only those that are others now."""
        palette, sheet = make_palette(self.tokens), make_stylesheet(self.tokens, self.fonts)
        if self._app.font() != self.fonts.body:
            self._app.setFont(self.fonts.body)
        if self._app.palette() != palette:
            self._app.setPalette(palette)
        if self._app.styleSheet() != sheet:
            self._app.setStyleSheet(sheet)


def make_palette(tokens: Tokens) -> QPalette:
    """What Fusion draws with."""
    role = QPalette.ColorRole
    palette = QPalette()
    for target, color in (
        (role.Window, tokens.surface),
        (role.WindowText, tokens.text),
        (role.Base, tokens.surface),
        (role.AlternateBase, tokens.sidebar),
        (role.Text, tokens.text),
        (role.Button, tokens.sidebar),
        (role.ButtonText, tokens.text),
        (role.BrightText, tokens.error),
        (role.ToolTipBase, tokens.pill),
        (role.ToolTipText, tokens.text),
        (role.PlaceholderText, tokens.secondary),
        (role.Highlight, tokens.accent),
        (role.HighlightedText, tokens.on_accent),
        (role.Accent, tokens.accent),
        (role.Link, tokens.link),
        (role.LinkVisited, tokens.link),
        (role.Light, tokens.surface),
        (role.Midlight, tokens.hover),
        (role.Mid, tokens.line),
        (role.Dark, tokens.border),
        (role.Shadow, tokens.line),
    ):
        palette.setColor(target, QColor(color))
    for target in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, QColor(tokens.secondary))
    return palette


def make_stylesheet(tokens: Tokens, fonts: Fonts) -> str:
    """The packaged template with this scheme's colours."""
    colors = {name: value for name, value in msgspec.structs.asdict(tokens).items() if isinstance(value, str)}
    sizes = {
        "small_px": str(fonts.small.pixelSize()),
        "header_px": str(fonts.header.pixelSize()),
        "title_px": str(fonts.title.pixelSize()),
    }
    return Template(resource("style.qss").read_text(encoding="utf-8")).substitute(colors | sizes)
