"""What painters draw with: the theme's colours, fonts and their measures. Made anew when it changes."""

from PySide6.QtGui import QColor, QFontMetricsF, QPixmap

from desktop.theme import Fonts, Gaps, Theme, Tokens
from desktop.theme.icons import draw_icon
from desktop.widgets.pictures import Pictures


class Look:
    """One scheme, ready for painting."""

    def __init__(self, theme: Theme, pictures: Pictures | None = None) -> None:
        self.tokens: Tokens = theme.tokens
        self.fonts: Fonts = theme.fonts
        self.gaps: Gaps = theme.gaps
        self.pictures = pictures
        self.body = QFontMetricsF(self.fonts.body)
        self.name = QFontMetricsF(self.fonts.name)
        self.small = QFontMetricsF(self.fonts.small)
        self.badge = QFontMetricsF(self.fonts.badge)
        self._colors: dict[str, QColor] = {}
        self._icons: dict[tuple[str, str, int, float], QPixmap] = {}

    def color(self, value: str) -> QColor:
        """A token's value as a colour."""
        color = self._colors.get(value)
        if color is None:
            color = self._colors[value] = QColor(value)
        return color

    def icon(self, name: str, color: str, size: int, ratio: float) -> QPixmap:
        """A small outline, `size` wide in logical pixels."""
        key = (name, color, size, ratio)
        icon = self._icons.get(key)
        if icon is None:
            icon = self._icons[key] = draw_icon(name, color, size, ratio)
        return icon
