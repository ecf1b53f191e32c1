"""Which rows of a long list are on screen, and where: an anchor row and its place. No Qt.

Rows are measured only when they come on screen. When an estimate above it turns out wrong, sums change
and what is on screen stays where it is.
"""

from collections.abc import Callable
from typing import NamedTuple

from desktop.widgets.timeline.row_heights import RowHeights

_ESTIMATE = 52


class ShownRow(NamedTuple):
    """A row on screen: its upper edge may lie above the screen."""

    row: int
    top: int
    height: int


class RowStrip:
    """Every method leaves the anchor in order: `shown()` is what to paint."""

    def __init__(self, measure: Callable[[int], int], *, top_space: int, bottom_space: int) -> None:
        self._measure_row = measure
        self._top_space = top_space
        self._bottom_space = bottom_space
        self._heights = RowHeights(_ESTIMATE)
        self.screen = 0
        """How many pixels of it are on screen."""
        self._anchor = 0
        self._anchor_top = 0
        self.is_at_bottom = True

    # --- where we are --------------------------------------------------------------------------------------

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self._heights)

    @property
    def maximum(self) -> int:
        """The greatest value of a scrollbar."""
        return max(0, self._heights.total() + self._top_space + self._bottom_space - self.screen)

    @property
    def value(self) -> int:
        """A scrollbar's value, by what is known of the heights."""
        if self.is_at_bottom:
            return self.maximum
        return max(0, min(self.maximum, self._heights.top(self._anchor) + self._top_space - self._anchor_top))

    @property
    def anchor(self) -> tuple[int, int]:
        """The uppermost row on screen, and where its upper edge is."""
        return self._anchor, self._anchor_top

    def shown(self) -> list[ShownRow]:
        """The rows on screen, from above."""
        rows = []
        y, row = self._anchor_top, self._anchor
        while row < self.count and y < self.screen:
            height = self._measured(row)
            rows.append(ShownRow(row, y, height))
            y += height
            row += 1
        return rows

    def top_of(self, row: int) -> int | None:
        """Where a row on screen begins; None for all others."""
        return next((shown.top for shown in self.shown() if shown.row == row), None)

    def below(self) -> int:
        """How many pixels lie below the screen."""
        return max(0, self.maximum - self.value)

    # --- moving --------------------------------------------------------------------------------------------

    def resize(self, screen: int) -> None:
        """The screen is this high now; at the end the last row stays in place, elsewhere the uppermost."""
        self.screen = screen
        self._settle()

    def scroll_by(self, pixels: int) -> None:
        """Move on, downwards when positive."""
        if self.is_at_bottom and pixels >= 0:
            return
        self.is_at_bottom = False
        self._anchor_top -= pixels
        self._settle()

    def scroll_to(self, value: int) -> None:
        """Go where a scrollbar says."""
        if value >= self.maximum:
            self.show_bottom()
            return
        self._anchor = self._heights.row_at(value - self._top_space) if self.count else 0
        self.show_row(self._anchor, self._heights.top(self._anchor) + self._top_space - value)

    def show_bottom(self) -> None:
        """Go to the last row."""
        self.is_at_bottom = True
        self._settle()

    def show_row(self, row: int, top: int) -> None:
        """Put a row's upper edge at a place on screen, as far as the ends allow."""
        self.is_at_bottom = False
        self._anchor, self._anchor_top = row, top
        self._settle()

    def reveal(self, row: int) -> None:
        """Bring a row on screen with as little movement as will do."""
        height = self._measured(row)
        top = self.top_of(row)
        if row < self._anchor or (top is not None and top < 0):
            self.show_row(row, 0)
        elif top is None or top + height > self.screen - self._bottom_space:
            self.show_row(row, max(0, self.screen - self._bottom_space - height))

    # --- following the model -------------------------------------------------------------------------------

    def reset(self, count: int) -> None:
        """Other rows; their end is shown."""
        self._heights.reset(count)
        self.show_bottom()

    def insert(self, first: int, count: int, *, is_followed: bool = True) -> None:
        """Rows came. The view moves only if it stood at the end, they came there, and are to be followed."""
        is_at_end = first == self.count
        has_end_near = is_at_end and is_followed and self._is_end_near()
        self.is_at_bottom = self.is_at_bottom and (is_followed or not is_at_end)
        self._heights.insert(first, count)
        if has_end_near:
            self.is_at_bottom = True
        elif first <= self._anchor and not self.is_at_bottom:
            self._anchor += count
        self._settle()

    def remove(self, first: int, count: int) -> None:
        """Rows went."""
        self._heights.remove(first, count)
        if self._anchor >= first + count:
            self._anchor -= count
        elif self._anchor >= first:
            self._anchor = first
        self._settle()

    def change(self, first: int, last: int) -> None:
        """Measure rows anew. Their lower edges stay put: what comes and goes stands above a bubble."""
        changed = [shown for shown in self.shown() if first <= shown.row <= last]
        for row in range(first, last + 1):
            self._heights.forget(row)
        if changed:
            lowest = changed[-1]
            bottom = self._anchor_top + sum(map(self._measured, range(self._anchor, lowest.row + 1)))
            self._anchor_top += lowest.top + lowest.height - bottom
        self._settle()

    def change_all(self) -> None:
        """The width or the fonts are others: measure all anew; the first row that begins on screen stays."""
        if self._anchor_top < 0 and self._anchor < self.count - 1:
            below = self._anchor_top + self._measured(self._anchor)
            if below < self.screen or not self.screen:
                self._anchor, self._anchor_top = self._anchor + 1, below
        self._heights.forget_all()
        self._settle()

    # --- inside --------------------------------------------------------------------------------------------

    def _measured(self, row: int) -> int:
        if not self._heights.is_known(row):
            self._heights.set(row, self._measure_row(row))
        return self._heights[row]

    def _is_end_near(self) -> bool:
        if self.is_at_bottom or not self.count:
            return True
        last = self.shown()[-1:]
        if not last or last[0].row != self.count - 1:
            return False
        return last[0].top < self.screen

    def _settle(self) -> None:
        if not self.count:
            self._anchor = self._anchor_top = 0
            self.is_at_bottom = True
            return
        self._anchor = min(self._anchor, self.count - 1)
        if not self.is_at_bottom:
            self._settle_anchor()
            self.is_at_bottom = self._ends_on_screen()
        if self.is_at_bottom:
            self._fill_from_bottom()

    def _settle_anchor(self) -> None:
        while self._anchor_top > 0 and self._anchor > 0:
            self._anchor -= 1
            self._anchor_top -= self._measured(self._anchor)
        while self._anchor < self.count - 1 and self._anchor_top + self._measured(self._anchor) <= 0:
            self._anchor_top += self._measured(self._anchor)
            self._anchor += 1
        if self._anchor == 0:
            self._anchor_top = min(self._anchor_top, self._top_space)

    def _ends_on_screen(self) -> bool:
        rows = self.shown()
        if not rows:
            return True
        last = rows[-1]
        return last.row == self.count - 1 and last.top + last.height <= self.screen - self._bottom_space

    def _fill_from_bottom(self) -> None:
        row, y = self.count, self.screen - self._bottom_space
        while row > 0 and y > 0:
            row -= 1
            y -= self._measured(row)
        self._anchor, self._anchor_top = row, y
