"""Marks: how far somebody has read."""

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


CASES = {
    "mark_read": read_a_part,
    "mark_read, backwards": read_all_and_then_less,
    "mark_read, all of all": read_from_both_sides,
}
