"""One socket's queue: what waits goes out together, who reads too slowly is dropped, the end is said."""

import asyncio
import json

from backend.live.connection import CLOSE_SECONDS, TRANSPORT_HIGH_BYTES, Connection
from backend.live.endpoint import live_dialect
from backend.live.frames import close_frame, text_frame
from backend.live.room_socket import room_dialect
from backend.store.sessions import Session
from backend.wire.codec import encode
from backend.wire.limits import Limits
from backend.wire.live import CloseCode, PresenceChanged, ReadMarkMoved, SessionEnded, Trouble, Typing
from backend.wire.types import RoomId, SessionId, User, UserId

ALICE = User(id=UserId(1), username="alice", email="", first_name="", last_name="")
SESSION = Session(SessionId(3), ALICE, 1, 0, is_generation_used=True)
TYPING = Typing(room=RoomId(1), user=UserId(2), username="bob", is_typing=True)
PRESENCE = PresenceChanged(user=UserId(2), is_online=True, last_seen=None)
DURABLE = ReadMarkMoved(room=RoomId(1), user=UserId(2), read_seq=1, unread_count=0, last_seq=1)
TROUBLE = Trouble(code="bad_frame", message="")
LIMITS = Limits(socket_queue_events=8, socket_queue_bytes=1_000, socket_stall_seconds=0.2)


class Wire(asyncio.Transport):
    """A transport that keeps what is written; `stuck` says how much the peer hasn't read.

    Each write makes it `refill` more.
    """

    def __init__(self):
        super().__init__()
        self.writes = []
        self.stuck = 0
        self.refill = 0
        self.written = asyncio.Event()
        self.closed = asyncio.Event()
        self.aborted = asyncio.Event()

    def write(self, data):
        self.writes.append(bytes(data))
        self.stuck += self.refill
        self.written.set()

    def get_write_buffer_size(self):
        return self.stuck

    def is_closing(self):
        return self.closed.is_set()

    def close(self):
        self.closed.set()

    def abort(self):
        self.aborted.set()


class Line:
    """A connection on such a wire, and with what codes it left."""

    def __init__(self, dialect=live_dialect):
        self.wire = Wire()
        self.left = []
        self.is_over = asyncio.Event()
        self.connection = Connection(None, self.wire, SESSION, dialect, LIMITS, self._leave)

    def _leave(self, connection, code):
        assert connection is self.connection
        self.left.append(code)
        self.is_over.set()

    def offer(self, *texts, event=DURABLE):
        for text in texts:
            self.connection.offer(text.encode(), event)

    async def turn(self):
        """Let the loop come to what it was asked to do soon."""
        await asyncio.sleep(0)
        await asyncio.sleep(0)


async def test_what_waits_together_goes_out_in_one_write():
    line = Line()
    line.offer("a", "b")
    assert line.wire.writes == []
    await line.turn()
    line.offer("c")
    await line.turn()
    assert line.wire.writes == [b"ab", b"c"]


async def test_what_came_before_the_welcome_follows_it():
    line = Line()
    line.connection.hold()
    line.offer("a", "b")
    await line.turn()
    assert line.wire.writes == []
    await line.connection.release([b"welcome "])
    line.offer("c")
    await line.turn()
    assert line.wire.writes == [b"welcome ", b"ab", b"c"]


async def test_each_page_of_the_welcome_waits_until_the_one_before_was_taken():
    line = Line()
    line.connection.hold()
    line.wire.stuck = TRANSPORT_HIGH_BYTES + 1
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        saying = tasks.create_task(line.connection.release([b"1", b"2"]))
        line.offer("news")
        await line.turn()
        assert line.wire.writes == []
        line.wire.refill = TRANSPORT_HIGH_BYTES + 1
        line.wire.stuck = 0
        await line.wire.written.wait()
        assert (line.wire.writes, saying.done()) == ([b"1"], False)
        line.wire.stuck = 0
    assert line.wire.writes[:2] == [b"1", b"2"]
    line.wire.stuck = 0
    async with asyncio.timeout(5):
        while line.wire.writes[-1] != b"news":
            line.wire.written.clear()
            await line.wire.written.wait()
    assert (line.wire.writes, line.left) == ([b"1", b"2", b"news"], [])


async def test_who_takes_nothing_of_a_page_is_dropped_and_who_takes_it_slowly_is_not():
    line = Line()
    line.connection.hold()
    line.wire.stuck = 10 * TRANSPORT_HIGH_BYTES
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        tasks.create_task(line.connection.release([b"1", b"2"]))
        for _ in range(8):
            await asyncio.sleep(LIMITS.socket_stall_seconds / 2)
            line.wire.stuck -= 1
            assert line.left == []
        await line.is_over.wait()
    assert line.left == [CloseCode.SLOW]
    assert line.wire.writes == [close_frame(CloseCode.SLOW)]


async def test_a_session_that_ends_between_two_pages_hears_no_more_of_them():
    line = Line()
    line.connection.hold()
    line.wire.refill = TRANSPORT_HIGH_BYTES + 1
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        tasks.create_task(line.connection.release([b"1", b"2"]))
        await line.wire.written.wait()
        line.offer("news")
        line.connection.end_session("logged_out")
    ended = text_frame(encode(SessionEnded(reason="logged_out")))
    assert line.wire.writes == [b"1", ended + close_frame(CloseCode.AUTHENTICATION)]


async def test_a_session_that_ends_before_its_welcome_hears_nothing_else():
    line = Line()
    line.connection.hold()
    line.offer("news")
    line.connection.end_session("logged_out")
    ended = text_frame(encode(SessionEnded(reason="logged_out")))
    assert line.wire.writes == [ended + close_frame(CloseCode.AUTHENTICATION)]


async def test_a_reader_that_is_behind_gets_no_best_effort_news_and_all_the_rest():
    line = Line()
    line.connection.hold()
    line.offer("1", event=TYPING)
    line.offer("2", event=PRESENCE)
    line.offer("3", "4")
    line.offer("x", event=TYPING)
    line.offer("x", event=PRESENCE)
    line.offer("5", event=TROUBLE)
    await line.connection.release([])
    assert line.wire.writes == [b"12345"]


async def test_a_queue_is_bounded_by_events():
    line = Line()
    line.connection.hold()
    line.offer(*"12345678")
    assert line.left == []
    line.offer("9")
    assert line.left == [CloseCode.SLOW]
    assert line.wire.writes == [close_frame(CloseCode.SLOW)]


async def test_a_queue_is_bounded_by_bytes():
    line = Line()
    line.connection.hold()
    line.offer("x" * 600)
    assert line.left == []
    line.offer("x" * 401)
    assert line.left == [CloseCode.SLOW]


async def test_what_was_written_makes_room_for_more():
    line = Line()
    for _ in range(5):
        line.offer("x" * 600)
        await line.turn()
    assert line.left == []
    assert len(line.wire.writes) == 5


async def test_nothing_is_written_to_who_does_not_read_and_all_when_they_read_again():
    line = Line()
    line.wire.stuck = TRANSPORT_HIGH_BYTES + 1
    line.offer("a", "b")
    await line.turn()
    assert line.wire.writes == []
    line.wire.stuck = 0
    line.offer("c")
    async with asyncio.timeout(5):
        await line.wire.written.wait()
    assert line.wire.writes == [b"abc"]
    assert line.left == []


async def test_who_does_not_read_for_long_is_dropped():
    line = Line()
    line.wire.stuck = TRANSPORT_HIGH_BYTES + 1
    line.offer("a")
    begun = asyncio.get_running_loop().time()
    async with asyncio.timeout(5):
        await line.is_over.wait()
    assert asyncio.get_running_loop().time() - begun >= LIMITS.socket_stall_seconds
    assert line.left == [CloseCode.SLOW]


async def test_the_end_of_a_session_is_said_after_what_waits():
    line = Line()
    line.offer("a")
    line.connection.end_session("logged_out")
    (written,) = line.wire.writes
    assert written.startswith(b"a")
    assert written.endswith(close_frame(CloseCode.AUTHENTICATION))
    said = json.loads(written[3 : -len(close_frame(0))])
    assert said == {"type": "session_ended", "reason": "logged_out"}
    assert line.left == [CloseCode.AUTHENTICATION]


async def test_the_seeds_socket_has_no_word_for_it_and_closes():
    line = Line(room_dialect)
    line.connection.end_session("logged_out")
    assert line.wire.writes == [close_frame(CloseCode.AUTHENTICATION)]


async def test_a_socket_closes_once_and_then_takes_nothing():
    line = Line()
    line.connection.close(CloseCode.RESTART)
    line.connection.close(CloseCode.BYE)
    line.connection.end_session("logged_out")
    line.offer("late")
    await line.connection.release([text_frame(b"welcome")])
    await line.turn()
    assert line.left == [CloseCode.RESTART]
    assert line.wire.writes == [close_frame(CloseCode.RESTART)]


async def test_a_peer_that_does_not_answer_the_close_is_cut_off_within_a_second():
    line = Line()
    line.connection.close(CloseCode.AUTHENTICATION)
    assert CLOSE_SECONDS < 1
    async with asyncio.timeout(5):
        await line.wire.closed.wait()
        await line.wire.aborted.wait()


async def test_nothing_is_written_to_a_wire_that_is_gone():
    line = Line()
    line.wire.close()
    line.connection.close(CloseCode.BYE)
    assert (line.wire.writes, line.left) == ([], [CloseCode.BYE])
