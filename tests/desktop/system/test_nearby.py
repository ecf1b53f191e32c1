"""Looking around in a network: real mDNS on the loopback, from announcers that are honest or not."""

import asyncio
import gc
import logging
import random
import socket
import struct
import threading
import time

import pytest
from zeroconf import ServiceInfo
from zeroconf.asyncio import AsyncZeroconf

from desktop.models.nearby import MOST_SERVERS, NearbyServers
from desktop.system.nearby import SERVICE_TYPE, Nearby
from tests.helpers.hands import until

LOOPBACK = ["127.0.0.1"]
FINGERPRINT = "ab" * 32


SERVICE = ("_minichat", "_tcp", "local")


def labels(*words: str | bytes) -> bytes:
    """A name as it stands in a packet."""
    parts = [word.encode() if isinstance(word, str) else word for word in words]
    return b"".join(bytes([len(part)]) + part for part in parts) + b"\0"


def packet(*records: tuple[bytes, int, bytes]) -> bytes:
    """An answer that nobody asked for: of each record the name, the type and what it says."""
    sent = struct.pack("!6H", 0, 0x8400, 0, len(records), 0, 0)
    for name, kind, said in records:
        sent += name + struct.pack("!HHIH", kind, 1, 120, len(said)) + said
    return sent


def whole(instance: str | bytes, address: str, port: int = 8001) -> bytes:
    """All that there is to say of a server."""
    name, host = labels(instance, *SERVICE), labels(f"h{address}", "local")
    said = [b"v=1", b"tls=1", b"name=" + name[1 : 1 + name[0]], b"id=" + name[1 : 1 + name[0]]]
    return packet(
        (labels(*SERVICE), 12, name),
        (name, 33, struct.pack("!3H", 0, 0, port) + host),
        (name, 16, b"".join(bytes([len(word)]) + word for word in said)),
        (host, 1, socket.inet_aton(address)),
    )


def silent(instance: str | bytes) -> bytes:
    """Somebody who says their name, and never where they are."""
    return packet((labels(*SERVICE), 12, labels(instance, *SERVICE)))


async def shout(*packets: bytes) -> None:
    """Into the network of the loopback, as anybody in a network may."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as voice:
        voice.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("127.0.0.1"))
        voice.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_LOOP, 1)
        voice.bind(("127.0.0.1", 0))
        for sent in packets:
            voice.sendto(sent, ("224.0.0.251", 5353))
            await asyncio.sleep(0.002)


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


NO_NAMES = [
    silent(b"a\x00b\x01"),
    silent(b"a.b.c"),
    silent(b" "),
    silent(b"\xff" * 63),
    silent(b"_minichat"),
    silent(b"-a-"),
    packet((labels(*SERVICE), 12, labels("local"))),
    packet((labels(*SERVICE), 12, labels(*SERVICE))),
    packet((labels(*SERVICE), 12, labels("x", "_evil", "_udp", "local"))),
    packet((labels(*SERVICE), 12, b"\0")),
]


async def test_names_that_are_none_end_no_search(announcer, told, caplog):
    heard, nearby = told
    nearby.start()
    await asyncio.sleep(0.5)
    chance = random.Random(5)
    await shout(*NO_NAMES, *(silent(chance.randbytes(chance.randint(1, 63))) for _ in range(100)))
    await announcer.say("Office", v="1", id="s1", name="Office", fp=FINGERPRINT, tls="1")
    await until(lambda: heard and "Office" in {server.name for server in heard[-1].servers}, "it is told")
    assert [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR] == []


async def test_those_who_never_say_where_they_are_hold_nobody_up(told):
    heard, nearby = told
    nearby.start()
    await asyncio.sleep(0.5)
    await shout(*(silent(f"silent {number}") for number in range(200)))
    began = time.monotonic()
    await shout(whole("Office", "10.0.0.5"))
    await until(lambda: heard and heard[-1].servers, "it is told")
    assert time.monotonic() - began < 1.4


async def test_one_machine_with_many_names_crowds_nobody_out(told):
    heard, nearby = told
    nearby.start()
    await asyncio.sleep(0.5)
    crowd = [whole(f"crowd {number}", "10.0.0.66", 9000 + number) for number in range(MOST_SERVERS + 10)]
    await shout(whole("Early", "10.0.0.5"), *crowd, whole("Late", "10.0.0.6"))
    await until(lambda: heard and "Late" in {server.name for server in heard[-1].servers}, "it is told")
    assert len(heard[-1].servers) == MOST_SERVERS
    assert "Early" in {server.name for server in heard[-1].servers}


async def test_whoever_repeats_all_that_a_server_says_from_elsewhere_hides_nobody(announcer, told):
    heard, nearby = told
    await announcer.say("Forged", port=9, v="1", id="s1", name="Office", fp=FINGERPRINT, tls="1")
    await announcer.say("Office", v="1", id="s1", name="Office", fp=FINGERPRINT, tls="1")
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
    gc.collect()


async def test_starting_and_stopping_hold_nobody_up(told):
    _, nearby = told
    begun = time.perf_counter()
    nearby.start()
    nearby.stop()
    assert time.perf_counter() - begun < 0.05
