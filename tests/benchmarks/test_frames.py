import pytest

from benchmarks.frames import PING, TEXT, HandshakeFailed, Masker, connect, split_frames
from benchmarks.targets import ECHO

SIZES = [0, 1, 5, 125, 126, 65_535, 65_536]


def server_frame(payload, opcode=TEXT):
    size = len(payload)
    if size < 126:
        return bytes([0x80 | opcode, size]) + payload
    if size < 1 << 16:
        return bytes([0x80 | opcode, 126]) + size.to_bytes(2, "big") + payload
    return bytes([0x80 | opcode, 127]) + size.to_bytes(8, "big") + payload


@pytest.mark.parametrize("size", SIZES)
def test_mask_comes_off_with_the_key_in_the_frame(size):
    payload = bytes(i % 251 for i in range(size))
    frame = Masker().frame(payload, PING)
    head = len(frame) - size - 4
    key, body = frame[head : head + 4], frame[head + 4 :]
    assert bytes(byte ^ key[i % 4] for i, byte in enumerate(body)) == payload
    assert frame[0] == 0x80 | PING
    assert frame[1] & 0x80
    assert frame[1:head] == bytes([0x80 | server_frame(payload)[1]]) + server_frame(payload)[2:head]


@pytest.mark.parametrize("size", SIZES)
def test_frames_of_every_length_are_split(size):
    payload = b"x" * size
    data = server_frame(payload) + server_frame(b"beat", PING)
    assert split_frames(data) == ([(TEXT, payload), (PING, b"beat")], b"")


def test_frames_cut_anywhere_come_out_whole():
    data = server_frame(b"a") + server_frame(b"b" * 300) + server_frame(b"c" * 70_000)
    for cut in [*range(1, 12), 300, 307, 308, 320, len(data) - 1]:
        first, rest = split_frames(data[:cut])
        second, nothing = split_frames(rest + data[cut:])
        assert [payload for _, payload in first + second] == [b"a", b"b" * 300, b"c" * 70_000]
        assert nothing == b""


def test_answer_that_is_no_upgrade_is_refused(tmp_path):
    with ECHO.running(tmp_path) as server, pytest.raises(HandshakeFailed, match="200"):
        connect(*server.address, "/api/")
