"""Where reading begins: while the first unread message isn't loaded, pages are asked for. For the view."""

from desktop.models.timeline import TimelineModel

_MOST_PAGES = 10
"""Whoever missed more begins at the end, and nothing counts as read before they move themselves."""


class Landing:
    """Under way from the opening of a room until its unread line's place is known, or somebody moves."""

    def __init__(self) -> None:
        self.is_under_way = False
        self._pages = 0

    def begin(self, model: TimelineModel | None) -> None:
        """Other messages altogether are shown."""
        self.is_under_way = model is not None and not model.is_divider_known
        self._pages = 0

    def note_page(self) -> None:
        """An older page has come."""
        self._pages += 1

    def wants_page(self, model: TimelineModel) -> bool:
        """The unread line may stand on the page before the first."""
        return self.is_under_way and self._pages < _MOST_PAGES and not model.is_divider_known

    def end(self) -> bool:
        """It is reached, or given up; answers whether it was under way until now."""
        was_under_way, self.is_under_way = self.is_under_way, False
        return was_under_way
