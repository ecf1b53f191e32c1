"""One run: the windows that it opens, its checks, and their orderly end. For the self-test alone."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from desktop.app import Desktop
from desktop.client.scope import TaskScope
from desktop.program import Application
from desktop.selftest.person import Missing, Person
from desktop.selftest.report import Report
from desktop.settings import Options, Places, find_places
from desktop.system.profile import claim_profile

Look = Callable[[], str | Coroutine[Any, Any, str]]
"""A check: a few words about what it found, or an error that says what stands in its way."""


class Trial:
    """Real windows on one data folder, with nothing of the person's own."""

    def __init__(self, qt: Application, folder: Path, report: Report) -> None:
        self.folder = folder
        self.report = report
        self.platform = qt.platformName()
        self._qt = qt
        self._scope = TaskScope("selftest", self._on_error)
        self._options = Options(data=folder, language="en", theme="light")
        self.places: Places = find_places(self._options)
        self._desktops: list[Desktop] = []
        self._lives: list[asyncio.Task[None]] = []

    async def check(self, name: str, look: Look) -> bool:
        """Look, and tell what came of it; whether all was well."""
        try:
            found = look()
            found = found if isinstance(found, str) else await found
        except Exception as error:  # noqa: BLE001 - the edge: whatever is wrong with an installation is told
            self.report.failed(name, str(error) or repr(error))
            return False
        self.report.passed(name, found)
        return True

    async def open(self, name: str) -> Person:
        """A window with somebody before it, and something drawn in it."""
        desktop = Desktop(
            self._qt, self._options, self.places, claim_profile(self.places), on_error=self._on_error
        )
        self._desktops.append(desktop)
        self._lives.append(self._scope.start(_live(desktop), name))
        person = Person(desktop.window, name)
        await person.until(desktop.window.isVisible, "the window")
        picture = desktop.window.grab().toImage()
        shades = {picture.pixel(x, picture.height() // 2) for x in range(picture.width())}
        if len(shades) < 2:
            raise Missing("anything drawn in the window")
        return person

    async def end(self) -> str:
        """All windows end in order, and with the host the server."""
        for desktop in self._desktops:
            desktop.quit()
        await asyncio.gather(*self._lives)
        return "windows and server closed"

    async def close(self) -> None:
        """Nothing of it runs on."""
        await self._scope.close()

    def _on_error(self, task: str, error: Exception) -> None:
        self.report.failed(task, repr(error))


async def _live(desktop: Desktop) -> None:
    await desktop.run()
