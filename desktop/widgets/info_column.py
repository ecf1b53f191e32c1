"""Where the information about the open room stands: beside it, or in its place; made once it is seen."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from backend.wire.types import RoomId
from desktop.client.state.store import Store
from desktop.models.choices import Choices
from desktop.theme import Theme
from desktop.widgets.pictures import Pictures

if TYPE_CHECKING:
    from desktop.widgets.info_panel import InfoPanel

_NARROWEST, _WIDEST = 240, 480
_KEEP_MS = 400


class InfoColumn(QWidget):
    """Beside the room it is remembered; in its place it lasts until another room is opened."""

    wished = Signal(object)
    close_wanted = Signal()

    def __init__(
        self,
        store: Store,
        theme: Theme,
        choices: Choices,
        parent: QWidget,
        *,
        pictures: Pictures | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._theme = theme
        self._choices = choices
        self._pictures = pictures
        self._room_id: RoomId | None = None
        self._is_over = False
        self._panel: InfoPanel | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._keep = QTimer(self, singleShot=True, interval=_KEEP_MS)
        self._keep.timeout.connect(self._keep_width)
        self.hide()

    def is_wanted(self, *, is_beside: bool) -> bool:
        """Whether the person wants to see it."""
        return self._choices.settings.shows_info if is_beside else self._is_over

    def toggle(self, *, is_beside: bool) -> bool:
        """Want it, or no longer; answers which."""
        wanted = not self.is_wanted(is_beside=is_beside)
        if is_beside:
            self._choices.update(shows_info=wanted)
        else:
            self._is_over = wanted
        return wanted

    def show_room(self, room_id: RoomId) -> None:
        """Another room was opened."""
        if room_id != self._room_id:
            self._is_over = False
        self._room_id = room_id
        if self._panel is not None:
            self._panel.show_room(room_id)

    def stand(self, splitter: QSplitter, *, is_shown: bool, is_beside: bool) -> None:
        """Take the place there is; beside the room as wide as it was left."""
        if is_shown:
            self._make_panel()
        was_beside = self.isVisibleTo(splitter) and self.maximumWidth() == _WIDEST
        self.setMinimumWidth(_NARROWEST if is_beside else 0)
        self.setMaximumWidth(_WIDEST if is_beside else 16_777_215)
        self.setVisible(is_shown)
        if is_shown and is_beside and not was_beside:
            sidebar, width = splitter.sizes()[0], self._choices.settings.info_width
            splitter.setSizes([sidebar, max(0, splitter.width() - sidebar - width), width])

    def focus_start(self) -> None:
        """Begin at the top."""
        if self._panel is not None:
            self._panel.focus_start()

    def focus_stops(self) -> list[QWidget]:
        """Where F6 stops."""
        return self._panel.focus_stops() if self._panel is not None else []

    def close_models(self) -> None:
        """Follow the store no longer."""
        if self._panel is not None:
            self._panel.close_models()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The person may have drawn its edge: kept when they let go."""
        super().resizeEvent(event)
        if self.isVisible() and self.maximumWidth() == _WIDEST:
            self._keep.start()

    def _keep_width(self) -> None:
        width = min(_WIDEST, max(_NARROWEST, self.width()))
        if self.maximumWidth() == _WIDEST and width != self._choices.settings.info_width:
            self._choices.update(info_width=width)

    def _make_panel(self) -> None:
        if self._panel is None:
            from desktop.widgets.info_panel import InfoPanel  # noqa: PLC0415 - the first picture needs none

            self._panel = InfoPanel(self._store, self._theme, self, pictures=self._pictures)
            self._panel.wished.connect(self.wished)
            self._panel.close_wanted.connect(self.close_wanted)
            self._column.addWidget(self._panel)
            self._panel.show_room(self._room_id)
