"""What the answer of a server, or of something that stands before it, means for the caller."""

import msgspec

from backend.wire import codec
from backend.wire.answers import Fault
from backend.wire.errors import ErrorCode
from desktop.client.errors import ChatError, Incompatible, Refused, ServerFailed, SessionExpired


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What came back for a request."""

    status: int
    body: bytes = b""
    retry_after: float = 0.0
    has_more: bool | None = None
    """Of a page: whether others follow, where the server says so."""


def trouble_of(reply: Reply) -> ChatError:
    """The kind of trouble that an answer other than success is.

    Only a fault in our own form is final: what a proxy, a portal or a wrong address says may change.
    """
    if refuses_token(reply):
        return SessionExpired(code_of(reply))
    fields = _fields_of(reply)
    if fields:
        return Refused(ErrorCode.INVALID, next(iter(fields.values()))[0], fields=fields)
    fault = _fault_of(reply)
    if fault is None:
        return ServerFailed(code_of(reply), retry_after=reply.retry_after)
    if fault.code == ErrorCode.UNSUPPORTED_PROTOCOL:
        return Incompatible(fault.error)
    if fault.retryable or not 400 <= reply.status < 500:
        return ServerFailed(fault.code, fault.error, retry_after=fault.retry_after or reply.retry_after)
    return Refused(fault.code, fault.error)


def is_foreign(reply: Reply) -> bool:
    """No word of our server, nor a proxy's that it can't be reached now: something else is there."""
    return _fault_of(reply) is None and reply.status < 500 and reply.status != 429


def refuses_token(reply: Reply) -> bool:
    """Our server doesn't take the token; a portal that wants a password of its own says 401 too."""
    return reply.status == 401 and _fault_of(reply) is not None


def code_of(reply: Reply) -> str:
    """The code of a fault; the status in words where it names none."""
    fault = _fault_of(reply)
    return fault.code if fault is not None else f"http_{reply.status}"


def _fields_of(reply: Reply) -> dict[str, list[str]]:
    if reply.status != 400:
        return {}
    try:
        fields = codec.decode_answer(dict[str, list[str]], reply.body)
    except msgspec.MsgspecError:
        return {}
    return {name: texts for name, texts in fields.items() if texts}


def _fault_of(reply: Reply) -> Fault | None:
    try:
        return codec.decode_answer(Fault, reply.body)
    except msgspec.MsgspecError:
        return None
