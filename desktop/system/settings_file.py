"""The settings on disk: read once at the start, written behind the window's back. Made by `app`.

A disk may take a hundred times as long for a flush as a picture may; so choices that follow each other are
written together, in a thread.
"""

import asyncio
import logging
from pathlib import Path

from desktop.client.scope import TaskScope
from desktop.settings import Settings, load_settings, save_settings

_log = logging.getLogger(__name__)


class SettingsFile:
    """What is kept is on disk soon, surely when `finish` returns; a disk that refuses costs nothing else."""

    def __init__(self, path: Path, scope: TaskScope) -> None:
        self._path = path
        self._scope = scope
        self._waiting: Settings | None = None
        self._writing: asyncio.Task[None] | None = None

    def load(self) -> Settings:
        """What was chosen in earlier runs."""
        try:
            return load_settings(self._path)
        except OSError as error:
            _log.warning("the settings could not be read: %s", error)
            return Settings()

    def keep(self, settings: Settings) -> None:
        """Write these, after those that are being written."""
        self._waiting = settings
        if self._writing is None or self._writing.done():
            self._writing = self._scope.start(self._write(), "settings")

    async def finish(self) -> None:
        """Return when all is written."""
        if self._writing is not None:
            await self._writing

    async def _write(self) -> None:
        while self._waiting is not None:
            settings, self._waiting = self._waiting, None
            await asyncio.to_thread(self._save, settings)

    def _save(self, settings: Settings) -> None:
        try:
            save_settings(settings, self._path)
        except OSError as error:
            _log.warning("the settings could not be saved: %s", error)
