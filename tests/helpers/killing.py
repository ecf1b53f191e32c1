"""The server, killed beside a commit: `python -m tests.helpers.killing before|after N serve ...`.

SIGKILL comes from inside, right before or right after the writer commits its Nth batch with messages: moments
that a kill from outside would hardly ever meet.
"""

import os
import signal
import sys
import threading
from typing import Any

import sqlalchemy as sa

from backend.__main__ import main


def kill_beside_commit(moment: str, batches: int) -> None:
    """From here on the process has that long to live."""
    really_commit = sa.Connection.commit
    left = batches
    has_messages = False

    @sa.event.listens_for(sa.Engine, "before_cursor_execute")
    def watch(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        nonlocal has_messages
        if threading.current_thread().name == "writer" and statement.startswith("INSERT INTO messages"):
            has_messages = True

    def commit(connection: sa.Connection) -> None:
        nonlocal has_messages, left
        if threading.current_thread().name == "writer" and has_messages:
            has_messages = False
            left -= 1
        if left == 0 and moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        really_commit(connection)
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    sa.Connection.commit = commit  # type: ignore[method-assign]


if __name__ == "__main__":
    kill_beside_commit(sys.argv[1], int(sys.argv[2]))
    sys.exit(main(sys.argv[3:]))
