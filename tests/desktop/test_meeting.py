"""Meeting people and joining groups on a real server, seen on the real screen."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.client import TaskScope
from desktop.client.cache import Cache
from desktop.client.state.changes import RoomAdded
from desktop.meeting import Meetings
from desktop.models.choices import Choices
from desktop.models.troubles import explain_disk
from desktop.models.wishes import FindPeople, JoinRoom, StartDirectChat, Wish
from desktop.theme import Theme
from desktop.widgets.chat import ChatScreen
from tests.helpers.client_core import Device, until
from tests.helpers.real_chat import a_person
from tests.helpers.servers import ServerProcess


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path / "server-data") as server:
        yield server


class Desk:
    """Alice at her screen."""

    def __init__(self, device: Device, theme: Theme) -> None:
        store = device.client.store
        self.screen = ChatScreen(store, theme, Choices())
        self.told: list[str] = []
        scope = TaskScope("meeting", device.task_errors)
        self.meetings = Meetings(device.client, scope, self.screen, self.told.append)
        store.changes.subscribe(
            lambda change: self.meetings.open_joined() if isinstance(change, RoomAdded) else None
        )

    def wish(self, wish: Wish) -> None:
        self.meetings.acts()[type(wish)](wish)


async def test_a_chosen_person_s_chat_opens_and_that_of_nobody_is_told(server, tmp_path, theme) -> None:
    alice = await a_person(server.address, tmp_path / "alice", "alice")
    bob = await a_person(server.address, tmp_path / "bob", "bob")
    desk = Desk(alice, theme)
    desk.wish(StartDirectChat(bob.client.store.me.id))
    await until(lambda: desk.screen.current_room is not None)
    assert alice.client.store.rooms.get(desk.screen.current_room).other_user_id == bob.client.store.me.id
    desk.wish(StartDirectChat(bob.client.store.me.id + 100))
    await until(lambda: desk.told)
    await bob.close()
    await alice.close()


async def test_a_chat_that_cannot_be_kept_here_is_told(server, tmp_path, theme, monkeypatch) -> None:
    def fill_the_disk(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    alice = await a_person(server.address, tmp_path / "alice", "alice")
    bob = await a_person(server.address, tmp_path / "bob", "bob")
    desk = Desk(alice, theme)
    monkeypatch.setattr(Cache, "add_room", fill_the_disk)
    desk.wish(StartDirectChat(bob.client.store.me.id))
    await until(lambda: desk.told)
    assert desk.told == [explain_disk()]
    await bob.close()
    await alice.close()


async def test_a_joined_group_opens_and_one_that_is_gone_is_told(server, tmp_path, theme) -> None:
    alice = await a_person(server.address, tmp_path / "alice", "alice")
    bob = await a_person(server.address, tmp_path / "bob", "bob")
    group = await bob.client.calls.create_group("Cellar", is_public=True)
    desk = Desk(alice, theme)
    desk.wish(JoinRoom(group))
    await until(lambda: desk.screen.current_room == group)
    assert desk.told == []
    desk.wish(JoinRoom(group + 1))
    await until(lambda: desk.told)
    assert desk.screen.current_room == group
    await bob.close()
    await alice.close()


async def test_the_search_that_was_begun_last_is_answered(server, tmp_path, theme) -> None:
    alice = await a_person(server.address, tmp_path / "alice", "alice")
    bob = await a_person(server.address, tmp_path / "bob", "bob")
    desk = Desk(alice, theme)
    asked: list[str] = []
    desk.screen.show_people = lambda query, _people: asked.append(query)
    desk.wish(FindPeople("b"))
    desk.wish(FindPeople("bo"))
    await until(lambda: asked)
    desk.wish(FindPeople("bob"))
    desk.wish(FindPeople(""))
    desk.wish(FindPeople("bob"))
    await until(lambda: len(asked) == 2)
    assert asked == ["bo", "bob"]
    await bob.close()
    await alice.close()
