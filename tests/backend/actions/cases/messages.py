"""Messages: sent, answered, edited, deleted, and typed."""

import uuid

from msgspec.structs import replace

from backend.actions import marks, messages
from tests.backend.actions.cases.scene import send


async def send_twice(scene):
    client_id = str(uuid.uuid4())
    first = await send(scene, client_id=client_id)
    again = await send(scene, client_id=client_id)
    assert again == replace(first, duplicate=True)


async def talk_in_both_rooms(scene):
    for author, room in (("carol", scene.empty), ("bob", scene.talk), ("alice", scene.empty)):
        await send(scene, author, room=room)


async def send_after_marking_unread(scene):
    await scene.write(marks.mark_read, scene.alice.id, scene.talk, None)
    await scene.write(marks.mark_unread, scene.alice.id, scene.talk, 2)
    await send(scene)


async def edit(scene, message, content):
    await scene.write(messages.edit_message, message.user.id, message.id, content)


async def delete(scene, message):
    await scene.write(messages.delete_message, message.user.id, message.id)


async def name_each_other(scene):
    """Mentions come by sending and by edits, go by edits and by deletion."""
    told = [await send(scene, "bob", content=text) for text in ("@alice!", "Alice?", "@alice, @bob.")]
    await edit(scene, told[0], "nobody")
    await edit(scene, told[1], "@alice?")
    await delete(scene, told[2])


async def edit_what_was_answered(scene):
    answered = await send(scene, "bob")
    await send(scene, reply_to=answered.id)
    await edit(scene, answered, "x" * 300)


async def delete_what_was_answered(scene):
    answered = await send(scene, "bob", content="@alice")
    await send(scene, "bob", reply_to=answered.id)
    for _ in range(2):
        await delete(scene, answered)


async def edit_what_was_read(scene):
    told = await send(scene, "bob", content="@alice")
    await scene.write(marks.mark_read, scene.alice.id, scene.talk, None)
    await edit(scene, told, "alice")
    await edit(scene, told, "@alice")


async def delete_what_was_marked_unread(scene):
    told = [await send(scene, "bob", content="@alice") for _ in range(2)]
    await scene.write(marks.mark_read, scene.alice.id, scene.talk, None)
    await scene.write(marks.mark_unread, scene.alice.id, scene.talk, told[1].seq)
    for message in told:
        await delete(scene, message)


async def type_and_stop(scene):
    for is_typing in (True, False):
        await scene.write(messages.announce_typing, scene.alice.id, scene.talk, is_typing)


CASES = {
    "send_message": send,
    "send_message, with unread before": lambda scene: send(scene, "bob"),
    "send_message, twice": send_twice,
    "send_message, two rooms": talk_in_both_rooms,
    "send_message, after marking unread": send_after_marking_unread,
    "edit_message": name_each_other,
    "edit_message, answered": edit_what_was_answered,
    "edit_message, read": edit_what_was_read,
    "delete_message": delete_what_was_answered,
    "delete_message, marked unread": delete_what_was_marked_unread,
    "announce_typing": type_and_stop,
}
