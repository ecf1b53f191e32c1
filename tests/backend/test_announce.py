"""A server is found on its own network by a real browser, and forgotten when it ends."""

import asyncio
import builtins
import errno
import logging
import uuid
from contextlib import asynccontextmanager

import pytest
import zeroconf.asyncio
from zeroconf import IPVersion, ServiceStateChange
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from backend import announce
from backend.announce import SERVICE, keep_announced
from backend.settings import Settings
from tests.helpers.backends import running

LOOPBACK = ["127.0.0.1"]
TEAM, OFFICE = f"Team {uuid.uuid4().hex[:8]}", f"Редакция {uuid.uuid4().hex[:8]}"
"""Nobody else's on this machine, where other tests may run."""
FOUND, LOST = ServiceStateChange.Added, ServiceStateChange.Removed


class Listener:
    """Somebody on the same network."""

    def __init__(self, zeroconf):
        self._zeroconf = zeroconf
        self._news = asyncio.Queue()
        self._browser = AsyncServiceBrowser(zeroconf.zeroconf, SERVICE, handlers=[self._hear])

    def _hear(self, zeroconf, service_type, name, state_change):
        self._news.put_nowait((state_change, name.removesuffix(f".{SERVICE}")))

    async def hear(self, change, name):
        async with asyncio.timeout(20):
            while await self._news.get() != (change, name):
                pass

    async def ask(self, name):
        info = AsyncServiceInfo(SERVICE, f"{name}.{SERVICE}")
        assert await info.async_request(self._zeroconf.zeroconf, 5_000)
        return info

    async def close(self):
        await self._browser.async_cancel()


@pytest.fixture
async def listener():
    async with AsyncZeroconf(interfaces=LOOPBACK, ip_version=IPVersion.V4Only) as hearing:
        listening = Listener(hearing)
        yield listening
        await listening.close()


@asynccontextmanager
async def announced(context, interfaces=LOOPBACK):
    """The chore, as the program runs it."""
    async with asyncio.TaskGroup() as tasks:
        chore = tasks.create_task(keep_announced(context, interfaces))
        yield chore
        chore.cancel()


def named(data, name, **settings):
    return Settings(data=data, bcrypt_cost=4, name=name, **settings)


async def until(condition):
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110  it changes without an event
            await asyncio.sleep(0.05)


async def test_who_listens_finds_the_server_with_all_that_joining_needs(data, listener):
    async with running(named(data, OFFICE, tls="self-signed", host="0.0.0.0")) as server:
        context = server.context
        context.port = 4711
        async with announced(context):
            await listener.hear(FOUND, OFFICE)
            info = await listener.ask(OFFICE)
            await until(lambda: context.is_announced)
        await listener.hear(LOST, OFFICE)
        assert not context.is_announced
    assert (info.port, info.parsed_addresses()) == (4711, ["127.0.0.1"])
    assert info.decoded_properties == {
        "v": "1",
        "id": context.server_id,
        "name": OFFICE,
        "fp": context.certificate.fingerprint,
        "tls": "1",
    }


async def test_two_servers_of_one_name_are_both_found(data, tmp_path, listener):
    async with running(named(data, TEAM)) as server, announced(server.context):
        await listener.hear(FOUND, TEAM)
        async with running(named(tmp_path / "other", TEAM)) as other, announced(other.context):
            await listener.hear(FOUND, f"{TEAM}-2")
            second = await listener.ask(f"{TEAM}-2")
            assert second.decoded_properties["id"] == other.context.server_id
            assert second.decoded_properties["name"] == TEAM
            assert (second.decoded_properties["fp"], second.decoded_properties["tls"]) == ("", "0")


@pytest.mark.parametrize(
    ("name", "label"),
    [("St. John's & Co.", "St  John's & Co"), ("Ж" * 60, "Ж" * 30)],
)
async def test_a_name_that_is_no_label_is_told_whole_beside_it(data, listener, name, label):
    async with running(named(data, name)) as server, announced(server.context):
        await listener.hear(FOUND, label)
        assert (await listener.ask(label)).decoded_properties["name"] == name


async def test_without_a_network_the_operator_is_told_once_and_it_goes_on(data, monkeypatch, caplog):
    tries = []

    def fail(**_options):
        tries.append(None)
        raise OSError(errno.ENODEV, "No such device")

    monkeypatch.setattr(announce, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(zeroconf.asyncio, "AsyncZeroconf", fail)
    async with running(named(data, TEAM)) as server, announced(server.context) as chore:
        await until(lambda: len(tries) > 3)
        assert not chore.done()
        assert not server.context.is_announced
    (record,) = [each for each in caplog.records if each.name == "backend.announce"]
    assert (record.levelno, "No such device" in record.getMessage()) == (logging.WARNING, True)
    caplog.clear()


async def test_it_follows_the_machine_from_network_to_network(data, monkeypatch, listener):
    monkeypatch.setattr(announce, "LOOK_SECONDS", 0.01)
    addresses = [[]]
    monkeypatch.setattr(announce, "list_own_addresses", lambda _family: addresses[0])
    async with running(named(data, TEAM, host="0.0.0.0")) as server, announced(server.context, []):
        await asyncio.sleep(0.1)
        assert not server.context.is_announced
        addresses[0] = LOOPBACK
        await listener.hear(FOUND, TEAM)
        await until(lambda: server.context.is_announced)
        addresses[0] = []
        await listener.hear(LOST, TEAM)
        await until(lambda: not server.context.is_announced)


async def test_without_zeroconf_the_extra_is_named(data, monkeypatch, caplog):
    find = builtins.__import__

    def without(name, *rest):
        if name.startswith("zeroconf"):
            raise ImportError(name)
        return find(name, *rest)

    async with running(named(data, TEAM)) as server:
        monkeypatch.setattr(builtins, "__import__", without)
        await keep_announced(server.context)
        monkeypatch.undo()
    assert "minichat[hosting]" in caplog.text
    caplog.clear()


async def test_a_server_is_announced_by_the_address_that_it_listens_on(data):
    for host, addresses in (("192.0.2.77", ["192.0.2.77"]), ("no such name.invalid", [])):
        async with running(named(data, TEAM, host=host)) as server:
            assert announce._find_addresses(server.context) == addresses


@pytest.mark.parametrize(
    ("name", "label"), [("...", "Mini Chat"), ("a" * 60 + "é", "a" * 60), ("Ромашка", "Ромашка")]
)
def test_a_label_has_no_dots_and_fits(name, label):
    assert announce._label(name) == label
