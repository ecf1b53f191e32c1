"""The tables as described are the tables as migrated."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect
from sqlalchemy.schema import CreateTable

from backend.store.tables import metadata


def test_description_and_migrations_make_the_same_tables(connection):
    def is_described(_item, name, kind, _reflected, _compare_to):
        return kind != "table" or not name.startswith(("message_search", "message_terms"))

    options = {"compare_type": True, "compare_server_default": True, "include_object": is_described}
    context = MigrationContext.configure(connection, opts=options)
    assert compare_metadata(context, metadata) == []


def test_keys_and_constraints_have_the_same_names(connection):
    found = inspect(connection)
    for table in metadata.sorted_tables:
        unique = {item["name"] for item in found.get_unique_constraints(table.name)}
        described = {item.name for item in table.constraints if type(item).__name__ == "UniqueConstraint"}
        assert unique == described, table.name
        assert {item["name"] for item in found.get_indexes(table.name)} == {
            index.name for index in table.indexes
        }, table.name


def test_ids_of_sessions_and_rooms_are_never_used_again_and_memberships_need_no_row_ids(connection):
    for table in metadata.sorted_tables:
        stored = connection.exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE name = ?", (table.name,)
        ).scalar_one()
        described = str(CreateTable(table).compile(connection))
        for words in ("AUTOINCREMENT", "WITHOUT ROWID"):
            assert (words in stored) == (words in described), f"{table.name}: {words}"
