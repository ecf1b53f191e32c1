"""Accounts: nobody who looks at a room hears of another's sessions."""

from backend.actions import accounts
from backend.auth.tokens import Claims
from backend.wire.rest import Register

REGISTER = Register(username="erin", password="securepass123", password_confirm="securepass123")


async def refresh(scene):
    session = scene.sessions[0]
    claims = Claims(session.user.id, session.id, 1)
    assert await scene.write(accounts.refresh, claims, 60)


CASES = {
    "register": lambda scene: scene.write(accounts.register, REGISTER, "-"),
    "log_in": lambda scene: scene.write(accounts.log_in, scene.bob, "phone"),
    "log_out": lambda scene: scene.write(accounts.log_out, scene.sessions[1].id),
    "refresh": refresh,
    "mark_pair_used": lambda scene: scene.write(accounts.mark_pair_used, scene.sessions[0].id, 1),
}
