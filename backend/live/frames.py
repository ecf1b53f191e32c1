"""WebSocket frames of a server (RFC 6455, section 5.2): whole, unmasked, not compressed."""

import struct

_TEXT = 0x81
_CLOSE = 0x88


def text_frame(payload: bytes) -> bytes:
    """A text message in one frame."""
    size = len(payload)
    if size < 126:
        return bytes((_TEXT, size)) + payload
    if size < 65_536:
        return struct.pack("!BBH", _TEXT, 126, size) + payload
    return struct.pack("!BBQ", _TEXT, 127, size) + payload


def close_frame(code: int) -> bytes:
    """The closing handshake's frame."""
    return struct.pack("!BBH", _CLOSE, 2, code)
