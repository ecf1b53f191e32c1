"""`minichat --selftest`: whether this installation works, a line for each check. For `__main__`.

Two people with real windows on a folder that is thrown away: they make accounts on the bundled server, one
writes, the other reads and answers. What is the person's own isn't touched: no data, keyring or session bus.
"""

import asyncio
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtCore import QtMsgType, qInstallMessageHandler

from backend.wire import __version__
from desktop.app import Desktop
from desktop.client.scope import TaskScope
from desktop.program import Application, make_loop
from desktop.selftest import installation
from desktop.selftest.person import Missing, Person
from desktop.settings import Options, Places, find_places
from desktop.system.profile import claim_profile

SECONDS = 60.0
"""However slow the machine: after that it has failed."""
_NO_KEYRING = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}


class Report:
    """One line for each check, on standard output and in a file where one is wanted."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._began = time.monotonic()
        self.has_failed = False
        if file is not None:
            file.write_text("", encoding="utf-8")

    def say(self, line: str) -> None:
        """A line as it is; a program without a console has nobody to print it to."""
        if sys.stdout is not None:
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
        if self._file is not None:
            with self._file.open("a", encoding="utf-8") as out:
                out.write(line + "\n")

    def passed(self, check: str, found: str) -> None:
        """A check that went well."""
        self.say(f"ok      {time.monotonic() - self._began:5.1f} s  {check}: {found}")

    def failed(self, check: str, reason: str) -> None:
        """A check that didn't."""
        self.has_failed = True
        self.say(f"FAILED  {time.monotonic() - self._began:5.1f} s  {check}: {reason}")


def run_selftest(options: Options) -> int:
    """All checks; the exit code."""
    if not os.environ.get("QT_QPA_PLATFORM"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    folder = Path(tempfile.mkdtemp(prefix="minichat-selftest-"))
    report = Report(options.report)
    watch = threading.Timer(SECONDS, _give_up, [report, folder])
    watch.daemon = True
    watch.start()
    qInstallMessageHandler(_only_what_is_fatal)
    os.environ |= _NO_KEYRING
    os.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)  # nobody is notified of what is said here
    report.say(f"Mini Chat {__version__}, {'frozen' if getattr(sys, 'frozen', False) else 'from source'}")
    try:
        qt = Application(sys.argv[:1])
        qt.setQuitOnLastWindowClosed(False)
        with asyncio.Runner(loop_factory=lambda: make_loop(qt)) as runner:
            runner.run(_SelfTest(qt, folder, report).run())
    finally:
        watch.cancel()
        shutil.rmtree(folder, ignore_errors=True)
    report.say("FAILED" if report.has_failed else "all is well")
    return int(report.has_failed)


class _SelfTest:
    def __init__(self, qt: Application, folder: Path, report: Report) -> None:
        self._qt = qt
        self._folder = folder
        self._report = report
        self._scope = TaskScope("selftest", self._on_error)
        self._options = Options(data=folder, language="en", theme="light")
        self._places: Places = find_places(self._options)
        self._desktops: list[Desktop] = []
        self._lives: list[asyncio.Task[None]] = []

    async def run(self) -> None:
        for look in (
            installation.translations,
            installation.emoji_font,
            installation.pictures,
            installation.keyring,
            installation.certificates,
            installation.discovery,
            installation.qr_codes,
        ):
            await self._check(look.__name__, look)
        try:
            await self._check("talk", self._talk)
            await self._check("uploaded_picture", lambda: installation.uploaded_picture(self._places.server))
            await self._check("end", self._end)
            await self._check(
                "encrypted_server", lambda: installation.encrypted_server(self._folder / "hosted")
            )
        finally:
            await self._scope.close()

    async def _check(self, name: str, look: Callable[[], str | Coroutine[Any, Any, str]]) -> None:
        try:
            found = look()
            found = found if isinstance(found, str) else await found
        except Exception as error:  # noqa: BLE001 - the edge: whatever is wrong with an installation is told
            self._report.failed(name.replace("_", " "), str(error) or repr(error))
        else:
            self._report.passed(name.replace("_", " "), found)

    async def _talk(self) -> str:
        """Two windows, two accounts, a message and its answer."""
        ann, ben = await self._open("Ann"), await self._open("Ben")
        self._report.passed("windows", f"two, drawn by {self._qt.platformName()}")
        await ann.create_account("selftest-ann", "Ann")
        self._report.passed("server", "started, tables made, account made")
        await ben.create_account("selftest-ben", "Ben")
        await ann.find_and_open("selftest-ben", "Ben")
        ann.say("Hello Ben 👋")
        await ben.open_chat("Ann")
        await ben.wait_for_text("Hello Ben 👋")
        ben.say("Привет!")
        await ann.wait_for_text("Привет!")
        return "sent, received, answered"

    async def _open(self, name: str) -> Person:
        desktop = Desktop(
            self._qt, self._options, self._places, claim_profile(self._places), on_error=self._on_error
        )
        self._desktops.append(desktop)
        self._lives.append(self._scope.start(self._live(desktop), name))
        person = Person(desktop.window, name)
        await person.until(desktop.window.isVisible, "the window")
        picture = desktop.window.grab().toImage()
        shades = {picture.pixel(x, picture.height() // 2) for x in range(picture.width())}
        if len(shades) < 2:
            raise Missing("anything drawn in the window")
        return person

    async def _live(self, desktop: Desktop) -> None:
        await desktop.run()

    async def _end(self) -> str:
        """Both windows end in order, and with the host the server."""
        for desktop in self._desktops:
            desktop.quit()
        await asyncio.gather(*self._lives)
        return "windows and server closed"

    def _on_error(self, task: str, error: Exception) -> None:
        self._report.failed(task, repr(error))


def _give_up(report: Report, folder: Path) -> None:
    """The main thread hangs: say so and end, whatever it waits for. The server ends with its parent."""
    report.failed("time", f"not done after {SECONDS:.0f} s")
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def _only_what_is_fatal(kind: QtMsgType, _context: object, message: str) -> None:
    if kind is QtMsgType.QtFatalMsg and sys.stderr is not None:
        sys.stderr.write(message + "\n")
