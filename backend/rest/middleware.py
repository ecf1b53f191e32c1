"""Around every request: its id, the one place where refusals become answers, the headers of all answers."""

import asyncio
import logging
import math
import os
from collections.abc import Awaitable, Callable

from aiohttp import web

from backend.context import context_of, host_of, language_of
from backend.logs import request_id
from backend.rest.origins import allow_origin, answer_preflight, is_foreign_socket
from backend.rest.router import json_response
from backend.wire.errors import MEANINGS, ErrorCode, Refusal
from backend.wire.rest import CHECK_ALIVE
from backend.wire.texts import fault_answer

log = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HTTP_CODES = {
    404: ErrorCode.NOT_FOUND,
    405: ErrorCode.METHOD_NOT_ALLOWED,
    413: ErrorCode.TOO_LARGE,
    415: ErrorCode.UNSUPPORTED_MEDIA_TYPE,
    417: ErrorCode.EXPECTATION_FAILED,
}
REQUEST_ID = "X-Request-ID"


@web.middleware
async def answer_everything(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer in the contract's shape, whatever happens."""
    request_id.set(os.urandom(16).hex())
    try:
        response = answer_preflight(request)
        if response is not None:
            return response
        _require_sense(request)
        return await handler(request)
    except Refusal as refusal:
        return refuse(request, refusal)
    except web.HTTPException as error:
        response = refuse(request, Refusal(code_of(error)))
        if "Allow" in error.headers:
            response.headers["Allow"] = error.headers["Allow"]
        return response
    except asyncio.CancelledError:
        raise
    except ConnectionResetError:  # the client has gone: nobody reads this
        return refuse(request, Refusal(ErrorCode.BAD_REQUEST))
    except Exception:
        log.exception("%s %s failed", request.method, request.rel_url.raw_path)
        return refuse(request, Refusal(ErrorCode.SERVER_ERROR))


def _require_sense(request: web.Request) -> None:
    """Refuse what no handler could make sense of."""
    if context_of(request).is_draining and request.path != CHECK_ALIVE.path:
        raise Refusal(ErrorCode.SHUTTING_DOWN, retry_after=2)
    host_of(request)
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Refusal(ErrorCode.UNSUPPORTED_MEDIA_TYPE)
    if is_foreign_socket(request):
        raise Refusal(ErrorCode.FOREIGN_ORIGIN)


def code_of(error: web.HTTPException) -> ErrorCode:
    """What aiohttp means, in the contract's words."""
    return HTTP_CODES.get(error.status, ErrorCode.BAD_REQUEST)


def refuse(request: web.BaseRequest, refusal: Refusal) -> web.Response:
    """The answer of a refusal, in the client's language."""
    headers = {}
    if refusal.retry_after is not None:
        headers["Retry-After"] = str(max(1, math.ceil(refusal.retry_after)))
    if MEANINGS[refusal.code].status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return json_response(fault_answer(refusal, language_of(request)), MEANINGS[refusal.code].status, headers)


async def set_headers(request: web.Request, response: web.StreamResponse) -> None:
    """On every answer, just before it goes out."""
    dress(response)
    allow_origin(request, response)


def dress(response: web.StreamResponse) -> None:
    """What an answer carries even where no request could be understood."""
    response.headers[REQUEST_ID] = request_id.get() or os.urandom(16).hex()
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Server"] = "minichat"
