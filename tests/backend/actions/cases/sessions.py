"""Sessions: nobody who looks at a room hears of another's."""

from backend.actions import sessions
from backend.auth.tokens import Claims
from backend.store.clock import now_us


async def refresh(scene):
    session = scene.sessions[0]
    claims = Claims(session.user.id, session.id, 1)
    assert await scene.write(sessions.refresh, claims, 60)


CASES = {
    "log_in": lambda scene: scene.write(sessions.log_in, scene.bob.id, "-", "phone"),
    "log_out": lambda scene: scene.write(sessions.log_out, scene.sessions[1].id),
    "end_session": lambda scene: scene.write(sessions.end_session, scene.bob.id, scene.sessions[1].id),
    "end_sessions": lambda scene: scene.write(sessions.end_sessions, scene.bob.id, "logged_out"),
    "refresh": refresh,
    "mark_pair_used": lambda scene: scene.write(sessions.mark_pair_used, scene.sessions[0].id, 1),
    "record_use": lambda scene: scene.write(sessions.record_use, {scene.sessions[0].id: now_us()}),
}
