"""Paints the messages of a timeline view that are on screen; for the view only."""

import msgspec
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from backend.wire.folding import spans
from desktop.models.timeline import TimelineModel
from desktop.models.words import translate
from desktop.widgets.paint.look import Look
from desktop.widgets.paint.message import paint_message, paint_pill
from desktop.widgets.timeline.rows import TimelineRows
from desktop.widgets.timeline.selection import Span


class Emphasis(msgspec.Struct, frozen=True):
    """What stands out of the messages at this moment."""

    current: int | None = None
    """The row on which the keyboard stands."""
    marked: int | None = None
    """The row that was jumped to."""
    selected: Span | None = None
    sought: str = ""
    """The words that a search is for."""


def paint_rows(painter: QPainter, exposed: QRect, rows: TimelineRows, emphasis: Emphasis) -> None:
    """Paint those that meet the exposed part of the screen, on the chat's ground."""
    look, model = rows.layouts.look, rows.model
    painter.fillRect(exposed, look.color(look.tokens.chat))
    if model is None:
        return
    for shown in rows.strip.shown():
        if shown.top <= exposed.bottom() and shown.top + shown.height >= exposed.top():
            painter.translate(0, shown.top)
            _paint_row(painter, rows, model, shown.row, emphasis)
            painter.translate(0, -shown.top)


def paint_empty(painter: QPainter, screen: QRect, look: Look) -> None:
    """What a room without messages says."""
    text = translate("Timeline", "No messages yet. Write the first one.")
    pill = QRectF(0, 0, look.small.horizontalAdvance(text) + 32, look.small.height() + 12)
    pill.moveCenter(QRectF(screen).center())
    paint_pill(painter, pill, text, look)


def _paint_row(
    painter: QPainter, rows: TimelineRows, model: TimelineModel, row: int, emphasis: Emphasis
) -> None:
    layout, entry, plain = rows.layout_of(row), rows.entry(row), rows.plain_of(row)
    paint_message(
        painter,
        layout,
        entry,
        rows.layouts.look,
        picture=model.picture_of(entry),
        is_read=model.is_read(entry),
        is_current=row == emphasis.current,
        is_marked=row == emphasis.marked,
        selection=emphasis.selected.within(row, len(plain)) if emphasis.selected is not None else None,
        highlights=spans(plain, emphasis.sought) if emphasis.sought and not entry.deleted else (),
    )
