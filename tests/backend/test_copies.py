"""A copy of everything is one archive; what unpacks from it is a data folder that a server takes."""

import os
import shutil
import stat
import subprocess
import sys
import zipfile
from collections import namedtuple
from datetime import UTC, datetime
from pathlib import Path

import pytest

from backend import copies
from backend.certificate import load_certificate
from backend.copies import LOCK, list_left_out, make_copy, remove_unfinished
from backend.settings import Settings, load_settings
from backend.store.backup import CopyBroken
from backend.store.folder_lock import FolderTaken, locked
from backend.wire.errors import ErrorCode, Refusal
from tests.helpers.backends import running
from tests.helpers.servers import ROOT

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def data(data):
    """A server's data folder, after its first start."""
    (data / "secret.key").write_text("0" * 128)
    return data


def nothing():
    """Keeps on."""


async def test_a_server_serves_what_was_copied_from_another(data, tmp_path):
    lines = ('name = "Team"', 'tls = "self-signed"', 'registration = "open"', "bcrypt_cost = 4")
    (data / "server.toml").write_text("\n".join(lines))
    settings = load_settings({"data": data}, {})
    async with running(settings) as server:
        alice, bob, room = await server.pair()
        written = await alice.write(room, "first", "second")
        before = (await alice.get(f"/api/chat/messages/?room={room}")).body
        copy = make_copy(settings, None, NOON, nothing)
        await bob.write(room, "after it")
    target = data / "copies" / "minichat-20261123-120000.zip"
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
    copy = make_copy(Settings(data=data), None, NOON, nothing)
    target = data / "copies" / copy.name
    with zipfile.ZipFile(target) as archive:
        assert archive.namelist() == ["minichat.sqlite3", "secret.key"]
    assert [path.name for path in (data / "copies").iterdir()] == [target.name]
    if os.name != "nt":
        assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_second_copy_of_a_moment_has_a_name_of_its_own(data):
    settings = Settings(data=data)
    for _ in range(2):
        make_copy(settings, None, NOON, nothing)
    names = sorted(path.name for path in (data / "copies").iterdir())
    assert names == ["minichat-20261123-120000-2.zip", "minichat-20261123-120000.zip"]


def test_a_database_elsewhere_is_in_it_too(data, tmp_path):
    elsewhere = tmp_path / "chat.sqlite3"
    (data / "minichat.sqlite3").rename(elsewhere)
    target = tmp_path / "copy.zip"
    make_copy(Settings(data=data, database=f"sqlite:///{elsewhere}"), target, NOON, nothing)
    with zipfile.ZipFile(target) as archive:
        assert archive.namelist() == ["minichat.sqlite3", "secret.key"]


def test_without_room_for_it_nothing_is_begun(data, monkeypatch):
    usage = namedtuple("usage", "free")  # noqa: PYI024
    monkeypatch.setattr(copies.shutil, "disk_usage", lambda _folder: usage(copies.SPARE_BYTES))
    with pytest.raises(Refusal) as caught:
        make_copy(Settings(data=data), None, NOON, nothing)
    assert caught.value.code is ErrorCode.STORAGE_FULL
    assert list((data / "copies").iterdir()) == []


@pytest.mark.parametrize("asked", [1, 3])
def test_one_that_is_broken_off_leaves_nothing(data, asked):
    left = [None] * asked

    def keep_on():
        left.pop()
        if not left:
            raise Refusal(ErrorCode.SHUTTING_DOWN)

    with pytest.raises(Refusal, match="shutting_down"):
        make_copy(Settings(data=data), None, NOON, keep_on)
    assert list((data / "copies").iterdir()) == []


@pytest.mark.skipif(not os.access("/dev/full", os.W_OK), reason="a device that is always full")
def test_a_disk_that_fills_up_meanwhile_is_told(data, monkeypatch):
    def fill(*_arguments):
        Path("/dev/full").write_bytes(b"x")

    monkeypatch.setattr(copies, "_pack", fill)
    with pytest.raises(Refusal) as caught:
        make_copy(Settings(data=data), None, NOON, nothing)
    assert caught.value.code is ErrorCode.STORAGE_FULL
    assert list((data / "copies").iterdir()) == []


def test_without_the_key_none_is_made(data):
    (data / "secret.key").unlink()
    with pytest.raises(CopyBroken, match=r"secret\.key is missing"):
        make_copy(Settings(data=data), None, NOON, nothing)
    assert list((data / "copies").iterdir()) == []


@pytest.mark.parametrize(
    "text",
    [
        'database = "sqlite:///{elsewhere}"  # on the large disk\nname = "Team"\n',
        "name = \"Team\"\n  'database'='sqlite:///{elsewhere}'",
    ],
)
def test_its_settings_name_no_database_elsewhere(data, tmp_path, text):
    elsewhere = tmp_path / "chat.sqlite3"
    (data / "minichat.sqlite3").rename(elsewhere)
    (data / "server.toml").write_text(text.format(elsewhere=elsewhere))
    target = tmp_path / "copy.zip"
    make_copy(load_settings({"data": data}, {}), target, NOON, nothing)
    shutil.unpack_archive(target, tmp_path / "restored")
    restored = load_settings({"data": tmp_path / "restored"}, {})
    assert (restored.name, restored.database) == ("Team", "")
    assert restored.database_path.is_file()
    assert "database" in (data / "server.toml").read_text()


def test_settings_that_can_not_be_changed_so_are_not_copied_wrong(data):
    (data / "server.toml").write_text('database = """sqlite:////srv/\\\nchat.sqlite3"""\n')
    with pytest.raises(CopyBroken, match="say it in one line"):
        make_copy(Settings(data=data), None, NOON, nothing)


def test_settings_that_nobody_understands_are_copied_as_they_are(data):
    (data / "server.toml").write_text("name = ")
    copy = make_copy(Settings(data=data), None, NOON, nothing)
    with zipfile.ZipFile(data / "copies" / copy.name) as archive:
        assert archive.read("server.toml") == b"name = "


def test_what_lies_elsewhere_is_named(data, tmp_path):
    files = {"certificate": tmp_path / "chat.pem", "private_key": tmp_path / "chat.key"}
    assert list_left_out(Settings(data=data, **files)) == [tmp_path / "chat.pem", tmp_path / "chat.key"]
    within = Settings(data=data, certificate=data / "certificate.pem", private_key=tmp_path / "chat.key")
    assert list_left_out(within) == [tmp_path / "chat.key"]
    assert list_left_out(Settings(data=data, tls="self-signed")) == []
    assert list_left_out(Settings(data=data)) == []


def kill_in_the_middle(data, target):
    """Ends a process that is copying; nobody cleans up after it."""
    script = (
        "import os, sys\nfrom datetime import UTC, datetime\nfrom pathlib import Path\n"
        "from backend.copies import make_copy\nfrom backend.settings import Settings\n"
        "target = Path(sys.argv[2]) if sys.argv[2] else None\n"
        "make_copy(Settings(data=Path(sys.argv[1])), target, datetime.now(UTC), lambda: os._exit(9))\n"
    )
    command = [sys.executable, "-c", script, str(data), str(target or "")]
    assert subprocess.run(command, check=False, cwd=ROOT).returncode == 9


def test_what_a_killed_copy_left_goes_with_the_next_one(data, tmp_path):
    (tmp_path / "kept").mkdir()
    target = tmp_path / "kept" / "mine.zip"
    of_another = tmp_path / "kept" / ".copy-of another server"
    of_another.mkdir()
    for place in (None, target):
        kill_in_the_middle(data, place)
        folder = data / "copies" if place is None else target.parent
        assert any(path.name.startswith(".copy-") and path != of_another for path in folder.iterdir())
        copy = make_copy(Settings(data=data), place, NOON, nothing)
        assert {path.name for path in folder.iterdir()} - {of_another.name} == {copy.name}
    assert of_another.is_dir()


async def test_what_a_killed_copy_left_goes_when_the_server_starts(data):
    kill_in_the_middle(data, None)
    assert len(list((data / "copies").iterdir())) == 1
    async with running(Settings(data=data, bcrypt_cost=4)):
        assert list((data / "copies").iterdir()) == []


def test_one_that_is_being_made_is_left_alone(data):
    copy = data / "copies" / ".copy-now"
    copy.mkdir(parents=True)
    with locked(data / LOCK):
        remove_unfinished(Settings(data=data))
        assert copy.is_dir()
        with pytest.raises(FolderTaken):
            make_copy(Settings(data=data), None, NOON, nothing)
    remove_unfinished(Settings(data=data))
    assert not copy.exists()


def test_what_came_to_lie_there_meanwhile_is_not_written_over(data, tmp_path):
    target = tmp_path / "copy.zip"

    def meanwhile():
        target.write_text("mine")

    with pytest.raises(FileExistsError):
        make_copy(Settings(data=data), target, NOON, meanwhile)
    assert target.read_text() == "mine"
