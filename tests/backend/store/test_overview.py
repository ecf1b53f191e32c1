"""What an operator looks at: accounts by name but the deleted ones, rooms by id but the closed ones."""

from backend.store.clock import to_datetime
from backend.store.overview import AccountLine, list_accounts, list_all_rooms
from backend.store.users import erase_user, update_admin, update_deactivated
from tests.helpers.rows import LONG_AGO, add_direct, add_group, add_user, say


def test_accounts_are_listed_by_name_without_deleted_ones(connection):
    bob, alice = add_user(connection, "Bob", "Robert", email="bob@example.org"), add_user(connection, "alice")
    gone = add_user(connection, "aaron")
    erase_user(connection, gone.id, "deleted-3", "f" * 32, LONG_AGO)
    update_deactivated(connection, alice.id, LONG_AGO)
    update_admin(connection, bob.id)
    first, second = list_accounts(connection)
    assert (first.username, first.is_active, first.is_admin) == ("alice", False, False)
    assert second == AccountLine(
        id=bob.id,
        username="Bob",
        first_name="Robert",
        last_name="",
        email="bob@example.org",
        is_admin=True,
        is_active=True,
        joined_at=to_datetime(LONG_AGO),
        last_seen=to_datetime(LONG_AGO),
    )


def test_rooms_are_listed_with_how_many_are_in_them_and_how_long_they_are(connection):
    alice, bob, carol = (add_user(connection, name) for name in ("alice", "bob", "carol"))
    group = add_group(connection, alice, bob, carol, name="Team")
    add_direct(connection, bob, alice)
    add_group(connection, alice, name="Closed")
    connection.exec_driver_sql("UPDATE rooms SET closed_at = 1 WHERE name = 'Closed'")
    say(connection, group, alice, "one", "two")
    found = [(room.chat_type, room.name, room.members, room.entries) for room in list_all_rooms(connection)]
    assert found == [("group", "Team", 3, 2), ("direct", "alice, bob", 2, 0)]
