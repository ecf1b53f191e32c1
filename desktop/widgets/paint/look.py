"""What painters draw with: the theme's colours, fonts and their measures. Made anew when it changes."""

from PySide6.QtGui import QColor, QFontMetricsF

from desktop.theme import Fonts, Theme, Tokens


class Look:
    """One scheme, ready for painting."""

    def __init__(self, theme: Theme) -> None:
        self.tokens: Tokens = theme.tokens
        self.fonts: Fonts = theme.fonts
        self.body = QFontMetricsF(self.fonts.body)
        self.name = QFontMetricsF(self.fonts.name)
        self.small = QFontMetricsF(self.fonts.small)
        self.badge = QFontMetricsF(self.fonts.badge)
        self._colors: dict[str, QColor] = {}

    def color(self, value: str) -> QColor:
        """A token's value as a colour."""
        color = self._colors.get(value)
        if color is None:
            color = self._colors[value] = QColor(value)
        return color
