"""The D-Bus connection against a real bus daemon: calls, errors, signals, and the daemon's death."""

import os

import pytest
from jeepney import DBusAddress

from desktop.client.scope import TaskScope
from desktop.system.bus import Bus, BusError
from tests.helpers.hands import until
from tests.helpers.session_bus import Service, private_bus

ADDRESS = DBusAddress("/echo", "org.example.Echo", "org.example.Echo")


def echo() -> Service:
    return Service(
        "org.example.Echo", "/echo", "org.example.Echo", {"Say": lambda *words: ("su", (words[0], 7))}
    )


async def test_calls_are_answered_and_errors_are_told():
    scope = TaskScope("test")
    with private_bus():
        bus = await Bus.open("SESSION", scope)
        async with echo() as service:
            assert await bus.call(ADDRESS, "Say", "s", ("hello",)) == ("hello", 7)
            assert service.calls == [("Say", "hello")]
            with pytest.raises(BusError, match="UnknownMethod"):
                await bus.call(ADDRESS, "Sing")
        with pytest.raises(BusError, match=r"ServiceUnknown|NoReply"):
            await bus.call(ADDRESS, "Say", "s", ("hello",))
        await bus.close()
        with pytest.raises(BusError, match="closed"):
            await bus.call(ADDRESS, "Say", "s", ("hello",))
    await scope.close()


async def test_followed_signals_are_heard_and_others_are_not():
    scope = TaskScope("test")
    heard = []
    with private_bus():
        bus = await Bus.open("SESSION", scope)
        async with echo() as service:
            await bus.follow(ADDRESS, "Happened", heard.append)
            await service.emit("Ignored", "s", "x")
            await service.emit("Happened", "su", "x", 3)
            await until(lambda: bool(heard), "the signal came")
        await bus.close()
    await scope.close()
    assert heard == [("x", 3)]


async def test_a_call_that_nobody_answers_ends(monkeypatch):
    scope = TaskScope("test")
    with private_bus():
        bus = await Bus.open("SESSION", scope)
        async with echo() as service:
            service._serving.cancel()
            with pytest.raises(BusError, match="Timeout"):
                await bus.call(ADDRESS, "Say", "s", ("hello",), seconds=0.05)
        await bus.close()
    await scope.close()


async def test_a_lost_bus_is_an_error_and_no_hang():
    scope = TaskScope("test")
    with private_bus():
        bus = await Bus.open("SESSION", scope)
    await until(lambda: not bus.is_open, "it knows")
    with pytest.raises(BusError):
        await bus.call(ADDRESS, "Say", "s", ("hello",))
    await scope.close()


@pytest.mark.parametrize("address", [None, "", "tcp:host=localhost", "unix:path=/nowhere/at/all", "nonsense"])
async def test_without_a_bus_there_is_one_error(address, monkeypatch):
    if address is None:
        monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    else:
        monkeypatch.setitem(os.environ, "DBUS_SESSION_BUS_ADDRESS", address)
    scope = TaskScope("test")
    with pytest.raises(BusError, match="no session bus"):
        await Bus.open("SESSION", scope)
    await scope.close()
