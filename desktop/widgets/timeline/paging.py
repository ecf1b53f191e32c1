"""When more of a talk is asked for: in time, each page once. For the view."""

from PySide6.QtCore import QObject, Signal

from desktop.models.wishes import LoadNewer, LoadOlder
from desktop.widgets.timeline.landing import Landing
from desktop.widgets.timeline.rows import TimelineRows

_SCREENS_AHEAD = 2


class TimelinePaging(QObject):
    """A page that failed is asked for again by the next scrolling, not by itself."""

    wished = Signal(object)

    def __init__(self, rows: TimelineRows, landing: Landing, parent: QObject) -> None:
        super().__init__(parent)
        self._rows = rows
        self._landing = landing
        self.start_over()

    def start_over(self) -> None:
        """Other messages altogether are shown."""
        self._has_asked_older = self._has_asked_newer = False

    def note_rows(self, first: int) -> None:
        """Rows came: those before all others are a page."""
        if first == 0:
            self._has_asked_older = False
            self._landing.note_page()
        else:
            self._has_asked_newer = False

    def note_history(self) -> None:
        """A page is on its way, or no longer."""
        model = self._rows.model
        self._has_asked_older = model is not None and model.is_loading_older
        self._has_asked_newer = model is not None and model.is_loading_newer

    def ask(self) -> None:
        """Ask for what comes near, or for where reading begins."""
        model, strip = self._rows.model, self._rows.strip
        if model is None:
            return
        ahead = _SCREENS_AHEAD * strip.screen
        may_ask_older = model.has_older and not (self._has_asked_older or model.is_loading_older)
        may_ask_newer = model.has_newer and not (self._has_asked_newer or model.is_loading_newer)
        if may_ask_older and (strip.value < ahead or self._landing.wants_page(model)):
            self._has_asked_older = True
            self.wished.emit(LoadOlder(model.room_id))
        if may_ask_newer and strip.below() < ahead:
            self._has_asked_newer = True
            self.wished.emit(LoadNewer(model.room_id))
