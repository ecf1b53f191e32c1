"""A D-Bus of its own for a test, the real daemon, and services that answer on it."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Self

import pytest
from jeepney import (
    DBusAddress,
    HeaderFields,
    MessageType,
    message_bus,
    new_error,
    new_method_call,
    new_method_return,
    new_signal,
)
from jeepney.io.asyncio import DBusConnection, open_dbus_connection

BUSES = ("DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS")


@contextmanager
def private_bus() -> Iterator[None]:
    """A daemon that is session and system bus of this process for a while."""
    program = shutil.which("dbus-daemon")
    if program is None:
        pytest.skip("there is no dbus-daemon on this machine")
    before = {name: os.environ.get(name) for name in BUSES}
    with subprocess.Popen(
        [program, "--session", "--nofork", "--print-address=1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as daemon:
        assert daemon.stdout is not None
        address = daemon.stdout.readline().strip()
        os.environ.update(dict.fromkeys(BUSES, address))
        try:
            yield
        finally:
            daemon.terminate()
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value


Method = Callable[..., tuple[str, tuple[Any, ...]]]
"""Given the arguments of a call, the signature and the values of its answer."""


class Service:
    """A well-known name with one object; its methods are the functions that a test gives."""

    def __init__(self, name: str, path: str, interface: str, methods: dict[str, Method]) -> None:
        self._name = name
        self._address = DBusAddress(path, name, interface)
        self._methods = methods
        self.calls: list[tuple[Any, ...]] = []
        """What was called, with its arguments."""

    async def __aenter__(self) -> Self:
        self._connection: DBusConnection = await open_dbus_connection("SESSION")
        await self._connection.send(new_method_call(message_bus, "RequestName", "su", (self._name, 0)))
        while (await self._connection.receive()).header.message_type is not MessageType.method_return:
            pass
        self._serving = asyncio.get_running_loop().create_task(self._serve())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._serving.cancel()
        await asyncio.gather(self._serving, return_exceptions=True)
        self._connection.writer.close()

    async def emit(self, signal: str, signature: str, *body: Any) -> None:
        """Send a signal to whoever listens."""
        await self._connection.send(new_signal(self._address, signal, signature, body))

    async def _serve(self) -> None:
        while True:
            message = await self._connection.receive()
            if message.header.message_type is not MessageType.method_call:
                continue
            member = message.header.fields[HeaderFields.member]
            self.calls.append((member, *message.body))
            method = self._methods.get(member)
            if method is None:
                await self._connection.send(new_error(message, "org.freedesktop.DBus.Error.UnknownMethod"))
                continue
            signature, answer = method(*message.body)
            await self._connection.send(new_method_return(message, signature or None, answer))
