"""Notifications on Linux, by org.freedesktop.Notifications: replaced, withdrawn, answered. For `app`."""

import asyncio
import logging
import os
from collections.abc import Coroutine
from html import escape
from typing import Any, Self

from jeepney import DBusAddress  # type: ignore[import-untyped]
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage

from desktop.client.scope import TaskScope
from desktop.system.bus import Body, Bus, BusError
from desktop.system.notification_board import Board, Note

_log = logging.getLogger(__name__)

SERVICE = DBusAddress(
    "/org/freedesktop/Notifications", "org.freedesktop.Notifications", "org.freedesktop.Notifications"
)
_BY_SYSTEM = -1
"""How long it stays: as long as this desktop shows notifications."""
_GOODBYE_SECONDS = 1.0
_PICTURE_PIXELS = 64
_OPEN, _REPLY, _READ = "default", "inline-reply", "mark-read"


class BusBoard(Board):
    """Works off what it is told in order, so that a withdrawal never overtakes its note."""

    def __init__(self, bus: Bus, capabilities: frozenset[str], scope: TaskScope) -> None:
        super().__init__()
        self._bus = bus
        self._capabilities = capabilities
        self._ids: dict[str, int] = {}
        self._work: asyncio.Queue[Coroutine[Any, Any, None]] = asyncio.Queue()
        scope.start(self._work_loop(), "notifications")

    @classmethod
    async def open(cls, bus: Bus, scope: TaskScope) -> Self:
        """The board of this desktop; BusError where there is none."""
        (names,) = await bus.call(SERVICE, "GetCapabilities")
        board = cls(bus, frozenset(names), scope)
        await bus.follow(SERVICE, "ActionInvoked", board._take_action)
        await bus.follow(SERVICE, "NotificationReplied", board._take_reply)
        await bus.follow(SERVICE, "NotificationClosed", board._take_end)
        await bus.follow(SERVICE, "ActivationToken", board._take_token)
        return board

    def show(self, note: Note) -> None:
        """Put it up, in place of the one with this tag."""
        self._work.put_nowait(self._show(note))

    def withdraw(self, tag: str) -> None:
        """Take it down, if it is still up."""
        self._work.put_nowait(self._withdraw(tag))

    async def close(self) -> None:
        """Take everything down, for nobody will answer a click any more."""
        for tag in [*self._ids]:
            self.withdraw(tag)
        try:
            async with asyncio.timeout(_GOODBYE_SECONDS):
                await self._work.join()
        except TimeoutError:
            _log.info("the notifications stay")

    async def _work_loop(self) -> None:
        try:
            while True:
                step = await self._work.get()
                try:
                    await step
                except BusError as error:
                    _log.warning("a notification was lost: %s", error)
                self._work.task_done()
        finally:
            while not self._work.empty():
                self._work.get_nowait().close()

    async def _show(self, note: Note) -> None:
        text = escape(note.text, quote=False) if "body-markup" in self._capabilities else note.text
        known = self._ids.get(note.tag, 0)
        body = (
            "Mini Chat",
            known,
            "minichat",
            note.title,
            text,
            self._actions(note),
            _hints(note),
            _BY_SYSTEM,
        )
        (number,) = await self._bus.call(SERVICE, "Notify", "susssasa{sv}i", body)
        self._ids[note.tag] = number

    async def _withdraw(self, tag: str) -> None:
        number = self._ids.pop(tag, None)
        if number is not None:
            await self._bus.call(SERVICE, "CloseNotification", "u", (number,))

    def _actions(self, note: Note) -> list[str]:
        """Pairs of a name and its words, as far as this desktop has room for them."""
        if "actions" not in self._capabilities:
            return []
        translate = QCoreApplication.translate
        actions = [_OPEN, translate("Notifications", "Open")]
        if note.can_answer:
            if _REPLY in self._capabilities:
                actions += [_REPLY, translate("Notifications", "Reply")]
            actions += [_READ, translate("Notifications", "Mark as read")]
        return actions

    def _take_action(self, body: Body) -> None:
        number, action = body
        tag = self._tag_of(number)
        if tag is None:
            return
        if action == _READ:
            self.marked_read.emit(tag)
        elif action == _OPEN:
            self.opened.emit(tag)

    def _take_reply(self, body: Body) -> None:
        number, text = body
        tag = self._tag_of(number)
        if tag is not None and text.strip():
            self.replied.emit(tag, text)

    def _take_end(self, body: Body) -> None:
        tag = self._tag_of(body[0])
        if tag is not None:
            del self._ids[tag]

    def _take_token(self, body: Body) -> None:
        """What lets a Wayland window come to the front after the click; Qt looks for it there."""
        number, token = body
        if self._tag_of(number) is not None:
            os.environ["XDG_ACTIVATION_TOKEN"] = token

    def _tag_of(self, number: int) -> str | None:
        return next((tag for tag, known in self._ids.items() if known == number), None)


def _hints(note: Note) -> dict[str, tuple[str, Any]]:
    hints: dict[str, tuple[str, Any]] = {
        "desktop-entry": ("s", "minichat"),
        "category": ("s", "im.received"),
        "suppress-sound": ("b", True),  # ours follows the rule
    }
    if note.picture is not None:
        hints["image-data"] = ("(iiibiiay)", _pixels(note.picture))
    return hints


def _pixels(picture: QImage) -> tuple[int, int, int, bool, int, int, bytes]:
    """A picture as the specification wants it: rows of red, green, blue and alpha."""
    image = picture.convertToFormat(QImage.Format.Format_RGBA8888)
    if max(image.width(), image.height()) > _PICTURE_PIXELS:
        image = image.scaled(_PICTURE_PIXELS, _PICTURE_PIXELS)
    return (image.width(), image.height(), image.bytesPerLine(), True, 8, 4, bytes(image.constBits()))
