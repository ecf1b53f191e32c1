"""`minichat --selftest`: whether this installation works, a line for each check. For `__main__`.

Two people with real windows on a folder that is thrown away: they make accounts on the bundled server, one
writes, the other reads and answers. What is the person's own isn't touched: no data, keyring or session bus.
With `host` or `join` it is one of the two, on a machine of its own; see `roles`.
"""

import asyncio
import os
import shutil
import sys
import tempfile
import threading
from pathlib import Path

from PySide6.QtCore import QtMsgType, qInstallMessageHandler

from backend.wire import __version__
from desktop.program import Application, make_loop
from desktop.selftest import installation
from desktop.selftest.report import Report
from desktop.selftest.roles import Guest, Host
from desktop.selftest.trial import Trial
from desktop.settings import Options

SECONDS = {"alone": 60.0, "host": 180.0, "join": 90.0}
"""However slow the machine: after that it has failed."""
_NO_KEYRING = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}


def run_selftest(options: Options) -> int:
    """All checks; the exit code."""
    if not os.environ.get("QT_QPA_PLATFORM"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    thrown_away = Path(tempfile.mkdtemp(prefix="minichat-selftest-"))
    report = Report(options.report)
    watch = threading.Timer(SECONDS[options.selftest or "alone"], _give_up, [report, thrown_away])
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
            runner.run(_play(qt, thrown_away, report, options))
    finally:
        watch.cancel()
        shutil.rmtree(thrown_away, ignore_errors=True)
    report.say("FAILED" if report.has_failed else "all is well")
    return int(report.has_failed)


async def _play(qt: Application, thrown_away: Path, report: Report, options: Options) -> None:
    """Both people, or one of them; only one of two machines keeps its folder, if it is given any."""
    folder = options.data.expanduser().absolute() if options.data is not None else thrown_away
    match options.selftest:
        case "host":
            await Host(Trial(qt, folder, report), options.invite).play()
        case "join" if link := _link(options):
            await Guest(Trial(qt, folder, report), link).play()
        case "join":
            report.failed("invite", "give it with --invite FILE, or in MINICHAT_DESKTOP_LINK")
        case _:
            await _Alone(Trial(qt, thrown_away, report)).play()


class _Alone:
    """Everything on one machine."""

    def __init__(self, trial: Trial) -> None:
        self._trial = trial

    async def play(self) -> None:
        """What an installation brings along, two people, and the server on its own."""
        check, folder = self._trial.check, self._trial.folder
        for look in (
            installation.translations,
            installation.emoji_font,
            installation.pictures,
            installation.keyring,
            installation.certificates,
            installation.discovery,
            installation.qr_codes,
        ):
            await check(look.__name__.replace("_", " "), look)
        try:
            await check("talk", self._talk)
            server = self._trial.places.server
            await check("uploaded picture", lambda: installation.uploaded_picture(server))
            await check("end", self._trial.end)
            await check("encrypted server", lambda: installation.encrypted_server(folder / "hosted"))
        finally:
            await self._trial.close()

    async def _talk(self) -> str:
        """Two windows, two accounts, a message and its answer."""
        report = self._trial.report
        ann, ben = await self._trial.open("Ann"), await self._trial.open("Ben")
        report.passed("windows", f"two, drawn by {self._trial.platform}")
        await ann.create_account("selftest-ann", "Ann")
        report.passed("server", "started, tables made, account made")
        await ben.create_account("selftest-ben", "Ben")
        await ann.find_and_open("selftest-ben", "Ben")
        ann.say("Hello Ben 👋")
        await ben.open_chat("Ann")
        await ben.wait_for_text("Hello Ben 👋")
        ben.say("Привет!")
        await ann.wait_for_text("Привет!")
        return "sent, received, answered"


def _link(options: Options) -> str:
    """The invite, from a file or the environment: command lines can be read by everybody on a computer."""
    return options.invite.read_text(encoding="utf-8").strip() if options.invite is not None else options.link


def _give_up(report: Report, folder: Path) -> None:
    """The main thread hangs: say so and end, whatever it waits for. The server ends with its parent."""
    report.failed("time", "it is up")
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def _only_what_is_fatal(kind: QtMsgType, _context: object, message: str) -> None:
    if kind is QtMsgType.QtFatalMsg and sys.stderr is not None:
        sys.stderr.write(message + "\n")
