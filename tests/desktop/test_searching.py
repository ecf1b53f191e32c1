"""Searches of messages on a real server: the device's hits first, then all; a newer search ends the older."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.wire.types import RoomId
from desktop.client import TaskScope
from desktop.models.troubles import explain
from desktop.models.wishes import FindMessages, Hits
from desktop.searching import Searches
from tests.helpers.client_core import Device, until
from tests.helpers.real_chat import a_person
from tests.helpers.servers import ServerProcess

ME = object()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path / "server-data") as server:
        yield server


async def a_talk(server: ServerProcess, folder: Path, *texts: str) -> tuple[Device, RoomId]:
    """Alice, who wrote these texts to Bob."""
    alice = await a_person(server.address, folder / "alice", "alice")
    bob = await a_person(server.address, folder / "bob", "bob")
    assert bob.client.store.me is not None
    room_id = await alice.client.open_direct_chat(bob.client.store.me.id)
    await alice.client.open_room(room_id)
    for text in texts:
        alice.client.send(room_id, text)
    timeline = alice.client.store.timelines.of(room_id)
    await until(lambda: len(timeline) == len(texts) and not timeline.pending)
    await bob.close()
    return alice, room_id


def texts_of(hits: Hits) -> list[str]:
    return [message.content for message in hits.messages]


async def test_the_device_answers_first_and_then_the_server(server, tmp_path, qapp) -> None:
    alice, room_id = await a_talk(server, tmp_path, "the red boat", "no such thing", "Two BOATS")
    searches = Searches(alice.client, TaskScope("searching", alice.task_errors), explain)
    told: list[Hits] = []
    searches.find(FindMessages("boat", room_id, ME, told.append, pages=3))
    await until(lambda: told and told[-1].is_final)
    assert [texts_of(hits) for hits in told] == [["Two BOATS", "the red boat"]] * 2
    assert [hits.is_final for hits in told] == [False, True]
    await alice.close()


async def test_without_the_server_it_says_why_and_keeps_what_lies_here(server, tmp_path, qapp) -> None:
    alice, _room_id = await a_talk(server, tmp_path, "the red boat")
    server.stop()
    searches = Searches(alice.client, TaskScope("searching", alice.task_errors), explain)
    told: list[Hits] = []
    searches.find(FindMessages("boat", None, ME, told.append))
    await until(lambda: told and told[-1].is_final)
    assert texts_of(told[0]) == ["the red boat"]
    assert (texts_of(told[-1]), bool(told[-1].problem)) == ([], True)
    await alice.close()


async def test_who_types_on_hears_nothing_of_the_search_before(server, tmp_path, qapp) -> None:
    alice, _room_id = await a_talk(server, tmp_path, "the red boat")
    searches = Searches(alice.client, TaskScope("searching", alice.task_errors), explain)
    told: list[Hits] = []
    searches.find(FindMessages("bo", None, ME, told.append))
    searches.find(FindMessages("boat", None, ME, told.append))
    await until(lambda: told and told[-1].is_final)
    assert {hits.words for hits in told} == {"boat"}
    searches.find(FindMessages("red", None, ME, told.append))
    searches.find(FindMessages("", None, ME, told.append))
    searches.find(FindMessages("boat", None, ME, told.append))
    await until(lambda: sum(hits.is_final for hits in told) == 2)
    assert {hits.words for hits in told} == {"boat"}
    await alice.close()


async def test_two_who_search_the_same_room_leave_each_other_alone(server, tmp_path, qapp) -> None:
    alice, room_id = await a_talk(server, tmp_path, "the red boat")
    searches = Searches(alice.client, TaskScope("searching", alice.task_errors), explain)
    screen, window = [], []
    searches.find(FindMessages("boat", room_id, "the screen", screen.append))
    searches.find(FindMessages("red", room_id, "its window", window.append))
    await until(lambda: screen and window and screen[-1].is_final and window[-1].is_final)
    assert [texts_of(screen[0]), texts_of(window[0])] == [["the red boat"]] * 2
    await alice.close()


async def test_a_name_is_found_with_whom_it_means_by_device_and_server(server, tmp_path, qapp) -> None:
    alice, room_id = await a_talk(server, tmp_path, "@bob could you look?", "bob", "@bobby is another")
    searches = Searches(alice.client, TaskScope("searching", alice.task_errors), explain)
    told: list[Hits] = []
    searches.find(FindMessages("@bob", None, ME, told.append))
    await until(lambda: told and told[-1].is_final)
    room = alice.client.store.rooms.get(room_id)
    assert room is not None
    for hits in told:
        named = [(message.content, message.mentions) for message in hits.messages]
        assert named == [("@bobby is another", []), ("@bob could you look?", [room.other_user_id])]
    await alice.close()
