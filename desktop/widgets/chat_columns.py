"""Sidebar, room and its information: side by side or one at a time, as wide as they were left. For chat."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QSplitter, QWidget

from desktop.models.choices import Choices
from desktop.widgets.info_column import InfoColumn
from desktop.widgets.room import RoomPane
from desktop.widgets.sidebar import ONLY_PICTURES_BELOW, ONLY_PICTURES_WIDTH, Sidebar

ONE_COLUMN_BELOW = 620
INFO_BESIDE_FROM = 900
"""In a narrower window the information about a room stands in the place of the room."""
_SIDEBAR_WIDTH = 300
_SIDEBAR_WIDEST = 420
_NO_LIMIT = 16_777_215
_KEEP_MS = 400
"""Until the hand has let go of the edge; the settings are a file."""


class ChatColumns(QSplitter):
    """Which columns there are follows from the width of the screen, and from whether a room is open."""

    def __init__(
        self, sidebar: Sidebar, room: RoomPane, info: InfoColumn, choices: Choices, screen: QWidget
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, screen)
        self._sidebar = sidebar
        self._room = room
        self._info = info
        self._choices = choices
        self._screen = screen
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        for column in (sidebar, room, info):
            self.addWidget(column)
        self.setStretchFactor(0, 0)
        self.setStretchFactor(1, 1)
        self.setSizes([choices.settings.sidebar_width, 700])
        self._keep_width = QTimer(self, singleShot=True, interval=_KEEP_MS)
        self._keep_width.timeout.connect(self._keep_sidebar_width)
        self.splitterMoved.connect(self._snap_sidebar)
        self.splitterMoved.connect(self._keep_width.start)
        sidebar.width_wanted.connect(lambda: self._set_sidebar_width(_SIDEBAR_WIDTH))

    @property
    def is_narrow(self) -> bool:
        """There is room for one column."""
        return self._screen.width() < ONE_COLUMN_BELOW

    @property
    def is_info_wanted(self) -> bool:
        """Whether the person wants to see what is told about the room, at this width."""
        return self._info.is_wanted(is_beside=self._has_room_for_info())

    def toggle_info(self) -> bool:
        """Show what is told about the room, or no longer; answers which."""
        is_shown = self._info.toggle(is_beside=self._has_room_for_info())
        self.fit()
        return is_shown

    def fit(self) -> None:
        """The width is another, or another room is open, or none."""
        is_narrow, is_open = self.is_narrow, self._room.room_id is not None
        self._sidebar.setMinimumWidth(0 if is_narrow else ONLY_PICTURES_WIDTH)
        self._sidebar.setMaximumWidth(_NO_LIMIT if is_narrow else _SIDEBAR_WIDEST)
        self._sidebar.setVisible(not is_narrow or not is_open)
        is_beside = self._has_room_for_info()
        has_info = is_open and self.is_info_wanted
        self._room.setVisible((not is_narrow or is_open) and (is_beside or not has_info))
        self._info.stand(self, is_shown=has_info, is_beside=is_beside)
        self._room.header.show_back(is_narrow)

    def _has_room_for_info(self) -> bool:
        return self._screen.width() >= INFO_BESIDE_FROM

    def _snap_sidebar(self) -> None:
        """A list of pictures only has one width."""
        if not self.is_narrow and ONLY_PICTURES_WIDTH < self._sidebar.width() < ONLY_PICTURES_BELOW:
            self._set_sidebar_width(ONLY_PICTURES_WIDTH)

    def _keep_sidebar_width(self) -> None:
        if not self.is_narrow:
            self._choices.update(sidebar_width=self._sidebar.width())

    def _set_sidebar_width(self, width: int) -> None:
        sidebar, room, *rest = self.sizes()
        self.setSizes([width, room + sidebar - width, *rest])
