"""One connection, as aiohttp serves it: its own answers get the contract's shape, and headers a deadline."""

import asyncio
import logging
import ssl
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError, LineTooLong

from backend.rest.middleware import code_of, dress, refuse
from backend.settings import Settings
from backend.wire.errors import ErrorCode, Refusal
from backend.wire.limits import Limits

log = logging.getLogger(__name__)

BACKLOG = 1_024
_CLIENTS_FAULTS = (web.RequestPayloadError, HttpProcessingError)


class Protocol(web.RequestHandler):
    """One connection."""

    __slots__ = ("_head_deadline", "_header_seconds")

    def __init__(self, manager: web.Server, *, header_seconds: float, **options: Any) -> None:
        super().__init__(manager, **options)
        self._header_seconds = header_seconds
        self._head_deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Give the first request its time; for those after it the keep-alive time counts."""
        super().connection_made(transport)
        self._head_deadline = self._loop.call_later(self._header_seconds, self._give_up)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Nobody is waited for any more."""
        super().connection_lost(exc)
        if self._head_deadline is not None:
            self._head_deadline.cancel()
            self._head_deadline = None

    def _give_up(self) -> None:
        if self._request_count == 0:
            self.force_close()

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        """Answer; what was refused before the middleware was reached, in the contract's shape."""
        if isinstance(resp, web.HTTPException):
            resp = refuse(request, Refusal(code_of(resp)))
        return await super().finish_response(request, resp, start_time)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002  aiohttp's text: ours is in the client's language
    ) -> web.StreamResponse:
        """The answer to what can't be parsed. Its own words stay out of the log: they may hold a token."""
        if isinstance(exc, ConnectionError):  # the client has gone: nobody reads an answer
            raise exc
        # Outside of every handler only a header can be no text: aiohttp quotes it in its answer.
        if status < 500 or isinstance(exc, UnicodeError):
            log.info("a request from %s can't be understood: %s", request.remote, type(exc).__name__)
            code = ErrorCode.HEAD_TOO_LARGE if isinstance(exc, LineTooLong) else ErrorCode.BAD_REQUEST
        else:
            log.error("a request failed outside of every handler", exc_info=exc)
            code = ErrorCode.SERVER_ERROR
        if request.writer.output_size > 0:
            raise ConnectionError("an answer is on its way already: no other can be given")
        response = refuse(request, Refusal(code))
        dress(response)
        response.force_close()
        return response

    def log_exception(self, *args: Any, **options: Any) -> None:
        """Log a failure of ours; that a body couldn't be read to its end is none."""
        error = options.get("exc_info")
        if isinstance(error, _CLIENTS_FAULTS):
            log.info("the rest of a body can't be understood: %s", type(error).__name__)
        else:
            super().log_exception(*args, **options)


class _Server(web.Server):
    """Makes a `Protocol` for each connection."""

    def __call__(self) -> web.RequestHandler:
        return Protocol(self, loop=self._loop, **self._kwargs)


class Runner(web.AppRunner):
    """Runs the application behind `Protocol`, within the limits."""

    def __init__(self, application: web.Application, limits: Limits, **options: Any) -> None:
        super().__init__(
            application,
            handle_signals=False,
            access_log=None,
            # Compressed bodies are refused: a small one may be a bomb, and no client of ours sends any.
            auto_decompress=False,
            header_seconds=limits.header_seconds,
            keepalive_timeout=limits.keepalive_seconds,
            lingering_time=limits.linger_seconds,
            shutdown_timeout=limits.shutdown_seconds / 4,
            **options,
        )

    async def _make_server(self) -> web.Server:
        made = await super()._make_server()
        return _Server(made.request_handler, request_factory=made.request_factory, **self._kwargs)


class Site(web.TCPSite):
    """Listens, for TLS where there is something to speak it with; a handshake has the time of a head."""

    def __init__(self, runner: Runner, settings: Settings, tls: ssl.SSLContext | None) -> None:
        super().__init__(runner, settings.host, settings.port)
        self._settings = settings
        self._tls = tls

    async def start(self) -> None:
        """Listen; `TCPSite` has no word for how long a handshake may take."""
        await web.BaseSite.start(self)
        server, settings = self._runner.server, self._settings
        if server is None:
            raise RuntimeError("a runner is set up before its sites")
        self._server = await asyncio.get_running_loop().create_server(
            server,
            settings.host,
            settings.port,
            backlog=BACKLOG,
            ssl=self._tls,
            ssl_handshake_timeout=settings.limits.header_seconds if self._tls else None,
            # As long as a plain socket whose peer reads slowly is left to deliver its last words.
            ssl_shutdown_timeout=settings.limits.socket_stall_seconds if self._tls else None,
        )
