"""The tables. Times are microseconds since the epoch, UTC.

Beside them stand `message_search`, the full-text index, and `message_terms`, the list of what is in it;
store/search.py alone knows them.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")

facts = Table(
    "facts",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)
"""What is true of the whole database: `server_id`."""

users = Table(
    "users",
    metadata,
    Column("id", Id, primary_key=True),
    Column("username", Text, nullable=False),
    Column("username_key", Text, nullable=False, unique=True),
    Column("email", Text, nullable=False),
    Column("email_key", Text, nullable=False),
    Column("first_name", Text, nullable=False),
    Column("last_name", Text, nullable=False),
    Column("search_key", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("avatar_key", String(32), nullable=False, unique=True),
    Column("joined_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger),
    Column("has_picture", Integer, nullable=False, server_default="0"),
    Column("is_admin", Integer, nullable=False, server_default="0"),
    Column("deactivated_at", BigInteger),
    Column("deleted_at", BigInteger),
)
"""A deleted account keeps its row under a neutral name: its messages stay."""
Index("uq_users_email_key", users.c.email_key, unique=True, sqlite_where=text("email_key <> ''"))

sessions = Table(
    "sessions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("user_id", ForeignKey(users.c.id), nullable=False, index=True),
    Column("device", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("rotated_at", BigInteger, nullable=False),
    Column("is_generation_used", Integer, nullable=False),
    Column("ended_at", BigInteger),
    Column("seen_at", BigInteger),
    sqlite_autoincrement=True,
)
"""A session's refresh token carries its `generation`; each refresh raises it. An id is never used again."""

rooms = Table(
    "rooms",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("chat_type", String(8), nullable=False),
    Column("direct_key", String(48), unique=True),
    Column("created_at", BigInteger, nullable=False),
    Column("last_seq", BigInteger, nullable=False),
    Column("is_public", Integer, nullable=False, server_default="0"),
    Column("avatar_key", String(32), nullable=False, server_default=text("''")),
    Column("has_picture", Integer, nullable=False, server_default="0"),
    Column("closed_at", BigInteger),
    Column("wipe_seq", BigInteger),
    Column("read_floor", BigInteger, nullable=False, server_default="0"),
    sqlite_autoincrement=True,
)
"""A closed room has nobody in it any more. What lies up to `read_floor` stays read, whoever is left.
What lies up to `wipe_seq` was deleted with its room and has yet to be wiped.

`direct_key` is `low:high` of a direct room's two people: there is one room for them, for ever. Its name is
theirs, as they are called now, and not kept here."""

Index("uq_rooms_avatar_key", rooms.c.avatar_key, unique=True)
Index("ix_rooms_wipe_seq", rooms.c.wipe_seq, sqlite_where=rooms.c.wipe_seq.is_not(None))

memberships = Table(
    "memberships",
    metadata,
    Column("room_id", ForeignKey(rooms.c.id), primary_key=True),
    Column("user_id", ForeignKey(users.c.id), primary_key=True, index=True),
    Column("role", String(8), nullable=False),
    Column("joined_at", BigInteger, nullable=False),
    Column("read_seq", BigInteger, nullable=False),
    Column("unread_from", BigInteger),
    Column("is_pinned", Integer, nullable=False, server_default="0"),
    Column("muted_until", BigInteger),
    Column("notifications", String(8), nullable=False, server_default="all"),
    Column("hidden_seq", BigInteger),
    sqlite_with_rowid=False,
)
"""A room is hidden for a member while no message stands above `hidden_seq`."""

departures = Table(
    "departures",
    metadata,
    Column("room_id", ForeignKey(rooms.c.id), primary_key=True),
    Column("user_id", ForeignKey(users.c.id), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""Who left a room, or was removed, may read its log up to that entry."""

messages = Table(
    "messages",
    metadata,
    Column("id", Id, primary_key=True),
    Column("room_id", ForeignKey(rooms.c.id), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("user_id", ForeignKey(users.c.id), nullable=False),
    Column("client_id", LargeBinary(16), nullable=False),
    Column("digest", LargeBinary(16), nullable=False),
    Column("content", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("edited_at", BigInteger),
    Column("deleted_at", BigInteger),
    Column("reply_to", BigInteger),
    Column("mentions", Text),
    UniqueConstraint("room_id", "seq"),
    UniqueConstraint("client_id", "user_id"),
)
"""A message is its own entry in the room's log, at `seq`. `digest` is of what was first sent, for retries.

The client id stands first in its key: ids that begin with the time put the messages of a batch on one page
of it, whoever sent them.
"""

log_entries = Table(
    "log_entries",
    metadata,
    Column("room_id", ForeignKey(rooms.c.id), primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("actor_id", ForeignKey(users.c.id), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("subject_id", BigInteger, nullable=False),
    Column("detail", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""The entries of a room's log that aren't messages. `subject_id` is of the message or the member."""

mentions = Table(
    "mentions",
    metadata,
    Column("user_id", ForeignKey(users.c.id), primary_key=True),
    Column("room_id", ForeignKey(rooms.c.id), primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    sqlite_with_rowid=False,
)
"""Who is named in which message, for counting; never its author, never in a deleted one."""

pictures = Table(
    "pictures",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("size", Integer, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)
"""The pictures of people and groups, WebP, by edge in pixels; `key` is the owner's `avatar_key`."""

invites = Table(
    "invites",
    metadata,
    Column("id", Id, primary_key=True),
    Column("created_at", BigInteger, nullable=False),
    Column("created_by", ForeignKey(users.c.id)),
    Column("expires_at", BigInteger, nullable=False),
    Column("uses", Integer, nullable=False),
    Column("used", Integer, nullable=False, server_default="0"),
    Column("makes_admin", Integer, nullable=False, server_default="0"),
    Column("revoked_at", BigInteger),
    sqlite_autoincrement=True,
)
"""`created_by` is null for an invite made at the server itself. The token isn't here: it follows from the id
and the server's key, so an id is never used again."""

reset_codes = Table(
    "reset_codes",
    metadata,
    Column("user_id", ForeignKey(users.c.id), primary_key=True),
    Column("digest", LargeBinary(32), nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)
"""The one code that may replace an account's password; `digest` is keyed with the server's key."""
