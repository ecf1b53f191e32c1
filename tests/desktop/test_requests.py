"""Requests on a real server: each is carried out, and whoever asked is told how it went."""

import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from backend.wire.bodies import EditProfile, EditRoom
from backend.wire.types import RoomId, UserId
from desktop.client import TaskScope
from desktop.client.cache import Cache
from desktop.conversation import explain
from desktop.models.requests import (
    AddMembers,
    Answer,
    ChangePassword,
    ChangeProfile,
    ChangeRole,
    CreateGroup,
    DeleteAccount,
    DeleteGroup,
    EditGroup,
    EndSessions,
    FindContacts,
    ListSessions,
    ReadPicture,
    RemoveMember,
    Request,
    SetGroupPicture,
    SetMyPicture,
)
from desktop.models.troubles import explain_disk
from desktop.requests import Requests
from tests.desktop.system.test_picture_file import encoded
from tests.helpers.client_core import Device, until
from tests.helpers.real_chat import PASSWORD, a_person
from tests.helpers.servers import ServerProcess


class Asking:
    """One person who asks for things and waits for the answers."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self.store = device.client.store
        self.said: list[str] = []
        scope = TaskScope("asking", device.task_errors)
        self._acts = Requests(device.client, scope, explain, self.said.append).acts()

    @property
    def my_id(self) -> UserId:
        assert self.store.me is not None
        return self.store.me.id

    async def ask(self, kind: Callable[..., Request], **what: object) -> Answer:
        answers: list[Answer] = []
        asked = kind(**what, answer=answers.append)
        self._acts[type(asked)](asked)
        await until(lambda: answers)
        assert len(answers) == 1
        return answers[0]

    def wish(self, asked: Request) -> None:
        self._acts[type(asked)](asked)

    async def has(self, kind: Callable[..., Request], **what: object) -> object:
        answer = await self.ask(kind, **what)
        assert answer.is_granted, answer.sentence
        return answer.value


@pytest.fixture
async def people(qapp, tmp_path: Path) -> AsyncIterator[tuple[Asking, Asking, Asking]]:
    with ServerProcess(tmp_path / "server-data") as server:
        names = ("alice", "bob", "carol")
        devices = [await a_person(server.address, tmp_path / name, name) for name in names]
        yield tuple(Asking(device) for device in devices)  # type: ignore[misc]
        for device in devices:
            await device.close()


async def test_a_group_from_its_making_to_its_end(people: tuple[Asking, Asking, Asking]) -> None:
    alice, bob, carol = people
    made = await alice.has(CreateGroup, name="Team", description="Plans", member_ids=(bob.my_id,))
    room_id = RoomId(int(str(made)))
    await until(lambda: bob.store.rooms.get(room_id))
    room = bob.store.rooms.get(room_id)
    assert room is not None
    assert (room.title, room.description, room.role) == ("Team", "Plans", "member")

    await alice.has(EditGroup, room_id=room_id, changes=EditRoom(name="Crew", is_public=True))
    await until(lambda: (room := bob.store.rooms.get(room_id)) and room.title == "Crew" and room.is_public)
    await alice.has(AddMembers, room_id=room_id, user_ids=(carol.my_id,))
    await alice.has(ChangeRole, room_id=room_id, user_id=bob.my_id, role="admin")
    await until(lambda: (room := bob.store.rooms.get(room_id)) and room.role == "admin")
    await bob.has(RemoveMember, room_id=room_id, user_id=carol.my_id)
    await until(lambda: carol.store.rooms.get(room_id) is None)
    await alice.has(DeleteGroup, room_id=room_id)
    await until(lambda: bob.store.rooms.get(room_id) is None)


async def test_a_group_exists_even_if_one_of_its_people_does_not(
    people: tuple[Asking, Asking, Asking],
) -> None:
    alice = people[0]
    made = await alice.has(CreateGroup, name="Team", member_ids=(UserId(987_654),))
    assert alice.store.rooms.get(RoomId(int(str(made)))) is not None
    assert alice.said[0].startswith("The group exists, but not all of it was done. ")


async def test_a_refusal_is_told_beside_the_field_or_in_a_sentence(
    people: tuple[Asking, Asking, Asking],
) -> None:
    alice, bob, _ = people
    long_name = await alice.ask(CreateGroup, name="x" * 5_000)
    assert set(long_name.fields) == {"name"}
    assert not long_name.problem
    stranger = await bob.ask(DeleteGroup, room_id=RoomId(99))
    assert stranger.problem
    assert not stranger.is_granted
    bob.wish(DeleteGroup(room_id=RoomId(99)))
    await until(lambda: bob.said)
    assert bob.said == [stranger.sentence]


async def test_people_are_found_by_a_part_of_their_name(people: tuple[Asking, Asking, Asking]) -> None:
    alice = people[0]
    found = await alice.has(FindContacts, query="aro")
    assert isinstance(found, list)
    assert [person.username for person in found] == ["carol"]
    everybody = await alice.has(FindContacts, query="")
    assert isinstance(everybody, list)
    assert {person.username for person in everybody} == {"bob", "carol"}


async def test_the_own_name_changes_for_everybody(people: tuple[Asking, Asking, Asking]) -> None:
    alice, bob, _ = people
    await bob.device.client.open_direct_chat(alice.my_id)
    await alice.has(ChangeProfile, changes=EditProfile(first_name="Alicia", last_name="Doe"))
    await until(lambda: alice.store.me is not None and alice.store.me.full_name == "Alicia Doe")
    await until(lambda: (person := bob.store.people.get(alice.my_id)) and person.first_name == "Alicia")
    refused = await alice.ask(ChangeProfile, changes=EditProfile(email="nonsense"))
    assert set(refused.fields) == {"email"}


async def test_pictures_of_oneself_and_of_a_group(people: tuple[Asking, Asking, Asking]) -> None:
    alice = people[0]
    picture = encoded(64, 64, "JPG")
    before = alice.store.my_avatar
    await alice.has(SetMyPicture, picture=picture)
    await until(lambda: alice.store.my_avatar != before)
    await alice.has(SetMyPicture, picture=None)
    room_id = RoomId(int(str(await alice.has(CreateGroup, name="Team", picture=picture))))
    assert not alice.said
    await alice.has(SetGroupPicture, room_id=room_id, picture=None)
    bad = await alice.ask(SetMyPicture, picture=b"no picture at all")
    assert "avatar" in bad.fields


async def test_a_password_changes_and_ends_the_other_sessions(people: tuple[Asking, Asking, Asking]) -> None:
    alice = people[0]
    wrong = await alice.ask(ChangePassword, old="wrong", new="another horse 8")
    assert not wrong.is_granted
    await alice.has(ChangePassword, old=PASSWORD, new="another horse 8")
    sessions = await alice.has(ListSessions)
    assert isinstance(sessions, list)
    assert [session.is_current for session in sessions] == [True]


async def test_another_device_is_signed_out(people: tuple[Asking, Asking, Asking], tmp_path: Path) -> None:
    alice = people[0]
    second = Device(alice.device.client.address, tmp_path / "second")
    await second.client.log_in("alice", PASSWORD)
    sessions = await alice.has(ListSessions)
    assert isinstance(sessions, list)
    others = tuple(session.id for session in sessions if not session.is_current)
    assert len(others) == 1
    await alice.has(EndSessions, session_ids=others)
    left = await alice.has(ListSessions)
    assert isinstance(left, list)
    assert len(left) == 1
    await second.close()


async def test_an_account_ends_by_its_password(people: tuple[Asking, Asking, Asking]) -> None:
    alice = people[0]
    assert not (await alice.ask(DeleteAccount, password="wrong")).is_granted
    await alice.has(DeleteAccount, password=PASSWORD)
    await until(lambda: alice.store.me is None)


async def test_a_picture_is_read_off_the_loop(people: tuple[Asking, Asking, Asking]) -> None:
    alice = people[0]
    assert isinstance(await alice.has(ReadPicture, source=encoded(9, 9)), QImage)
    bad = await alice.ask(ReadPicture, source=b"text")
    assert bad.problem == "This is not a picture."


async def test_what_cannot_be_kept_here_is_answered_all_the_same(
    people: tuple[Asking, Asking, Asking], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill_the_disk(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as full:
        full.setattr(Cache, "add_room", fill_the_disk)
        answer = await people[0].ask(CreateGroup, name="Team")
    assert answer.problem == explain_disk()


async def test_without_a_server_it_says_so(qapp, tmp_path: Path) -> None:
    device = Device("http://127.0.0.1:9", tmp_path)
    said: list[str] = []
    scope = TaskScope("asking", device.task_errors)
    acts = Requests(device.client, scope, explain, said.append).acts()
    acts[FindContacts](FindContacts(query="bob"))
    await until(lambda: said)
    assert said
    await device.close()


def test_secrets_stay_out_of_logs() -> None:
    assert "horse" not in repr(ChangePassword(old="horse", new="horse"))
    assert "horse" not in repr(DeleteAccount(password="horse"))
