"""Marks: how far somebody has read, and what somebody wants to be unread."""

from backend.actions import marks
from tests.backend.actions.cases.scene import send


async def read_a_part(scene):
    await scene.write(marks.mark_read, scene.alice.id, scene.talk, 2)


async def read_all_and_then_less(scene):
    for seq in (None, 1):
        await scene.write(marks.mark_read, scene.alice.id, scene.talk, seq)


async def read_from_both_sides(scene):
    for person in (scene.alice, scene.bob):
        await scene.write(marks.mark_read, person.id, scene.talk, None)
    await send(scene, "bob")
    await scene.write(marks.mark_read, scene.alice.id, scene.talk, None)


async def mark_unread_and_read_again(scene):
    await send(scene, "bob", content="@alice")
    await scene.write(marks.mark_read, scene.alice.id, scene.talk, None)
    for action, seq in (
        (marks.mark_unread, 3),
        (marks.mark_unread, 3),
        (marks.mark_unread, 4),
        (marks.mark_read, 2),
        (marks.mark_read, 4),
        (marks.mark_unread, 0),
    ):
        await scene.write(action, scene.alice.id, scene.talk, seq)


async def read_on_from_what_was_marked_unread(scene):
    await scene.write(marks.mark_unread, scene.alice.id, scene.talk, 1)
    await scene.write(marks.mark_read, scene.alice.id, scene.talk, 2)


CASES = {
    "mark_read": read_a_part,
    "mark_read, backwards": read_all_and_then_less,
    "mark_read, all of all": read_from_both_sides,
    "mark_read, marked unread": read_on_from_what_was_marked_unread,
    "mark_unread": mark_unread_and_read_again,
}
