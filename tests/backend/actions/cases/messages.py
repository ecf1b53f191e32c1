"""Messages: sent, and typed."""

import uuid

from msgspec.structs import replace

from backend.actions import messages
from tests.backend.actions.cases.scene import send


async def send_twice(scene):
    client_id = str(uuid.uuid4())
    first = await send(scene, client_id=client_id)
    again = await send(scene, client_id=client_id)
    assert again == replace(first, duplicate=True)


async def talk_in_both_rooms(scene):
    for author, room in (("carol", scene.empty), ("bob", scene.talk), ("alice", scene.empty)):
        await send(scene, author, room=room)


async def type_and_stop(scene):
    for is_typing in (True, False):
        await scene.write(messages.announce_typing, scene.alice.id, scene.talk, is_typing)


CASES = {
    "send_message": send,
    "send_message, with unread before": lambda scene: send(scene, "bob"),
    "send_message, twice": send_twice,
    "send_message, two rooms": talk_in_both_rooms,
    "announce_typing": type_and_stop,
}
