"""One row of the sidebar: picture with presence, title, time, last words or who types, unread pill."""

from datetime import datetime

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from backend.wire.types import RoomId
from desktop.models.cards import CARD_ROLE, Card
from desktop.models.words import recent_text
from desktop.widgets.paint.avatar import hue_of, paint_avatar, paint_online_dot
from desktop.widgets.paint.badge import badge_size, paint_badge
from desktop.widgets.paint.look import Look

_AVATAR = 44
_PADDING = 12
_INSET = 6


class RoomRowDelegate(QStyledItemDelegate):
    """Paints cards. The open room is filled; a ring shows where the keyboard stands."""

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self.look = look
        self.open_room: RoomId | None = None
        self.shows_ring = False

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """All rows are alike."""
        lines = self.look.name.height() + self.look.small.height() + 4
        return QSize(120, max(64, round(lines) + 2 * _PADDING))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one card."""
        card: Card = index.data(CARD_ROLE)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_open = card.room_id is not None and card.room_id == self.open_room
        is_marked = self.shows_ring and bool(state & QStyle.StateFlag.State_Selected)
        is_hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        behind = self._paint_ground(
            painter, rect, is_open=is_open, is_marked=is_marked, is_hovered=is_hovered
        )
        avatar = QRectF(
            rect.left() + _INSET + 8, rect.top() + (rect.height() - _AVATAR) / 2, _AVATAR, _AVATAR
        )
        paint_avatar(painter, avatar, card.title, hue_of(card.user_id, card.room_id), self.look)
        if card.is_online:
            paint_online_dot(painter, avatar, behind, self.look)
        left = avatar.right() + 12
        lines = QRectF(left, rect.top(), rect.right() - _INSET - 10 - left, rect.height())
        self._paint_lines(painter, lines, card, is_open=is_open)
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, rect: QRect, *, is_open: bool, is_marked: bool, is_hovered: bool
    ) -> str:
        """The row's fill and ring; answers the colour that is now behind all else."""
        tokens = self.look.tokens
        card = QRectF(rect).adjusted(_INSET, 1, -_INSET, -1)
        color = tokens.selected if is_open else tokens.hover if is_hovered or is_marked else ""
        if color:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.look.color(color))
            painter.drawRoundedRect(card, 10, 10)
        if is_marked:
            painter.setPen(QPen(self.look.color(tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(card.adjusted(1, 1, -1, -1), 9, 9)
        return color or tokens.sidebar

    def _paint_lines(self, painter: QPainter, rect: QRectF, card: Card, *, is_open: bool) -> None:
        look, tokens = self.look, self.look.tokens
        quiet = tokens.selected_secondary if is_open else tokens.secondary
        height = look.name.height() + look.small.height() + 4
        top = rect.top() + (rect.height() - height) / 2
        upper = QRectF(rect.left(), top, rect.width(), look.name.height())
        lower = QRectF(rect.left(), upper.bottom() + 4, rect.width(), look.small.height())
        if card.at is not None:
            time = recent_text(card.at, datetime.now().astimezone().date())
            painter.setFont(look.fonts.small)
            painter.setPen(look.color(quiet))
            painter.drawText(upper, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, time)
            upper.setRight(upper.right() - look.small.horizontalAdvance(time) - 8)
        painter.setFont(look.fonts.name)
        painter.setPen(look.color(tokens.text))
        _draw_elided(painter, upper, card.title)
        if card.unread:
            middle = QPointF(lower.right(), lower.center().y() + 1)
            paint_badge(painter, middle, card.unread, look)
            lower.setRight(lower.right() - badge_size(card.unread, look)[0] - 8)
        self._paint_preview(painter, lower, card, quiet)

    def _paint_preview(self, painter: QPainter, rect: QRectF, card: Card, quiet: str) -> None:
        look, tokens = self.look, self.look.tokens
        painter.setFont(look.fonts.small)
        if card.preview_author and card.preview:
            author = f"{card.preview_author}: "
            painter.setPen(look.color(tokens.text))
            drawn = _draw_elided(painter, rect, author)
            rect = rect.adjusted(drawn, 0, 0, 0)
        painter.setPen(look.color(tokens.link if card.is_typing else quiet))
        _draw_elided(painter, rect, card.preview)


def _draw_elided(painter: QPainter, rect: QRectF, text: str) -> float:
    """Draw one line cut with an ellipsis; answers how wide it became."""
    metrics = painter.fontMetrics()
    # Only what can be seen is measured: a message may be 4,000 characters long.
    line = metrics.elidedText(text[:200], Qt.TextElideMode.ElideRight, int(rect.width()))
    painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line)
    return float(metrics.horizontalAdvance(line))
