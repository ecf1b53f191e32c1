"""The whole desktop within a test's own loop, so that several windows can be looked at together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

from PySide6.QtWidgets import QApplication

from desktop.app import Desktop
from desktop.settings import Options, find_places
from desktop.system.profile import claim_profile
from tests.helpers.hands import Hands, until


@asynccontextmanager
async def open_window(
    qapp: QApplication, folder: Path, address: str | None, language: Literal["en", "ru"] = "en"
) -> AsyncIterator[Hands]:
    """Runs it on its own data folder and quits it as a person does; an error that it met fails the test."""
    errors: list[str] = []

    def keep(task: str, error: Exception) -> None:
        errors.append(f"{task}: {error!r}")

    options = Options(data=folder, server=address, language=language, theme="light")
    places = find_places(options)
    desktop = Desktop(qapp, options, places, claim_profile(places), keep)
    running = asyncio.get_running_loop().create_task(desktop.run())
    await until(desktop.window.isVisible, "the window is open")
    try:
        yield Hands(desktop.window, desktop.choices)
    finally:
        desktop.quit()
        assert await running == 0
    assert not errors, errors
