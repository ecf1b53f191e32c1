"""One row of people: picture with presence, name and a note below it, their part at the right, or a check."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from desktop.models.person_rows import PERSON_ROLE, PersonRow
from desktop.widgets.paint.avatar import hue_of, paint_avatar, paint_online_dot
from desktop.widgets.paint.look import Look
from desktop.widgets.paint.row_delegate import RowDelegate

_AVATAR = 36
_CHECK = 20
_LONGEST = 200


class PersonRowDelegate(RowDelegate):
    """Paints people on the surface; a ring shows where the keyboard stands."""

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self.look = look

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """All rows are alike."""
        lines = self.look.body.height() + self.look.small.height()
        return QSize(120, max(52, round(lines) + 14))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one person."""
        row: PersonRow = index.data(PERSON_ROLE)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_marked = self.shows_ring and bool(state & QStyle.StateFlag.State_Selected)
        is_hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        behind = self._paint_ground(painter, rect, is_marked=is_marked, is_hovered=is_hovered)
        avatar = QRectF(rect.left() + 8, rect.top() + (rect.height() - _AVATAR) / 2, _AVATAR, _AVATAR)
        paint_avatar(painter, avatar, row.name, hue_of(row.user_id, None), self.look, row.avatar)
        if row.is_online:
            paint_online_dot(painter, avatar, behind, self.look)
        right = rect.right() - 10.0
        if row.is_chosen is not None:
            self._paint_check(painter, QPointF(right - _CHECK / 2, rect.center().y() + 0.5), row.is_chosen)
            right -= _CHECK + 10
        left = avatar.right() + 10
        self._paint_lines(painter, QRectF(left, rect.top(), right - left, rect.height()), row)
        painter.restore()

    def _paint_ground(self, painter: QPainter, rect: QRect, *, is_marked: bool, is_hovered: bool) -> str:
        tokens = self.look.tokens
        card = QRectF(rect).adjusted(1, 1, -1, -1)
        if is_hovered or is_marked:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.look.color(tokens.hover))
            painter.drawRoundedRect(card, 8, 8)
        if is_marked:
            painter.setPen(QPen(self.look.color(tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(card.adjusted(1, 1, -1, -1), 7, 7)
        return tokens.hover if is_hovered or is_marked else tokens.surface

    def _paint_lines(self, painter: QPainter, rect: QRectF, row: PersonRow) -> None:
        look, tokens = self.look, self.look.tokens
        height = look.body.height() + look.small.height()
        upper = QRectF(rect.left(), rect.center().y() - height / 2, rect.width(), look.body.height())
        lower = QRectF(rect.left(), upper.bottom(), rect.width(), look.small.height())
        if row.label:
            painter.setFont(look.fonts.small)
            painter.setPen(look.color(tokens.secondary))
            painter.drawText(upper, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, row.label)
            upper.setRight(upper.right() - look.small.horizontalAdvance(row.label) - 8)
        painter.setFont(look.fonts.body)
        painter.setPen(look.color(tokens.text))
        _draw_line(painter, upper, row.name)
        painter.setFont(look.fonts.small)
        painter.setPen(look.color(tokens.link if row.is_online else tokens.secondary))
        _draw_line(painter, lower, row.note)

    def _paint_check(self, painter: QPainter, middle: QPointF, is_chosen: bool) -> None:
        look, tokens = self.look, self.look.tokens
        if not is_chosen:
            painter.setPen(QPen(look.color(tokens.border), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(middle, _CHECK / 2 - 1, _CHECK / 2 - 1)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color(tokens.accent))
        painter.drawEllipse(middle, _CHECK / 2, _CHECK / 2)
        pen = QPen(look.color(tokens.on_accent), 2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        hook = [QPointF(-4.2, 0.2), QPointF(-1.2, 3.2), QPointF(4.4, -3)]
        painter.drawPolyline([middle + point for point in hook])


def _draw_line(painter: QPainter, rect: QRectF, text: str) -> None:
    line = painter.fontMetrics().elidedText(text[:_LONGEST], Qt.TextElideMode.ElideRight, int(rect.width()))
    painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line)
