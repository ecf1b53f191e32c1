"""Disks that are full, files that are broken or held by others: told in one sentence, and nothing is lost."""

import asyncio
import sqlite3
import sys
import uuid
from contextlib import closing
from pathlib import Path

import pytest

from tests.helpers.driven_window import DrivenWindow
from tests.helpers.hands import until
from tests.helpers.people import Person, register, visit
from tests.helpers.windows import open_window

DISK = "This could not be saved on this computer. Perhaps its disk is full."
pytestmark = pytest.mark.timeout(90)


async def say(person: Person, room: int, *texts: str) -> None:
    for text in texts:
        status, _ = await person.send(room, text, str(uuid.uuid4()))
        assert status == 201


def cache_of(folder: Path) -> Path:
    (path,) = folder.glob("profiles/*/servers/*/*.sqlite3")
    return path


class Room:
    """How much the files of a process may grow: its disk is full, and has room again."""

    def __init__(self, pid: int) -> None:
        self._pid = pid

    def take_away(self, cache: Path) -> None:
        import resource  # noqa: PLC0415 - Windows has none

        log = cache.with_name(cache.name + "-wal")
        resource.prlimit(self._pid, resource.RLIMIT_FSIZE, (log.stat().st_size, resource.RLIM_INFINITY))

    def give_back(self) -> None:
        import resource  # noqa: PLC0415 - see above

        free = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.prlimit(self._pid, resource.RLIMIT_FSIZE, free)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no process can be limited from outside")
async def test_a_full_disk_is_told_and_costs_nothing(tmp_path, server):
    async with visit(server) as http:
        alice, bob = await register(http, "alice"), await register(http, "bob")
        room = await bob.direct_room(alice)
        await say(bob, room, "before")
        with DrivenWindow(tmp_path / "a", "--server", server.address) as window:

            async def ask(*what: object) -> object:
                return await asyncio.to_thread(window.ask, *what)

            await ask("log_in", "alice")
            await ask("open_chat", "bob")
            await ask("wait_for_texts", ["before"])
            disk = Room(window.pid)
            disk.take_away(cache_of(tmp_path / "a"))
            await ask("say", "precious words")
            await ask("wait_for_words", "notice", DISK)
            assert await ask("written") == "precious words"
            assert await ask("texts") == ["before"]
            await say(bob, room, "meanwhile")
            await ask("wait_for_words", "connection_bar", DISK)

            disk.give_back()
            await ask("wait_for_texts", ["before", "meanwhile"])
            await ask("wait_until_gone", "connection_bar")
            await ask("say", "!")
            await ask("wait_for_ticks", "precious words!", 1)
            assert await ask("written") == ""
            assert await asyncio.to_thread(window.close) == 0
        log = (tmp_path / "a" / "profiles" / "1" / "minichat.log").read_text()
        assert "precious" not in log
        assert [message["content"] for message in await bob.read_log(room)] == [
            "before",
            "meanwhile",
            "precious words!",
        ]


def break_table(path: Path, table: str) -> None:
    """Overwrite the first page of a table, as a dying disk does."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        ((page,),) = connection.execute(query, (table,)).fetchall()
        ((size,),) = connection.execute("PRAGMA page_size").fetchall()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)


@pytest.mark.parametrize("table", ["rooms", "people", "messages", "ranges"])
def test_a_broken_cache_is_moved_aside_and_what_was_unsent_is_saved(run, qapp, tmp_path, server, table):
    async def journey():
        async with visit(server) as http:
            alice, bob = await register(http, "alice"), await register(http, "bob")
            room = await bob.direct_room(alice)
            await say(bob, room, "before")
            folder = tmp_path / "a"
            async with open_window(qapp, folder, server.address) as window:
                await window.log_in("alice")
                await window.open_chat("bob")
                await window.wait_for_texts(["before"])
                server.kill()
                window.say("unsent")
                window.write("composer", "half a thought")
                await asyncio.sleep(0.6)
            cache = cache_of(folder)
            break_table(cache, table)
            await asyncio.to_thread(server.start)
            async with open_window(qapp, folder, server.address) as window:
                moved = cache.with_name(cache.name + ".broken")
                await until(moved.exists, "the broken file is moved aside", seconds=20)
                await window.open_chat("bob")
                await window.wait_for_texts(["before", "unsent"])
                await window.wait_for_ticks("unsent", 1)
                assert window.written() == "half a thought"
            assert [said["content"] for said in await bob.read_log(room)] == ["before", "unsent"]

    run(journey())


def test_a_cache_that_another_program_holds_is_told_and_freezes_nothing(run, qapp, tmp_path, server):
    async def journey():
        async with visit(server) as http:
            alice, bob = await register(http, "alice"), await register(http, "bob")
            await bob.direct_room(alice)
            async with open_window(qapp, tmp_path / "a", server.address) as window:
                await window.log_in("alice")
                await window.open_chat("bob")
                with closing(sqlite3.connect(cache_of(tmp_path / "a"), isolation_level=None)) as other:
                    other.execute("BEGIN IMMEDIATE")
                    begun = asyncio.get_running_loop().time()
                    window.say("patience")
                    assert asyncio.get_running_loop().time() - begun < 1.0
                    assert window.written() == "patience"
                    await window.wait_for_words("notice", DISK)
                    other.execute("ROLLBACK")
                window.say("!")
                await window.wait_for_ticks("patience!", 1)
                await until(lambda: window.written() == "", "the field is free")

    run(journey())
