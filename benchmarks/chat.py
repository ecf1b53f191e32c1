"""The room socket as the loads speak it: who talks where, and messages that carry a number."""

import socket
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from benchmarks.frames import CLOSE, PING, PONG, Masker, connect
from benchmarks.processes import Address
from benchmarks.samples import LoadFailed

MARK = b"#"  # stands in no name, id or time: the number of a message follows it
_DIGITS = 10
_COMMAND = b'{"type":"chat_message","message":"a line as long as people type them in a chat #%010d"}'


@dataclass(frozen=True, slots=True)
class Pair:
    """A direct room and the access tokens of its two members."""

    room_id: int
    tokens: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Group:
    """A room of many and the access tokens of its members."""

    room_id: int
    tokens: Sequence[str]


@dataclass(frozen=True, slots=True)
class Protocol:
    """What a server sends back for a message, besides the frame to its receivers."""

    echoes_to_sender: bool
    acknowledges: bool


def command(number: int) -> bytes:
    """The payload that sends the message of that number."""
    return _COMMAND % number


def number_of(opcode: int, payload: bytes) -> int | None:
    """The number of the message that a frame delivers or acknowledges; None: it does neither."""
    mark = payload.find(MARK)
    if mark < 0 or opcode >= CLOSE:
        return None
    return int(payload[mark + 1 : mark + 1 + _DIGITS])


def is_ack(payload: bytes) -> bool:
    """Whether a frame with a number acknowledges it."""
    return b'"message_sent"' in payload


def answer_other(connection: socket.socket, masker: Masker, opcode: int, payload: bytes) -> None:
    """What a client does about a frame without a number: pong, fail the run on a refusal, ignore the rest."""
    if opcode == CLOSE or b'"error"' in payload:
        raise LoadFailed(f"the server refused: {payload!r}")
    if opcode == PING:
        send_whole(connection, masker.frame(payload, PONG))


def send_whole(connection: socket.socket, data: bytes) -> None:
    """Send without waiting; the run fails when the server reads so slowly that it doesn't fit."""
    try:
        sent = connection.send(data)
    except BlockingIOError:
        sent = 0
    if sent != len(data):
        raise LoadFailed("the server reads so slowly that a single frame doesn't fit its buffer")


def enter(address: Address, room_id: int, token: str) -> tuple[socket.socket, bytes]:
    """A non-blocking socket in the room, and what came right behind the handshake."""
    return connect(*address, f"/ws/chat/{room_id}/?token={token}")


@contextmanager
def sitting_in(address: Address, pairs: Sequence[Pair]) -> Iterator[None]:
    """Both members of each pair in their room, saying nothing, as long as the block lasts."""
    with ExitStack() as stack:
        for pair in pairs:
            for token in pair.tokens:
                connection, _ = enter(address, pair.room_id, token)
                stack.enter_context(connection)
        yield
