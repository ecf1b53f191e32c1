"""Pictures: kept by size under a key that is another with each new one, and found by it."""

import pytest
import sqlalchemy as sa

from backend.store.groups import close_group
from backend.store.pictures import (
    Owner,
    avatar_path,
    delete_pictures,
    find_owner,
    find_picture,
    has_picture,
    replace_picture,
)
from backend.store.rooms import load_room
from backend.store.tables import pictures
from backend.store.users import load_people
from tests.helpers.rows import LONG_AGO, add_direct, add_group, add_user

KEY, OTHER_KEY = "a" * 32, "b" * 32
BY_SIZE = {64: b"small", 128: b"middling", 512: b"large"}


@pytest.fixture
def alice(connection):
    return add_user(connection, "alice", "Alice", "Я")


def key_in(path):
    return path.removeprefix("/avatars/").partition(".")[0]


def rows(connection):
    return connection.scalar(sa.select(sa.func.count()).select_from(pictures))


def test_the_path_says_what_lies_there():
    assert avatar_path(KEY, has_picture=1) == f"/avatars/{KEY}.webp"
    assert avatar_path(KEY, has_picture=0) == f"/avatars/{KEY}.svg"


@pytest.mark.parametrize(
    ("size", "body"),
    [(1, b"small"), (64, b"small"), (65, b"middling"), (129, b"large"), (512, b"large"), (999, b"large")],
)
def test_the_smallest_that_is_large_enough_is_found_or_the_largest(connection, alice, size, body):
    replace_picture(connection, "user", alice.id, KEY, BY_SIZE)
    assert find_picture(connection, KEY, size) == body
    assert find_picture(connection, OTHER_KEY, size) is None


def test_a_new_picture_takes_the_place_of_the_old_one(connection, alice):
    bob = add_user(connection, "bob")
    replace_picture(connection, "user", bob.id, "c" * 32, {64: b"his"})
    replace_picture(connection, "user", alice.id, KEY, BY_SIZE)
    assert has_picture(connection, "user", alice.id)
    replace_picture(connection, "user", alice.id, OTHER_KEY, {64: b"new"})
    (person,) = load_people(connection, [alice.id])
    assert person.avatar == f"/avatars/{OTHER_KEY}.webp"
    assert find_picture(connection, KEY, 64) is None
    assert rows(connection) == 2
    replace_picture(connection, "user", alice.id, KEY, {})
    (person,) = load_people(connection, [alice.id])
    assert person.avatar == f"/avatars/{KEY}.svg"
    assert not has_picture(connection, "user", alice.id)
    assert rows(connection) == 1
    delete_pictures(connection, "c" * 32)
    assert rows(connection) == 0


def test_a_group_has_its_own_and_a_direct_room_the_other_persons(connection, alice):
    bob = add_user(connection, "bob")
    group, direct = add_group(connection, alice, bob, name="Team"), add_direct(connection, alice, bob)
    replace_picture(connection, "room", group, KEY, BY_SIZE)
    replace_picture(connection, "user", bob.id, OTHER_KEY, BY_SIZE)
    assert has_picture(connection, "room", group)
    assert load_room(connection, group, alice.id).avatar == f"/avatars/{KEY}.webp"
    assert load_room(connection, direct, alice.id).avatar == f"/avatars/{OTHER_KEY}.webp"


def test_whose_key_it_is(connection, alice):
    bob = add_user(connection, "bob")
    group = add_group(connection, alice, name="Team")
    paths = [person.avatar for person in load_people(connection, [alice.id, bob.id])]
    paths.append(load_room(connection, group, alice.id).avatar)
    owners = [find_owner(connection, key_in(path)) for path in paths]
    assert owners == [Owner(alice.id, "Alice Я"), Owner(bob.id, "bob"), Owner(group, "Team")]
    assert find_owner(connection, KEY) is None
    close_group(connection, group, LONG_AGO)
    assert find_owner(connection, key_in(paths[2])) is None
