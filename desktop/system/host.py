"""The server of this computer and who runs it: the window, another one, or the system. For `hosting`.

Nothing here talks to the server: it is set up, started, kept running, handed over and ended.
"""

import asyncio
import logging
import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication

from desktop.client.scope import TaskScope
from desktop.system.hosting_file import (
    HOSTED,
    HostingFile,
    Value,
    find_free_port,
    is_port_free,
)
from desktop.system.local_server import (
    MOST_RESTARTS,
    LocalServer,
    ServerFile,
    server_program,
    service_command,
)
from desktop.system.server_child import last_line
from desktop.system.server_trouble import (
    PORT_TAKEN,
    BadHostingFile,
    HostError,
    LocalServerError,
    ServerTrouble,
    ServiceError,
)
from desktop.system.service import ROOT, Service

_log = logging.getLogger(__name__)

_PORT_TRIES = 5
_COMMAND_SECONDS = 60.0
_HAND_OVER_SECONDS = 20.0
T = TypeVar("T")


class Host:
    """What may be done to the server; one after the other, which whoever asks sees to."""

    def __init__(
        self,
        folder: Path,
        log: Path,
        service: Service,
        scope: TaskScope,
        *,
        moved: Callable[[ServerFile], None],
        troubled: Callable[[str], None],
    ) -> None:
        self.folder = folder
        self.log = log
        self.file = HostingFile(folder)
        self.service = service
        self.server = LocalServer(folder, log)
        self._scope = scope
        self._moved = moved
        self._troubled = troubled
        self._keeping: asyncio.Task[None] | None = None

    @property
    def is_kept(self) -> bool:
        """Whether somebody sees to it that the server runs."""
        return self._keeping is not None and not self._keeping.done()

    async def begin(self) -> None:
        """The program starts: a hosted server runs with it, and whoever has it in hand keeps it."""
        self.server.is_of_system = await self._is_handed_over()
        if self.file.exists and not self.file.is_stopped:
            self.keep()

    def keep(self) -> None:
        """Start the server, if nobody did, and start it again when it ends."""
        if not self.is_kept:
            most = MOST_RESTARTS if self.file.exists else None
            keeping = self.server.keep_running(self._moved, self._troubled, most)
            self._keeping = self._scope.start(keeping, "local server")

    async def rest(self, *, for_good: bool = True) -> None:
        """End what this window runs, and leave it so. What the system runs goes on."""
        await self._let_go()
        await self.server.stop(for_good=for_good)

    # --- what the host may want -----------------------------------------------------------------------------

    async def set_up(self, name: str) -> None:
        """Make it a hosted server, by the first free port; a failure leaves it as it was."""
        if self.file.exists:
            await self.change({"name": name})
            return
        self.require_own()
        try:
            await self._take_port(name)
        except ServerTrouble:
            with suppress(BadHostingFile):  # what could not be written can't be removed either
                await self.undo()
            raise

    async def undo(self) -> None:
        """It was not to be: nobody else reaches the server."""
        await self.rest()
        self.file.remove()

    async def change(self, changes: Mapping[str, Value]) -> None:
        """Set what the file says, and start the server anew by it; a failure leaves it as it was."""
        self.require_own()
        before = self.file.read()
        port = changes.get("port")
        if isinstance(port, int) and port != before.get("port") and not is_port_free(port):
            sentence = QCoreApplication.translate("Host", "Another program uses port {port}.")
            raise HostError(sentence.format(port=port))
        kept = self.file.path.read_bytes()
        self.file.write(changes)
        if self.file.is_stopped:
            return
        try:
            await self.restart()
        except (LocalServerError, ServiceError):
            self.file.restore(kept)
            await self.restart()
            raise

    async def restart(self) -> None:
        """End it and start it at once; its members connect again by themselves."""
        self.require_own()
        await self.rest(for_good=False)
        if self.server.is_of_system:
            await self._in_thread(self.service.stop)
            await self.server.wait_for_end(_HAND_OVER_SECONDS)
            await self._in_thread(self._start_service)
        found = await self.server.find()
        self.require_own()
        self._moved(found)
        self.keep()

    async def stop(self) -> None:
        """End it until it is resumed, whoever runs it."""
        self.require_own()
        self.file.set_stopped(True, is_of_system=self.server.is_of_system)
        await self.rest()
        if self.server.is_of_system:
            await self._in_thread(self.service.stop)
            self.server.is_of_system = False

    async def resume(self) -> None:
        """Start it again, by whom it was run before."""
        is_of_system = self.file.was_of_system
        self.file.set_stopped(False)
        if is_of_system and not self.server.is_of_system:
            await self.hand_over()
        else:
            await self.restart()

    async def hand_over(self) -> None:
        """Let the system run it; where it doesn't answer then, this window goes on running it."""
        self.require_own()
        await self.rest(for_good=False)
        try:
            await self._in_thread(self._start_service)
            self.server.is_of_system = True
            self._moved(await self.server.find())
        except (ServiceError, LocalServerError) as failure:
            reason = last_line(self.log) if isinstance(failure, LocalServerError) else ""
            await self.take_back()
            sentence = QCoreApplication.translate(
                "Host", "The system could not run the server, so it runs with the window as before. {reason}"
            )
            raise HostError(sentence.format(reason=reason or failure).strip()) from failure
        self.keep()

    async def take_back(self) -> None:
        """Let the window run it again."""
        await self._let_go()
        try:
            await self._in_thread(self.service.stop)
        except ServiceError as error:
            _log.warning("the system would not let the server go: %s", error)
        if not await self.server.wait_for_end(_HAND_OVER_SECONDS):
            _log.warning("the system's server goes on")
        self.server.is_of_system = False
        await self.server.stop()
        self._moved(await self.server.find())
        self.keep()

    async def make_admin(self, username: str) -> None:
        """Make somebody the server's administrator, by its own program beside it."""
        command = [*server_program(), "user", "make-admin", "--data", str(self.folder), "--", username]

        def run() -> "subprocess.CompletedProcess[str]":
            return subprocess.run(  # noqa: S603 - our own program
                command,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=_COMMAND_SECONDS,
                check=False,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )

        try:
            done = await self._in_thread(run)
        except (OSError, subprocess.SubprocessError) as error:
            raise HostError(str(error)) from error
        if done.returncode:
            raise HostError(done.stderr.strip().removeprefix("minichat-server: "))

    def require_own(self) -> None:
        """Raise where another window runs the server."""
        if self.server.found is not None and self.server.pid is None and not self.server.is_of_system:
            raise HostError(
                QCoreApplication.translate(
                    "Host", "Another window of Mini Chat runs the server; it can be changed there."
                )
            )

    # --- within ---------------------------------------------------------------------------------------------

    async def _take_port(self, name: str) -> None:
        """Start it as a hosted one. Between the look for a free port and the start another may take it."""
        port = find_free_port()
        for further in reversed(range(_PORT_TRIES)):
            self.file.write({**HOSTED, "name": name, "port": port})
            try:
                await self.restart()
            except LocalServerError as failure:
                if failure.exit_code != PORT_TAKEN or not further:
                    raise
                port = find_free_port(port + 1)
            else:
                return

    async def _let_go(self) -> None:
        keeping, self._keeping = self._keeping, None
        if keeping is not None:
            keeping.cancel()
            await asyncio.wait([keeping])

    def _start_service(self) -> None:
        self.service.start(service_command(self.folder), self.log)

    async def _is_handed_over(self) -> bool:
        """Whether the system runs the server of this folder; that of another one is none of ours."""
        command = await self._in_thread(self.service.command)
        return command is not None and str(self.folder) in command

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(None, work)
