"""Invites: nobody's rooms change by them."""

from backend.actions import invites
from backend.actions.accounts import make_admin


async def create(scene):
    await scene.write(make_admin, scene.alice.id)
    return await scene.write(invites.create_invite, scene.alice.id, 1, 3600)


async def revoke(scene):
    await scene.write(invites.revoke_invite, scene.alice.id, (await create(scene)).id)


async def revoke_here(scene):
    made = await scene.write(invites.create_invite_here, 1, 3600, True)
    await scene.write(invites.revoke_invite_here, made.id)


CASES = {
    "create_invite": create,
    "create_invite_here": lambda scene: scene.write(invites.create_invite_here, 1, 3600, False),
    "revoke_invite": revoke,
    "revoke_invite_here": revoke_here,
    "renew_first_invite": lambda scene: scene.write(invites.renew_first_invite, True, 3600),
}
