"""The whole server against a model of a page: whatever people do in whatever order, both agree.

People write, retry, edit, delete, read, come, go and change roles; devices are cut off and resume; the
server is restarted. The model knows nothing of SQL, batches or sockets.
"""

import asyncio
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from backend.settings import Settings
from backend.store.migrate import migrate
from backend.wire.limits import UNLIMITED_RATES, Limits
from tests.helpers.backends import Answer, Backend, Ear, Guest, running

NAMES = ("ann", "bob", "cy", "dee")
LOG_EVENTS = {
    "message_created",
    "message_edited",
    "message_deleted",
    "room_changed",
    "member_added",
    "member_removed",
    "role_changed",
}


@dataclass
class Message:
    """What the model knows of a message."""

    id: int
    author: str
    seq: int
    content: str
    """With the names of members alone: the others are nobody to the server."""
    sent: str
    client_id: str
    is_deleted: bool = False

    def names(self, name: str) -> bool:
        return not self.is_deleted and self.author != name and f"@{name}" in self.content


@dataclass
class Room:
    """What the model knows of a group."""

    id: int
    owner_first: list[str]
    roles: dict[str, str]
    log: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    read: dict[str, int] = field(default_factory=dict)
    unread_from: dict[str, int] = field(default_factory=dict)
    left_at: dict[str, int] = field(default_factory=dict)

    def append(self, kind: str) -> int:
        self.log.append(kind)
        return len(self.log)

    def mark(self, name: str, seq: int) -> None:
        if seq > self.read[name]:
            self.read[name] = seq
            self.unread_from.pop(name, None)
        elif seq >= self.unread_from.get(name, seq + 1):
            del self.unread_from[name]

    def unread(self, name: str) -> list[Message]:
        floor = min(self.read[name], self.unread_from.get(name, len(self.log) + 1) - 1)
        return [m for m in self.messages if m.seq > floor and m.author != name and not m.is_deleted]

    def add(self, name: str) -> None:
        seq = self.append("member_added")
        self.roles[name] = "member"
        self.owner_first.append(name)
        self.read[name] = seq
        self.left_at.pop(name, None)

    def remove(self, name: str) -> None:
        if self.roles[name] == "owner" and len(self.roles) > 1:
            others = [other for other in self.owner_first if other != name]
            heir = next((other for other in others if self.roles[other] == "admin"), others[0])
            self.roles[heir] = "owner"
            self.append("role_changed")
        self.left_at[name] = self.append("member_removed")
        self.owner_first.remove(name)
        del self.roles[name], self.read[name]
        self.unread_from.pop(name, None)


class Device:
    """A device that keeps each room's log by the rules of the contract, and may be cut off."""

    def __init__(self, person: Guest) -> None:
        self._person = person
        self._ear: Ear | None = None
        self.logs: dict[int, list[str]] = {}

    async def connect(self) -> None:
        """Connect, and fetch what each room went on by."""
        self._ear = await self._person.connect("/ws/")
        welcome = await self._ear.hear("welcome")
        for room in welcome["rooms"]:
            await self._fetch(room["id"], room["last_seq"])

    async def cut(self) -> None:
        """The line breaks."""
        if self._ear is not None:
            await self._ear.ws.close()
            self._ear = None

    async def listen(self, until: dict[int, int]) -> None:
        """Take what comes, in order and without a gap, until each log is that long."""
        if self._ear is None:
            return
        while any(len(self.logs.get(room, [])) < seq for room, seq in until.items()):
            event = await self._ear.next()
            if event["type"] == "room_created":
                await self._fetch(event["room"]["id"], event["room"]["last_seq"])
            elif event["type"] in LOG_EVENTS:
                log = self.logs.setdefault(event["room"], [])
                if event["seq"] > len(log) + 1:
                    await self._fetch(event["room"], event["seq"])
                elif event["seq"] == len(log) + 1:
                    log.append(event["type"])

    async def _fetch(self, room: int, last_seq: int) -> None:
        log = self.logs.setdefault(room, [])
        while len(log) < last_seq:
            page = await self._person.get(f"/api/chat/rooms/{room}/events/?after_seq={len(log)}&limit=3")
            for event in page.body["events"]:
                assert event["seq"] == len(log) + 1
                log.append(event["type"])


class Chat(RuleBasedStateMachine):
    """People at a server, and the model beside it."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = Path(tempfile.mkdtemp(prefix="minichat-model-"))
        (self.folder / "minichat.sqlite3").write_bytes(self.template.read_bytes())
        self.stack = AsyncExitStack()
        self.rooms: list[Room] = []
        self.tokens: dict[str, str] = {}
        self.ids: dict[str, int] = {}
        self.devices: dict[str, Device] = {}

    # --- the server ----------------------------------------------------------------------------------------

    async def start(self) -> None:
        limits = Limits(**UNLIMITED_RATES)
        self.server: Backend = await self.stack.enter_async_context(
            running(Settings(data=self.folder, bcrypt_cost=4, limits=limits))
        )

    def person(self, name: str) -> Guest:
        return Guest(self.server.client, self.tokens[name])

    def call(self, name: str, method: str, path: str, body: Any = None) -> Answer:
        return self.runner.run(self.person(name).call(method, f"/api/chat/{path}", body))

    @initialize()
    def people_arrive(self) -> None:
        async def arrive() -> None:
            await self.start()
            for name in NAMES:
                somebody = await self.server.register(name)
                self.tokens[name], self.ids[name] = str(somebody.access), somebody.id
                self.devices[name] = Device(self.person(name))
                await self.devices[name].connect()

        self.runner.run(arrive())
        self.new_group("ann")

    @rule()
    def restart(self) -> None:
        async def again() -> None:
            for device in self.devices.values():
                await device.cut()
            await self.stack.aclose()
            self.stack = AsyncExitStack()
            await self.start()
            for name in NAMES:
                seen = self.devices[name].logs
                self.devices[name] = Device(self.person(name))
                self.devices[name].logs = seen
                await self.devices[name].connect()

        self.runner.run(again())

    @rule(name=st.sampled_from(NAMES))
    def lose_the_line(self, name: str) -> None:
        self.runner.run(self.devices[name].cut())

    @rule(name=st.sampled_from(NAMES))
    def come_back(self, name: str) -> None:
        self.runner.run(self.devices[name].cut())
        self.runner.run(self.devices[name].connect())

    # --- rooms and people ----------------------------------------------------------------------------------

    @precondition(lambda self: len(self.rooms) < 3)
    @rule(name=st.sampled_from(NAMES))
    def new_group(self, name: str) -> None:
        answer = self.call(name, "POST", "rooms/", {"name": "group", "is_public": len(self.rooms) == 1})
        assert answer.status == 201
        room = Room(answer.body["id"], [name], {name: "owner"}, read={name: 0})
        self.rooms.append(room)

    @rule(data=st.data(), name=st.sampled_from(NAMES), other=st.sampled_from(NAMES))
    def add(self, data: st.DataObject, name: str, other: str) -> None:
        room = data.draw(st.sampled_from(self.rooms))
        answer = self.call(name, "POST", f"rooms/{room.id}/participants/", {"user_id": self.ids[other]})
        if name not in room.roles:
            assert answer.status == 404
        elif room.roles[name] == "member":
            assert answer.status in ({403, 200} if other in room.roles else {403})
        elif other in room.roles:
            assert answer.status == 200
        else:
            assert answer.status == 201
            room.add(other)

    @rule(data=st.data(), name=st.sampled_from(NAMES), other=st.sampled_from(NAMES))
    def remove(self, data: st.DataObject, name: str, other: str) -> None:
        room = data.draw(st.sampled_from(self.rooms))
        answer = self.call(name, "DELETE", f"rooms/{room.id}/participants/{self.ids[other]}/")
        mine, theirs = room.roles.get(name), room.roles.get(other)
        may = name == other or mine == "owner" or (mine == "admin" and theirs == "member")
        if mine is None:
            assert answer.status == 404
        elif theirs is not None and may:
            assert answer.status == 204
            self._gone(room, other)
        else:
            assert answer.status in {403, 404}

    @rule(data=st.data(), name=st.sampled_from(NAMES))
    def leave(self, data: st.DataObject, name: str) -> None:
        room = data.draw(st.sampled_from(self.rooms))
        answer = self.call(name, "POST", f"rooms/{room.id}/leave/")
        assert answer.status == (200 if name in room.roles else 404)
        if answer.status == 200:
            self._gone(room, name)

    def _gone(self, room: Room, name: str) -> None:
        room.remove(name)
        if not room.roles:
            self.rooms.remove(room)
            if not self.rooms:
                self.new_group(name)

    @rule(data=st.data(), name=st.sampled_from(NAMES))
    def join(self, data: st.DataObject, name: str) -> None:
        room = data.draw(st.sampled_from(self.rooms))
        answer = self.call(name, "POST", f"rooms/{room.id}/join/")
        if answer.status == 200 and name not in room.roles:
            room.add(name)
        else:
            assert answer.status == (200 if name in room.roles else 404)

    @rule(
        data=st.data(),
        name=st.sampled_from(NAMES),
        other=st.sampled_from(NAMES),
        role=st.sampled_from(["owner", "admin", "member"]),
    )
    def change_role(self, data: st.DataObject, name: str, other: str, role: str) -> None:
        room = data.draw(st.sampled_from(self.rooms))
        path = f"rooms/{room.id}/participants/{self.ids[other]}/"
        answer = self.call(name, "PATCH", path, {"role": role})
        if room.roles.get(name) != "owner" or other not in room.roles:
            assert answer.status in {403, 404}
        elif name == other:
            assert answer.status == (200 if role == "owner" else 403)
        else:
            assert answer.status == 200
            if role == "owner":
                room.roles[name] = "admin"
                room.append("role_changed")
            if room.roles[other] != role:
                room.roles[other] = role
                room.append("role_changed")

    # --- messages ------------------------------------------------------------------------------------------

    @rule(data=st.data(), name=st.sampled_from(NAMES), named=st.sampled_from(["", *NAMES]))
    def send(self, data: st.DataObject, name: str, named: str) -> None:
        room = data.draw(st.sampled_from(self.rooms))
        client_id = str(uuid.UUID(int=data.draw(st.integers(1, 2**120))))
        content = f"to @{named}." if named else "to all"
        body = {"room": room.id, "content": content, "client_id": client_id}
        if any(m.client_id == client_id for r in self.rooms for m in r.messages if m.author == name):
            return
        answer = self.call(name, "POST", "messages/", body)
        assert answer.status == (201 if name in room.roles else 404)
        if answer.status == 201:
            seq = room.append("message_created")
            known = content if named in room.roles or not named else "to all"
            assert answer.body["seq"] == seq
            assert answer.body["mentions"] == ([self.ids[named]] if named in room.roles else [])
            message = Message(answer.body["id"], name, seq, known, content, client_id)
            room.messages.append(message)
            room.read[name] = seq
            room.unread_from.pop(name, None)
            retry = self.call(name, "POST", "messages/", body)
            assert (retry.status, retry.body) == (200, answer.body | {"duplicate": True})
            assert self.call(name, "POST", "messages/", body | {"content": "x"}).status == 409

    @precondition(lambda self: any(room.messages for room in self.rooms))
    @rule(data=st.data(), name=st.sampled_from(NAMES), named=st.sampled_from(["", *NAMES]))
    def edit(self, data: st.DataObject, name: str, named: str) -> None:
        room = data.draw(st.sampled_from([room for room in self.rooms if room.messages]))
        message = data.draw(st.sampled_from(room.messages))
        content = f"for @{named}" if named else "for all"
        answer = self.call(name, "PATCH", f"messages/{message.id}/", {"content": content})
        if name not in room.roles:
            assert answer.status == 404
        elif name != message.author:
            assert answer.status == 403
        elif message.is_deleted:
            assert answer.status == 409
        else:
            assert answer.status == 200
            if content != message.sent:
                room.append("message_edited")
                message.content = content if named in room.roles or not named else "for all"
                message.sent = content

    @precondition(lambda self: any(room.messages for room in self.rooms))
    @rule(data=st.data(), name=st.sampled_from(NAMES))
    def delete(self, data: st.DataObject, name: str) -> None:
        room = data.draw(st.sampled_from([room for room in self.rooms if room.messages]))
        message = data.draw(st.sampled_from(room.messages))
        answer = self.call(name, "DELETE", f"messages/{message.id}/")
        if name not in room.roles:
            assert answer.status == 404
        elif name != message.author and room.roles[name] == "member":
            assert answer.status == 403
        else:
            assert answer.status == 204
            if not message.is_deleted:
                message.is_deleted = True
                room.append("message_deleted")

    @rule(data=st.data(), name=st.sampled_from(NAMES), seq=st.integers(0, 40))
    def read(self, data: st.DataObject, name: str, seq: int) -> None:
        room = data.draw(st.sampled_from(self.rooms))
        answer = self.call(name, "POST", f"rooms/{room.id}/read/", {"seq": seq})
        if name not in room.roles:
            assert answer.status == 404
        elif seq > len(room.log):
            assert answer.status == 400
        else:
            room.mark(name, seq)
            assert answer.body["unread_count"] == len(room.unread(name))

    @rule(data=st.data(), name=st.sampled_from(NAMES), seq=st.integers(1, 40))
    def mark_unread(self, data: st.DataObject, name: str, seq: int) -> None:
        room = data.draw(st.sampled_from(self.rooms))
        answer = self.call(name, "POST", f"rooms/{room.id}/unread/", {"seq": seq})
        if name not in room.roles:
            assert answer.status == 404
        elif seq > len(room.log):
            assert answer.status == 400
        else:
            room.unread_from[name] = seq
            assert answer.body["unread_count"] == len(room.unread(name))

    # --- both agree ----------------------------------------------------------------------------------------

    @invariant()
    def the_server_says_what_the_model_says(self) -> None:
        for name in self.tokens:
            views = {view["id"]: view for view in self.call(name, "GET", "rooms/").body}
            mine = {room.id: room for room in self.rooms if name in room.roles}
            assert set(views) == set(mine)
            for room in mine.values():
                view, unread = views[room.id], room.unread(name)
                assert view["last_seq"] == len(room.log)
                assert view["read_seq"] == room.read[name]
                assert view["unread_from"] == room.unread_from.get(name)
                assert view["unread_count"] == len(unread)
                assert view["unread_mentions"] == sum(message.names(name) for message in unread)
                assert view["role"] == room.roles[name]
                assert [user["username"] for user in view["participants"]] == room.owner_first

    def teardown(self) -> None:
        async def finish() -> None:
            for name, device in self.devices.items():
                mine = {room.id: room for room in self.rooms if name in room.roles}
                await device.listen({room.id: len(room.log) for room in mine.values()})
                await device.cut()
                await device.connect()
                for room in mine.values():
                    assert device.logs[room.id] == room.log, name
                for room in self.rooms:
                    if name in room.left_at:
                        await device._fetch(room.id, room.left_at[name])
                        assert device.logs[room.id] == room.log[: room.left_at[name]], name
                await device.cut()

        try:
            self.runner.run(finish())
        finally:
            self.runner.run(self.stack.aclose())
            self.runner.close()
            shutil.rmtree(self.folder)


@pytest.fixture(autouse=True)
def model_template(tmp_path: Path) -> Iterator[None]:
    Chat.template = tmp_path / "template.sqlite3"
    migrate(Chat.template)
    yield
    del Chat.template


TestChat = Chat.TestCase
TestChat.settings = settings(
    max_examples=20,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
