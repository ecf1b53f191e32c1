"""Paints one message from its layout: day pill, unread line, picture, bubble, words, time and tick."""

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from desktop.client.state.entries import Entry, EntryState
from desktop.models.words import translate
from desktop.widgets.paint.avatar import paint_avatar
from desktop.widgets.paint.look import Look
from desktop.widgets.paint.message_layout import MessageLayout
from desktop.widgets.paint.quote_part import paint_quote
from desktop.widgets.paint.ticks import paint_tick, tick_of


def paint_message(
    painter: QPainter,
    layout: MessageLayout,
    entry: Entry,
    look: Look,
    *,
    is_read: bool,
    is_current: bool,
    is_marked: bool = False,
    selection: tuple[int, int] | None = None,
    highlights: Sequence[tuple[int, int]] = (),
    picture: str = "",
) -> None:
    """Paint a row at the painter's origin, with its author's `picture` if that is here.

    `is_current`: the keyboard stands on it. `is_marked`: it was jumped to. `selection` and `highlights` are
    pieces of `layout.text.plain`: what the hand chose, and what a search found.
    """
    if is_marked:
        band = QRectF(0, layout.bubble.top() - 4, layout.width, layout.bubble.height() + 8)
        painter.fillRect(band, look.color(look.tokens.marked))
    if layout.day is not None:
        paint_pill(painter, layout.day, layout.day_text, look)
    if layout.divider is not None:
        _paint_divider(painter, layout.divider, look)
    if layout.avatar is not None:
        paint_avatar(painter, layout.avatar, entry.author_name, entry.author_id, look, picture)
    _paint_bubble(painter, layout, entry, look, is_current=is_current)
    if layout.name is not None:
        _paint_name(painter, layout.name, entry, look)
    if layout.quote is not None:
        paint_quote(painter, layout.quote, look, is_own=entry.is_own)
    _paint_text(painter, layout, entry, look, selection, highlights)
    _paint_stamp(painter, layout, entry, look)
    if layout.tick is not None:
        paint_tick(painter, layout.tick, tick_of(entry, is_read=is_read), look)


def text_color_of(entry: Entry, look: Look) -> str:
    """The colour of a message's words; what stands for deleted ones is paler than what anybody can write."""
    tokens = look.tokens
    if entry.deleted:
        return tokens.own_secondary if entry.is_own else tokens.other_secondary
    return tokens.own_text if entry.is_own else tokens.other_text


def paint_pill(painter: QPainter, rect: QRectF, text: str, look: Look) -> None:
    """A short line on a pill: a day, or what an empty room says."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color(look.tokens.pill))
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    painter.setFont(look.fonts.small)
    painter.setPen(look.color(look.tokens.on_pill))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


def _paint_divider(painter: QPainter, rect: QRectF, look: Look) -> None:
    text = translate("Timeline", "Unread messages")
    half = look.small.horizontalAdvance(text) / 2 + 12
    middle = rect.center()
    painter.setFont(look.fonts.small)
    painter.setPen(QPen(look.color(look.tokens.divider), 1))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    y = round(middle.y()) + 0.5
    painter.drawLine(QLineF(rect.left() + 16, y, middle.x() - half, y))
    painter.drawLine(QLineF(middle.x() + half, y, rect.right() - 16, y))


def _paint_bubble(
    painter: QPainter, layout: MessageLayout, entry: Entry, look: Look, *, is_current: bool
) -> None:
    tokens = look.tokens
    painter.setPen(QPen(look.color(tokens.accent), 2) if is_current else Qt.PenStyle.NoPen)
    if layout.has_bubble:
        painter.setBrush(look.color(tokens.own_bubble if entry.is_own else tokens.other_bubble))
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
    if layout.has_bubble or is_current:
        painter.drawPath(layout.bubble_path)


def _paint_name(painter: QPainter, rect: QRectF, entry: Entry, look: Look) -> None:
    names = look.tokens.names
    painter.setFont(look.fonts.name)
    painter.setPen(look.color(names[entry.author_id % len(names)]))
    name = look.name.elidedText(entry.author_name, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, name)


def _paint_text(
    painter: QPainter,
    layout: MessageLayout,
    entry: Entry,
    look: Look,
    selection: tuple[int, int] | None,
    highlights: Sequence[tuple[int, int]],
) -> None:
    tokens = look.tokens
    layout.text.paint_grounds(painter, layout.text_at)
    inked = [*highlights, selection] if selection is not None else highlights
    for start, end in highlights:
        _fill(painter, layout, start, end, look.color(tokens.highlight))
    if selection is not None:
        color = tokens.own_selection if entry.is_own else tokens.other_selection
        _fill(painter, layout, *selection, look.color(color))
    plain = tokens.own_text if entry.is_own else tokens.other_text
    ink = plain if inked else text_color_of(entry, look)
    layout.text.paint(painter, layout.text_at, look.color(ink), inked)


def _fill(painter: QPainter, layout: MessageLayout, start: int, end: int, color: QColor) -> None:
    for rect in layout.text.selection_rects(start, end):
        painter.fillRect(rect.translated(layout.text_at), color)


def _paint_stamp(painter: QPainter, layout: MessageLayout, entry: Entry, look: Look) -> None:
    tokens = look.tokens
    if not layout.has_bubble:
        pill = layout.stamp.adjusted(-7, -1, 5, 1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color(tokens.pill))
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
    if entry.state is EntryState.FAILED:
        color = tokens.own_error
    elif not layout.has_bubble:
        color = tokens.on_pill
    else:
        color = tokens.own_secondary if entry.is_own else tokens.other_secondary
    painter.setFont(look.fonts.small)
    painter.setPen(look.color(color))
    painter.drawText(
        layout.stamp, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, layout.stamp_text
    )
