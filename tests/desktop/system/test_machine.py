"""Sleep, network and lock as a desktop tells of them on a real bus, or don't."""

import logging

import pytest

from desktop.client.scope import TaskScope
from desktop.system.machine import Machine
from tests.helpers.hands import until
from tests.helpers.session_bus import Service, private_bus

LOGIN = ("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager")
NETWORK = (
    "org.freedesktop.NetworkManager",
    "/org/freedesktop/NetworkManager",
    "org.freedesktop.NetworkManager",
)
SAVERS = (
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver"),
    ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver"),
)


@pytest.fixture
def told(qapp):
    machine = Machine()
    told = []
    machine.woke.connect(lambda: told.append("woke"))
    machine.locked.connect(told.append)
    return machine, told


async def test_waking_and_a_new_network_are_told(told):
    machine, heard = told
    scope = TaskScope("test")
    with private_bus():
        await machine.watch_bus(scope)
        async with Service(*LOGIN, {}) as login, Service(*NETWORK, {}) as network:
            await login.emit("PrepareForSleep", "b", True)
            await network.emit("StateChanged", "u", 20)
            await login.emit("PrepareForSleep", "b", False)
            await until(lambda: heard == ["woke"], "the wake is told, falling asleep is not")
            await network.emit("StateChanged", "u", 70)
            await until(lambda: heard == ["woke", "woke"], "the network is told")
        await scope.close()


async def test_a_tray_that_comes_is_told_and_one_that_goes_is_not(qapp):
    machine, heard = Machine(), []
    machine.tray_came.connect(lambda: heard.append("came"))
    scope = TaskScope("test")
    with private_bus():
        await machine.watch_bus(scope)
        for count in (1, 2):
            async with Service("org.kde.StatusNotifierWatcher", "/", "org.kde.StatusNotifierWatcher", {}):
                await until(lambda count=count: len(heard) == count, "it came")
        async with Service("org.example.Other", "/", "org.example.Other", {}):
            pass
        await scope.close()
    assert heard == ["came", "came"]


@pytest.mark.parametrize("saver", SAVERS)
async def test_a_lock_is_told(told, saver):
    machine, heard = told
    scope = TaskScope("test")
    with private_bus():
        await machine.watch_bus(scope)
        async with Service(*saver, {}) as desktop:
            await desktop.emit("ActiveChanged", "b", True)
            await desktop.emit("ActiveChanged", "b", False)
            await until(lambda: heard == [True, False], "both are told")
        await scope.close()


async def test_a_desktop_without_buses_costs_a_word_in_the_log(told, monkeypatch, caplog):
    caplog.set_level(logging.INFO)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    machine, heard = told
    scope = TaskScope("test")
    await machine.watch_bus(scope)
    assert "nobody tells of sleep or the network" in caplog.text
    assert "nobody tells of a locked screen or a tray" in caplog.text
    assert heard == []
    await scope.close()
