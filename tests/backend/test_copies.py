"""A copy of everything is one archive; what unpacks from it is a data folder that a server takes."""

import os
import shutil
import stat
import zipfile
from collections import namedtuple
from datetime import UTC, datetime
from pathlib import Path

import pytest

from backend import copies
from backend.certificate import load_certificate
from backend.copies import default_target, make_copy
from backend.settings import Settings, load_settings
from backend.wire.errors import ErrorCode, Refusal
from tests.helpers.backends import running

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def nothing():
    """Keeps on."""


async def test_a_server_serves_what_was_copied_from_another(data, tmp_path):
    lines = ('name = "Team"', 'tls = "self-signed"', 'registration = "open"', "bcrypt_cost = 4")
    lines = ('name = "Team"', 'tls = "self-signed"', 'registration = "open"', "bcrypt_cost = 4")
    (data / "server.toml").write_text("\n".join(lines))
    settings = load_settings({"data": data}, {})
    target = default_target(settings, NOON)
    async with running(settings) as server:
        alice, bob, room = await server.pair()
        written = await alice.write(room, "first", "second")
        before = (await alice.get(f"/api/chat/messages/?room={room}")).body
        copy = make_copy(settings, target, NOON, nothing)
        await bob.write(room, "after it")
    assert (copy.name, copy.bytes, copy.created_at) == (target.name, target.stat().st_size, NOON)
    shutil.unpack_archive(target, tmp_path / "restored")
    restored = load_settings({"data": tmp_path / "restored"}, {})
    assert restored.name == "Team"
    assert load_certificate(restored).fingerprint == load_certificate(settings).fingerprint
    async with running(restored) as server:
        alice.client = server.client
        after = (await alice.get(f"/api/chat/messages/?room={room}")).body
    assert [message["id"] for message in after] == [message["id"] for message in written]
    assert after == before


def test_it_is_its_owners_alone_with_what_there_is_and_nothing_else(data):
    (data / "first-invite.txt").write_text("secret")
    (data / "downloads").mkdir()
    target = default_target(Settings(data=data), NOON)
    assert target == data / "copies" / "minichat-20261123-120000.zip"
    make_copy(Settings(data=data), target, NOON, nothing)
    with zipfile.ZipFile(target) as archive:
        assert archive.namelist() == ["minichat.sqlite3"]
    assert [path.name for path in (data / "copies").iterdir()] == [target.name]
    if os.name != "nt":
        assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_second_copy_of_a_moment_has_a_name_of_its_own(data):
    settings = Settings(data=data)
    for _ in range(2):
        make_copy(settings, default_target(settings, NOON), NOON, nothing)
    names = sorted(path.name for path in (data / "copies").iterdir())
    assert names == ["minichat-20261123-120000-2.zip", "minichat-20261123-120000.zip"]


def test_a_database_elsewhere_is_in_it_too(data, tmp_path):
    elsewhere = tmp_path / "chat.sqlite3"
    (data / "minichat.sqlite3").rename(elsewhere)
    target = tmp_path / "copy.zip"
    make_copy(Settings(data=data, database=f"sqlite:///{elsewhere}"), target, NOON, nothing)
    with zipfile.ZipFile(target) as archive:
        assert archive.namelist() == ["minichat.sqlite3"]


def test_without_room_for_it_nothing_is_begun(data, monkeypatch):
    usage = namedtuple("usage", "free")  # noqa: PYI024
    monkeypatch.setattr(copies.shutil, "disk_usage", lambda _folder: usage(copies.SPARE_BYTES))
    target = default_target(Settings(data=data), NOON)
    with pytest.raises(Refusal) as caught:
        make_copy(Settings(data=data), target, NOON, nothing)
    assert caught.value.code is ErrorCode.STORAGE_FULL
    assert list((data / "copies").iterdir()) == []


@pytest.mark.parametrize("asked", [1, 3])
def test_one_that_is_broken_off_leaves_nothing(data, asked):
    left = [None] * asked

    def keep_on():
        left.pop()
        if not left:
            raise Refusal(ErrorCode.SHUTTING_DOWN)

    (data / "secret.key").write_text("0" * 128)
    target = default_target(Settings(data=data), NOON)
    with pytest.raises(Refusal, match="shutting_down"):
        make_copy(Settings(data=data), target, NOON, keep_on)
    assert list((data / "copies").iterdir()) == []


@pytest.mark.skipif(not os.access("/dev/full", os.W_OK), reason="a device that is always full")
def test_a_disk_that_fills_up_meanwhile_is_told(data, monkeypatch):
    def fill(*_arguments):
        Path("/dev/full").write_bytes(b"x")

    monkeypatch.setattr(copies, "_pack", fill)
    target = default_target(Settings(data=data), NOON)
    with pytest.raises(Refusal) as caught:
        make_copy(Settings(data=data), target, NOON, nothing)
    assert caught.value.code is ErrorCode.STORAGE_FULL
    assert list((data / "copies").iterdir()) == []
