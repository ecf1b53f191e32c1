"""Pages of other sites (CORS): those of the configured origins may use the server from a browser, no others.

Sockets obey the same list, although a page elsewhere has no token to open one with: a browser must not be
made to knock here by any page that somebody happens to visit. Clients that aren't browsers send no Origin,
and a page that came from this very server is no stranger.
"""

from aiohttp import web

from backend.context import context_of
from backend.wire.rest import ENDPOINTS, HAS_MORE_HEADER

_PREFLIGHT_HEADERS = {
    "Access-Control-Allow-Methods": ", ".join(sorted({endpoint.method for endpoint in ENDPOINTS})),
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Accept-Language",
    "Access-Control-Max-Age": "7200",
}
_EXPOSED = f"{HAS_MORE_HEADER}, Retry-After, X-Request-ID"


def is_foreign_socket(request: web.Request) -> bool:
    """Whether a page that may not do so wants a socket."""
    origin = request.headers.get("Origin")
    if origin is None or "Upgrade" not in request.headers:
        return False
    own = (request.headers.get("Host"), _host(context_of(request).settings.public_url))
    return not _is_allowed(request, origin) and (not _host(origin) or _host(origin) not in own)


def answer_preflight(request: web.Request) -> web.Response | None:
    """What a browser asks before it sends a page's request; None where this is none, or isn't allowed."""
    is_preflight = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
    if not is_preflight or not _is_allowed(request, request.headers.get("Origin", "")):
        return None
    return web.Response(status=204, headers=_PREFLIGHT_HEADERS)


def allow_origin(request: web.Request, response: web.StreamResponse) -> None:
    """Let a page of a configured origin read the answer; caches keep one for each origin."""
    response.headers.add("Vary", "Origin")
    origin = request.headers.get("Origin")
    if origin is not None and _is_allowed(request, origin):
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = _EXPOSED


def _is_allowed(request: web.Request, origin: str) -> bool:
    return origin in context_of(request).settings.cors_origins


def _host(address: str) -> str:
    return address.partition("://")[2].partition("/")[0]
