"""Invites as rows: who made them, what is left of them, which can still be used."""

import pytest

from backend.store.invites import (
    count_use,
    find_invite,
    insert_invite,
    list_usable,
    load_invite,
    revoke_invite,
    revoke_invites_of,
)
from backend.store.users import erase_user, update_deactivated
from backend.wire.types import InviteId
from tests.helpers.rows import LONG_AGO, add_user

LATER = LONG_AGO + 1_000


@pytest.fixture
def alice(connection):
    return add_user(connection, "alice")


def add_invite(connection, created_by=None, uses=1, expires_at=LATER, **fields):
    return insert_invite(
        connection,
        created_by=created_by,
        expires_at=expires_at,
        uses=uses,
        now=LONG_AGO,
        **({"makes_admin": False} | fields),
    )


def usable(connection, now=LONG_AGO):
    return [invite.id for invite in list_usable(connection, now)]


def test_an_invite_is_kept_with_who_made_it(connection, alice):
    invite = load_invite(connection, add_invite(connection, alice.id, 3))
    assert (invite.created_at, invite.expires_at, invite.uses, invite.used) == (LONG_AGO, LATER, 3, 0)
    assert (invite.makes_admin, invite.is_revoked, invite.created_by) == (False, False, alice)


def test_one_made_at_the_server_itself_has_nobody(connection):
    invite = load_invite(connection, add_invite(connection, makes_admin=True))
    assert (invite.makes_admin, invite.created_by) == (True, None)


def test_what_is_not_there_is_not_found(connection):
    assert find_invite(connection, InviteId(1)) is None
    with pytest.raises(LookupError, match="invite 1"):
        load_invite(connection, InviteId(1))


def test_uses_are_counted(connection):
    invite_id = add_invite(connection, uses=2)
    count_use(connection, invite_id)
    assert load_invite(connection, invite_id).used == 1
    assert usable(connection) == [invite_id]
    count_use(connection, invite_id)
    assert usable(connection) == []


def test_the_usable_ones_come_newest_first_up_to_the_moment_that_they_expire(connection):
    first, second = add_invite(connection), add_invite(connection, expires_at=LATER + 1)
    gone = add_invite(connection)
    revoke_invite(connection, gone, LONG_AGO)
    assert load_invite(connection, gone).is_revoked
    assert usable(connection, LATER - 1) == [second, first]
    assert usable(connection, LATER) == [second]
    assert usable(connection, LATER + 1) == []


def test_an_id_is_never_used_again(connection):
    invite_id = add_invite(connection)
    connection.exec_driver_sql("DELETE FROM invites")
    assert add_invite(connection) > invite_id


def test_all_of_a_persons_are_withdrawn_and_nobody_elses(connection, alice):
    bob = add_user(connection, "bob")
    of_alice, of_bob, of_nobody = (add_invite(connection, by) for by in (alice.id, bob.id, None))
    used_up = add_invite(connection, alice.id)
    count_use(connection, used_up)
    revoke_invites_of(connection, alice.id, LONG_AGO)
    assert usable(connection) == [of_nobody, of_bob]
    assert load_invite(connection, of_alice).is_revoked
    assert not load_invite(connection, used_up).is_revoked


def test_who_is_gone_is_named_no_more_and_who_is_away_still_is(connection, alice):
    invite_id = add_invite(connection, alice.id)
    update_deactivated(connection, alice.id, LONG_AGO)
    assert load_invite(connection, invite_id).created_by == alice
    erase_user(connection, alice.id, "deleted-1", "f" * 32, LONG_AGO)
    assert load_invite(connection, invite_id).created_by is None
