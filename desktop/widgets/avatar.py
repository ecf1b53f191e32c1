"""A person's or room's picture as a widget, and as the button that opens the person's own menu."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop.theme import Theme
from desktop.widgets.paint.avatar import paint_avatar, paint_online_dot
from desktop.widgets.paint.look import Look
from desktop.widgets.pictures import Pictures


class AvatarButton(QAbstractButton):
    """A disc with a picture or initials; a ring when the keyboard is on it."""

    def __init__(
        self,
        theme: Theme,
        diameter: int,
        parent: QWidget | None = None,
        *,
        pictures: Pictures | None = None,
    ) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._picture = ""
        self._theme = theme
        self._diameter = diameter
        self._who = ("", 0)
        self._is_online = False
        self.setFixedSize(diameter + 6, diameter + 6)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.changed.connect(self.update)
        if pictures is not None:
            pictures.changed.connect(self.update)

    def show_who(self, name: str, hue: int, *, is_online: bool = False, picture: str = "") -> None:
        """Whose picture it is."""
        if (self._who, self._is_online, self._picture) != ((name, hue), is_online, picture):
            self._who, self._is_online, self._picture = (name, hue), is_online, picture
            self.update()

    def sizeHint(self) -> QSize:
        """The disc and its ring."""
        return self.size()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The disc."""
        look = Look(self._theme, self._pictures)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc = QRectF(3, 3, self._diameter, self._diameter)
        paint_avatar(painter, disc, *self._who, look, self._picture)
        if self._is_online:
            paint_online_dot(painter, disc, look.tokens.surface, look)
        if self.hasFocus():
            painter.setPen(QPen(look.color(look.tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(disc.adjusted(-2, -2, 2, 2))
