"""Teams: roles and preferences, edits and deletions, mentions, pictures, the search index."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _flag(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False, server_default="0")


_COLUMNS: dict[str, list[sa.Column[Any]]] = {
    "users": [
        _flag("has_picture"),
        _flag("is_admin"),
        sa.Column("deactivated_at", sa.BigInteger),
        sa.Column("deleted_at", sa.BigInteger),
    ],
    "sessions": [sa.Column("seen_at", sa.BigInteger)],
    "rooms": [
        _flag("is_public"),
        sa.Column("avatar_key", sa.String(32), nullable=False, server_default=sa.text("''")),
        _flag("has_picture"),
        sa.Column("closed_at", sa.BigInteger),
        sa.Column("wipe_seq", sa.BigInteger),
        sa.Column("read_floor", sa.BigInteger, nullable=False, server_default="0"),
    ],
    "memberships": [
        sa.Column("unread_from", sa.BigInteger),
        _flag("is_pinned"),
        sa.Column("muted_until", sa.BigInteger),
        sa.Column("notifications", sa.String(8), nullable=False, server_default="all"),
        sa.Column("hidden_seq", sa.BigInteger),
    ],
    "messages": [
        sa.Column("edited_at", sa.BigInteger),
        sa.Column("deleted_at", sa.BigInteger),
        sa.Column("reply_to", sa.BigInteger),
        sa.Column("mentions", sa.Text),
    ],
}


def upgrade() -> None:
    for table, columns in _COLUMNS.items():
        for column in columns:
            op.add_column(table, column)
    op.execute("UPDATE rooms SET name = '' WHERE chat_type = 'direct'")
    op.execute("UPDATE rooms SET avatar_key = lower(hex(randomblob(16)))")
    op.create_index("uq_rooms_avatar_key", "rooms", ["avatar_key"], unique=True)
    op.create_index("ix_rooms_wipe_seq", "rooms", ["wipe_seq"], sqlite_where=sa.text("wipe_seq IS NOT NULL"))
    _create_tables()
    _create_search_index()
    op.execute("INSERT INTO facts (name, value) VALUES ('search_indexed', '0'), ('account_changes', '0')")


def _create_search_index() -> None:
    """Letter triples of each message; merged by store/search.py in steps, for which the pieces may gather."""
    op.execute(
        "CREATE VIRTUAL TABLE message_search USING fts5(words, room, author, content='', columnsize=0,"
        " detail=none, tokenize='trigram case_sensitive 1')"
    )
    op.execute("CREATE VIRTUAL TABLE message_terms USING fts5vocab(message_search, row)")
    op.execute(
        "INSERT INTO message_search (message_search, rank) VALUES ('automerge', 0), ('crisismerge', 256)"
    )


def _create_tables() -> None:
    op.create_table(
        "departures",
        sa.Column("room_id", Id, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("room_id", "user_id", name="pk_departures"),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name="fk_departures_room_id"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_departures_user_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "log_entries",
        sa.Column("room_id", Id, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("actor_id", Id, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("subject_id", sa.BigInteger, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("room_id", "seq", name="pk_log_entries"),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name="fk_log_entries_room_id"),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name="fk_log_entries_actor_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "mentions",
        sa.Column("user_id", Id, nullable=False),
        sa.Column("room_id", Id, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("user_id", "room_id", "seq", name="pk_mentions"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_mentions_user_id"),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name="fk_mentions_room_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pictures",
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("key", "size", name="pk_pictures"),
    )
