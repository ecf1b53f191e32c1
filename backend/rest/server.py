"""The server itself: what it is, whether it lives, whether it is of use; for administrators how it fares."""

import asyncio
import logging
import sqlite3

from backend.copies import list_left_out, make_copy
from backend.load import free_bytes, memory_bytes
from backend.rest.admins import require_admin
from backend.rest.router import Call, Reply, Router
from backend.store import overview
from backend.store.backup import CopyBroken, database_bytes
from backend.store.clock import now_us, to_datetime
from backend.store.engine import Connection
from backend.store.folder_lock import FolderTaken
from backend.store.users import load_people
from backend.wire import PROTOCOL_VERSION, __version__, answers, rest
from backend.wire.errors import ErrorCode, Refusal
from backend.wire.types import User, UserId

log = logging.getLogger(__name__)
router = Router()

MINUTE_US = 60_000_000


@router.answers(rest.GET_SERVER)
async def get_server(call: Call) -> answers.ServerInfo:
    """Who answers at this address."""
    settings = call.context.settings
    return answers.ServerInfo(
        name=settings.name,
        version=__version__,
        server_id=call.context.server_id,
        protocol_versions=[PROTOCOL_VERSION],
        registration_open=settings.registration_mode == "open",
        registration=settings.registration_mode,
    )


@router.answers(rest.CHECK_ALIVE)
async def check_alive(_call: Call) -> answers.Health:
    """The process answers, also while it ends."""
    return answers.Health()


@router.answers(rest.CHECK_READY)
async def check_ready(call: Call) -> answers.Health:
    """The database can be read and written, and the server isn't about to end (which the middleware sees)."""
    if not await call.context.pulse.is_there():
        raise Refusal(ErrorCode.NOT_READY, retry_after=2)
    return answers.Health()


@router.answers(rest.GET_STATUS)
async def get_status(call: Call) -> answers.ServerStatus:
    """How the server fares, for its administrators."""
    await require_admin(call)
    context = call.context
    settings, reach, devices = context.settings, context.reach, context.hub.devices_by_user()
    users, accounts, messages = await context.ask(_count, list(devices))
    return answers.ServerStatus(
        name=settings.name,
        version=__version__,
        started_at=to_datetime(context.started_at),
        address=reach.address,
        fingerprint=reach.fingerprint,
        registration=settings.registration_mode,
        is_announced=context.is_announced,
        people=[answers.ConnectedPerson(user=user, devices=devices[user.id]) for user in users],
        devices=sum(devices.values()),
        accounts=accounts,
        messages_last_minute=messages,
        cpu_percent=round(context.load.cpu_percent(), 1),
        memory_bytes=memory_bytes(),
        database_bytes=database_bytes(settings.database_path),
        free_bytes=free_bytes(settings.data),
    )


def _count(connection: Connection, online: list[UserId]) -> tuple[list[User], int, int]:
    """Who is here, how many accounts there are, how many messages were written lately."""
    people = load_people(connection, online)
    lately = overview.count_messages_since(connection, now_us() - MINUTE_US)
    return [person.user for person in people], overview.count_accounts(connection), lately


@router.answers(rest.MAKE_COPY)
async def copy_data(call: Call) -> Reply:
    """A copy of everything, beside the data, for an administrator; one at a time."""
    await require_admin(call)
    context = call.context

    def keep_on() -> None:
        if context.is_draining:
            raise Refusal(ErrorCode.SHUTTING_DOWN)

    async with context.copying:
        try:
            moment = to_datetime(now_us())
            copy = await asyncio.to_thread(make_copy, context.settings, None, moment, keep_on)
        except FolderTaken as error:
            raise Refusal(ErrorCode.OVERLOADED, retry_after=5) from error
        except (OSError, sqlite3.Error, CopyBroken) as error:
            log.warning("a copy of the data can't be made: %s", error)
            raise Refusal(ErrorCode.COPY_FAILED) from error
    for path in list_left_out(context.settings):
        log.info("the copy %s is made without %s", copy.name, path)
    return Reply(201, copy)
