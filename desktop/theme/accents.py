"""A scheme in another accent: hues change, luminances don't, and so all contrasts stay what they were."""

from functools import lru_cache

import msgspec
from PySide6.QtGui import QColor

from desktop.theme.tokens import Tokens, luminance

ACCENTS = {
    "blue": "#1668c7",
    "teal": "#0f8a83",
    "green": "#2e8b43",
    "orange": "#c65d0e",
    "pink": "#c23a7c",
    "violet": "#7450c8",
}
"""The presets, as they are offered; the scheme decides how light each must be."""

_TINTED = (
    "selected",
    "selected_secondary",
    "accent",
    "accent_hover",
    "badge",
    "link",
    "own_bubble",
    "own_secondary",
    "own_link",
    "own_tick",
    "own_selection",
    "other_selection",
    "mention",
    "marked",
    "divider",
)
_HALVINGS = 14


@lru_cache(maxsize=32)
def tint(tokens: Tokens, accent: str) -> Tokens:
    """The scheme with the hue of `accent`; a grey one takes the colour out of it."""
    wanted, base = QColor(accent), QColor(tokens.accent)
    share = min(1.0, wanted.hslSaturationF() / base.hslSaturationF())
    changes = {name: _as_light_as(getattr(tokens, name), wanted.hslHueF(), share) for name in _TINTED}
    return msgspec.structs.replace(tokens, **changes)


def _as_light_as(color: str, hue: float, share: float) -> str:
    """The colour of another hue that is as light and, as far as there is one, as vivid."""
    target = luminance(color)
    vividness = _vividness(QColor(color)) * share
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        is_darker = luminance(_color(hue, vividness, middle).name()) < target
        low, high = (middle, high) if is_darker else (low, middle)
    return _color(hue, vividness, (low + high) / 2).name()


def _vividness(color: QColor) -> float:
    parts = (color.redF(), color.greenF(), color.blueF())
    return max(parts) - min(parts)


def _color(hue: float, vividness: float, lightness: float) -> QColor:
    most = max(0.001, 1.0 - abs(2.0 * lightness - 1.0))
    return QColor.fromHslF(max(0.0, hue), min(1.0, vividness / most), lightness)
