"""Strangers' sockets: counted by address and in all, and sent away when the server ends."""

import asyncio

import pytest

from backend.lobby import Lobby
from backend.wire.errors import ErrorCode, Refusal
from backend.wire.limits import Limits


def is_full(lobby, address):
    try:
        with lobby.enter(address):
            return False
    except Refusal as refusal:
        return (refusal.code, refusal.retry_after) == (ErrorCode.TOO_MANY_SOCKETS, 5)


def test_one_address_has_few_places_and_gets_them_back():
    lobby = Lobby(Limits(sockets_waiting_per_address=2))
    with lobby.enter("a"):
        with lobby.enter("a"):
            assert lobby.size == 2
            assert is_full(lobby, "a")
            assert not is_full(lobby, "b")
        assert not is_full(lobby, "a")
    assert lobby.size == 0


def test_a_failure_gives_the_place_back():
    lobby = Lobby(Limits(sockets_waiting_per_address=1))
    with pytest.raises(ZeroDivisionError), lobby.enter("a"):
        raise ZeroDivisionError
    assert not is_full(lobby, "a")


def test_all_strangers_together_have_a_tenth_of_the_sockets():
    lobby = Lobby(Limits(sockets_total=20))
    with lobby.enter("a"), lobby.enter("b"):
        assert is_full(lobby, "c")


async def test_who_waits_when_the_server_ends_waits_no_longer():
    lobby = Lobby(Limits(authentication_seconds=60))

    async def wait():
        with lobby.deadline() as limit:
            async with limit:
                await asyncio.Event().wait()

    async with asyncio.timeout(5):
        waiting = asyncio.gather(*[wait() for _ in range(3)], return_exceptions=True)
        await asyncio.sleep(0)
        lobby.close()
        assert [type(error) for error in await waiting] == [TimeoutError] * 3
        with pytest.raises(TimeoutError):
            await wait()
