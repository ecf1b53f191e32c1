"""Draws the growth of figures.json: `python -m benchmarks.plot figures.json docs/pictures/growth.svg`."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from math import floor, log10
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

_WIDTH, _HEIGHT = 300, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 24, 24, 60, 44
_LINE, _INK, _PALE = "#3b6ea5", "#333333", "#cccccc"


class Panel(NamedTuple):
    """One curve: what it is called, and where a stage of growth keeps its figure."""

    title: str
    figure: Callable[[Mapping[str, Any]], float]


PANELS = (
    Panel("W1, messages a second", lambda stage: float(stage["w1_rate"])),
    Panel("W5, pages a second", lambda stage: float(stage["w5_rate"])),
    Panel("Memory when idle, MiB", lambda stage: float(stage["idle_mib"])),
)


def draw(growth: Mapping[str, Mapping[str, Any]]) -> str:
    """An SVG with a panel for each curve: stored messages along a logarithmic axis, figures from zero."""
    sizes = [int(label.replace(",", "")) for label in growth]
    width = _WIDTH * len(PANELS)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {_HEIGHT}" role="img">',
        "<title>Speed and memory of the server while the stored messages grow</title>",
        f'<rect width="{width}" height="{_HEIGHT}" fill="white"/>',
        f'<g fill="{_INK}" font-family="sans-serif" font-size="12">',
    ]
    for number, panel in enumerate(PANELS):
        figures = [panel.figure(stage) for stage in growth.values()]
        parts += [
            f'<g transform="translate({number * _WIDTH} 0)">',
            *_panel(panel.title, sizes, figures),
            "</g>",
        ]
    return "\n".join((*parts, "</g></svg>", ""))


def _panel(title: str, sizes: Sequence[int], figures: Sequence[float]) -> list[str]:
    base, right = _HEIGHT - _BOTTOM, _WIDTH - _RIGHT
    xs = _places([log10(size) for size in sizes], _LEFT + 20, right - 20)
    top = max(*figures, 1e-9)
    ys = [base - figure / top * (base - _TOP) for figure in figures]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(xs, ys, strict=True))
    lines = [
        f'<text x="{_WIDTH / 2}" y="24" text-anchor="middle" font-weight="bold">{escape(title)}</text>',
        f'<path d="M{_LEFT} {base}H{right}" stroke="{_PALE}"/>',
        f'<text x="{_LEFT}" y="{base - 4}">0</text>',
        f'<polyline points="{points}" fill="none" stroke="{_LINE}" stroke-width="2"/>',
        f'<text x="{_WIDTH / 2}" y="{_HEIGHT - 8}" text-anchor="middle">stored messages</text>',
    ]
    for x, y, size, figure in zip(xs, ys, sizes, figures, strict=True):
        lines += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{_LINE}"/>',
            f'<text x="{x:.1f}" y="{y - 9:.1f}" text-anchor="middle">{figure:,.0f}</text>',
            f'<text x="{x:.1f}" y="{base + 16}" text-anchor="middle">{_short(size)}</text>',
        ]
    return lines


def _places(values: Sequence[float], start: float, end: float) -> list[float]:
    low, high = min(values), max(values)
    if low == high:
        return [(start + end) / 2] * len(values)
    return [start + (value - low) / (high - low) * (end - start) for value in values]


def _short(size: int) -> str:
    """1,000 as 1k, 1,000,000 as 1M."""
    step = min(2, floor(log10(size) / 3))
    return f"{size / 1000**step:g}{('', 'k', 'M')[step]}"


def main(arguments: Sequence[str]) -> int:
    """Read the JSON, write the picture."""
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    source, target = map(Path, arguments)
    growth = json.loads(source.read_text())["growth"]
    if not growth:
        print(f"{source} holds no growth: measure it first", file=sys.stderr)
        return 1
    target.write_text(draw(growth))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
