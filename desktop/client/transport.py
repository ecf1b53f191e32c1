"""HTTP and WebSocket by aiohttp; the only file that knows it, imported when first used: that takes 0.2 s."""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal
from urllib.parse import urlsplit

import aiohttp

from backend.wire.rest import HAS_MORE_HEADER
from desktop.client.certificates import (
    is_no_tls,
    read_certificate,
    reason_of,
    speaks_tls,
    system_context,
)
from desktop.client.errors import Reason, ServerFailed, Unreachable, Untrusted, WrongScheme
from desktop.client.replies import Reply
from desktop.client.trust import Trust

_log = logging.getLogger(__name__)

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
    """The connections of one device. Whatever aiohttp raises leaves here as `Unreachable`, or a kind of it.

    Nothing but a handshake is said to a server whose certificate isn't trusted.
    """

    def __init__(self, trust: Trust) -> None:
        self._trust = trust
        self._authorities: ssl.SSLContext | None = None
        self._pinned: aiohttp.Fingerprint | None = None
        follows_nobody = aiohttp.TraceConfig()
        follows_nobody.on_request_redirect.append(_refuse_redirect)
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=CALL_SECONDS),
            cookie_jar=aiohttp.DummyCookieJar(),
            trace_configs=[follows_nobody],
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
        async with self._translated(url, method):
            proof = await self._proof(url)
            async with self._session.request(
                method, url, headers=headers, data=body, params=query, allow_redirects=False, ssl=proof
            ) as response:
                reply = Reply(
                    status=response.status,
                    body=await _read(response, most),
                    retry_after=_retry_after(response.headers.get("Retry-After")),
                    has_more=_YES_OR_NO.get(response.headers.get(HAS_MORE_HEADER, "")),
                )
        await self._note_reached(url)
        return reply

    async def open_socket(self, url: str, *, headers: Mapping[str, str]) -> Socket | Reply:
        """A socket, or the answer of a server that didn't open one."""
        try:
            async with self._translated(url), asyncio.timeout(CALL_SECONDS):
                socket = Socket(
                    await self._session.ws_connect(
                        url,
                        headers=headers,
                        heartbeat=HEARTBEAT_SECONDS,
                        max_msg_size=LARGEST_FRAME_BYTES,
                        timeout=aiohttp.ClientWSTimeout(ws_close=GOING_AWAY_SECONDS),
                        decode_text=False,
                        ssl=await self._proof(url),
                    )
                )
        except aiohttp.WSServerHandshakeError as error:
            wait = error.headers.get("Retry-After") if error.headers is not None else None
            return Reply(status=error.status, retry_after=_retry_after(wait))
        except _Redirected as error:
            return Reply(status=error.status)
        await self._note_reached(url)
        return socket

    async def speaks_tls(self, url: str) -> bool:
        """Whether somebody encrypts where an address leads that says nobody does."""
        host, port = _place(url)
        return await speaks_tls(host, port)

    async def close(self) -> None:
        """Close all connections."""
        await self._session.close()

    async def _proof(self, url: str) -> ssl.SSLContext | aiohttp.Fingerprint | bool:
        """How the server at an address has to prove who it is."""
        if not _is_encrypted(url):
            return True  # nobody is asked
        if self._trust.needs_person or self._trust.is_contradicted:
            raise await self._show(url, "unknown")
        if pin := self._trust.pin:
            if self._pinned is None or self._pinned.fingerprint != bytes.fromhex(pin):
                self._pinned = aiohttp.Fingerprint(bytes.fromhex(pin))
            return self._pinned
        if self._authorities is None:
            self._authorities = await asyncio.to_thread(system_context)
        return self._authorities

    @asynccontextmanager
    async def _translated(self, url: str, method: str = "") -> AsyncIterator[None]:
        """What can go wrong on the way, in our own kinds of trouble."""
        try:
            yield
        except aiohttp.WSServerHandshakeError:
            raise
        except aiohttp.ServerFingerprintMismatch as error:
            raise self._trust.doubt(_address(url), error.got.hex(), "changed") from error
        except aiohttp.ClientConnectorCertificateError as error:
            raise await self._show(url, reason_of(error.certificate_error)) from error
        except aiohttp.ClientConnectorSSLError as error:
            if is_no_tls(error.os_error):
                raise WrongScheme(_address(url), is_encrypted=False) from error
            raise Unreachable(f"{method} {url}: {error!r}") from error
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise Unreachable(f"{method} {url}: {error!r}".strip()) from error

    async def _show(self, url: str, reason: Reason) -> Untrusted:
        """Which certificate it is that isn't trusted."""
        host, port = _place(url)
        try:
            shown = await read_certificate(host, port)
        except OSError as error:
            raise Unreachable(f"{url}: {error!r}") from error
        return self._trust.doubt(_address(url), shown, reason)

    async def _note_reached(self, url: str) -> None:
        if _is_encrypted(url) and not self._trust.is_reached:
            try:
                await asyncio.to_thread(self._trust.note_reached)
            except OSError as error:
                _log.warning("that the server encrypts can't be kept: %s", error)


class _Redirected(Exception):
    """Somebody wants a socket to be opened elsewhere, where perhaps nobody has to prove anything."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


async def _refuse_redirect(
    _session: object, _context: object, redirect: aiohttp.TraceRequestRedirectParams
) -> None:
    """Before anything is said there: `ws_connect` can't be told to follow nobody."""
    redirect.response.close()
    raise _Redirected(redirect.response.status)


def _is_encrypted(url: str) -> bool:
    return url.startswith(("https:", "wss:"))


def _place(url: str) -> tuple[str, int]:
    """Host and port of a URL that a connection was tried to."""
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or (443 if _is_encrypted(url) else 80)


def _address(url: str) -> str:
    """Where the server is, without what was asked of it."""
    parts = urlsplit(url)
    return f"{'https' if _is_encrypted(url) else 'http'}://{parts.netloc}"


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
