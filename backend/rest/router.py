"""From the wire's list of endpoints to routes: parse, authenticate, validate, call the handler, encode."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, TypeVar

import msgspec
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from backend.context import Context, base_url_of, bearer_of, context_of, language_of
from backend.store.sessions import Session
from backend.wire.codec import decode_object, encode
from backend.wire.errors import ErrorCode, Invalid, Language, Refusal
from backend.wire.rest import Endpoint
from backend.wire.types import User
from backend.wire.validation import validate

A = TypeVar("A")

MAX_ID = 2**53

_NAMES_NOTHING = {
    "room_id": ErrorCode.NO_SUCH_ROOM,
    "message_id": ErrorCode.NO_SUCH_MESSAGE,
    "user_id": ErrorCode.NO_SUCH_USER,
    "session_id": ErrorCode.NO_SUCH_SESSION,
    "invite_id": ErrorCode.INVITE_UNKNOWN,
}
"""What an id in the path that can't be one is refused with."""


class Call:
    """One request to one endpoint, understood."""

    __slots__ = ("_session", "body", "context", "request")

    def __init__(self, request: web.Request, context: Context, session: Session | None, body: Any) -> None:
        self.request = request
        self.context = context
        self._session = session
        self.body = body

    @property
    def session(self) -> Session:
        """The caller's session; endpoints that are public have none."""
        if self._session is None:
            raise Refusal(ErrorCode.NOT_AUTHENTICATED)
        return self._session

    @property
    def caller(self) -> User:
        """Who calls."""
        return self.session.user

    @property
    def language(self) -> Language:
        """What texts are in."""
        return language_of(self.request)

    @property
    def base_url(self) -> str:
        """What links begin with."""
        return base_url_of(self.request)

    def path_id(self, name: str) -> int:
        """An id from the path; what can't be one names nothing.

        Raises:
            Refusal: no_such_room, or what else the name stands for.
        """
        text = self.request.match_info[name]
        if not (text.isascii() and text.isdecimal() and len(text) <= 16 and 0 < int(text) <= MAX_ID):
            raise Refusal(_NAMES_NOTHING[name])
        return int(text)

    def query_int(self, name: str, default: int | None = None, *, most: int | None = None) -> int | None:
        """A number of 0 or more from the query, at most `most`; nothing: the default."""
        text = self.request.query.get(name)
        if text is None or text == "":
            return default
        if not (text.isascii() and text.isdecimal() and len(text) <= 16 and int(text) <= MAX_ID):
            raise Refusal(ErrorCode.BAD_REQUEST)
        return int(text) if most is None else min(int(text), most)

    def page_limit(self) -> int:
        """How many entries the caller wants, within the limits."""
        limits = self.context.limits
        return max(1, self.query_int("limit", limits.page_default, most=limits.page_max) or 1)


class Reply(NamedTuple):
    """An answer with a status or headers of its own."""

    status: int
    answer: object
    headers: dict[str, str] = {}  # noqa: RUF012  never changed


Handler = Callable[[Call], Awaitable[object]]


class Router:
    """The handlers of one file, by endpoint."""

    def __init__(self) -> None:
        self.handlers: dict[Endpoint[Any], Handler] = {}

    def answers(self, endpoint: Endpoint[A]) -> Callable[[Handler], Handler]:
        """Make the decorated coroutine the endpoint's handler."""

        def keep(handler: Handler) -> Handler:
            if endpoint in self.handlers:
                raise ValueError(f"{endpoint.method} {endpoint.path} has a handler already")
            self.handlers[endpoint] = handler
            return handler

        return keep


def make_route(endpoint: Endpoint[Any], handler: Handler) -> web.RouteDef:
    """The aiohttp route of an endpoint."""

    async def serve(request: web.Request) -> web.Response:
        context = context_of(request)
        session = None if endpoint.is_public else await _authenticate(request, context)
        body = None if endpoint.body is None else await _read_body(request, endpoint, endpoint.body, context)
        answer = await handler(Call(request, context, session, body))
        if answer is None:
            return web.Response(status=204)
        if isinstance(answer, Reply):
            return json_response(answer.answer, answer.status, answer.headers)
        return json_response(answer)

    return web.route(endpoint.method, endpoint.path, serve)


def json_response(answer: object, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """An answer of the API."""
    return web.Response(
        body=encode(answer),
        status=status,
        headers={
            "Content-Type": "application/json; charset=utf-8",
            "Cache-Control": "no-store",
            **(headers or {}),
        },
    )


async def _authenticate(request: web.Request, context: Context) -> Session:
    token = bearer_of(request)
    if token is None:
        raise Refusal(ErrorCode.NOT_AUTHENTICATED)
    session = await context.authenticate(token)
    context.presence.renew(session.user.id)
    return session


async def _read_body(
    request: web.Request, endpoint: Endpoint[Any], body_type: type[msgspec.Struct], context: Context
) -> msgspec.Struct:
    try:
        async with asyncio.timeout(context.limits.body_seconds):
            raw = await request.read()
    except TimeoutError:
        raise Refusal(ErrorCode.TIMED_OUT) from None
    except (web.RequestPayloadError, HttpProcessingError):
        raise Refusal(ErrorCode.BAD_REQUEST) from None
    # A body may be left out where every field may.
    data = decode_object(raw, max_depth=context.limits.json_depth) if raw else {}
    try:
        return validate(body_type, data, context.limits)
    except Invalid:
        if endpoint.body_refusal is None:
            raise
        raise Refusal(endpoint.body_refusal) from None
