"""Reset codes: another password is nothing that others see."""

from backend.actions import reset_codes
from backend.actions.accounts import make_admin

DIGEST = b"d" * 32


async def keep(scene):
    await scene.write(make_admin, scene.alice.id)
    await scene.write(reset_codes.keep_code, scene.alice.id, scene.bob.id, DIGEST, 3600)


async def keep_here(scene):
    await scene.write(reset_codes.keep_code_here, scene.bob.id, DIGEST, 3600)


async def reset(scene):
    await keep_here(scene)
    await scene.write(reset_codes.reset_password, scene.bob.id, DIGEST, "+")


CASES = {"keep_code": keep, "keep_code_here": keep_here, "reset_password": reset}
