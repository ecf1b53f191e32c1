"""Pictures of people and groups: uploads taken, all of them served, without a token, to be cached."""

import asyncio
import warnings
from hashlib import blake2b
from html import escape

from aiohttp import (
    BadContentDispositionHeader,
    BadContentDispositionParam,
    BodyPartReader,
    ETag,
    web,
)
from aiohttp.http_exceptions import HttpProcessingError

from backend.actions.guards import require_manager
from backend.actions.pictures import GENERATED, set_group_picture, set_picture
from backend.context import context_of
from backend.pictures import SIZES
from backend.rest.accounts import edited_profile
from backend.rest.router import Call, Router
from backend.store import pictures as store
from backend.store.pictures import AVATAR_PATH, Owner
from backend.transaction import Transaction
from backend.wire import answers, rest
from backend.wire.errors import ErrorCode, FieldProblem, Refusal, invalid
from backend.wire.types import Room, RoomId, UserId

router = Router()

COLOURS = ("#b3402f", "#8a5a00", "#4f7a1c", "#1a7f5a", "#1c7488", "#2f66b5", "#6a4fc0", "#a63d84")
DEFAULT_SIZE = 256
FIELDS = ("avatar", "file")
"""What a form may call the picture."""
FORM_BYTES = 16 * 1024
"""What a form may have around it."""


@router.answers(rest.POST_AVATAR)
async def upload_avatar(call: Call) -> answers.EditedProfile:
    """The caller's picture."""
    await call.context.write(set_picture, call.caller.id, await _take_upload(call))
    return await edited_profile(call)


@router.answers(rest.DELETE_AVATAR)
async def delete_avatar(call: Call) -> answers.EditedProfile:
    """The caller's picture is the generated one again."""
    await call.context.write(set_picture, call.caller.id, GENERATED)
    return await edited_profile(call)


@router.answers(rest.POST_ROOM_AVATAR)
async def upload_room_avatar(call: Call) -> Room:
    """A group's picture; who may not set it is told so before the upload is read."""
    show = call.context.pictured(call.base_url)
    room_id = RoomId(call.path_id("room_id"))
    await call.context.write(_require_manager, room_id, call.caller.id)
    picture = await _take_upload(call)
    return show(await call.context.write(set_group_picture, call.caller.id, room_id, picture))


@router.answers(rest.DELETE_ROOM_AVATAR)
async def delete_room_avatar(call: Call) -> Room:
    """A group's picture is the generated one again."""
    show = call.context.pictured(call.base_url)
    room_id = RoomId(call.path_id("room_id"))
    return show(await call.context.write(set_group_picture, call.caller.id, room_id, GENERATED))


def _require_manager(tx: Transaction, room_id: RoomId, user_id: UserId) -> None:
    require_manager(tx, room_id, user_id)


# --- uploads ------------------------------------------------------------------------------------------------


async def _take_upload(call: Call) -> dict[int, bytes]:
    """The picture in the body, made anew by edge."""
    limits = call.context.limits
    call.context.rates.pictures.take(call.caller.id)
    try:
        async with asyncio.timeout(limits.body_seconds):
            upload = await _read_upload(call.request, limits.avatar_bytes)
    except TimeoutError:
        raise Refusal(ErrorCode.TIMED_OUT) from None
    if not upload:
        raise invalid("avatar", FieldProblem.REQUIRED)
    return await call.context.pictures.make(upload)


async def _read_upload(request: web.Request, most: int) -> bytes:
    """The body, or the picture's field of the form in it; more than `most` bytes are too large."""
    is_form = request.content_type == "multipart/form-data"
    allowed = most + FORM_BYTES if is_form else most
    if (request.content_length or 0) > allowed:
        raise Refusal(ErrorCode.TOO_LARGE)
    try:
        upload = await (_read_form(request, allowed) if is_form else _read_whole(request, allowed))
    except (web.RequestPayloadError, HttpProcessingError):
        raise Refusal(ErrorCode.BAD_REQUEST) from None
    if len(upload) > most:
        raise Refusal(ErrorCode.TOO_LARGE)
    return upload


async def _read_whole(request: web.Request, most: int) -> bytes:
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > most:
            raise Refusal(ErrorCode.TOO_LARGE)
    return bytes(body)


async def _read_form(request: web.Request, most: int) -> bytes:
    """The first field that may be the picture; nothing where the form has none."""
    found = b""
    for warning in (BadContentDispositionHeader, BadContentDispositionParam):
        warnings.filterwarnings("ignore", category=warning)  # each time: tests reset it
    try:
        reader = await request.multipart()
        while (part := await reader.next()) is not None:
            if not isinstance(part, BodyPartReader):
                raise Refusal(ErrorCode.BAD_REQUEST)
            field = bytearray()
            while not part.at_eof():
                field += await part.read_chunk()
                if request.content.total_bytes > most:
                    raise Refusal(ErrorCode.TOO_LARGE)
            if part.name in FIELDS and not found:
                found = bytes(field)
    except (ValueError, AssertionError, RuntimeError):  # what aiohttp finds wrong with a form
        raise Refusal(ErrorCode.BAD_REQUEST) from None
    return found


# --- what is served -----------------------------------------------------------------------------------------


async def show_picture(request: web.Request) -> web.StreamResponse:
    """An uploaded picture, about as large as asked for: it never changes at its address."""
    size = _size_of(request)
    body = await context_of(request).ask(store.find_picture, request.match_info["key"], size)
    if body is None:
        raise Refusal(ErrorCode.NOT_FOUND)
    return _cacheable(request, body, "image/webp", "public, max-age=31536000, immutable")


async def show_generated(request: web.Request) -> web.StreamResponse:
    """The picture of who has chosen none: initials on a colour. It changes with the name."""
    owner = await context_of(request).ask(store.find_owner, request.match_info["key"])
    if owner is None:
        raise Refusal(ErrorCode.NOT_FOUND)
    return _cacheable(request, draw_initials(owner).encode(), "image/svg+xml", "public, max-age=3600")


def draw_initials(owner: Owner) -> str:
    """An SVG of the first letters of a name."""
    letters = [word[0] for word in owner.name.split() if word[0].isprintable()]
    initials = escape("".join(letters[:2]).upper())
    colour = COLOURS[owner.id % len(COLOURS)]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="96" height="96">'
        f'<rect width="96" height="96" fill="{colour}"/><text x="48" y="48" dy=".36em" fill="#fff" '
        f'font-family="sans-serif" font-size="40" text-anchor="middle">{initials}</text></svg>'
    )


def _size_of(request: web.Request) -> int:
    text = request.query.get("size", str(DEFAULT_SIZE))
    if not (text.isascii() and text.isdecimal() and len(text) <= 4 and 0 < int(text) <= SIZES[-1]):
        raise Refusal(ErrorCode.BAD_REQUEST)
    return int(text)


def _cacheable(request: web.Request, body: bytes, kind: str, how_long: str) -> web.StreamResponse:
    tag = ETag(blake2b(body, digest_size=16).hexdigest())
    known = request.if_none_match or ()
    is_known = any(candidate.value in {tag.value, "*"} for candidate in known)
    response = web.Response(status=304) if is_known else web.Response(body=body, content_type=kind)
    response.etag = tag
    response.headers["Cache-Control"] = how_long
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    return response


def _served(kind: str) -> str:
    return AVATAR_PATH.format(key="{key:[0-9a-f]{32}}", kind=kind)


ROUTES = (web.get(_served("webp"), show_picture), web.get(_served("svg"), show_generated))
