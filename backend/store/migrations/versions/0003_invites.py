"""Invites, and codes by which a forgotten password is replaced."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "invites",
        sa.Column("id", Id, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("created_by", Id),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("uses", sa.Integer, nullable=False),
        sa.Column("used", sa.Integer, nullable=False, server_default="0"),
        sa.Column("makes_admin", sa.Integer, nullable=False, server_default="0"),
        sa.Column("revoked_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_invites"),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name="fk_invites_created_by"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "reset_codes",
        sa.Column("user_id", Id, nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_reset_codes"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_reset_codes_user_id"),
    )
    op.execute("INSERT INTO facts (name, value) VALUES ('first_invite', '0')")
