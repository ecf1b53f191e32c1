"""Where the parts of a message lie: pure geometry, computed once for painting, clicking and the read rule."""

from datetime import date
from math import ceil

import msgspec
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from desktop.client.state.entries import EntryState
from desktop.models.timeline_items import TimelineItem
from desktop.models.words import day_text, time_text, translate
from desktop.widgets.paint.look import Look
from desktop.widgets.paint.message_text import MessageText
from desktop.widgets.paint.ticks import TICK_WIDTH

COLUMN_WIDTH = 880.0
"""On a wide pane the talk keeps to a column in its middle."""
BUBBLE_WIDTH = 520.0
BUBBLE_SHARE = 0.72
MARGIN = 16.0
PADDING_X, PADDING_Y = 12.0, 7.0
RADIUS, JOINED_RADIUS = 12.0, 4.0
GAP_IN_GROUP, GAP_BETWEEN_GROUPS = 2, 10
AVATAR = 32.0
_STAMP_GAP = 10.0
_STAMP_SINK = 3.0


class MessageLayout(msgspec.Struct, frozen=True, kw_only=True):
    """Rectangles in the row's own plane; a part that isn't shown has none."""

    height: int
    bubble: QRectF
    bubble_path: QPainterPath
    text: MessageText
    text_at: QPointF
    stamp: QRectF
    stamp_text: str
    tick: QRectF | None
    name: QRectF | None
    avatar: QRectF | None
    day: QRectF | None
    day_text: str
    divider: QRectF | None


def layout_message(
    item: TimelineItem, width: int, look: Look, *, is_group: bool, today: date
) -> MessageLayout:
    """Lay out one row of the timeline on a pane `width` wide."""
    entry = item.entry
    top, day, label, divider = _above(item, width, look, today)
    column = min(float(width), COLUMN_WIDTH)
    left = (width - column) / 2
    has_avatars = is_group and not entry.is_own
    gutter = AVATAR + 8 if has_avatars else 0.0
    room = column - 2 * MARGIN - gutter
    max_text = min(BUBBLE_WIDTH, max(room * BUBBLE_SHARE, min(room, 200.0))) - 2 * PADDING_X

    text = MessageText(entry.content, max_text, look)
    stamp_text = _stamp_text(item)
    tick_width = TICK_WIDTH + 2 if entry.is_own else 0.0
    stamp_width = ceil(look.small.horizontalAdvance(stamp_text)) + tick_width
    has_name = has_avatars and item.is_first
    name_height = ceil(look.name.height()) + 1 if has_name else 0
    name_width = min(ceil(look.name.horizontalAdvance(entry.author_name)) + 1, max_text) if has_name else 0.0

    is_beside = text.last_width + _STAMP_GAP + stamp_width <= max_text
    inner = max(
        text.width, name_width, text.last_width + _STAMP_GAP + stamp_width if is_beside else stamp_width
    )
    stamp_height = ceil(look.small.height())
    text_height = text.height if is_beside else text.height + stamp_height - _STAMP_SINK
    size = (inner + 2 * PADDING_X, name_height + text_height + 2 * PADDING_Y)
    x = left + column - MARGIN - size[0] if entry.is_own else left + MARGIN + gutter
    bubble = QRectF(round(x), top, *size)
    inside = bubble.adjusted(PADDING_X, PADDING_Y, -PADDING_X, -PADDING_Y)
    stamp = QRectF(
        inside.right() - stamp_width, inside.bottom() + _STAMP_SINK - stamp_height, stamp_width, stamp_height
    )
    return MessageLayout(
        height=ceil(bubble.bottom()),
        bubble=bubble,
        bubble_path=_bubble_path(bubble, item),
        text=text,
        text_at=QPointF(inside.left(), inside.top() + name_height),
        stamp=stamp,
        stamp_text=stamp_text,
        tick=stamp.adjusted(stamp.width() - TICK_WIDTH, 0, 0, 0) if entry.is_own else None,
        name=QRectF(inside.left(), inside.top(), name_width, name_height) if has_name else None,
        avatar=QRectF(bubble.left() - AVATAR - 8, top, AVATAR, AVATAR) if has_name else None,
        day=day,
        day_text=label,
        divider=divider,
    )


def _above(
    item: TimelineItem, width: int, look: Look, today: date
) -> tuple[int, QRectF | None, str, QRectF | None]:
    """The day's pill and the unread line, and where the bubble begins below them."""
    top = GAP_BETWEEN_GROUPS if item.is_first else GAP_IN_GROUP
    day = divider = None
    label = ""
    line_height = ceil(look.small.height()) + 6
    y = 0
    if item.day is not None:
        label = day_text(item.day, today)
        pill_width = ceil(look.small.horizontalAdvance(label)) + 24
        day = QRectF(round((width - pill_width) / 2), 16, pill_width, line_height)
        y = 16 + line_height
    if item.has_divider:
        divider = QRectF(0, y + 12, width, line_height)
        y += 12 + line_height
    return y + top, day, label, divider


def _stamp_text(item: TimelineItem) -> str:
    if item.entry.state is EntryState.FAILED:
        return translate("Timeline", "Not sent")
    return time_text(item.entry.at)


def _bubble_path(rect: QRectF, item: TimelineItem) -> QPainterPath:
    """Round outside, less so where the bubbles of a group join."""
    upper = RADIUS if item.is_first else JOINED_RADIUS
    lower = RADIUS if item.is_last else JOINED_RADIUS
    radii = (RADIUS, upper, lower, RADIUS) if item.entry.is_own else (upper, RADIUS, RADIUS, lower)
    left_top, right_top, right_bottom, left_bottom = (2 * min(radius, rect.height() / 2) for radius in radii)
    path = QPainterPath()
    path.arcMoveTo(rect.left(), rect.top(), left_top, left_top, 180)
    path.arcTo(rect.left(), rect.top(), left_top, left_top, 180, -90)
    path.arcTo(rect.right() - right_top, rect.top(), right_top, right_top, 90, -90)
    path.arcTo(rect.right() - right_bottom, rect.bottom() - right_bottom, right_bottom, right_bottom, 0, -90)
    path.arcTo(rect.left(), rect.bottom() - left_bottom, left_bottom, left_bottom, 270, -90)
    path.closeSubpath()
    return path
