"""Rooms: made, changed, deleted."""

from backend.actions import rooms
from backend.wire.bodies import CreateRoom, EditRoom, ReplaceRoom
from tests.backend.actions.cases.members import gather_team
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


async def edit_a_group(scene):
    await gather_team(scene)
    for command in (
        EditRoom(name="Crew"),
        EditRoom(name="Crew"),
        ReplaceRoom(name="Crew", description="Us", is_public=True),
    ):
        await scene.write(rooms.edit_room, scene.alice.id, scene.team, command)


async def delete_a_group(scene):
    await gather_team(scene)
    await scene.write(rooms.delete_room, scene.alice.id, scene.team)


async def delete_a_direct_room(scene):
    await scene.write(rooms.delete_room, scene.alice.id, scene.talk)
    await scene.write(rooms.delete_room, scene.alice.id, scene.talk)


async def wipe(scene):
    await delete_a_group(scene)
    await scene.write(rooms.wipe_deleted_room)
    await scene.write(rooms.wipe_deleted_room)


CASES = {
    "create_direct_chat": meet,
    "create_direct_chat, again": meet_again,
    "create_room": found_a_group,
    "edit_room": edit_a_group,
    "delete_room": delete_a_group,
    "delete_room, direct": delete_a_direct_room,
    "wipe_deleted_room": wipe,
}
