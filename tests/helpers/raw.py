"""HTTP byte by byte: what no client library would send, and all that comes back."""

import asyncio
import json
from contextlib import suppress
from typing import Any, NamedTuple

PATIENCE_SECONDS = 10.0


class RawAnswer(NamedTuple):
    """An answer as it came."""

    status: int
    headers: dict[str, str]
    body: Any


class Line:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    @classmethod
    async def open(cls, port: int) -> "Line":
        """Connects to this machine."""
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def say(self, data: bytes) -> None:
        """Sends bytes; it may be that nobody takes them any more."""
        self.writer.write(data)
        with suppress(ConnectionError):
            await self.writer.drain()

    async def answer(self) -> RawAnswer:
        """The next answer; JSON is decoded."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = dict(line.split(": ", 1) for line in head[1:] if line)
            body = await self.reader.readexactly(int(headers.get("Content-Length", 0)))
            return RawAnswer(int(head[0].split()[1]), headers, json.loads(body) if body else None)

    async def rest(self) -> bytes:
        """What comes until the server ends the connection."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            try:
                return await self.reader.read()
            except ConnectionError:
                return b""

    async def close(self) -> None:
        """Hangs up."""
        self.writer.close()
        with suppress(ConnectionError):
            await self.writer.wait_closed()
