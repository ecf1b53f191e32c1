"""How the markup of a message looks: its letters, its blocks, and what is filled behind both."""

from collections.abc import Iterator
from itertools import islice

import msgspec
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPainter, QTextCharFormat

from desktop.models.markup import Block, Kind, Markup, Style
from desktop.widgets.paint.look import Look
from desktop.widgets.paint.text_lines import Inset, StyledRange, TextLines

_PANEL_PADDING = 8.0
_PANEL_ABOVE, _PANEL_BELOW = 5.0, 5.0
_BLOCK_GAP = 3.0
_BAR, _BAR_INDENT = 3.0, 10.0
_CODE_RADIUS = 5.0
_MOST_COLORS, _MOST_GROUNDS = 500, 100
"""Beyond these nobody looks, and the screen would wait."""


class Ground(msgspec.Struct, frozen=True):
    """Something filled behind the letters."""

    rect: QRectF
    color: QColor
    radius: float


def styles_of(markup: Markup, look: Look) -> list[StyledRange]:
    """The letters' styles; later ones add to earlier ones."""
    made: dict[Style, QTextCharFormat] = {}
    styles: list[StyledRange] = []
    for start, end, style in markup.spans:
        if style not in made:
            made[style] = _format_of(style, look)
        styles.append((start, end, made[style]))
    for block in markup.blocks:
        if block.kind is Kind.CODE:
            styles += _code_styles(markup.plain[block.start : block.end], block, look)
    return styles


def insets_of(markup: Markup, look: Look) -> list[Inset]:
    """Where the lines of blocks begin and end."""
    return [_inset_of(block, markup.plain, look) for block in markup.blocks]


def grounds_of(markup: Markup, lines: TextLines, look: Look) -> list[Ground]:
    """Panels of code, bars of quotes, and what is behind code within a line and this person's name."""
    tokens = look.tokens
    grounds = []
    for block, (top, bottom) in zip(markup.blocks, lines.bands, strict=True):
        if block.kind is Kind.CODE:
            gaps = _gaps(block, markup.plain)
            panel = QRectF(0, top + gaps[0], lines.width, bottom - top - sum(gaps))
            grounds.append(Ground(panel, look.color(tokens.code), _CODE_RADIUS))
        elif block.kind is Kind.QUOTE:
            bar = QRectF(0, top + _BLOCK_GAP / 2, _BAR, bottom - top - _BLOCK_GAP)
            grounds.append(Ground(bar, look.color(tokens.own_link), _BAR / 2))
    behind = {Style.CODE: tokens.code, Style.MENTION_OF_ME: tokens.mention}
    marked = (span for span in markup.spans if span.style in behind)
    for start, end, style in islice(marked, _MOST_GROUNDS):
        color = look.color(behind[style])
        grounds += [Ground(rect.adjusted(-1, 0, 1, 0), color, 4.0) for rect in lines.rects(start, end)]
    return grounds


def paint_grounds(painter: QPainter, at: QPointF, grounds: list[Ground]) -> None:
    """Fill them, `at` the text's upper left corner."""
    painter.setPen(Qt.PenStyle.NoPen)
    for ground in grounds:
        painter.setBrush(ground.color)
        painter.drawRoundedRect(ground.rect.translated(at), ground.radius, ground.radius)


def _format_of(style: Style, look: Look) -> QTextCharFormat:
    tokens = look.tokens
    made = QTextCharFormat()
    match style:
        case Style.BOLD:
            made.setFontWeight(QFont.Weight.Bold)
        case Style.ITALIC:
            made.setFontItalic(True)
        case Style.STRIKE:
            made.setFontStrikeOut(True)
        case Style.CODE:
            made.setFont(code_font(look))
            made.setForeground(look.color(tokens.code_text))
        case Style.LINK:
            made.setForeground(look.color(tokens.own_link))
            made.setFontUnderline(True)
        case Style.MENTION | Style.MENTION_OF_ME:
            made.setForeground(look.color(tokens.own_link))
    return made


def code_font(look: Look) -> QFont:
    """The system's face of one width, as large as the words around it seem."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(max(11, look.fonts.body.pixelSize() - 1))
    return font


def _code_styles(code: str, block: Block, look: Look) -> Iterator[StyledRange]:
    from desktop.models.code_colors import CodeKind, color_code  # noqa: PLC0415 - few messages have code

    yield block.start, block.end + 1, _format_of(Style.CODE, look)  # the line's end is as high as a letter
    tokens = look.tokens
    colors = {
        CodeKind.COMMENT: tokens.code_comment,
        CodeKind.STRING: tokens.code_string,
        CodeKind.NUMBER: tokens.code_number,
        CodeKind.KEYWORD: tokens.code_keyword,
    }
    for start, end, kind in islice(color_code(code, block.language), _MOST_COLORS):
        made = QTextCharFormat()
        made.setForeground(look.color(colors[kind]))
        yield block.start + start, block.start + end, made


def _inset_of(block: Block, plain: str, look: Look) -> Inset:
    start, end = block.start, block.end
    match block.kind:
        case Kind.CODE:
            above, below = _gaps(block, plain)
            return Inset(
                start, end, _PANEL_PADDING, _PANEL_PADDING, above + _PANEL_ABOVE, below + _PANEL_BELOW
            )
        case Kind.QUOTE:
            return Inset(start, end, _BAR_INDENT, above=_BLOCK_GAP, below=_BLOCK_GAP)
        case Kind.ITEM:
            marker = plain[start : start + block.marker]
            return Inset(start, end, hanging=QFontMetricsF(look.fonts.body).horizontalAdvance(marker))


def _gaps(block: Block, plain: str) -> tuple[float, float]:
    """What keeps a panel from the words above and below it."""
    return _BLOCK_GAP if block.start else 0.0, _BLOCK_GAP if block.end < len(plain) else 0.0
