import asyncio
import stat
import sys

import pytest

from backend.wire.answers import Tokens
from backend.wire.types import UserId
from desktop.client.errors import ServerFailed, SessionExpired, Unreachable
from desktop.client.session import FileVault, Session, StoredSession

FIRST = StoredSession(user_id=UserId(1), access="access-1", refresh="refresh-1")
SECOND = Tokens(access="access-2", refresh="refresh-2")


class Exchanges:
    """The server's side: each exchange is noted, and answered when the test lets it."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answers: asyncio.Queue[Tokens | Exception] = asyncio.Queue()

    async def __call__(self, refresh: str) -> Tokens:
        self.asked.append(refresh)
        answer = await self.answers.get()
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def vault(tmp_path):
    vault = FileVault(tmp_path / "device" / "session.json")
    vault.save(FIRST)
    return vault


@pytest.fixture
def exchanges():
    return Exchanges()


@pytest.fixture
def ended():
    return []


@pytest.fixture
def session(vault, exchanges, ended):
    session = Session(vault, exchanges, ended.append)
    assert session.restore() == UserId(1)
    return session


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are another thing there")
def test_the_file_is_its_owner_s_alone(vault, tmp_path):
    mode = (tmp_path / "device" / "session.json").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"{", b'{"user_id": 1}', b"\xff", b"[]"])
def test_a_file_that_can_t_be_read_is_no_session(vault, tmp_path, content):
    (tmp_path / "device" / "session.json").write_bytes(content)
    assert vault.load() is None


def test_a_vault_forgets_and_may_be_empty(vault):
    assert vault.load() == FIRST
    vault.clear()
    vault.clear()
    assert vault.load() is None


async def test_many_callers_cost_one_exchange(session, exchanges):
    exchanges.answers.put_nowait(SECOND)
    tokens = await asyncio.gather(*(session.renew("access-1") for _ in range(20)))
    assert set(tokens) == {"access-2"}
    assert exchanges.asked == ["refresh-1"]


async def test_the_new_pair_is_stored_before_anybody_uses_it(session, exchanges, vault):
    exchanges.answers.put_nowait(SECOND)
    assert await session.renew("access-1") == "access-2"
    assert vault.load() == StoredSession(user_id=UserId(1), access="access-2", refresh="refresh-2")


async def test_who_comes_late_with_the_old_token_gets_the_new_one(session, exchanges):
    exchanges.answers.put_nowait(SECOND)
    await session.renew("access-1")
    assert await session.renew("access-1") == "access-2"
    assert exchanges.asked == ["refresh-1"]


async def test_a_pair_that_the_disk_did_not_take_is_kept_later_and_not_used_before(
    session, exchanges, ended, vault
):
    path = vault._path
    vault._path = path / "no folder, but a file"
    exchanges.answers.put_nowait(SECOND)
    for _ in range(2):
        with pytest.raises(ServerFailed):
            await session.renew("access-1")
        assert session.access_token() == "access-1"
    vault._path = path
    assert await session.renew("access-1") == "access-2"
    assert vault.load().refresh == "refresh-2"
    assert (exchanges.asked, ended) == (["refresh-1"], [])


def test_a_file_that_the_system_does_not_give_is_no_session(vault, tmp_path, caplog):
    (tmp_path / "device" / "session.json").unlink()
    (tmp_path / "device" / "session.json").mkdir()
    assert vault.load() is None
    assert "the session can't be read" in caplog.text


async def test_a_cancelled_caller_leaves_the_exchange_to_the_next(session, exchanges):
    async with asyncio.TaskGroup() as tasks:
        first = tasks.create_task(session.renew("access-1"))
        second = tasks.create_task(session.renew("access-1"))
        await asyncio.sleep(0)
        first.cancel()
        exchanges.answers.put_nowait(SECOND)
    assert second.result() == "access-2"
    assert exchanges.asked == ["refresh-1", "refresh-1"]


async def test_a_server_in_trouble_does_not_end_the_session(session, exchanges, ended, vault):
    exchanges.answers.put_nowait(ServerFailed("overloaded"))
    with pytest.raises(ServerFailed):
        await session.renew("access-1")
    assert (ended, vault.load()) == ([], FIRST)


async def test_a_dead_refresh_token_ends_it_once_for_all(session, exchanges, ended, vault):
    exchanges.answers.put_nowait(SessionExpired("token_invalid"))
    results = await asyncio.gather(*(session.renew("access-1") for _ in range(5)), return_exceptions=True)
    assert {type(result) for result in results} == {SessionExpired}
    assert ended == ["token_invalid"]
    assert exchanges.asked == ["refresh-1"]
    assert vault.load() is None
    with pytest.raises(SessionExpired):
        session.access_token()


async def test_who_signs_out_during_an_exchange_stays_signed_out(session, exchanges, ended, vault):
    async with asyncio.TaskGroup() as tasks:
        renewing = tasks.create_task(_expiry_of(session.renew("access-1")))
        await asyncio.sleep(0)
        session.forget()
        exchanges.answers.put_nowait(SECOND)
    assert isinstance(renewing.result(), SessionExpired)
    assert (vault.load(), session.user_id, ended) == (None, None, [])


async def _expiry_of(renewal):
    with pytest.raises(SessionExpired) as caught:
        await renewal
    return caught.value


def test_a_locked_session_takes_its_tokens_and_nobody_else_s(tmp_path):
    vault = FileVault(tmp_path / "session.json")
    vault.save(StoredSession(user_id=UserId(7), access="", refresh=""))
    session = Session(vault, _no_exchange, lambda _reason: None)
    assert session.restore() == 7
    assert session.is_locked
    with pytest.raises(Unreachable):
        session.access_token()
    session.unlock(StoredSession(user_id=UserId(8), access="x", refresh="y"))
    assert session.is_locked
    session.unlock(StoredSession(user_id=UserId(7), access="a", refresh="r"))
    assert not session.is_locked
    assert session.access_token() == "a"


async def _no_exchange(_refresh: str) -> Tokens:
    raise AssertionError("nothing is to be renewed")
