"""Around every request: its id, the one place where refusals become answers, the headers of all answers."""

import asyncio
import logging
import math
import uuid
from collections.abc import Awaitable, Callable

from aiohttp import web

from backend.context import context_of, language_of
from backend.rest.router import json_response
from backend.wire.errors import MEANINGS, ErrorCode, Refusal
from backend.wire.texts import fault_answer

log = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HTTP_CODES = {
    404: ErrorCode.NOT_FOUND,
    405: ErrorCode.METHOD_NOT_ALLOWED,
    413: ErrorCode.TOO_LARGE,
    415: ErrorCode.UNSUPPORTED_MEDIA_TYPE,
}
REQUEST_ID = "X-Request-ID"


@web.middleware
async def answer_everything(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer in the contract's shape, whatever happens."""
    request_id = uuid.uuid4().hex
    try:
        if context_of(request).is_draining:
            response: web.StreamResponse = refuse(request, Refusal(ErrorCode.SHUTTING_DOWN, retry_after=2))
        else:
            response = await handler(request)
    except Refusal as refusal:
        response = refuse(request, refusal)
    except web.HTTPException as error:
        response = refuse(request, Refusal(HTTP_CODES.get(error.status, ErrorCode.BAD_REQUEST)))
        if "Allow" in error.headers:
            response.headers["Allow"] = error.headers["Allow"]
    except asyncio.CancelledError:
        raise
    except ConnectionResetError:  # the client has gone: nobody reads this
        response = refuse(request, Refusal(ErrorCode.BAD_REQUEST))
    except Exception:
        log.exception("request %s: %s %s failed", request_id, request.method, request.path)
        response = refuse(request, Refusal(ErrorCode.SERVER_ERROR))
    if not response.prepared:
        response.headers[REQUEST_ID] = request_id
    return response


def refuse(request: web.Request, refusal: Refusal) -> web.Response:
    """The answer of a refusal, in the client's language."""
    headers = {}
    if refusal.retry_after is not None:
        headers["Retry-After"] = str(max(1, math.ceil(refusal.retry_after)))
    if MEANINGS[refusal.code].status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return json_response(fault_answer(refusal, language_of(request)), MEANINGS[refusal.code].status, headers)


async def set_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """On every answer, just before it goes out."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Server"] = "minichat"
