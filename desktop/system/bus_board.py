"""Notifications on Linux, by org.freedesktop.Notifications: replaced, withdrawn, answered. For `outside`.

The service may come after us, when a desktop starts, and be another one later: each note looks for it.
"""

import asyncio
import logging
import os
from collections.abc import Coroutine
from html import escape
from typing import Any

from jeepney import DBusAddress, message_bus  # type: ignore[import-untyped]
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage

from desktop.client.scope import TaskScope
from desktop.system.bus import Body, Bus, BusError
from desktop.system.notification_board import Board, Note, SilentBoard

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

    def __init__(self, scope: TaskScope, otherwise: Board | None = None) -> None:
        """`otherwise`: where notes go while no service takes them."""
        super().__init__()
        self._scope = scope
        self._otherwise = otherwise or SilentBoard()
        self._otherwise.opened.connect(self.opened)
        self._bus: Bus | None = None
        self._capabilities: frozenset[str] | None = None
        self._ids: dict[str, int] = {}
        self._work: asyncio.Queue[Coroutine[Any, Any, None]] = asyncio.Queue()
        scope.start(self._work_loop(), "notifications")

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

    async def _open_bus(self) -> Bus:
        """The session bus, anew if it was lost; what stood there is out of reach then."""
        if self._bus is not None and self._bus.is_open:
            return self._bus
        self._forget_service()
        bus = await Bus.open("SESSION", self._scope)
        await bus.follow(SERVICE, "ActionInvoked", self._take_action)
        await bus.follow(SERVICE, "NotificationReplied", self._take_reply)
        await bus.follow(SERVICE, "NotificationClosed", self._take_end)
        await bus.follow(SERVICE, "ActivationToken", self._take_token)
        await bus.follow(message_bus, "NameOwnerChanged", self._take_owner, about=SERVICE.bus_name)
        self._bus = bus
        return bus

    async def _ask_capabilities(self, bus: Bus) -> frozenset[str]:
        if self._capabilities is None:
            (names,) = await bus.call(SERVICE, "GetCapabilities")
            self._capabilities = frozenset(names)
        return self._capabilities

    def _forget_service(self) -> None:
        self._capabilities = None
        self._ids.clear()

    async def _show(self, note: Note) -> None:
        try:
            await self._notify(note)
        except BusError:
            self._otherwise.show(note)
            raise

    async def _notify(self, note: Note) -> None:
        bus = await self._open_bus()
        capabilities = await self._ask_capabilities(bus)
        text = escape(note.text, quote=False) if "body-markup" in capabilities else note.text
        known = self._ids.get(note.tag, 0)
        body = (
            "Mini Chat",
            known,
            "minichat",
            note.title,
            text,
            _actions(note, capabilities),
            _hints(note),
            _BY_SYSTEM,
        )
        (number,) = await bus.call(SERVICE, "Notify", "susssasa{sv}i", body)
        self._ids[note.tag] = number

    async def _withdraw(self, tag: str) -> None:
        self._otherwise.withdraw(tag)
        number = self._ids.pop(tag, None)
        if number is not None and self._bus is not None:
            await self._bus.call(SERVICE, "CloseNotification", "u", (number,))

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

    def _take_owner(self, _body: Body) -> None:
        """Another service numbers anew, and may be able to do something else."""
        self._forget_service()

    def _take_token(self, body: Body) -> None:
        """What lets a Wayland window come to the front after the click; Qt looks for it there."""
        number, token = body
        if self._tag_of(number) is not None:
            os.environ["XDG_ACTIVATION_TOKEN"] = token

    def _tag_of(self, number: int) -> str | None:
        return next((tag for tag, known in self._ids.items() if known == number), None)


def _actions(note: Note, capabilities: frozenset[str]) -> list[str]:
    """Pairs of a name and its words, as far as this desktop has room for them."""
    if "actions" not in capabilities:
        return []
    translate = QCoreApplication.translate
    actions = [_OPEN, translate("Notifications", "Open")]
    if note.can_answer:
        if _REPLY in capabilities:
            actions += [_REPLY, translate("Notifications", "Reply")]
        actions += [_READ, translate("Notifications", "Mark as read")]
    return actions


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
