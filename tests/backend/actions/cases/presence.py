"""Presence: people come and go."""

from backend.actions import presence
from backend.store.clock import now_us


async def come_and_go(scene):
    await scene.come(scene.bob)
    await scene.come(scene.dave)
    await scene.go(scene.alice)


async def status(scene):
    await scene.write(presence.announce_status, scene.bob.id, scene.talk, is_online=True)


async def be_seen(scene):
    await scene.write(presence.record_seen, {scene.alice.id: now_us()})


CASES = {
    "came_online": lambda scene: scene.come(scene.bob),
    "went_offline": lambda scene: scene.go(scene.alice),
    "came_online, several": come_and_go,
    "announce_status": status,
    "record_seen": be_seen,
}
