"""Builds the server from its settings, runs it, and takes it down in order."""

import asyncio
import gc
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from aiohttp import web

from backend.actions.presence import came_online, record_seen, went_offline
from backend.actions.rooms import wipe_deleted_room
from backend.actions.search import index_messages
from backend.announce import keep_announced
from backend.auth.invite_tokens import InviteTokens
from backend.auth.passwords import Passwords
from backend.auth.reset_codes import ResetCodes
from backend.auth.sessions import Sessions
from backend.auth.tokens import TokenMint
from backend.certificate import load_certificate
from backend.context import CONTEXT, Context, Rates
from backend.copies import remove_unfinished
from backend.data_folder import CannotStart, close_to_strangers, load_server_key, locked_folder
from backend.downloads import FOLDER, Downloads
from backend.ending import Ending
from backend.first_invite import keep_first_invite, keep_first_invite_loop
from backend.hub import Hub
from backend.live.endpoint import serve_live
from backend.live.room_socket import serve_room
from backend.lobby import Lobby
from backend.pictures import Pictures
from backend.presence import Presence
from backend.proxies import Proxies
from backend.pulse import Pulse
from backend.reach import remove_server_file, write_server_file
from backend.rest import (
    accounts,
    avatars,
    documentation,
    downloads,
    invites,
    joining,
    members,
    messages,
    pages,
    reset_codes,
    rooms,
    search,
    server,
    sessions,
    users,
)
from backend.rest import log as room_log
from backend.rest.middleware import answer_everything, set_headers
from backend.rest.protocol import Runner, Site
from backend.rest.router import make_route
from backend.settings import Settings, is_loopback
from backend.store.clock import now_us
from backend.store.engine import Database, DatabaseTrouble
from backend.store.facts import ACCOUNT_CHANGES, load_fact, save_fact
from backend.store.groups import find_unwiped
from backend.store.migrate import migrate
from backend.store.search import load_reach
from backend.transaction import Transaction
from backend.wire.errors import Refusal
from backend.wire.rest import ENDPOINTS, LIVE_PATH, ROOM_SOCKET_PATH
from backend.wire.types import UserId
from backend.writer import Writer

log = logging.getLogger(__name__)

CHECKPOINT_SECONDS = 1.0
SEEN_SECONDS = 60.0
COMMANDS_SECONDS = 0.5
WIPE_SECONDS = 0.5
INDEX_SECONDS = 1.0
BUSY_MESSAGES_PER_SECOND = 500
BUSY_REST = 9
"""Past that rate the search index rests so many times as long as a step took, its batch included."""
BEHIND_MOST = 20_000
"""So many messages may wait for the index in a burst before it takes a part of the writer's time."""


class AddressUnusable(CannotStart):
    """The port is taken, or the address isn't this machine's."""

    exit_code = 3


@asynccontextmanager
async def open_context(settings: Settings) -> AsyncIterator[Context]:
    """The server's parts, from a locked data folder to a running writer."""
    with locked_folder(settings):
        certificate = await asyncio.to_thread(load_certificate, settings)
        path = settings.database_path
        close_to_strangers(path)
        await asyncio.to_thread(remove_unfinished, settings)
        await asyncio.to_thread(migrate, path)
        database = Database(path)
        limits = settings.limits
        key = load_server_key(settings)
        sessions = Sessions()
        hub = Hub(sessions.forget)
        writer = Writer(database, asyncio.get_running_loop(), hub.publish, limits.write_queue_length)

        def tell(user_id: UserId, is_online: bool, moment: int) -> None:
            def told(_answer: object, error: Exception | None) -> None:
                if error is not None:
                    context.presence.tell_again(user_id)

            context.write_later(came_online if is_online else went_offline, user_id, moment, done=told)

        async def look() -> None:
            await context.ask(load_fact, "server_id")
            await context.write(_note_look)

        context = Context(
            settings=settings,
            server_id=await asyncio.to_thread(database.ask, load_fact, "server_id"),
            database=database,
            writer=writer,
            hub=hub,
            presence=Presence(limits, tell),
            mint=TokenMint(key, limits.access_token_seconds, limits.refresh_token_seconds),
            invite_tokens=InviteTokens(key),
            reset_codes=ResetCodes(key),
            passwords=Passwords(settings.bcrypt_cost),
            pictures=Pictures(limits.avatar_pixels),
            rates=Rates.of(limits),
            sessions=sessions,
            lobby=Lobby(limits),
            proxies=Proxies(settings.trusted_proxies),
            pulse=Pulse(look, limits.ready_seconds),
            port=settings.port,
            certificate=certificate,
        )
        try:
            writer.start()
            yield context
        finally:
            await writer.close()
            context.passwords.close()
            context.pictures.close()
            database.close()


def _note_look(tx: Transaction) -> None:
    save_fact(tx.writing, "looked_at", str(tx.now))


def make_application(context: Context) -> web.Application:
    """Routes for every endpoint of the wire, and the two sockets."""
    application = web.Application(middlewares=[answer_everything], client_max_size=context.limits.body_bytes)
    application[CONTEXT] = context
    application.on_response_prepare.append(set_headers)
    routers = (
        server.router,
        accounts.router,
        sessions.router,
        invites.router,
        reset_codes.router,
        users.router,
        avatars.router,
        rooms.router,
        members.router,
        room_log.router,
        messages.router,
        search.router,
    )
    handlers = {endpoint: handler for router in routers for endpoint, handler in router.handlers.items()}
    application.add_routes([make_route(endpoint, handlers[endpoint]) for endpoint in ENDPOINTS])
    application.add_routes(documentation.make_routes(handlers, context.limits))
    offered = Downloads(context.settings.data / FOLDER)
    application.add_routes([*pages.ROUTES, *joining.make_routes(offered), *downloads.make_routes(offered)])
    application.add_routes(
        [*avatars.ROUTES, web.get(LIVE_PATH, serve_live), web.get(ROOM_SOCKET_PATH, serve_room)]
    )
    return application


async def serve(settings: Settings) -> None:
    """Run until a signal, or the end of the parent; one line on standard output says where it is ready.

    Raises:
        CannotStart: and what stands in its way.
    """
    ending = Ending(settings.data)
    ending.watch_signals()
    if settings.exit_with_parent:
        ending.watch_parent()
    async with open_context(settings) as context:
        runner = Runner(make_application(context), context.limits)
        await runner.setup()
        try:
            context.port = await _listen(runner, context)
            told = write_server_file(settings, context.port, context.fingerprint)
            await keep_first_invite(context)
            if not settings.is_private:
                log.info("listens on %s, others reach it at %s", settings.host, context.reach.address)
            _warn_of_open_words(settings)
            gc.collect()
            gc.freeze()
            print(f"Mini Chat server is ready at {told.address}", flush=True)  # noqa: T201  the one line that callers wait for
            async with asyncio.TaskGroup() as chores:
                running = [
                    chores.create_task(context.presence.sweep_loop()),
                    chores.create_task(_checkpoint_loop(context)),
                    chores.create_task(_record_seen_loop(context)),
                    chores.create_task(_follow_commands_loop(context)),
                    chores.create_task(_wipe_loop(context)),
                    chores.create_task(_index_loop(context)),
                    chores.create_task(keep_first_invite_loop(context)),
                ]
                if settings.announce and not is_loopback(settings.host):
                    running.append(chores.create_task(keep_announced(context)))
                await ending.wait()
                for chore in running:
                    chore.cancel()
            await _drain(context, ending.code)
            remove_server_file(settings.data)
        finally:
            await runner.cleanup()


def _warn_of_open_words(settings: Settings) -> None:
    """Tell an administrator what everybody on the way could do."""
    if not is_loopback(settings.host) and not settings.certificate_files and not settings.trusted_proxies:
        log.warning(
            "whoever is on the same network can read what people write, and their passwords:"
            " set tls, or trusted_proxies where a proxy speaks TLS"
        )


async def _drain(context: Context, code: int) -> None:
    """From here on nobody new is served; what was written is finished, then every socket is sent away."""
    context.is_draining, context.end_code = True, code
    context.lobby.close()
    with suppress(TimeoutError):
        async with asyncio.timeout(context.limits.shutdown_seconds / 3):
            await context.writer.settle()
    for device in context.hub.devices():
        device.close(code)


async def _listen(runner: Runner, context: Context) -> int:
    """The port that the server listens on from here on."""
    settings = context.settings
    site = Site(runner, settings, context.certificate.context if context.certificate else None)
    try:
        await site.start()
    except OSError as error:
        raise AddressUnusable(
            f"{settings.host}:{settings.port} can't be listened on: {error.strerror or error}"
        ) from error
    port: int = runner.addresses[0][1]
    return port


async def _checkpoint_loop(context: Context) -> None:
    while True:
        await asyncio.sleep(CHECKPOINT_SECONDS)
        await asyncio.to_thread(context.database.checkpoint)


async def _record_seen_loop(context: Context) -> None:
    while True:
        await asyncio.sleep(SEEN_SECONDS)
        online = context.presence.online()
        if online:
            moment = now_us()
            seen = {user_id: context.presence.seen_at(user_id) or moment for user_id in online}
            context.write_later(record_seen, seen)
        context.record_use()


async def _wipe_loop(context: Context) -> None:
    """What deleted groups left behind goes piece by piece, so that nobody waits for a large one."""
    while True:
        await asyncio.sleep(WIPE_SECONDS)
        with suppress(DatabaseTrouble):  # every request tells of it
            if await context.ask(find_unwiped) is not None:
                context.write_later(wipe_deleted_room)


async def _follow_commands_loop(context: Context) -> None:
    """Commands beside this server change accounts: each raises a fact, which is looked at twice a second."""
    known = ""
    while True:
        with suppress(DatabaseTrouble, Refusal):  # every request tells of it; the next look is soon
            found = await context.ask(load_fact, ACCOUNT_CHANGES)
            if found != known:
                await context.drop_ended_sessions()
                await keep_first_invite(context)
                known = found
        await asyncio.sleep(COMMANDS_SECONDS)


async def _index_loop(context: Context) -> None:
    """The search index follows the log, at a distance in a burst: searches read what it doesn't know yet."""
    newest, looked_at, is_busy, has_more = 0, 0.0, False, False
    while True:
        pause = INDEX_SECONDS
        with suppress(DatabaseTrouble, Refusal):  # every request tells of it
            begun = time.monotonic()
            reach = await context.ask(load_reach)
            if begun - looked_at >= INDEX_SECONDS:
                is_busy = reach.newest - newest > BUSY_MESSAGES_PER_SECOND * (begun - looked_at)
                newest, looked_at = reach.newest, begun
            waiting = reach.newest - reach.indexed
            if waiting > BEHIND_MOST or (not is_busy and (waiting or has_more)):
                has_more = await context.write(index_messages)
                pause = (time.monotonic() - begun) * (BUSY_REST if is_busy else 1)
        await asyncio.sleep(pause)
