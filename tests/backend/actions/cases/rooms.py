"""Rooms: made."""

from backend.actions import rooms
from backend.wire.rest import CreateRoom
from tests.backend.actions.cases.scene import send


async def meet(scene):
    scene.office.online.add(scene.dave.id)
    made = await scene.write(rooms.create_direct_chat, scene.bob.id, scene.dave.id, scene.office.contact_of)
    await send(scene, "dave", room=made.room.id)


async def meet_again(scene):
    await scene.write(rooms.create_direct_chat, scene.bob.id, scene.alice.id, scene.office.contact_of)


async def found_a_group(scene):
    command = CreateRoom(name="Team", description="All of us")
    await scene.write(rooms.create_room, scene.alice.id, command, scene.office.contact_of)


CASES = {
    "create_direct_chat": meet,
    "create_direct_chat, again": meet_again,
    "create_room": found_a_group,
}
