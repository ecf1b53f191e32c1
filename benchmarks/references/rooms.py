"""The room socket as both references speak it: whoever connects is a member, a token is a number."""

import asyncio
import signal
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from aiohttp import WSMsgType, web


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """An open socket; `transport` takes what needs no help of aiohttp's."""

    room_id: int
    user_id: int
    ws: web.WebSocketResponse
    transport: asyncio.WriteTransport


Receive = Callable[[Member, bytes], Awaitable[None]]


class Rooms:
    """The members of each room."""

    def __init__(self) -> None:
        self._members: defaultdict[int, list[Member]] = defaultdict(list)

    def members(self, room_id: int) -> list[Member]:
        """Everybody in the room."""
        return self._members[room_id]

    def handler(self, receive: Receive) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """The endpoint that gives each text frame to `receive(sender, frame)`."""

        async def serve(request: web.Request) -> web.StreamResponse:
            room_id, user_id = int(request.match_info["room_id"]), int(request.query["token"])
            ws = web.WebSocketResponse(compress=False, decode_text=False)
            await ws.prepare(request)
            if request.transport is None:
                return ws
            member = Member(room_id, user_id, ws, request.transport)
            self._members[room_id].append(member)
            try:
                async for message in ws:
                    if message.type == WSMsgType.TEXT:
                        await receive(member, message.data)
            finally:
                self._members[room_id].remove(member)
            return ws

        return serve


def text_frame(payload: bytes) -> bytes:
    """A whole text frame as a server sends it."""
    size = len(payload)
    if size < 126:
        return bytes((0x81, size)) + payload
    return b"\x81\x7e" + size.to_bytes(2, "big") + payload


def argument_parser() -> ArgumentParser:
    """What every reference takes from its command line."""
    parser = ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    return parser


async def serve_until_stopped(
    rooms: Rooms, receive: Receive, port: int, routes: Sequence[web.AbstractRouteDef] = ()
) -> None:
    """Listen on loopback, print the address on one line, return at SIGTERM or Ctrl+C."""
    app = web.Application()
    app.add_routes(routes)
    app.router.add_get("/api/", _hello)
    app.router.add_get("/ws/chat/{room_id}/", rooms.handler(receive))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
        stopped = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
        await stopped.wait()
    finally:
        await runner.cleanup()


async def _hello(request: web.Request) -> web.Response:
    return web.json_response({"path": request.path})
