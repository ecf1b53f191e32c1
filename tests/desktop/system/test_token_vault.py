"""The vault with keyrings that work, refuse, hang and are slow; a crash at any moment loses no session."""

import asyncio
import threading

import pytest

from backend.wire.types import UserId
from desktop.client.scope import TaskScope
from desktop.client.session import FileVault, StoredSession
from desktop.system import token_vault
from desktop.system.token_vault import KeptIn, KeyringError, KeyringVault
from tests.helpers.hands import until

SESSION = StoredSession(user_id=UserId(7), access="a-1", refresh="r-1")
NEXT = StoredSession(user_id=UserId(7), access="a-2", refresh="r-2")


class Keyring:
    """A keyring in memory, with a door that can be shut."""

    def __init__(self):
        self.secrets = {}
        self.door = threading.Event()
        self.door.set()

    def get_password(self, service, name):
        self.door.wait(10)
        return self.secrets.get((service, name))

    def set_password(self, service, name, secret):
        self.door.wait(10)
        self.secrets[service, name] = secret

    def delete_password(self, service, name):
        self.door.wait(10)
        del self.secrets[service, name]


@pytest.fixture
async def scope():
    scope = TaskScope("test")
    yield scope
    await scope.close()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "server" / "session.json"


async def test_tokens_move_to_the_keyring_and_who_it_is_stays_in_the_file(scope, path):
    keyring = Keyring()
    vault = KeyringVault(path, scope, lambda: keyring)
    vault.save(SESSION)
    assert FileVault(path).load() == SESSION
    await until(lambda: vault.kept_in is KeptIn.KEYRING, "it moved")
    assert FileVault(path).load() == StoredSession(user_id=UserId(7), access="", refresh="")
    assert "r-1" not in path.read_text()
    later = KeyringVault(path, scope, lambda: keyring)
    assert later.load().user_id == 7
    assert await later.fetch() == SESSION
    assert later.kept_in is KeptIn.KEYRING


async def test_the_session_of_an_older_program_moves(scope, path):
    FileVault(path).save(SESSION)
    keyring = Keyring()
    vault = KeyringVault(path, scope, lambda: keyring)
    assert vault.load() == SESSION
    vault.move()
    await until(lambda: vault.kept_in is KeptIn.KEYRING, "it moved")
    assert await vault.fetch() == SESSION


async def test_until_the_keyring_has_it_the_file_has_it(scope, path):
    """What a crash finds while a keyring waits for its person."""
    keyring = Keyring()
    keyring.door.clear()
    vault = KeyringVault(path, scope, lambda: keyring)
    vault.save(SESSION)
    vault.save(NEXT)
    await asyncio.sleep(0.05)
    assert FileVault(path).load() == NEXT
    keyring.door.set()
    await until(lambda: vault.kept_in is KeptIn.KEYRING, "it moved")
    assert await vault.fetch() == NEXT


def no_keyring():
    raise RuntimeError("no recommended backend was available")


async def test_without_a_keyring_it_stays_in_the_file(scope, path, caplog):
    caplog.set_level("INFO")
    vault = KeyringVault(path, scope, no_keyring)
    vault.save(SESSION)
    await until(lambda: "stays in a file" in caplog.text, "it is told")
    assert vault.kept_in is KeptIn.FILE
    assert FileVault(path).load() == SESSION
    assert "r-1" not in caplog.text
    with pytest.raises(KeyringError):
        await vault.fetch()


async def test_a_keyring_that_does_not_answer_is_waited_for_only_so_long(scope, path, monkeypatch, caplog):
    caplog.set_level("INFO")
    monkeypatch.setattr(token_vault, "PATIENCE_SECONDS", 0.05)
    keyring = Keyring()
    keyring.door.clear()
    vault = KeyringVault(path, scope, lambda: keyring)
    vault.save(SESSION)
    await until(lambda: "does not answer" in caplog.text, "it was given up")
    assert FileVault(path).load() == SESSION
    assert vault.kept_in is KeptIn.FILE
    keyring.door.set()


async def test_clearing_leaves_nothing_anywhere(scope, path):
    keyring = Keyring()
    vault = KeyringVault(path, scope, lambda: keyring)
    vault.save(SESSION)
    vault.clear()
    await until(lambda: keyring.secrets == {} and not path.exists(), "it is gone")
    assert vault.load() is None
    assert await vault.fetch() is None


@pytest.mark.parametrize("secret", ["", "no json", "{}"])
async def test_a_secret_that_is_none_is_no_session(scope, path, secret):
    keyring = Keyring()
    vault = KeyringVault(path, scope, lambda: keyring)
    keyring.secrets["Mini Chat", str(path.parent)] = secret
    assert await vault.fetch() is None
