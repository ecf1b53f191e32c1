"""Senders that never give a message up, and witnesses of what was announced, for a server that dies."""

import asyncio
import uuid
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

import aiohttp
from aiohttp import WSMsgType

from tests.helpers.people import Json, Person, chat_frame

WINDOW = 12
"""Messages of one socket that may wait for their acks together."""


class Ack(NamedTuple):
    """What the server promised about a message."""

    seq: int
    id: int
    timestamp: str


class Sender:
    """What one person says in one room: each message again, by its client id, until it is acknowledged."""

    def __init__(self, person: Person, room: int) -> None:
        self.person = person
        self.room = room
        self.said: list[str] = []
        self.acks: dict[str, Ack] = {}

    def owed(self) -> list[str]:
        """The client ids of what was said and not acknowledged, in order."""
        return [client_id for client_id in self.said if client_id not in self.acks]

    def content(self, client_id: str) -> str:
        """What is said under that client id."""
        return f"{self.person.name}: {client_id}"

    def lines(self, stop: asyncio.Event) -> Iterator[str]:
        """The client ids to say: what is owed, then new ones until told to stop."""
        yield from self.owed()
        while not stop.is_set():
            self.said.append(str(uuid.uuid4()))
            yield self.said[-1]

    def keep(self, client_id: str, answer: Json, message_id: int) -> None:
        """Remember an ack."""
        assert client_id not in self.acks, "one send, two acks"
        self.acks[client_id] = Ack(answer["seq"], message_id, answer["timestamp"])


async def send_over_rest(sender: Sender, stop: asyncio.Event) -> None:
    """One after the other, until the server is gone."""
    with suppress(aiohttp.ClientError):
        for client_id in sender.lines(stop):
            status, answer = await sender.person.send(sender.room, sender.content(client_id), client_id)
            assert status == (200 if answer["duplicate"] else 201), answer
            assert (answer["client_id"], answer["content"]) == (client_id, sender.content(client_id))
            sender.keep(client_id, answer, answer["id"])


async def send_over_socket(sender: Sender, stop: asyncio.Event) -> None:
    """Several under way at once, until the server is gone."""
    lines = sender.lines(stop)
    under_way = 0
    with suppress(aiohttp.ClientError):
        async with sender.person.open_room(sender.room) as socket:
            while True:
                while under_way < WINDOW and (client_id := next(lines, None)):
                    await socket.send_json(chat_frame(sender.content(client_id), client_id))
                    under_way += 1
                if not under_way:
                    return
                message = await socket.receive()
                if message.type is not WSMsgType.TEXT:
                    return
                frame = message.json()
                assert frame["type"] in {"message_sent", "chat_message", "user_status"}, frame
                if frame["type"] == "message_sent":
                    sender.keep(frame["client_id"], frame, frame["message_id"])
                    under_way -= 1


class Witness:
    """Everything that one socket is told of new messages: (seq, id, client id) by room."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.saw: dict[int, list[tuple[int, int, str]]] = {}
        self._socket = socket

    async def watch(self, last: str | None = None) -> None:
        """Until the server is gone, or the message of the client id `last` was announced."""
        async for message in self._socket:
            if message.type is not WSMsgType.TEXT:
                return
            frame = message.json()
            if frame["type"] == "chat_message":
                entry = (frame["seq"], frame["message_id"], frame["client_id"])
            elif frame["type"] == "message_created":
                entry = (frame["seq"], frame["message"]["id"], frame["message"]["client_id"])
            else:
                continue
            self.saw.setdefault(frame["room"], []).append(entry)
            if entry[-1] == last:
                return
