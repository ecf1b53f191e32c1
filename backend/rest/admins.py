"""What is for administrators of the server alone."""

from backend.rest.router import Call
from backend.store.users import is_admin
from backend.wire.errors import ErrorCode, Refusal


async def require_admin(call: Call) -> None:
    """Let pass who administers this server.

    Raises:
        Refusal: not_allowed.
    """
    if not await call.context.ask(is_admin, call.caller.id):
        raise Refusal(ErrorCode.NOT_ALLOWED)
