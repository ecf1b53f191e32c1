"""Members: people come into groups, go, and change their roles."""

from backend.actions import members, messages, rooms
from backend.wire.bodies import CreateRoom, SendMessage

MOST = 500


async def gather_team(scene):
    """Alice has a team with Bob and Carol, and another that is open to all and has nobody else yet."""
    for name in ("team", "open_team"):
        command = CreateRoom(name=name, is_public=name == "open_team")
        room = await scene.write(rooms.create_room, scene.alice.id, command, scene.office.contact_of)
        setattr(scene, name, room.id)
    for who in ("bob", "carol"):
        await add(scene, who)
    for author in ("alice", "bob"):
        await write(scene, author)


async def add(scene, who="dave", by="alice", room=None):
    await scene.write(
        members.add_member,
        getattr(scene, by).id,
        room or scene.team,
        getattr(scene, who).id,
        MOST,
        scene.office.contact_of,
    )


async def join(scene, who="dave"):
    await scene.write(
        members.join_room, getattr(scene, who).id, scene.open_team, MOST, scene.office.contact_of
    )


async def remove(scene, who="carol", by="alice"):
    await scene.write(members.remove_member, getattr(scene, by).id, scene.team, getattr(scene, who).id)


async def leave(scene, *who, room=None):
    for name in who:
        await scene.write(members.leave_room, getattr(scene, name).id, room or scene.team)


async def change_role(scene, who, role, by="alice"):
    person, caller = getattr(scene, who), getattr(scene, by)
    await scene.write(members.change_role, caller.id, scene.team, person.id, role, scene.office.contact_of)


async def add_online_and_talk(scene):
    await scene.come(scene.dave)
    await add(scene)
    await write(scene, "dave")
    await write(scene, "carol")


async def add_twice(scene):
    await add(scene)
    await add(scene)


async def come_back(scene):
    await remove(scene)
    await write(scene, "alice")
    await add(scene, "carol")
    await write(scene, "alice")


async def leave_what_was_said(scene):
    await write(scene, "bob")
    await leave(scene, "bob")
    await leave(scene, "carol")


async def leave_two_with_one_unread(scene):
    await join(scene)
    await write(scene, "alice", scene.open_team)
    await leave(scene, "dave", room=scene.open_team)


async def promote_and_hand_over(scene):
    await change_role(scene, "carol", "admin")
    await change_role(scene, "bob", "admin")
    await change_role(scene, "carol", "owner")
    await change_role(scene, "alice", "member", by="carol")
    await change_role(scene, "bob", "admin", by="carol")


async def write(scene, author, room=None):
    command = SendMessage(room=room or scene.team, content="hello")
    await scene.write(messages.send_message, getattr(scene, author).id, command)


STORIES = {
    "add_member": add,
    "add_member, online": add_online_and_talk,
    "add_member, twice": add_twice,
    "add_member, again": come_back,
    "join_room": join,
    "remove_member": remove,
    "remove_member, known otherwise": lambda scene: remove(scene, "bob"),
    "leave_room": lambda scene: leave(scene, "carol"),
    "leave_room, the owner": lambda scene: leave(scene, "alice"),
    "leave_room, with words": leave_what_was_said,
    "leave_room, of two": leave_two_with_one_unread,
    "leave_room, all": lambda scene: leave(scene, "alice", "bob", "carol"),
    "leave_all_groups": lambda scene: scene.write(members.leave_all_groups, scene.alice.id),
    "change_role": lambda scene: change_role(scene, "carol", "admin"),
    "change_role, several": promote_and_hand_over,
}


def in_team(story):
    async def run(scene):
        await gather_team(scene)
        await story(scene)

    return run


CASES = {name: in_team(story) for name, story in STORIES.items()}
