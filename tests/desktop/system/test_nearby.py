"""Looking around in a network: real mDNS on the loopback, from announcers that are honest or not."""

import asyncio
import socket
import threading
import time

import pytest
from zeroconf import ServiceInfo
from zeroconf.asyncio import AsyncZeroconf

from desktop.models.nearby import NearbyServers
from desktop.system.nearby import SERVICE_TYPE, Nearby
from tests.helpers.hands import until

LOOPBACK = ["127.0.0.1"]
FINGERPRINT = "ab" * 32


class Announcer:
    """A server's voice in the network."""

    def __init__(self) -> None:
        self._zeroconf = AsyncZeroconf(interfaces=LOOPBACK)
        self._infos: list[ServiceInfo] = []

    async def say(self, instance: str, port: int = 8001, **properties: str) -> ServiceInfo:
        info = ServiceInfo(
            SERVICE_TYPE,
            f"{instance}.{SERVICE_TYPE}",
            port=port,
            addresses=[socket.inet_aton("127.0.0.1")],
            properties=properties,
            server=f"{instance.lower()}.local.",
        )
        await (await self._zeroconf.async_register_service(info, cooperating_responders=True))
        return info

    async def fall_silent(self, info: ServiceInfo) -> None:
        await (await self._zeroconf.async_unregister_service(info))

    async def close(self) -> None:
        await self._zeroconf.async_unregister_all_services()
        await self._zeroconf.async_close()


@pytest.fixture
async def announcer():
    announcer = Announcer()
    yield announcer
    await announcer.close()


@pytest.fixture
async def told():
    """What a search tells, and the search, which leaves no thread behind."""
    before = set(threading.enumerate())
    heard: list[NearbyServers] = []
    nearby = Nearby(heard.append, interfaces=LOOPBACK)
    yield heard, nearby
    await nearby.close()
    assert not [thread for thread in set(threading.enumerate()) - before if "nearby" in thread.name]


async def test_servers_come_and_go_as_they_are_heard(announcer, told):
    heard, nearby = told
    info = await announcer.say("Office", v="1", id="s1", name="Office", fp=FINGERPRINT, tls="1")
    nearby.start()
    nearby.start()
    await until(lambda: heard and heard[-1].servers, "it is told")
    (server,) = heard[-1].servers
    assert (server.name, server.address) == ("Office", "https://127.0.0.1:8001")
    assert (server.fingerprint, server.server_id) == (FINGERPRINT, "s1")
    await announcer.say("Garage", port=8002, v="1", id="s2", name="Garage", fp="", tls="0")
    await until(lambda: len(heard[-1].servers) == 2, "it is told")
    assert "http://127.0.0.1:8002" in {server.address for server in heard[-1].servers}
    await announcer.fall_silent(info)
    await until(lambda: [server.name for server in heard[-1].servers] == ["Garage"], "it is told")


async def test_after_the_stop_nothing_more_is_told(announcer, told):
    heard, nearby = told
    nearby.start()
    nearby.stop()
    await announcer.say("Office", v="1", id="s1", name="Office", fp="", tls="0")
    await nearby.close()
    assert heard == []


async def test_what_is_no_server_of_ours_is_passed_over(announcer, told):
    heard, nearby = told
    await announcer.say("Later", v="2", id="s1", name="Later", fp="", tls="0")
    await announcer.say("Silent", id="s2")
    await announcer.say("Office", v="1", id="s3", name="Office", fp="no fingerprint", tls="1")
    nearby.start()
    await until(lambda: heard and heard[-1].servers, "it is told")
    await asyncio.sleep(0.3)
    assert [(server.name, server.fingerprint) for server in heard[-1].servers] == [("Office", "")]


async def test_whoever_takes_the_id_of_another_hides_nobody(announcer, told):
    heard, nearby = told
    await announcer.say("Office", v="1", id="s1", name="Office", fp=FINGERPRINT, tls="1")
    await announcer.say("Forged", port=9, v="1", id="s1", name="Office", fp="cd" * 32, tls="1")
    nearby.start()
    await until(lambda: heard and len(heard[-1].servers) == 2, "it is told")


@pytest.mark.filterwarnings(
    "ignore:unclosed:ResourceWarning"
)  # of a socket that zeroconf opened before it failed
async def test_a_network_that_cannot_be_searched_is_told_in_the_end(told):
    heard, _ = told
    nearby = Nearby(heard.append, interfaces=["203.0.113.77"])
    nearby.start()
    await until(lambda: heard, "it is told")
    assert heard == [NearbyServers(is_blocked=True)]
    await nearby.close()


async def test_starting_and_stopping_hold_nobody_up(told):
    _, nearby = told
    begun = time.perf_counter()
    nearby.start()
    nearby.stop()
    assert time.perf_counter() - begun < 0.05
