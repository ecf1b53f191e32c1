"""The folder of installers: what in it is offered, what is not, and how it is filled and emptied."""

import asyncio
import hashlib
import logging
import os
import threading
import time

import pytest

from backend import downloads
from backend.downloads import SETTLED_SECONDS, Downloads, list_shelved, shelve, unshelve
from backend.installers import NoInstaller
from tests.helpers.installers import INSTALLERS, LONG_AGO, put, put_all

DEB = "minichat_1.4.0_amd64.deb"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "downloads"


@pytest.fixture
def shelf(folder):
    return Downloads(folder, patience=60)


# --- what is offered ----------------------------------------------------------------------------------------


async def test_no_folder_offers_nothing(shelf):
    assert await shelf.offered() == []
    assert await shelf.find(DEB) is None


async def test_each_file_is_offered_with_size_and_sum(folder, shelf):
    put_all(folder)
    offered = {download.name: download for download in await shelf.offered()}
    assert offered.keys() == INSTALLERS.keys()
    for name, content in INSTALLERS.items():
        assert offered[name].bytes == len(content)
        assert offered[name].sha256 == hashlib.sha256(content).hexdigest()
        assert await shelf.find(name) == folder / name


async def test_newest_comes_first(folder, shelf):
    put(folder, "old.deb", INSTALLERS[DEB], LONG_AGO - 10)
    put(folder, "new.deb", INSTALLERS[DEB], LONG_AGO + 10)
    put(folder, DEB)
    assert [download.name for download in await shelf.offered()] == ["new.deb", DEB, "old.deb"]


async def test_nothing_else_that_lies_there_is_seen(folder, shelf, tmp_path):
    put(folder, ".hidden.deb", INSTALLERS[DEB])
    put(folder, f"{DEB}.part", INSTALLERS[DEB])
    put(folder, "notes.txt", b"x")
    put(tmp_path, "outside.deb", INSTALLERS[DEB])
    (folder / "folder.deb").mkdir()
    os.mkfifo(folder / "pipe.deb")
    (folder / "nowhere.deb").symlink_to("missing.deb")
    assert await shelf.offered() == []
    names = [
        ".hidden.deb",
        f"{DEB}.part",
        "notes.txt",
        "../outside.deb",
        "folder.deb",
        "pipe.deb",
        "nowhere.deb",
    ]
    assert [await shelf.find(name) for name in [*names, "..", "", "a" * 300 + ".deb"]] == [None] * 10


async def test_link_is_not_followed_and_who_put_it_there_is_told(folder, shelf, tmp_path):
    put(tmp_path, DEB)
    folder.mkdir()
    (folder / DEB).symlink_to(tmp_path / DEB)
    assert await shelf.offered() == []
    assert await shelf.find(DEB) is None
    (listed,) = list_shelved(folder)
    assert (listed.sha256, listed.trouble) == ("", f"{DEB} is a link: put the file itself there")


async def test_broken_file_is_offered_to_nobody_and_told_once(folder, shelf, caplog):
    put(folder, DEB, b"no package")
    for _ in range(3):
        assert await shelf.offered() == []
        assert await shelf.find(DEB) is None
    warnings = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert warnings == [
        f"a file in the downloads folder isn't offered: {DEB} is not what its name says, or not all of it"
    ]
    caplog.clear()
    put(folder, DEB, changed=LONG_AGO + 1)
    assert [download.name for download in await shelf.offered()] == [DEB]


async def test_file_that_may_still_grow_waits(folder):
    now = LONG_AGO + SETTLED_SECONDS - 0.5
    shelf = Downloads(folder, lambda: now)
    put(folder, DEB)
    assert await shelf.offered() == []
    assert await shelf.find(DEB) is None
    now += 1
    assert len(await shelf.offered()) == 1


async def test_file_from_the_future_is_offered(folder):
    put(folder, DEB)
    assert len(await Downloads(folder, lambda: LONG_AGO - 1_000).offered()) == 1


async def test_sum_is_made_once_and_again_for_another_file(folder, shelf, monkeypatch):
    read, made = downloads.read_digest, []
    monkeypatch.setattr(downloads, "read_digest", lambda path: made.append(path.name) or read(path))
    put(folder, DEB)
    await asyncio.gather(*(shelf.offered() for _ in range(5)))
    assert made == [DEB]
    put(folder, DEB, changed=LONG_AGO + 1)
    await shelf.offered()
    assert made == [DEB, DEB]


async def test_sum_is_made_beside_the_loop(folder, shelf, monkeypatch):
    goes_on, is_reading = threading.Event(), threading.Event()

    def slow(path):
        is_reading.set()
        assert goes_on.wait(10)
        return "0" * 64

    monkeypatch.setattr(downloads, "read_digest", slow)
    put(folder, DEB)
    async with asyncio.TaskGroup() as group:
        listing = group.create_task(shelf.offered())
        assert await asyncio.to_thread(is_reading.wait, 10)
        assert await shelf.find(DEB) == folder / DEB  # nobody's download waits for the sums
        goes_on.set()
    assert listing.result()[0].sha256 == "0" * 64


async def test_nobody_waits_long_for_a_sum_and_what_is_ready_is_offered(folder, monkeypatch):
    read, goes_on, made = downloads.read_digest, threading.Event(), []

    def slow(path):
        made.append(path.name)
        assert path.name == DEB or goes_on.wait(10)
        return read(path)

    monkeypatch.setattr(downloads, "read_digest", slow)
    put(folder, DEB)
    put(folder, "z-large.deb", INSTALLERS[DEB])
    shelf = Downloads(folder, patience=0.2)
    async with asyncio.timeout(5):
        for offered in await asyncio.gather(*(shelf.offered() for _ in range(3))):
            assert [download.name for download in offered] == [DEB]
    goes_on.set()
    names = set()
    while len(names) < 2:
        names = {download.name for download in await shelf.offered()}
    assert sorted(made) == [DEB, "z-large.deb"]


async def test_file_that_changes_under_the_reader_waits(folder, shelf, monkeypatch):
    read = downloads.read_digest

    def meanwhile(path):
        digest = read(path)
        put(folder, DEB, INSTALLERS[DEB] + b"", LONG_AGO + 5)
        return digest

    monkeypatch.setattr(downloads, "read_digest", meanwhile)
    put(folder, DEB)
    assert await shelf.offered() == []
    assert len(await shelf.offered()) == 1


async def test_file_that_goes_is_offered_no_more(folder, shelf):
    put(folder, DEB)
    await shelf.offered()
    (folder / DEB).unlink()
    assert await shelf.offered() == []
    assert await shelf.find(DEB) is None


# --- filling and emptying -----------------------------------------------------------------------------------


def test_shelved_file_is_a_whole_copy_for_the_server_alone(folder, tmp_path):
    source = put(tmp_path / "built", DEB)
    assert shelve(folder, source) == folder / DEB
    assert (folder / DEB).read_bytes() == INSTALLERS[DEB]
    assert (folder / DEB).stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in folder.iterdir()) == [DEB]


async def test_shelved_file_is_offered_at_once(folder, shelf, tmp_path):
    shelve(folder, put(tmp_path / "built", DEB, changed=time.time()))
    assert [download.name for download in await shelf.offered()] == [DEB]


def test_shelved_file_takes_the_place_of_its_namesake(folder, tmp_path):
    put(folder, DEB, INSTALLERS[DEB].replace(b"control", b"CONTROL", 1))
    shelve(folder, put(tmp_path / "built", DEB))
    assert (folder / DEB).read_bytes() == INSTALLERS[DEB]


def test_copy_that_fails_leaves_what_was_there(folder, tmp_path, monkeypatch):
    before = put(folder, DEB).read_bytes()
    source = put(tmp_path / "built", DEB)

    def full(source, copy, length):
        copy.write(source.read(10))
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(downloads.shutil, "copyfileobj", full)
    with pytest.raises(OSError, match="No space"):
        shelve(folder, source)
    assert (folder / DEB).read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == [DEB]


def test_what_is_no_installer_is_not_shelved(folder, tmp_path):
    with pytest.raises(NoInstaller):
        shelve(folder, put(tmp_path, DEB, b"junk"))
    assert not folder.exists()


def test_file_is_unshelved_by_its_name_alone(folder, tmp_path):
    put(tmp_path, "outside.deb", INSTALLERS[DEB])
    put(folder, DEB, b"broken")
    for name in ("../outside.deb", "other.deb", ".", ""):
        with pytest.raises(NoInstaller, match="there is no"):
            unshelve(folder, name)
    unshelve(folder, DEB)
    assert list(folder.iterdir()) == []
    assert (tmp_path / "outside.deb").exists()


def test_who_fills_it_sees_what_is_wrong(folder):
    put(folder, DEB)
    put(folder, "broken.rpm", b"no package")
    put(folder, "notes.txt", b"x")
    broken, whole = list_shelved(folder)
    assert (whole.name, whole.sha256, whole.trouble) == (DEB, hashlib.sha256(INSTALLERS[DEB]).hexdigest(), "")
    assert (broken.name, broken.sha256) == ("broken.rpm", "")
    assert "not what its name says" in broken.trouble
