"""A thin bar that says the connection is gone: only after three seconds of trouble, never a dialog."""

from collections.abc import Callable
from math import ceil

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QWidget

from desktop.client.state.changes import Connection
from desktop.models.words import tr, translate
from desktop.widgets.sheet_parts import link_button

_PATIENCE_MS = 3_000
_ROOMY_LETTERS = 75


class ConnectionBar(QFrame):
    """Counts down to the next attempt; no timer runs while all is well."""

    retry_wanted = Signal()
    compare_wanted = Signal()
    """The server shows a certificate that isn't trusted, and the person wants to see it."""
    start_wanted = Signal()
    """The server is this computer's own, and shall run again."""

    def __init__(self, clock: Callable[[], float], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("connection_bar")
        self._clock = clock
        self._retry_at: float | None = None
        self._reason = ""
        self._is_connecting = False
        self._words = QLabel(self)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._compare = link_button("compare", translate("Connection", "Compare…"), self)
        self._compare.clicked.connect(self.compare_wanted)
        self._retry = link_button("try_now", translate("Connection", "Try now"), self)
        self._retry.clicked.connect(self.retry_wanted)
        self._start = link_button("start_again", translate("Connection", "Start again"), self)
        self._start.clicked.connect(self._ask_to_start)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._compare)
        buttons.addWidget(self._retry)
        buttons.addWidget(self._start)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(16, 2, 8, 2)
        self._row.setSpacing(0)
        self._row.addWidget(self._words, 1)
        self._row.addLayout(buttons)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._appear)
        self._second = QTimer(self, singleShot=True)
        self._second.timeout.connect(self._count_down)
        self.hide()

    def show_connection(
        self,
        connection: Connection,
        retry_at: float | None,
        reason: str = "",
        *,
        can_compare: bool = False,
        can_start: bool = False,
    ) -> None:
        """How things stand; `retry_at` is on the clock that this bar was given.

        A `reason` is what the person has to know, for another try alone won't help. A certificate that they
        have to look at isn't waited with, nor a server of their own that they have to start.
        """
        if connection in (Connection.ONLINE, Connection.SIGNED_OUT):
            self._patience.stop()
            self._second.stop()
            self.hide()
            return
        self._is_connecting = connection is Connection.CONNECTING
        self._retry_at = retry_at
        self._reason = translate("Connection", "Your server is not running.") if can_start else reason
        self._start.setEnabled(True)
        self._start.setVisible(can_start)
        self._compare.setVisible(can_compare and not can_start)
        self._arrange()
        if can_compare or can_start:
            self._patience.stop()
            self._appear()
        elif not self.isHidden():
            self._count_down()
        elif not self._patience.isActive():
            self._patience.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two buttons stand below the words where beside them little room is left."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        is_crowded = (
            not self._compare.isHidden() and self.width() < self.fontMetrics().averageCharWidth() * 75
        )
        direction = QBoxLayout.Direction.TopToBottom if is_crowded else QBoxLayout.Direction.LeftToRight
        if self._row.direction() != direction:
            self._row.setDirection(direction)

    def _appear(self) -> None:
        self.show()
        self._count_down()

    def _count_down(self) -> None:
        left = 0.0 if self._retry_at is None else self._retry_at - self._clock()
        if self._is_connecting or left <= 0:
            text = self._reason or translate("Connection", "Connecting…")
        elif self._reason:
            text = self._reason
        else:
            text = tr("No connection. Trying again in %n second(s).", None, ceil(left))
            self._second.start(max(50, round((left - (ceil(left) - 1)) * 1000)))
        self._words.setText(text)
        can_act = not self._compare.isHidden() or not self._start.isHidden()
        self._retry.setVisible(not self._is_connecting and not can_act)

    def _ask_to_start(self) -> None:
        self._start.setEnabled(False)  # until it is told how things stand then
        self.start_wanted.emit()
