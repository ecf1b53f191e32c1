"""Pictures: who shares a room with somebody sees the new one."""

from backend.actions import pictures, rooms
from backend.actions.members import add_member
from backend.wire.bodies import CreateRoom

PICTURE = {64: b"picture"}


async def found_team(scene):
    """Alice has a team with Carol."""
    command = CreateRoom(name="Team")
    room = await scene.write(rooms.create_room, scene.alice.id, command, scene.office.contact_of)
    await scene.write(add_member, scene.alice.id, room.id, scene.carol.id, 10, scene.office.contact_of)
    return room.id


async def set_and_delete(scene):
    for picture in (PICTURE, {}):
        await scene.write(pictures.set_picture, scene.bob.id, picture)


async def set_the_groups(scene, *several):
    room = await found_team(scene)
    for picture in several:
        await scene.write(pictures.set_group_picture, scene.alice.id, room, picture)


CASES = {
    "set_picture": lambda scene: scene.write(pictures.set_picture, scene.alice.id, PICTURE),
    "set_picture, and none again": set_and_delete,
    "set_picture, none as before": lambda scene: scene.write(pictures.set_picture, scene.alice.id, {}),
    "set_group_picture": lambda scene: set_the_groups(scene, PICTURE),
    "set_group_picture, and none again": lambda scene: set_the_groups(scene, PICTURE, {}),
    "set_group_picture, none as before": lambda scene: set_the_groups(scene, {}),
}
