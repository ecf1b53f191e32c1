"""Where the parts of a message lie: pure geometry, computed once for painting, clicking and the read rule."""

from datetime import date
from math import ceil

import msgspec
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPainterPath

from desktop.client.state.entries import EntryState
from desktop.models.timeline_items import TimelineItem
from desktop.models.words import day_text, time_text, translate
from desktop.widgets.paint.look import Look
from desktop.widgets.paint.message_text import MessageText
from desktop.widgets.paint.quote_part import QUOTE_GAP, QuotePart, measure_quote
from desktop.widgets.paint.ticks import tick_width

COLUMN_WIDTH = 880.0
"""On a wide pane the talk keeps to a column in its middle."""
BUBBLE_WIDTH = 520.0
_WIDEST_IN_LINES = 27.0
"""However large the letters are, a line holds as many of them."""
BUBBLE_SHARE = 0.72
MARGIN = 16.0
PADDING_X = 12.0
RADIUS, JOINED_RADIUS = 12.0, 4.0
AVATAR = 32.0
_STAMP_GAP = 10.0
_STAMP_SINK = 3.0


class MessageLayout(msgspec.Struct, frozen=True, kw_only=True):
    """Rectangles in the row's own plane; a part that isn't shown has none."""

    width: int
    height: int
    bubble: QRectF
    """What the message covers; `has_bubble` says whether it is filled: a few emoji stand on the ground."""
    bubble_path: QPainterPath
    has_bubble: bool
    text: MessageText
    text_at: QPointF
    stamp: QRectF
    stamp_text: str
    tick: QRectF | None
    name: QRectF | None
    quote: QuotePart | None
    avatar: QRectF | None
    day: QRectF | None
    day_text: str
    divider: QRectF | None


class _Parts(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in a bubble, measured before anything has its place."""

    text: MessageText
    stamp_text: str
    stamp: QSizeF
    name: QSizeF | None
    quote: QuotePart | None
    inner: QSizeF
    """All of it together."""

    @property
    def text_top(self) -> float:
        """How far the words are below the upper end."""
        name = self.name.height() if self.name is not None else 0.0
        return name + (self.quote.rect.height() + QUOTE_GAP if self.quote is not None else 0.0)


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
    widest = max(BUBBLE_WIDTH, _WIDEST_IN_LINES * look.body.height())
    max_text = min(widest, max(room * BUBBLE_SHARE, min(room, 200.0))) - 2 * PADDING_X
    parts = _measure(item, max_text, look, has_name=has_avatars and item.is_first)

    padding_y = look.gaps.bubble
    size = (parts.inner.width() + 2 * PADDING_X, parts.inner.height() + 2 * padding_y)
    x = left + column - MARGIN - size[0] if entry.is_own else left + MARGIN + gutter
    bubble = QRectF(round(x), top, *size)
    inside = bubble.adjusted(PADDING_X, padding_y, -PADDING_X, -padding_y)
    corner = inside.bottomRight() + QPointF(-parts.stamp.width(), _STAMP_SINK - parts.stamp.height())
    stamp = QRectF(corner, parts.stamp)
    return MessageLayout(
        width=width,
        height=ceil(bubble.bottom()),
        bubble=bubble,
        bubble_path=_bubble_path(bubble, item),
        has_bubble=parts.quote is not None or not parts.text.is_lone_emoji,
        text=parts.text,
        text_at=inside.topLeft() + QPointF(0, parts.text_top),
        stamp=stamp,
        stamp_text=parts.stamp_text,
        tick=stamp.adjusted(stamp.width() - tick_width(look), 0, 0, 0) if entry.is_own else None,
        name=QRectF(inside.topLeft(), parts.name) if parts.name is not None else None,
        quote=_place_quote(parts, inside),
        avatar=QRectF(bubble.left() - AVATAR - 8, top, AVATAR, AVATAR) if parts.name is not None else None,
        day=day,
        day_text=label,
        divider=divider,
    )


def _measure(item: TimelineItem, max_text: float, look: Look, *, has_name: bool) -> _Parts:
    entry = item.entry
    text = MessageText(entry.content, max_text, look, item.names)
    quote = None
    if entry.quote is not None and not entry.deleted:
        quote = measure_quote(entry.quote, item.names, max_text, look)
    name = None
    if has_name:
        name_width = min(ceil(look.name.horizontalAdvance(entry.author_name)) + 1, max_text)
        name = QSizeF(name_width, ceil(look.name.height()) + 1)
    stamp_text = _stamp_text(item)
    tick_room = tick_width(look) + 2 if entry.is_own else 0.0
    stamp = QSizeF(ceil(look.small.horizontalAdvance(stamp_text)) + tick_room, ceil(look.small.height()))
    is_beside = text.last_width + _STAMP_GAP + stamp.width() <= max_text
    inner = QSizeF(
        max(
            text.width,
            text.last_width + _STAMP_GAP + stamp.width() if is_beside else stamp.width(),
            name.width() if name is not None else 0.0,
            quote.rect.width() if quote is not None else 0.0,
        ),
        text.height if is_beside else text.height + stamp.height() - _STAMP_SINK,
    )
    parts = _Parts(text=text, stamp_text=stamp_text, stamp=stamp, name=name, quote=quote, inner=inner)
    inner.setHeight(inner.height() + parts.text_top)
    return parts


def _place_quote(parts: _Parts, inside: QRectF) -> QuotePart | None:
    if parts.quote is None:
        return None
    y = inside.top() + parts.text_top - QUOTE_GAP - parts.quote.rect.height()
    rect = QRectF(inside.left(), y, inside.width(), parts.quote.rect.height())
    return msgspec.structs.replace(parts.quote, rect=rect)


def _above(
    item: TimelineItem, width: int, look: Look, today: date
) -> tuple[int, QRectF | None, str, QRectF | None]:
    """The day's pill and the unread line, and where the bubble begins below them."""
    top = look.gaps.between_groups if item.is_first else look.gaps.in_group
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
    entry = item.entry
    if entry.state is EntryState.FAILED:
        return translate("Timeline", "Not sent")
    time = time_text(entry.at)
    if entry.edited_at is None or entry.deleted:
        return time
    return translate("Timeline", "edited {time}", "beside a message").format(time=time)


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
