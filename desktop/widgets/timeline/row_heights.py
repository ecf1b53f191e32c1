"""The heights of all rows of a long list in a few bytes each: an estimate until a row was measured. No Qt."""

from array import array

_CHUNK = 256


class RowHeights:
    """Whole pixels by row, with sums over chunks, so that sums over 100,000 rows take microseconds."""

    def __init__(self, estimate: int) -> None:
        self._estimate = estimate
        self._heights = array("i")
        self._known = bytearray()
        self._sums: list[int] = []

    def __len__(self) -> int:
        return len(self._heights)

    def __getitem__(self, row: int) -> int:
        return self._heights[row]

    def is_known(self, row: int) -> bool:
        """The height was measured and still holds."""
        return bool(self._known[row])

    def reset(self, count: int) -> None:
        """Other rows altogether."""
        self._heights = array("i", [self._estimate]) * count
        self._known = bytearray(count)
        self._sum_from(0)

    def insert(self, first: int, count: int) -> None:
        """Rows came."""
        self._heights[first:first] = array("i", [self._estimate]) * count
        self._known[first:first] = bytearray(count)
        self._sum_from(first // _CHUNK)

    def remove(self, first: int, count: int) -> None:
        """Rows went."""
        del self._heights[first : first + count]
        del self._known[first : first + count]
        self._sum_from(first // _CHUNK)

    def set(self, row: int, height: int) -> None:
        """A row was measured."""
        self._sums[row // _CHUNK] += height - self._heights[row]
        self._heights[row] = height
        self._known[row] = 1

    def forget(self, row: int) -> None:
        """A row must be measured again; until then its old height is the estimate."""
        self._known[row] = 0

    def forget_all(self) -> None:
        """The width or the fonts changed."""
        self._known = bytearray(len(self._known))

    def total(self) -> int:
        """The height of all rows."""
        return sum(self._sums)

    def top(self, row: int) -> int:
        """Where a row begins."""
        chunk = row // _CHUNK
        return sum(self._sums[:chunk]) + sum(self._heights[chunk * _CHUNK : row])

    def row_at(self, y: int) -> int:
        """The row that covers a place; the first or last one beyond the ends."""
        chunk = 0
        while chunk < len(self._sums) - 1 and y >= self._sums[chunk]:
            y -= self._sums[chunk]
            chunk += 1
        row = chunk * _CHUNK
        while row < len(self._heights) - 1 and y >= self._heights[row]:
            y -= self._heights[row]
            row += 1
        return row

    def _sum_from(self, chunk: int) -> None:
        starts = range(chunk * _CHUNK, len(self._heights), _CHUNK)
        self._sums[chunk:] = [sum(self._heights[start : start + _CHUNK]) for start in starts]
