"""The end that the person wants of the program; it may take a server along that others are on. For `app`."""

import asyncio
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication

from desktop.client import ChatError
from desktop.client.scope import TaskScope
from desktop.hosting import Hosting
from desktop.models.words import tr
from desktop.widgets.main_window import MainWindow

_STATUS_SECONDS = 2.0
"""Nobody who quits waits longer to be asked."""


class Leaving:
    """Asks first where others would lose their server; asked a second time it just ends."""

    def __init__(
        self, window: MainWindow, hosting: Hosting, scope: TaskScope, end: Callable[[], None]
    ) -> None:
        self._window = window
        self._hosting = hosting
        self._scope = scope
        self._end = end
        self._is_asked = False

    def begin(self) -> None:
        """The person wants to quit. The end of the whole session is none to discuss."""
        program = QGuiApplication.instance()
        is_session_over = isinstance(program, QGuiApplication) and program.isSavingSession()
        if self._is_asked or is_session_over or not self._takes_server_along:
            self._end()
            return
        self._is_asked = True
        self._scope.start(self._ask(), "ask to quit")

    @property
    def _takes_server_along(self) -> bool:
        """Whether a server that others may be on is a child of this program."""
        state = self._hosting.state
        is_of_window = state.is_running and not state.runs_without_window
        return state.is_hosted and is_of_window and self._hosting.host.server.pid is not None

    async def _ask(self) -> None:
        others = await self._count_others()
        if others == 0:
            self._end()
            return
        if others is None:
            question = QCoreApplication.translate(
                "Desktop", "Others may be connected. Quit and stop the server?"
            )
        else:
            question = tr("%n person(s) connected. Quit and stop the server?", None, others)
        from desktop.widgets.dialog import Sheet  # noqa: PLC0415 - no first picture needs it

        self._window.come_to_front()
        asked = Sheet.ask(self._window, question, QCoreApplication.translate("Desktop", "Quit"))
        asked.accepted.connect(self._end)
        asked.closed.connect(self._stay)

    def _stay(self) -> None:
        self._is_asked = False

    async def _count_others(self) -> int | None:
        """How many people but the one here are connected; None: whoever is here can't know."""
        team = self._hosting.team
        if team is None or not team.is_at_home:
            return None
        me = team.client.store.me
        try:
            async with asyncio.timeout(_STATUS_SECONDS):
                status = await team.client.administration.read_status()
        except (ChatError, TimeoutError):
            return None
        return sum(me is None or person.user.id != me.id for person in status.people)
