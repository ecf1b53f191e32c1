"""Reset codes as rows: one of an account at most."""

from backend.store.reset_codes import StoredCode, delete_code, find_code, save_code
from tests.helpers.rows import add_user


def test_an_account_has_the_code_that_was_made_last(connection):
    alice, bob = add_user(connection, "alice"), add_user(connection, "bob")
    assert find_code(connection, alice.id) is None
    save_code(connection, alice.id, b"a" * 32, 5)
    save_code(connection, bob.id, b"b" * 32, 6)
    save_code(connection, alice.id, b"c" * 32, 7)
    assert find_code(connection, alice.id) == StoredCode(b"c" * 32, 7)
    delete_code(connection, alice.id)
    delete_code(connection, alice.id)
    assert find_code(connection, alice.id) is None
    assert find_code(connection, bob.id) == StoredCode(b"b" * 32, 6)
