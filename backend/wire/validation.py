"""Bodies checked field by field, so that a person sees all that is wrong at once; what makes names equal."""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, partial
from types import NoneType, UnionType
from typing import (
    Annotated,
    Literal,
    NamedTuple,
    NewType,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

import msgspec
from msgspec import UnsetType

from backend.wire.bodies import Number, Text
from backend.wire.errors import FieldProblem, Invalid, Problem
from backend.wire.limits import Limits
from backend.wire.types import Seq

B = TypeVar("B", bound=msgspec.Struct)

_OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_CONTROLS = {"Cc", "Cs", "Zl", "Zp"}

Check = Callable[[object, Limits], object]
"""Gives the value as it is kept, or the `Problem` with it."""


def has_controls(name: str) -> bool:
    """Whether signs in it break its line or turn what stands around it. Joiners don't: they make emoji."""
    return any(sign in _OVERRIDES or unicodedata.category(sign) in _CONTROLS for sign in name)


class _Field(NamedTuple):
    name: str
    is_required: bool
    check: Check
    same_as: str | None


def validate(body_type: type[B], data: dict[str, object], limits: Limits) -> B:
    """The body, or `Invalid` with every wrong field. Fields that it doesn't have are ignored."""
    values: dict[str, object] = {}
    problems: dict[str, list[Problem]] = {}
    for field in _plan(body_type):
        if field.name not in data:
            if field.is_required:
                problems[field.name] = [Problem(FieldProblem.REQUIRED)]
            continue
        value = field.check(data[field.name], limits)
        if type(value) is Problem:
            problems[field.name] = [value]
        elif field.same_as is not None and data.get(field.same_as, value) != value:
            problems[field.name] = [Problem(FieldProblem.PASSWORDS_DIFFER)]
        else:
            values[field.name] = value
    if problems:
        raise Invalid(problems)
    return body_type(**values)


@cache
def _plan(body_type: type[msgspec.Struct]) -> tuple[_Field, ...]:
    """How each field is checked, read from the annotations once."""
    hints = get_type_hints(body_type, include_extras=True)
    return tuple(
        _Field(
            field.encode_name, field.required, _checker(hints[field.name]), _repeated_field(hints[field.name])
        )
        for field in msgspec.structs.fields(body_type)
    )


def _checker(hint: object) -> Check:
    origin, options = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType) and NoneType in options:
        check = _checker(Union[tuple(option for option in options if option is not NoneType)])  # noqa: UP007
        return lambda value, limits: None if value is None else check(value, limits)
    if origin in (Union, UnionType) and UnsetType in options:
        return _checker(Union[tuple(option for option in options if option is not UnsetType)])  # noqa: UP007
    if origin is Annotated and (rule := _text_rule(hint)):
        return lambda value, limits: _check_text(rule, value, limits)
    if origin is Annotated and (bounds := _number_rule(hint)):
        return partial(_check_number, bounds)
    if origin is Literal:
        return lambda value, _: value if value in options else _wrong(value, FieldProblem.NOT_A_CHOICE)
    if hint is bool:
        return lambda value, _: value if type(value) is bool else _wrong(value, FieldProblem.NOT_A_BOOLEAN)
    if hint is datetime:
        return lambda value, _: parse_time(value) or _wrong(value, FieldProblem.NOT_A_TIME)
    if hint is Seq:
        return partial(_check_integer, least=0)
    if hint is int or (isinstance(hint, NewType) and hint.__supertype__ is int):
        return partial(_check_integer, least=1)
    return lambda value, _: _check_other(hint, value)


def parse_time(value: object) -> datetime | None:
    """A moment in ISO 8601; without an offset it is UTC. None: it isn't one."""
    try:
        moment = msgspec.convert(value, datetime) if isinstance(value, str) else None
        return moment and (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (msgspec.ValidationError, OverflowError):
        return None


def _text_rule(hint: object) -> Text | None:
    return next((extra for extra in get_args(hint) if isinstance(extra, Text)), None)


def _number_rule(hint: object) -> Number | None:
    return next((extra for extra in get_args(hint) if isinstance(extra, Number)), None)


def _repeated_field(hint: object) -> str | None:
    rule = _text_rule(hint)
    return rule.same_as if rule else None


def _wrong(value: object, problem: FieldProblem) -> Problem:
    return Problem(FieldProblem.NULL if value is None else problem)


def _check_integer(value: object, _: Limits, *, least: int) -> object:
    """An id, from 1; or a place in a log, where 0 is the one before the first entry."""
    if type(value) is not int:
        return _wrong(value, FieldProblem.NOT_AN_INTEGER)
    return value if value >= least else Problem(FieldProblem.NOT_POSITIVE)


def _check_number(rule: Number, value: object, limits: Limits) -> object:
    checked = _check_integer(value, limits, least=rule.least)
    is_too_large = type(checked) is int and checked > getattr(limits, rule.limit)
    return Problem(FieldProblem.NUMBER_TOO_LARGE) if is_too_large else checked


def _check_other(hint: object, value: object) -> object:
    try:
        return msgspec.convert(value, hint)
    except msgspec.ValidationError:
        return _wrong(value, FieldProblem.WRONG_TYPE)


def _check_text(rule: Text, value: object, limits: Limits) -> str | Problem:
    if not isinstance(value, str):
        return _wrong(value, FieldProblem.NOT_A_STRING)
    text = value.strip() if rule.strip else value
    if is_blank(text):
        if not rule.allow_blank:
            return Problem(FieldProblem.BLANK)
        if rule.strip:
            return ""
    longest = getattr(limits, rule.limit)
    if len(text) > longest:
        return Problem(FieldProblem.TOO_LONG, longest)
    if rule.min_limit and len(text) < (shortest := getattr(limits, rule.min_limit)):
        return Problem(FieldProblem.TOO_SHORT, shortest)
    if rule.is_one_line and _NOT_ON_ONE_LINE.search(text):
        return Problem(FieldProblem.BAD_CHARACTERS)
    if rule.kind is None:
        return text
    check, problem = _KINDS[rule.kind]
    kept = check(text)
    if kept is None:
        return Problem(problem)
    return kept if len(kept) <= longest else Problem(FieldProblem.TOO_LONG, longest)


# --- what strings mean --------------------------------------------------------------------------------------

_INVISIBLE = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"  # white space
    "\xad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060"
    "\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f"
    "\ufe0e\ufe0f\ufeff"  # without width
    "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"  # letters and signs that show nothing
)

_NOT_ON_ONE_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Control characters, line ends, and what turns the direction of the text around a name."""

_UUID = re.compile("[0-9a-fA-F]{8}(-?)[0-9a-fA-F]{4}\\1[0-9a-fA-F]{4}\\1[0-9a-fA-F]{4}\\1[0-9a-fA-F]{12}")

_LABEL = r"[^\W_](?:[^\W_]|-(?=[\w-]*[^\W_])){0,62}"
_EMAIL = re.compile(
    r"(?P<local>[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*)"
    rf"@(?:localhost|(?:{_LABEL}\.)+(?!\d+\Z){_LABEL})"
)


def is_blank(text: str) -> bool:
    """Nothing in it that a person could see."""
    return not text.strip(_INVISIBLE)


def check_username(name: str) -> str | None:
    """The name as it is kept (NFKC), or None when it has other characters than a username may have."""
    kept = unicodedata.normalize("NFKC", name)
    if not kept or unicodedata.category(kept[0]).startswith("M"):
        return None
    return kept if all(fits_username(character) for character in kept) else None


def fits_username(character: str) -> bool:
    """Whether the character may stand in a username."""
    if character in "@.+-_":
        return True
    is_letter_or_digit = character.isalnum() or unicodedata.category(character).startswith("M")
    return is_letter_or_digit and character not in _INVISIBLE


def check_email(address: str) -> str | None:
    """The address, or None when no mail could go there."""
    match = _EMAIL.fullmatch(address)
    return address if match and len(match["local"]) <= 64 else None


def check_uuid(text: str) -> str | None:
    """The UUID in its canonical form, or None."""
    if not _UUID.fullmatch(text):
        return None
    digits = text.replace("-", "").lower()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


_KINDS: dict[str, tuple[Callable[[str], str | None], FieldProblem]] = {
    "username": (check_username, FieldProblem.BAD_USERNAME),
    "email": (check_email, FieldProblem.BAD_EMAIL),
    "uuid": (check_uuid, FieldProblem.BAD_UUID),
}
