"""The client's half of WebSocket framing (RFC 6455) over a plain socket, as cheap as Python allows.

For the load tool only: no fragments, no extensions, and a peer that breaks the protocol is simply an error.
"""

import base64
import hashlib
import os
import socket

TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
_ACCEPT_SALT = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_FINAL = 0x80
_MASKED = 0x80


class HandshakeFailed(ConnectionError):
    """The server answered the upgrade with something else than a WebSocket."""


class Masker:
    """Builds the masked frames of one connection; its key is drawn once, the pattern kept for each length."""

    def __init__(self) -> None:
        self._key = os.urandom(4)
        self._patterns: dict[int, int] = {}

    def frame(self, payload: bytes, opcode: int = TEXT) -> bytes:
        """One whole frame around the payload."""
        size = len(payload)
        pattern = self._patterns.get(size)
        if pattern is None:
            pattern = int.from_bytes((self._key * (size // 4 + 1))[:size], "little")
            self._patterns[size] = pattern
        body = (int.from_bytes(payload, "little") ^ pattern).to_bytes(size, "little")
        if size < 126:
            header = bytes((_FINAL | opcode, _MASKED | size))
        elif size < 1 << 16:
            header = bytes((_FINAL | opcode, _MASKED | 126)) + size.to_bytes(2, "big")
        else:
            header = bytes((_FINAL | opcode, _MASKED | 127)) + size.to_bytes(8, "big")
        return header + self._key + body


def split_frames(data: bytes) -> tuple[list[tuple[int, bytes]], bytes]:
    """The whole frames in `data` as (opcode, payload), and the rest that has no end yet."""
    frames = []
    start, available = 0, len(data)
    while available - start >= 2:
        size = data[start + 1]
        body = start + 2
        if size >= 126:
            body += 2 if size == 126 else 8
            if body > available:
                break
            size = int.from_bytes(data[start + 2 : body], "big")
        end = body + size
        if end > available:
            break
        frames.append((data[start] & 0x0F, data[body:end]))
        start = end
    return frames, data[start:]


def connect(host: str, port: int, path: str, *, timeout: float = 10.0) -> tuple[socket.socket, bytes]:
    """A non-blocking socket after the upgrade, and the bytes that came right behind the answer."""
    connection = socket.create_connection((host, port), timeout=timeout)
    try:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        rest = _upgrade(connection, f"{host}:{port}", path)
        connection.setblocking(False)
    except BaseException:
        connection.close()
        raise
    return connection, rest


def _upgrade(connection: socket.socket, host: str, path: str) -> bytes:
    key = base64.b64encode(os.urandom(16))
    expected = base64.b64encode(hashlib.sha1(key + _ACCEPT_SALT, usedforsecurity=False).digest())
    connection.sendall(
        b"GET %b HTTP/1.1\r\nHost: %b\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %b\r\n\r\n" % (path.encode(), host.encode(), key)
    )
    answer = b""
    while b"\r\n\r\n" not in answer:
        received = connection.recv(4096)
        if not received:
            raise HandshakeFailed(f"closed during the upgrade: {answer!r}")
        answer += received
    head, _, rest = answer.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 101") or expected not in head:
        raise HandshakeFailed(f"no upgrade: {answer[:200]!r}")
    return rest
