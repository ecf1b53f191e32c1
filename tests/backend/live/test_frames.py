"""Frames are what RFC 6455 says: whole, unmasked, with the shortest length that fits."""

import pytest

from backend.live.frames import close_frame, text_frame


@pytest.mark.parametrize(
    ("size", "head"),
    [
        (0, "81 00"),
        (125, "81 7d"),
        (126, "81 7e 00 7e"),
        (65_535, "81 7e ff ff"),
        (65_536, "81 7f 00 00 00 00 00 01 00 00"),
    ],
)
def test_a_text_has_its_length_before_it(size, head):
    assert text_frame(b"x" * size) == bytes.fromhex(head) + b"x" * size


def test_a_close_carries_its_code():
    assert close_frame(4401) == bytes.fromhex("88 02 11 31")
