"""Texts, names and times from outside, made fit to be kept and shown: a server may send anything."""

import unicodedata
from datetime import UTC, datetime
from typing import TypeVar

from msgspec.structs import replace

from backend.wire.types import Contact, User

P = TypeVar("P", bound=User | Contact)

NAME_LENGTH = 200
TEXT_LENGTH = 100_000
"""No honest server takes a message of a tenth of that."""
JOINERS = "\u200c\u200d"
"""Without them some languages, and emoji of several signs, can't be written."""
EARLIEST, LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2999, 12, 31, tzinfo=UTC)


def whole(text: str) -> str:
    """The text without halves of characters, which neither JSON nor SQLite takes."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def plain_name(text: str) -> str:
    """A name on one line, not too long, with no sign that is unseen or turns what stands around it."""
    if _is_plain(text):
        return text
    signs = ("" if _is_unseen(sign) else sign for sign in text[: 4 * NAME_LENGTH])
    return " ".join("".join(signs).split())[:NAME_LENGTH].rstrip()


def plain_text(text: str) -> str:
    """What somebody said, as far as one can show it."""
    return text[:TEXT_LENGTH]


def plain_time(at: datetime) -> datetime:
    """A time that can be compared with others, and shown in any time zone."""
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return at if EARLIEST <= at <= LATEST else min(max(at, EARLIEST), LATEST)


def plain_person(person: P) -> P:
    """Somebody whose names are plain."""
    changed: dict[str, object] = {}
    if not (_is_plain(person.username) and _is_plain(person.first_name) and _is_plain(person.last_name)):
        changed = {
            name: plain_name(getattr(person, name)) for name in ("username", "first_name", "last_name")
        }
    if isinstance(person, Contact):
        if not _is_plain(person.full_name):
            changed["full_name"] = plain_name(person.full_name)
        if person.last_seen is not None and plain_time(person.last_seen) is not person.last_seen:
            changed["last_seen"] = plain_time(person.last_seen)
    return replace(person, **changed) if changed else person


def _is_plain(name: str) -> bool:
    return len(name) <= NAME_LENGTH and name.isprintable() and "  " not in name and name == name.strip()


def _is_unseen(sign: str) -> bool:
    category = unicodedata.category(sign)
    return (category == "Cf" and sign not in JOINERS) or (category == "Cc" and not sign.isspace())
