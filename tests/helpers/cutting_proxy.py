"""A cable between client and server that can be cut: everything in it breaks off where it is."""

import asyncio
from typing import Self
from urllib.parse import urlsplit


class CuttingProxy:
    """Passes bytes on, both ways, until `cut`; while it `is_down` nobody gets through."""

    def __init__(self, target: str) -> None:
        self.is_down = False
        self.cuts = 0
        self._target = urlsplit(target)
        self._writers: set[asyncio.StreamWriter] = set()
        self._deaf: set[asyncio.StreamWriter] = set()

    @property
    def address(self) -> str:
        """Where clients connect."""
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def cut(self) -> None:
        """Break every connection, in the middle of whatever it carries."""
        self.cuts += len(self._writers)
        for writer in self._writers:
            writer.transport.abort()

    def deafen(self) -> None:
        """Let every connection stand and carry nothing any more, as after a sleep; new ones are sound."""
        self._deaf |= self._writers

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        self.cut()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_down:
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection(self._target.hostname, self._target.port)
        except OSError:
            writer.transport.abort()
            return
        both = {writer, far_writer}
        self._writers |= both
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._pump(reader, far_writer))
                tasks.create_task(self._pump(far_reader, writer))
        finally:
            self._writers -= both

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65_536):
                if writer not in self._deaf:
                    writer.write(data)
                    await writer.drain()
        except OSError:
            pass
        finally:
            writer.transport.abort()
