"""The program around the desktop: one Qt, one loop, one folder of its own, and how it is told to end."""

import asyncio
import signal
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import qasync  # type: ignore[import-untyped]
from PySide6.QtCore import QEvent
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from backend.wire import __version__
from desktop.app import Desktop
from desktop.i18n import install_language
from desktop.settings import LONGEST_LINK, Options, Places, find_places
from desktop.signing_in import folder_sentence
from desktop.system.last_resort import LastResort, log_to
from desktop.system.profile import Profile, claim_first, claim_profile
from desktop.system.single_instance import call_first

_THREADS = 2


class Application(QApplication):
    """Qt's own: ends as the program does when the system wants it to end, and hears of links on macOS."""

    def __init__(self, arguments: Sequence[str]) -> None:
        super().__init__(arguments)
        self.end: Callable[[], None] | None = None
        self._open_link: Callable[[str], None] | None = None
        self._links: list[str] = []

    def event(self, event: QEvent) -> bool:
        """The Dock's Quit, or a log-out: Qt would ask the windows first, which stay when they are closed."""
        if isinstance(event, QFileOpenEvent):
            self._take_link(event.url().toString())
            return True
        if event.type() is not QEvent.Type.Quit or self.end is None:
            return super().event(event)
        event.accept()
        self.end()
        return True

    def hand_links_to(self, open_link: Callable[[str], None]) -> None:
        """From now on; the first may have come before there was anybody to take it."""
        self._open_link = open_link
        for link in self._links:
            open_link(link)
        self._links.clear()

    def _take_link(self, link: str) -> None:
        if self._open_link is None:
            self._links.append(link[:LONGEST_LINK])
        else:
            self._open_link(link[:LONGEST_LINK])


def run(options: Options) -> int:
    """The whole program, from the options to the exit code."""
    qt = Application(sys.argv[:1])
    qt.setApplicationName("minichat")
    qt.setApplicationDisplayName("Mini Chat")
    qt.setApplicationVersion(__version__)
    qt.setDesktopFileName("minichat")
    qt.setQuitOnLastWindowClosed(False)  # the window's end is only the beginning of ours
    places = find_places(options)
    try:
        profile = claim_first(places)
        if profile is None and not options.is_new_window and call_first(places.profile(1), link=options.link):
            return 0
        profile = profile or claim_profile(places, is_vacant=bool(options.link))
        log_to(profile.folder / "minichat.log")
    except OSError as error:
        return refuse(qt, options, error)
    with asyncio.Runner(loop_factory=lambda: make_loop(qt)) as runner:
        return runner.run(_live(qt, options, places, profile))


def make_loop(qt: QApplication) -> asyncio.AbstractEventLoop:
    """The one loop of Qt and asyncio; its threads only wait for names and files (qasync would start ten)."""
    loop: asyncio.AbstractEventLoop = qasync.QEventLoop(qt)
    loop.set_default_executor(ThreadPoolExecutor(_THREADS, "minichat"))
    return loop


async def _live(qt: Application, options: Options, places: Places, profile: Profile) -> int:
    last_resort = LastResort()
    last_resort.install()
    desktop = Desktop(qt, options, places, profile, last_resort.take_task)
    last_resort.tell = desktop.tell_of_bug
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(last_resort.take_loop)
    _on_termination(loop, desktop.quit)
    qt.end = desktop.quit
    qt.hand_links_to(desktop.open_link)
    return await desktop.run()


def refuse(qt: QApplication, options: Options, error: OSError) -> int:
    """Without a folder to write to there is nothing to open; one sentence says so."""
    from PySide6.QtWidgets import QMessageBox  # noqa: PLC0415 - 3 ms for what is hardly ever needed

    install_language(qt, options.language or "system")
    box = QMessageBox(QMessageBox.Icon.Critical, "Mini Chat", folder_sentence(error))
    box.finished.connect(qt.quit)
    box.open()
    qt.exec()
    return 1


def _on_termination(loop: asyncio.AbstractEventLoop, end: Callable[[], None]) -> None:
    if sys.platform == "win32":
        signal.signal(signal.SIGINT, lambda *_: loop.call_soon_threadsafe(end))
        return
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, end)
