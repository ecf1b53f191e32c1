"""Where the parts of a message lie: pure geometry, computed once for painting, clicking and the read rule."""

from datetime import date
from math import ceil
from typing import NamedTuple

import msgspec
from PySide6.QtCore import QPointF, QRectF
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
_AVATAR_IN_LINES = 1.7
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


class _Parts(NamedTuple):
    """What stands in a bubble, measured before anything has its place."""

    text: MessageText
    text_top: float
    stamp_text: str
    stamp: tuple[float, float]
    name: tuple[float, float] | None
    quote: QuotePart | None
    inner: tuple[float, float]
    """All of it together."""


def layout_message(
    item: TimelineItem, width: int, look: Look, *, is_group: bool, today: date
) -> MessageLayout:
    """Lay out one row of the timeline on a pane `width` wide."""
    entry = item.entry
    top, day, label, divider = _above(item, width, look, today)
    column = min(float(width), COLUMN_WIDTH)
    left = (width - column) / 2
    has_avatars = is_group and not entry.is_own
    avatar = max(AVATAR, round(_AVATAR_IN_LINES * look.body.height()))
    gutter = avatar + 8 if has_avatars else 0.0
    room = column - 2 * MARGIN - gutter
    widest = max(BUBBLE_WIDTH, _WIDEST_IN_LINES * look.body.height())
    max_text = min(widest, max(room * BUBBLE_SHARE, min(room, 200.0))) - 2 * PADDING_X
    parts = _measure(item, max_text, look, has_name=has_avatars and item.is_first)

    padding_y = look.gaps.bubble
    inner_width, inner_height = parts.inner
    bubble_width, bubble_height = inner_width + 2 * PADDING_X, inner_height + 2 * padding_y
    x = round(left + column - MARGIN - bubble_width if entry.is_own else left + MARGIN + gutter)
    bubble = QRectF(x, top, bubble_width, bubble_height)
    inside_x, inside_y = x + PADDING_X, top + padding_y
    stamp_x, stamp_y = inside_x + inner_width - parts.stamp[0], inside_y + inner_height - parts.stamp[1]
    stamp = QRectF(stamp_x, stamp_y + _STAMP_SINK, *parts.stamp)
    return MessageLayout(
        width=width,
        height=ceil(top + bubble_height),
        bubble=bubble,
        bubble_path=_bubble_path(bubble, item),
        has_bubble=parts.quote is not None or not parts.text.is_lone_emoji,
        text=parts.text,
        text_at=QPointF(inside_x, inside_y + parts.text_top),
        stamp=stamp,
        stamp_text=parts.stamp_text,
        tick=stamp.adjusted(parts.stamp[0] - tick_width(look), 0, 0, 0) if entry.is_own else None,
        name=QRectF(inside_x, inside_y, *parts.name) if parts.name is not None else None,
        quote=_place_quote(parts, inside_x, inside_y),
        avatar=QRectF(x - gutter, top, avatar, avatar) if parts.name is not None else None,
        day=day,
        day_text=label,
        divider=divider,
    )


def _measure(item: TimelineItem, max_text: float, look: Look, *, has_name: bool) -> _Parts:
    entry = item.entry
    text = MessageText(entry.content, max_text, look, item.names)
    stamp_text = _stamp_text(item)
    tick_room = tick_width(look) + 2 if entry.is_own else 0.0
    stamp = ceil(look.small.horizontalAdvance(stamp_text)) + tick_room, ceil(look.small.height())
    is_beside = text.last_width + _STAMP_GAP + stamp[0] <= max_text
    width = max(text.width, text.last_width + _STAMP_GAP + stamp[0] if is_beside else stamp[0])
    height = text.height if is_beside else text.height + stamp[1] - _STAMP_SINK
    text_top = 0.0
    name = quote = None
    if has_name:
        name = (
            min(ceil(look.name.horizontalAdvance(entry.author_name)) + 1, max_text),
            ceil(look.name.height()) + 1,
        )
        width, text_top = max(width, name[0]), name[1]
    if entry.quote is not None and not entry.deleted:
        quote = measure_quote(entry.quote, item.names, max_text, look)
        width, text_top = max(width, quote.rect.width()), text_top + quote.rect.height() + QUOTE_GAP
    return _Parts(text, text_top, stamp_text, stamp, name, quote, (width, height + text_top))


def _place_quote(parts: _Parts, x: float, y: float) -> QuotePart | None:
    if parts.quote is None:
        return None
    top = y + (parts.name[1] if parts.name is not None else 0.0)
    rect = QRectF(x, top, parts.inner[0], parts.quote.rect.height())
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
