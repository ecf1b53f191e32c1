"""One connection to a D-Bus of Linux, on the program's own loop: calls, and signals that are followed.

For notifications, the lock screen and sleep. Not QtDBus: that starts a thread, and sends no unsigned numbers.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Literal, Self

from jeepney import (  # type: ignore[import-untyped]
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    message_bus,
    new_method_call,
)
from jeepney.io.asyncio import DBusConnection, open_dbus_connection  # type: ignore[import-untyped]

from desktop.client.scope import TaskScope

_log = logging.getLogger(__name__)

_CALL_SECONDS = 5.0
_TROUBLE = (OSError, EOFError, KeyError, ValueError, RuntimeError, TimeoutError)
"""All that opening a bus that isn't there, or isn't one, is known to raise."""

Body = tuple[Any, ...]


class BusError(Exception):
    """There is no bus, nobody answers on it, or the answer is an error."""


class Bus:
    """Calls services and hears their signals until it is closed or lost; then every call is a BusError."""

    def __init__(self, connection: DBusConnection, scope: TaskScope) -> None:
        self._connection = connection
        self._answers: dict[int, asyncio.Future[Message]] = {}
        self._followed: dict[tuple[str, str], Callable[[Body], None]] = {}
        self._receiving = scope.start(self._receive_loop(), "bus")

    @classmethod
    async def open(cls, kind: Literal["SESSION", "SYSTEM"], scope: TaskScope) -> Self:
        """Connect to the person's own bus, or the machine's."""
        try:
            async with asyncio.timeout(_CALL_SECONDS):
                return cls(await open_dbus_connection(kind), scope)
        except _TROUBLE as error:
            raise BusError(f"no {kind.lower()} bus: {error!r}") from error

    @property
    def is_open(self) -> bool:
        """Whether calls can be answered."""
        return not self._receiving.done()

    async def call(
        self,
        address: DBusAddress,
        method: str,
        signature: str = "",
        body: Body = (),
        *,
        seconds: float = _CALL_SECONDS,
    ) -> Body:
        """Call a method; its answer."""
        if not self.is_open:
            raise BusError("the bus is closed")
        message = new_method_call(address, method, signature or None, body)
        serial = next(self._connection.outgoing_serial)
        answer = self._answers[serial] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(seconds):
                await self._connection.send(message, serial=serial)
                reply = await answer
        except (OSError, TimeoutError, ValueError) as error:  # the last: what can't be written down
            raise BusError(f"{method}: {error!r}") from error
        finally:
            del self._answers[serial]
        if reply.header.message_type is MessageType.error:
            raise BusError(f"{method}: {reply.header.fields.get(HeaderFields.error_name)}")
        return tuple(reply.body)

    async def follow(
        self, address: DBusAddress, signal: str, heard: Callable[[Body], None], *, about: str = ""
    ) -> None:
        """Hear a signal of a service from now on; `about`: only where this is the first that it says."""
        self._followed[address.interface, signal] = heard
        rule = f"type='signal',interface='{address.interface}',path='{address.object_path}',member='{signal}'"
        if about:
            rule += f",arg0='{about}'"
        await self.call(message_bus, "AddMatch", "s", (rule,))

    async def close(self) -> None:
        """Hear and say nothing more."""
        self._receiving.cancel()
        await asyncio.gather(self._receiving, return_exceptions=True)

    async def _receive_loop(self) -> None:
        try:
            while True:
                self._take(await self._connection.receive())
        except (OSError, EOFError):
            _log.info("the bus is gone")
        finally:
            for answer in self._answers.values():
                if not answer.done():
                    answer.set_exception(BusError("the bus is gone"))
            self._connection.writer.close()

    def _take(self, message: Message) -> None:
        fields = message.header.fields
        answer = self._answers.get(fields.get(HeaderFields.reply_serial, -1))
        if answer is not None and not answer.done():
            answer.set_result(message)
        elif message.header.message_type is MessageType.signal:
            heard = self._followed.get((fields[HeaderFields.interface], fields[HeaderFields.member]))
            if heard is not None:
                heard(tuple(message.body))
