"""The lower line of a sidebar's row: who said what, what is begun to be written, or what a search found."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from desktop.models.cards import Card
from desktop.widgets.paint.look import Look

_MEASURED = 200
"""Only what can be seen is measured: a message may be 4,000 characters long."""
_PENCIL = 13


def paint_preview(painter: QPainter, rect: QRectF, card: Card, look: Look, quiet: str) -> None:
    """The line in its colours."""
    tokens = look.tokens
    painter.setFont(look.fonts.small)
    if card.is_draft:
        pencil = look.icon("pencil", tokens.link, _PENCIL, painter.device().devicePixelRatio())
        painter.drawPixmap(QPointF(round(rect.left()), round(rect.center().y() - _PENCIL / 2)), pencil)
        rect = rect.adjusted(_PENCIL + 3, 0, 0, 0)
    if card.preview_author and card.preview:
        painter.setPen(look.color(tokens.link if card.is_draft else tokens.text))
        drawn = paint_elided(painter, rect, f"{card.preview_author}: ")
        rect = rect.adjusted(drawn, 0, 0, 0)
    color = tokens.link if card.is_typing else quiet
    for text, is_hit in _runs(card.preview, card.spans):
        if rect.width() <= 0:
            return
        drawn = (
            _paint_hit(painter, rect, text, look) if is_hit else _paint_run(painter, rect, text, color, look)
        )
        rect = rect.adjusted(drawn, 0, 0, 0)


def paint_elided(painter: QPainter, rect: QRectF, text: str) -> float:
    """Draw one line cut with an ellipsis; answers how wide it became."""
    metrics = painter.fontMetrics()
    line = metrics.elidedText(text[:_MEASURED], Qt.TextElideMode.ElideRight, int(rect.width()))
    painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line)
    return float(metrics.horizontalAdvance(line))


def _paint_run(painter: QPainter, rect: QRectF, text: str, color: str, look: Look) -> float:
    painter.setPen(look.color(color))
    return paint_elided(painter, rect, text)


def _paint_hit(painter: QPainter, rect: QRectF, text: str, look: Look) -> float:
    width = min(look.small.horizontalAdvance(text[:_MEASURED]), rect.width())
    painter.fillRect(QRectF(rect.left(), rect.top(), width, rect.height()), look.color(look.tokens.highlight))
    return _paint_run(painter, rect, text, look.tokens.other_text, look)


def _runs(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """Pieces of the text in turn, and whether they were searched for."""
    done = 0
    for start, end in spans:
        if start > done:
            yield text[done:start], False
        yield text[start:end], True
        done = end
    if done < len(text) or not text:
        yield text[done:], False
