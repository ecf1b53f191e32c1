"""Settings are written behind the window's back, the latest last."""

import asyncio
import threading
from pathlib import Path

import pytest

from desktop.client.scope import TaskScope
from desktop.settings import Settings, load_settings
from desktop.system import settings_file
from desktop.system.settings_file import SettingsFile


async def test_what_is_kept_is_on_disk_when_it_has_finished(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    scope = TaskScope("test")
    file = SettingsFile(path, scope)
    for theme in ("dark", "light", "dark"):
        file.keep(Settings(theme=theme))
    await file.finish()
    assert load_settings(path) == Settings(theme="dark") == file.load()
    await scope.close()


async def test_choices_that_come_while_the_disk_is_slow_are_written_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    go_on = threading.Event()

    def slowly(settings: Settings, _path: Path) -> None:
        assert go_on.wait(10)
        written.append(settings.theme)

    monkeypatch.setattr(settings_file, "save_settings", slowly)
    scope = TaskScope("test")
    file = SettingsFile(tmp_path / "settings.json", scope)
    file.keep(Settings(theme="light"))
    await asyncio.sleep(0.05)
    file.keep(Settings(theme="system"))
    file.keep(Settings(theme="dark"))
    assert written == []
    go_on.set()
    await file.finish()
    assert written == ["light", "dark"]
    await scope.close()


async def test_a_disk_that_refuses_is_logged_and_costs_nothing_else(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "settings.json").mkdir()
    scope = TaskScope("test")
    file = SettingsFile(tmp_path / "settings.json", scope)
    file.keep(Settings())
    await file.finish()
    assert "the settings could not be saved" in caplog.text
    assert file.load() == Settings()
    await scope.close()
