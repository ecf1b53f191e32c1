"""Search in messages: parts of words, over an index of letter triples that follows the log."""

import sqlalchemy as sa

from backend.wire.types import Message


def reindex(connection: sa.Connection, message: Message, content: str) -> None:
    """The message says something else now."""
