"""One row of the sidebar: picture with presence, title, time, last words or who types, pills and marks.

In a list of pictures only, the picture carries the pill; the words are in the row's tooltip.
"""

from datetime import datetime

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from backend.wire.types import RoomId
from desktop.models.cards import CARD_ROLE, HEADING_ROLE, Card, Sent
from desktop.models.words import recent_text
from desktop.widgets.paint.avatar import hue_of, paint_avatar, paint_online_dot
from desktop.widgets.paint.badge import paint_badge, paint_mention
from desktop.widgets.paint.look import Look
from desktop.widgets.paint.row_words import paint_elided, paint_preview
from desktop.widgets.paint.ticks import Tick, paint_tick, tick_width

_INSET = 6
_MARK = 14
_LINE_GAP = 9
_TICKS = {Sent.WAITING: Tick.CLOCK, Sent.STORED: Tick.SENT, Sent.READ: Tick.READ, Sent.FAILED: Tick.FAILED}
_VCENTER = Qt.AlignmentFlag.AlignVCenter


class RoomRowDelegate(QStyledItemDelegate):
    """Paints cards. The open room is filled; a ring shows where the keyboard stands."""

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self.look = look
        self.open_room: RoomId | None = None
        self.shows_ring = False
        self.has_only_pictures = False

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """All rows are alike, but for a heading above the first of a section."""
        lines = self.look.name.height() + self.look.small.height() + 4
        gaps = self.look.gaps
        height = max(gaps.least_row, round(lines) + 2 * gaps.row)
        return QSize(64, height + self._heading_height(index))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one card."""
        card: Card = index.data(CARD_ROLE)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if heading_height := self._heading_height(index):
            self._paint_heading(painter, rect, heading_height, index.data(HEADING_ROLE), index.row())
            rect = rect.adjusted(0, heading_height, 0, 0)
        is_open = card.room_id is not None and card.place is None and card.room_id == self.open_room
        is_marked = self.shows_ring and bool(state & QStyle.StateFlag.State_Selected)
        is_hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        behind = self._paint_ground(
            painter, rect, is_open=is_open, is_marked=is_marked, is_hovered=is_hovered
        )
        size = self.look.gaps.avatar
        left = (rect.width() - size) / 2 if self.has_only_pictures else _INSET + 8
        avatar = QRectF(rect.left() + left, rect.top() + (rect.height() - size) / 2, size, size)
        self._paint_picture(painter, avatar, card, behind)
        if self.has_only_pictures:
            self._paint_corner(painter, avatar, card)
        else:
            left = avatar.right() + 12
            lines = QRectF(left, rect.top(), rect.right() - _INSET - 10 - left, rect.height())
            self._paint_lines(painter, lines, card, is_open=is_open)
        painter.restore()

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """What there is no room for, in the row's tooltip."""
        if not self.has_only_pictures or not index.isValid():
            return super().helpEvent(event, view, option, index)
        from html import escape  # noqa: PLC0415 - 2 ms that no first picture waits for

        words = escape(index.data(Qt.ItemDataRole.DisplayRole))
        QToolTip.showText(event.globalPos(), f"<qt>{words}</qt>", view)
        return True

    def _heading_height(self, index: QModelIndex | QPersistentModelIndex) -> int:
        if not index.data(HEADING_ROLE):
            return 0
        if self.has_only_pictures:
            return _LINE_GAP if index.row() else 0
        return round(self.look.small.height()) + 14

    def _paint_heading(self, painter: QPainter, rect: QRect, height: int, heading: str, row: int) -> None:
        tokens = self.look.tokens
        painter.setPen(QPen(self.look.color(tokens.line), 1))
        if self.has_only_pictures:
            y = rect.top() + height / 2
            painter.drawLine(QPointF(rect.left() + 16, y), QPointF(rect.right() - 16, y))
            return
        if row:
            y = rect.top() + 3.5
            painter.drawLine(QPointF(rect.left() + 14, y), QPointF(rect.right() - 14, y))
        painter.setFont(self.look.fonts.small)
        painter.setPen(self.look.color(tokens.secondary))
        line = QRectF(rect.left() + 14, rect.top() + 6, rect.width() - 28, height - 6)
        paint_elided(painter, line, heading)

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

    def _paint_picture(self, painter: QPainter, avatar: QRectF, card: Card, behind: str) -> None:
        hue = hue_of(card.user_id, card.room_id)
        paint_avatar(painter, avatar, card.title, hue, self.look, card.picture)
        if card.is_online:
            paint_online_dot(painter, avatar, behind, self.look)

    def _paint_corner(self, painter: QPainter, avatar: QRectF, card: Card) -> None:
        """What calls, on the upper corner of the picture."""
        is_quiet = card.is_quiet(datetime.now().astimezone())
        corner = QPointF(avatar.right() + 7, avatar.top() + 5)
        if card.mentions and card.unread:
            paint_mention(painter, corner, self.look)
        elif card.unread:
            paint_badge(painter, corner, card.unread, self.look, is_quiet=is_quiet)

    def _paint_lines(self, painter: QPainter, rect: QRectF, card: Card, *, is_open: bool) -> None:
        look, tokens = self.look, self.look.tokens
        now = datetime.now().astimezone()
        quiet = tokens.selected_secondary if is_open else tokens.secondary
        height = look.name.height() + look.small.height() + 4
        top = rect.top() + (rect.height() - height) / 2
        upper = QRectF(rect.left(), top, rect.width(), look.name.height())
        lower = QRectF(rect.left(), upper.bottom() + 4, rect.width(), look.small.height())
        if card.at is not None:
            time = recent_text(card.at, now.date())
            painter.setFont(look.fonts.small)
            painter.setPen(look.color(quiet))
            painter.drawText(upper, Qt.AlignmentFlag.AlignRight | _VCENTER, time)
            upper.setRight(upper.right() - look.small.horizontalAdvance(time) - 4)
        if card.sent is not None:
            paint_tick(painter, upper, _TICKS[card.sent], look)
            upper.setRight(upper.right() - tick_width(look))
        upper.setRight(upper.right() - 4)
        is_quiet = card.is_quiet(now)
        self._paint_title(painter, upper, card, quiet, is_quiet=is_quiet)
        self._paint_marks(painter, lower, card, quiet, is_quiet=is_quiet)
        paint_preview(painter, lower, card, look, quiet)

    def _paint_title(
        self, painter: QPainter, rect: QRectF, card: Card, quiet: str, *, is_quiet: bool
    ) -> None:
        """The name, heavier when it calls; a crossed bell after one that doesn't."""
        look = self.look
        calls = card.unread > 0 and not is_quiet
        painter.setFont(look.fonts.name if calls else look.fonts.body)
        painter.setPen(look.color(look.tokens.text))
        room = rect.adjusted(0, 0, -(_MARK + 4) if is_quiet else 0, 0)
        drawn = paint_elided(painter, room, card.title)
        if is_quiet:
            self._paint_mark(painter, "bell_off", quiet, rect.left() + drawn + 4, rect.center().y())

    def _paint_marks(
        self, painter: QPainter, rect: QRectF, card: Card, quiet: str, *, is_quiet: bool
    ) -> None:
        """Pills at the right end of the lower line, else the pin; `rect` keeps the room that is left."""
        middle = QPointF(rect.right(), rect.center().y() + 1)
        if card.unread:
            pill = paint_badge(painter, middle, card.unread, self.look, is_quiet=is_quiet)
            if card.mentions:
                pill = paint_mention(painter, QPointF(pill.left() - 4, middle.y()), self.look)
            rect.setRight(pill.left() - 8)
        elif card.is_pinned:
            self._paint_mark(painter, "pin", quiet, rect.right() - _MARK, middle.y())
            rect.setRight(rect.right() - _MARK - 6)

    def _paint_mark(self, painter: QPainter, name: str, color: str, left: float, middle: float) -> None:
        ratio = painter.device().devicePixelRatio()
        painter.drawPixmap(
            QPointF(round(left), round(middle - _MARK / 2)), self.look.icon(name, color, _MARK, ratio)
        )
