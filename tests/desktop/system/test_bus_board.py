"""Notifications on a real session bus, with a notification service that keeps what it was asked."""

import itertools
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from PySide6.QtGui import QColor, QImage

from desktop.client.scope import TaskScope
from desktop.system.bus_board import BusBoard
from desktop.system.notification_board import Board, Note
from tests.helpers.hands import until
from tests.helpers.session_bus import Service, private_bus

ALL = ("actions", "body", "body-markup", "inline-reply")
NAME = "org.freedesktop.Notifications"


def notification_service(capabilities: tuple[str, ...] = ALL) -> Service:
    numbers = itertools.count(1)

    def notify(_app: str, replaces: int, *_rest: object) -> tuple[str, tuple[int]]:
        return "u", (replaces or next(numbers),)

    methods: dict[str, Callable[..., tuple[str, tuple[object, ...]]]] = {
        "GetCapabilities": lambda: ("as", (list(capabilities),)),
        "Notify": notify,
        "CloseNotification": lambda _number: ("", ()),
    }
    return Service(NAME, "/org/freedesktop/Notifications", NAME, methods)


@asynccontextmanager
async def a_board(capabilities: tuple[str, ...] = ALL) -> AsyncIterator[tuple[BusBoard, Service]]:
    scope = TaskScope("test")
    with private_bus():
        async with notification_service(capabilities) as service:
            yield BusBoard(scope), service
            await scope.close()


async def calls(service: Service, method: str, count: int) -> list[tuple]:
    def found() -> list[tuple]:
        return [call[1:] for call in service.calls if call[0] == method]

    await until(lambda: len(found()) >= count, f"{count} calls of {method}")
    return found()


async def test_a_note_of_the_same_chat_replaces_the_one_before(qapp):
    async with a_board() as (board, service):
        board.show(Note(tag="1", title="Bob", text="<b>first</b> & last", can_answer=True))
        board.show(Note(tag="2", title="Anna", text="Hi"))
        board.show(Note(tag="1", title="Bob", text="second", can_answer=True))
        first, other, second = await calls(service, "Notify", 3)
        assert [first[1], other[1], second[1]] == [0, 0, 1]
        assert first[3:5] == ("Bob", "&lt;b&gt;first&lt;/b&gt; &amp; last")
        assert first[5] == ["default", "Open", "inline-reply", "Reply", "mark-read", "Mark as read"]
        assert other[5] == ["default", "Open"]
        assert first[6]["desktop-entry"] == ("s", "minichat")


async def test_a_note_is_withdrawn_after_it_was_shown(qapp):
    async with a_board() as (board, service):
        board.show(Note(tag="1", title="Bob", text="Hello"))
        board.withdraw("1")
        board.withdraw("1")
        board.show(Note(tag="1", title="Bob", text="again"))
        await calls(service, "Notify", 2)
        assert await calls(service, "CloseNotification", 1) == [(1,)]
        assert service.calls[-1][2] == 0


async def test_what_the_person_does_is_told_with_the_tag(qapp):
    done = []
    async with a_board() as (board, service):
        board.opened.connect(lambda tag: done.append(("opened", tag)))
        board.replied.connect(lambda tag, text: done.append(("replied", tag, text)))
        board.marked_read.connect(lambda tag: done.append(("read", tag)))
        board.show(Note(tag="7", title="Bob", text="Hello", can_answer=True))
        await until(lambda: board._ids == {"7": 1}, "it is up")
        await service.emit("ActionInvoked", "us", 99, "default")
        await service.emit("ActivationToken", "us", 1, "token-of-the-click")
        await service.emit("ActionInvoked", "us", 1, "default")
        await service.emit("ActionInvoked", "us", 1, "mark-read")
        await service.emit("NotificationReplied", "us", 1, " ")
        await service.emit("NotificationReplied", "us", 1, "on my way")
        await service.emit("NotificationClosed", "uu", 1, 2)
        await until(lambda: board._ids == {}, "it is gone")
        board.withdraw("7")
        board.show(Note(tag="8", title="Anna", text="Hi"))
        await calls(service, "Notify", 2)
        assert "CloseNotification" not in [call[0] for call in service.calls]
    assert done == [("opened", "7"), ("read", "7"), ("replied", "7", "on my way")]
    assert os.environ.pop("XDG_ACTIVATION_TOKEN") == "token-of-the-click"


async def test_a_plain_desktop_gets_plain_notes(qapp):
    async with a_board(("body",)) as (board, service):
        board.show(Note(tag="1", title="Bob", text="1 < 2 & so on", can_answer=True))
        (note,) = await calls(service, "Notify", 1)
        assert note[4] == "1 < 2 & so on"
        assert note[5] == []


async def test_a_picture_goes_along_as_pixels(qapp):
    picture = QImage(128, 128, QImage.Format.Format_RGB32)
    picture.fill(QColor(10, 20, 30))
    async with a_board() as (board, service):
        board.show(Note(tag="1", title="Bob", text="Hello", picture=picture))
        (note,) = await calls(service, "Notify", 1)
        signature, (width, height, stride, has_alpha, bits, channels, pixels) = note[6]["image-data"]
        assert signature == "(iiibiiay)"
        assert (width, height, stride, has_alpha, bits, channels) == (64, 64, 256, True, 8, 4)
        assert pixels[:4] == bytes((10, 20, 30, 255))


async def test_a_note_that_is_refused_costs_nothing_else(qapp, caplog):
    async with a_board() as (board, service):
        notify = service._methods.pop("Notify")
        board.show(Note(tag="1", title="Bob", text="lost"))
        await calls(service, "Notify", 1)
        await until(lambda: "a notification was lost" in caplog.text, "it is logged")
        service._methods["Notify"] = notify
        board.show(Note(tag="1", title="Bob", text="shown"))
        await until(lambda: board._ids == {"1": 1}, "the next one is up")
    assert "shown" not in caplog.text


async def test_closing_takes_everything_down(qapp):
    async with a_board() as (board, service):
        for tag in ("1", "2"):
            board.show(Note(tag=tag, title="Bob", text="Hello"))
        await calls(service, "Notify", 2)
        await board.close()
        assert await calls(service, "CloseNotification", 2) == [(1,), (2,)]


class Shelf(Board):
    """Where notes go that nobody takes."""

    def __init__(self):
        super().__init__()
        self.notes = []

    def show(self, note):
        self.notes.append(note.text)

    def withdraw(self, tag):
        pass


async def test_a_service_that_comes_later_is_found_and_another_one_in_its_place(qapp):
    scope, shelf = TaskScope("test"), Shelf()
    with private_bus():
        board = BusBoard(scope, shelf)
        board.show(Note(tag="1", title="Bob", text="early"))
        await until(lambda: shelf.notes == ["early"], "nobody takes it yet")
        async with notification_service() as service:
            board.show(Note(tag="1", title="Bob", text="a < b"))
            assert (await calls(service, "Notify", 1))[0][4] == "a &lt; b"
            await until(lambda: board._ids == {"1": 1}, "it is up")
        await until(lambda: board._ids == {}, "it went with its service")
        async with notification_service(("body",)) as other:
            board.show(Note(tag="1", title="Bob", text="a < b"))
            assert (await calls(other, "Notify", 1))[0][4] == "a < b"
        await scope.close()
    assert shelf.notes == ["early"]


async def test_a_bus_that_was_lost_is_opened_anew_at_the_next_note(qapp):
    async with a_board() as (board, service):
        board.show(Note(tag="1", title="Bob", text="this breaks \0 the bus"))
        await until(lambda: board._bus is not None and not board._bus.is_open, "it is lost")
        board.show(Note(tag="2", title="Bob", text="after"))
        assert [call[4] for call in await calls(service, "Notify", 1)] == ["after"]
