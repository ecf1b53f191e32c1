"""The echo limit: aiohttp's WebSocket and uvloop; a frame goes to the peer as it came, nothing is stored."""

from contextlib import suppress

from aiohttp import WSMsgType

from benchmarks.references.rooms import Member, Rooms, argument_parser, serve_until_stopped

try:
    from uvloop import run
except ImportError:  # Windows has none
    from asyncio import run  # type: ignore[assignment]


async def main() -> None:
    """Relay until stopped."""
    rooms = Rooms()

    async def relay(sender: Member, frame: bytes) -> None:
        for member in rooms.members(sender.room_id):
            if member is not sender:
                with suppress(ConnectionError):  # it has just left
                    await member.ws.send_frame(frame, WSMsgType.TEXT)

    await serve_until_stopped(rooms, relay, argument_parser().parse_args().port)


if __name__ == "__main__":
    run(main())
