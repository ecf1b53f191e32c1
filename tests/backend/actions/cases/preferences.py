"""Preferences: one's own, on all devices; a hidden room shows again."""

from datetime import UTC, datetime

from backend.actions import preferences, rooms
from backend.wire.bodies import EditPreferences
from tests.backend.actions.cases.scene import send

ALL = EditPreferences(
    pinned=True, muted_until=datetime(9999, 12, 31, tzinfo=UTC), notifications="mentions", hidden=True
)


async def edit(scene, *commands):
    for command in commands:
        await scene.write(preferences.edit_preferences, scene.alice.id, scene.talk, command)


async def hide_and_be_written_to(scene):
    await edit(scene, EditPreferences(hidden=True))
    await send(scene, "bob")


async def hide_and_meet(scene):
    await edit(scene, EditPreferences(hidden=True))
    await scene.write(rooms.create_direct_chat, scene.alice.id, scene.bob.id, scene.office.contact_of)


CASES = {
    "edit_preferences": lambda scene: edit(scene, ALL),
    "edit_preferences, back": lambda scene: edit(scene, ALL, EditPreferences(muted_until=None, hidden=False)),
    "edit_preferences, hidden": hide_and_be_written_to,
    "edit_preferences, met again": hide_and_meet,
}
