"""The layouts of the few hundred messages that were on screen last; for the timeline view."""

from collections import OrderedDict
from datetime import date, datetime

from desktop.models.timeline_items import TimelineItem
from desktop.widgets.paint.look import Look
from desktop.widgets.paint.message_layout import MessageLayout, layout_message

_KEPT = 400


class LayoutCache:
    """Layouts for one width, look and day; a message that changed in any way is laid out anew."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.width = 0
        self.is_group = False
        self.today: date = _today()
        self._kept: OrderedDict[str, tuple[TimelineItem, MessageLayout]] = OrderedDict()

    def layout_of(self, item: TimelineItem) -> MessageLayout:
        """The geometry of a message."""
        key = item.entry.key
        kept = self._kept.get(key)
        if kept is not None and kept[0] == item:
            self._kept.move_to_end(key)
            return kept[1]
        layout = layout_message(item, self.width, self.look, is_group=self.is_group, today=self.today)
        self._kept[key] = (item, layout)
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return layout

    def start_over(
        self, *, look: Look | None = None, width: int | None = None, is_group: bool | None = None
    ) -> None:
        """Another room, width or look."""
        self.look = look or self.look
        self.width = self.width if width is None else width
        self.is_group = self.is_group if is_group is None else is_group
        self._kept.clear()

    def is_new_day(self) -> bool:
        """Midnight has passed: what was Today is Yesterday, and all layouts are gone."""
        if (today := _today()) == self.today:
            return False
        self.today = today
        self._kept.clear()
        return True


def _today() -> date:
    return datetime.now().astimezone().date()
