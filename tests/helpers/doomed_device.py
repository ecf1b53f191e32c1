"""A program with the client core in it that kills itself at a chosen step; run as `python -m`.

    doomed_device ADDRESS FOLDER ROOM,ROOM TEXT,TEXT,... [STEP before|after HIT]

It goes on with the session in FOLDER, sends the texts in turn to the rooms, and says `accepted TEXT` for each
that `send` took. It ends when nothing is on its way any more, or by SIGKILL at the given step.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from backend.wire.rest import SEND_MESSAGE
from backend.wire.types import RoomId
from desktop.client import ChatClient, FileVault, TaskScope, cache_rows
from desktop.client.api import Api
from desktop.client.cache import Cache
from desktop.client.unsent import Unsent
from tests.helpers.client_core import Impatient, until

STEPS: dict[str, tuple[Any, str]] = {
    "save": (Unsent, "add"),
    "stage": (Unsent, "update"),
    "call": (Api, "call"),
    "store": (Cache, "add_events"),
    "store_within": (cache_rows, "put_messages"),
    "welcome": (Cache, "save_welcome"),
}


class Doom:
    """Counts how often a step is reached, and ends the process at the chosen one."""

    def __init__(self, when: str, hit: int) -> None:
        self._when = when
        self._left = hit

    def reach(self, when: str) -> None:
        if when == self._when:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def wrap(self, step: Callable[..., Any]) -> Callable[..., Any]:
        def doomed(*args: Any, **named: Any) -> Any:
            self.reach("before")
            answer = step(*args, **named)
            self.reach("after")
            return answer

        return doomed

    def wrap_call(self, call: Callable[..., Any]) -> Callable[..., Any]:
        async def doomed(api: Api, endpoint: Any, *args: Any, **named: Any) -> Any:
            if endpoint is not SEND_MESSAGE:
                return await call(api, endpoint, *args, **named)
            self.reach("before")
            answer = await call(api, endpoint, *args, **named)
            self.reach("after")
            return answer

        return doomed


async def main(address: str, folder: str, rooms: str, texts: str) -> None:
    scope = TaskScope("doomed")
    vault = FileVault(Path(folder) / "session.json")
    client = ChatClient(address, Path(folder), vault, scope, rng=Impatient())
    assert client.open_cached()
    client.go_online()
    room_ids = [RoomId(int(room)) for room in rooms.split(",")]
    for place, text in enumerate(texts.split(",") if texts else []):
        client.send(room_ids[place % len(room_ids)], text)
        print("accepted", text, flush=True)  # noqa: T201 - read by the test
        await asyncio.sleep(0)
    await until(lambda: not any(client.store.timelines.of(room).pending for room in room_ids), 60)
    await client.close()
    await scope.close()


if __name__ == "__main__":
    if len(sys.argv) > 5:
        owner, name = STEPS[sys.argv[5]]
        doom = Doom(sys.argv[6], int(sys.argv[7]))
        wrap = doom.wrap_call if name == "call" else doom.wrap
        setattr(owner, name, wrap(getattr(owner, name)))
    asyncio.run(main(*sys.argv[1:5]))
