"""What the database of a real server counts as unread: the truth that every device has to show."""

import sqlite3
from contextlib import closing

from tests.helpers.servers import ServerProcess

_COUNT = """
SELECT coalesce(sum(1), 0) FROM memberships AS mine JOIN messages USING (room_id)
WHERE mine.user_id = ? AND messages.user_id <> mine.user_id AND messages.deleted_at IS NULL
AND messages.seq > min(mine.read_seq, coalesce(mine.unread_from - 1, mine.read_seq))
"""


def count_unread(server: ServerProcess, user_id: int) -> int:
    """Of all rooms of a person."""
    (path,) = server.folder.glob("*.sqlite3")
    with closing(sqlite3.connect(path)) as database:
        (count,) = database.execute(_COUNT, (user_id,)).fetchone()
    return int(count)
