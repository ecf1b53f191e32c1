"""The seed's objects as its clients rely on them: each field with its type; more may stand beside them."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

Shape = Any
"""A type, a check, a dict of fields, or a list with the shape of its items."""

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")


def time(value: Any) -> bool:
    """ISO 8601 in UTC."""
    return isinstance(value, str) and _TIME.fullmatch(value) is not None


def url(value: Any) -> bool:
    """An absolute address of a picture."""
    return isinstance(value, str) and urlsplit(value).scheme in {"http", "https"} and "/avatars/" in value


def identifier(value: Any) -> bool:
    """A positive integer."""
    return type(value) is int and value > 0


def maybe(shape: Shape) -> Callable[[Any], bool]:
    """Null, or that."""
    return lambda value: value is None or _fits(value, shape)


def one_of(*values: str) -> Callable[[Any], bool]:
    """One of these words."""
    return lambda value: value in values


USER = {"id": identifier, "username": str, "email": str, "first_name": str, "last_name": str}
CONTACT = {
    "id": identifier,
    "username": str,
    "first_name": str,
    "last_name": str,
    "full_name": str,
    "is_online": bool,
    "last_seen": maybe(time),
    "avatar": url,
}
PROFILE = USER | {
    "date_joined": time,
    "profile": {"is_online": bool, "last_seen": maybe(time), "avatar": url},
}
ROOM = {
    "id": identifier,
    "name": str,
    "description": str,
    "chat_type": one_of("direct", "group"),
    "created_at": time,
    "participants": [USER],
    "participants_count": int,
    "other_participant": maybe(USER),
    "unread_count": int,
}
MESSAGE = {
    "id": identifier,
    "room": identifier,
    "user": USER,
    "user_username": str,
    "content": str,
    "timestamp": time,
    "is_read": bool,
}
TOKENS = {"refresh": str, "access": str}
SIGNED_IN = {"user": USER, "tokens": TOKENS, "message": str}
ONLINE_USER = {"user": USER, "is_online": bool, "last_seen": maybe(time), "avatar": url}
ERROR = {"error": str, "code": str}

CHAT_MESSAGE = {
    "type": one_of("chat_message"),
    "message_id": identifier,
    "message": str,
    "user_id": identifier,
    "username": str,
    "timestamp": time,
    "is_read": bool,
}
MESSAGE_SENT = {"type": one_of("message_sent"), "message_id": identifier, "message": str, "timestamp": time}
TYPING_INDICATOR = {
    "type": one_of("typing_indicator"),
    "user_id": identifier,
    "username": str,
    "is_typing": bool,
}
USER_STATUS = {"type": one_of("user_status"), "user_id": identifier, "username": str, "is_online": bool}
MARKED_READ = {"type": one_of("messages_marked_read"), "room_id": identifier}
ERROR_FRAME = {"type": one_of("error"), "message": str}


def fits(value: Any, shape: Shape) -> bool:
    """Whether the value has the shape; the assertion that fails says where it doesn't."""
    assert _fits(value, shape), f"{value!r} is not {shape!r}"
    return True


def _fits(value: Any, shape: Shape) -> bool:
    if isinstance(shape, dict):
        return isinstance(value, dict) and all(
            name in value and fits(value[name], inner) for name, inner in shape.items()
        )
    if isinstance(shape, list):
        return isinstance(value, list) and all(fits(item, shape[0]) for item in value)
    if isinstance(shape, type):
        return type(value) is shape
    return bool(shape(value))
