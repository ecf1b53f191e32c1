"""HTTP and WebSocket by aiohttp; the only file that knows it, imported when first used: that takes 0.2 s."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

import aiohttp

from backend.wire.rest import HAS_MORE_HEADER
from desktop.client.errors import ServerFailed, Unreachable
from desktop.client.replies import Reply

CALL_SECONDS = 15.0
HEARTBEAT_SECONDS = 20.0
"""aiohttp pings after so long a silence, and gives up when no pong comes within half of it."""
LARGEST_FRAME_BYTES = 16 * 1024 * 1024
"""A welcome comes in pages of a quarter of a megabyte, but a server of the first version sent it whole."""
LARGEST_ANSWER_BYTES = 32 * 1024 * 1024
"""A list of everybody is the longest there is."""
GOING_AWAY_SECONDS = 2.0
_YES_OR_NO = {"true": True, "false": False}


class Socket:
    """An open WebSocket: frames in and out as bytes."""

    def __init__(self, websocket: aiohttp.ClientWebSocketResponse[Literal[False]]) -> None:
        self._websocket = websocket

    @property
    def close_code(self) -> int | None:
        """Why it closed, once it did."""
        return self._websocket.close_code

    async def receive(self) -> bytes | None:
        """The next frame; None when there will be no more."""
        message = await self._websocket.receive()
        match message.type:
            case aiohttp.WSMsgType.TEXT | aiohttp.WSMsgType.BINARY:
                frame: bytes = message.data
                return frame
            case _:
                return None

    async def send(self, frame: bytes) -> None:
        """Hand a frame to the connection."""
        try:
            await self._websocket.send_frame(frame, aiohttp.WSMsgType.TEXT)
        except (aiohttp.ClientError, OSError) as error:
            raise Unreachable(str(error)) from error

    async def close(self) -> None:
        """Say goodbye, and don't wait long for the answer."""
        await self._websocket.close()


class Transport:
    """The connections of one device. Whatever aiohttp raises leaves here as `Unreachable`."""

    def __init__(self) -> None:
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=CALL_SECONDS),
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes | None,
        query: Mapping[str, str],
        most: int = LARGEST_ANSWER_BYTES,
    ) -> Reply:
        """One request, and all of its answer; one of more than `most` bytes is no answer."""
        try:
            async with self._session.request(
                method, url, headers=headers, data=body, params=query, allow_redirects=False
            ) as response:
                return Reply(
                    status=response.status,
                    body=await _read(response, most),
                    retry_after=_retry_after(response.headers.get("Retry-After")),
                    has_more=_YES_OR_NO.get(response.headers.get(HAS_MORE_HEADER, "")),
                )
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise Unreachable(f"{method} {url}: {error!r}") from error

    async def open_socket(self, url: str, *, headers: Mapping[str, str]) -> Socket | Reply:
        """A socket, or the answer of a server that didn't open one."""
        try:
            async with asyncio.timeout(CALL_SECONDS):
                return Socket(
                    await self._session.ws_connect(
                        url,
                        headers=headers,
                        heartbeat=HEARTBEAT_SECONDS,
                        max_msg_size=LARGEST_FRAME_BYTES,
                        timeout=aiohttp.ClientWSTimeout(ws_close=GOING_AWAY_SECONDS),
                        decode_text=False,
                    )
                )
        except aiohttp.WSServerHandshakeError as error:
            wait = error.headers.get("Retry-After") if error.headers is not None else None
            return Reply(status=error.status, retry_after=_retry_after(wait))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise Unreachable(f"{url}: {error!r}") from error

    async def close(self) -> None:
        """Close all connections."""
        await self._session.close()


async def _read(response: aiohttp.ClientResponse, most: int) -> bytes:
    """The body, unpacked, which nobody can know to be endless before it is."""
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > most:
            raise ServerFailed("answer_too_large")
    return bytes(body)


def _retry_after(header: str | None) -> float:
    """Seconds to wait, from either form of the header; junk is no wait."""
    if not header:
        return 0.0
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return 0.0
