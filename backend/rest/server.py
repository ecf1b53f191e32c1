"""The server itself: what it is, whether it lives, whether it is of use now."""

from backend.rest.router import Call, Router
from backend.wire import PROTOCOL_VERSION, __version__, rest
from backend.wire.errors import ErrorCode, Refusal

router = Router()


@router.answers(rest.GET_SERVER)
async def get_server(call: Call) -> rest.ServerInfo:
    """Who answers at this address."""
    settings = call.context.settings
    return rest.ServerInfo(
        name=settings.name,
        version=__version__,
        server_id=call.context.server_id,
        protocol_versions=[PROTOCOL_VERSION],
        registration_open=settings.registration_mode == "open",
        registration=settings.registration_mode,
    )


@router.answers(rest.CHECK_ALIVE)
async def check_alive(_call: Call) -> rest.Health:
    """The process answers, also while it ends."""
    return rest.Health()


@router.answers(rest.CHECK_READY)
async def check_ready(call: Call) -> rest.Health:
    """The database can be read and written, and the server isn't about to end (which the middleware sees)."""
    if not await call.context.pulse.is_there():
        raise Refusal(ErrorCode.NOT_READY, retry_after=2)
    return rest.Health()
