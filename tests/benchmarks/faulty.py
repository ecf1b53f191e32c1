"""A server for the load tools to complain about."""

from aiohttp import web

from benchmarks.references.rooms import Rooms, text_frame


class FaultyServer:
    """Relays to the others of a room, but does something else with the frame that holds the number 6."""

    def __init__(self, fault):
        self._fault = fault
        self._rooms = Rooms()
        self.app = web.Application()
        self.app.router.add_get("/ws/chat/{room_id}/", self._rooms.handler(self._relay))

    async def _relay(self, sender, frame):
        frames = self._fault(frame) if b"#0000000006" in frame else [frame]
        for member in self._rooms.members(sender.room_id):
            if member is not sender:
                member.transport.write(b"".join(text_frame(frame) for frame in frames))


FAULTS = {
    "lost": lambda frame: [],
    "doubled": lambda frame: [frame, frame],
    "swapped": lambda frame: [frame.replace(b"06", b"08"), frame],
    "refused": lambda frame: [b'{"type":"error","message":"no"}'],
}
