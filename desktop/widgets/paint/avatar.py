"""Who it is, as a picture or a coloured disc with initials, and the dot of those who are online."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter

from backend.wire.types import RoomId, UserId
from desktop.widgets.paint.look import Look


def initials(name: str) -> str:
    """The first letters of the first two words."""
    letters = [word[0] for word in name.split() if word[0].isalnum()]
    return "".join(letters[:2]).upper() or name[:1].upper() or "?"


def hue_of(user_id: UserId | None, room_id: RoomId | None) -> int:
    """Which colour is whose: a person keeps theirs in every room."""
    return user_id if user_id is not None else (room_id or 0) + 3


def paint_avatar(painter: QPainter, rect: QRectF, name: str, hue: int, look: Look, picture: str = "") -> None:
    """The disc; `hue` is what `hue_of` says, `picture` the address of one that may have been chosen."""
    if picture and look.pictures is not None:
        ratio = painter.device().devicePixelRatio()
        pixmap = look.pictures.pixmap(picture, rect.width(), ratio)
        if pixmap is not None:
            painter.drawPixmap(rect.topLeft(), pixmap)
            return
    colors = look.tokens.avatars
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color(colors[hue % len(colors)]))
    painter.drawEllipse(rect)
    font = QFont(look.fonts.name)
    font.setPixelSize(max(11, round(rect.height() * 0.37)))
    painter.setFont(font)
    painter.setPen(look.color(look.tokens.on_avatar))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, initials(name))


def paint_online_dot(painter: QPainter, avatar: QRectF, behind: str, look: Look) -> None:
    """The green dot on the edge of a disc, with a ring in the colour behind it."""
    center = QPointF(avatar.right() - avatar.width() * 0.13, avatar.bottom() - avatar.height() * 0.13)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color(behind))
    painter.drawEllipse(center, 7.0, 7.0)
    painter.setBrush(look.color(look.tokens.online))
    painter.drawEllipse(center, 5.0, 5.0)
