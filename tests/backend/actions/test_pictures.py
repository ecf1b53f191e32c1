"""A picture is set by whom it belongs to, told to those who may know, and gone with the next."""

import pytest

from backend.actions.accounts import delete_account
from backend.actions.members import add_member, change_role
from backend.actions.pictures import GENERATED, set_group_picture, set_picture
from backend.actions.rooms import create_direct_chat, create_room
from backend.store.log import find_end_of_log
from backend.store.pictures import find_picture
from backend.store.users import load_avatar_key, load_people
from backend.wire.bodies import CreateRoom
from backend.wire.errors import ErrorCode, Refusal
from backend.wire.live import ProfileChanged, RoomChanged

PICTURE, OTHER = {64: b"one"}, {64: b"another"}


@pytest.fixture
async def people(office):
    return await office.hire("alice", "bob", "carol", "dave")


@pytest.fixture
async def group(office, people):
    """Alice's, with Bob as an admin and Carol as a member."""
    alice, bob, carol, _ = people
    room = await office.write(create_room, alice.id, CreateRoom(name="Team"), office.contact_of)
    for person in (bob, carol):
        await office.write(add_member, alice.id, room.id, person.id, 10, office.contact_of)
    await office.write(change_role, alice.id, room.id, bob.id, "admin", office.contact_of)
    return room.id


def key_of(office, user):
    return office.ask(load_avatar_key, user.id)


async def test_a_new_picture_is_told_to_oneself_and_to_who_shares_a_room(office, people, group):
    carol = people[2]
    ears = {person.username: office.listen(person) for person in people}
    await office.write(set_picture, carol.id, PICTURE)
    path = f"/avatars/{key_of(office, carol)}.webp"
    told = [ProfileChanged(user=carol, avatar=path)]
    assert {name: ear.heard for name, ear in ears.items()} == {
        "alice": told,
        "bob": told,
        "carol": told,
        "dave": [],
    }
    (person,) = office.ask(load_people, [carol.id])
    assert person.avatar == path


async def test_each_new_picture_has_another_key_and_the_old_one_is_gone(office, people):
    alice = people[0]
    keys = [key_of(office, alice)]
    for picture in (PICTURE, OTHER, GENERATED):
        await office.write(set_picture, alice.id, picture)
        keys.append(key_of(office, alice))
        assert all(office.ask(find_picture, key, 64) is None for key in keys[:-1])
        assert office.ask(find_picture, keys[-1], 64) == picture.get(64)
    assert len(set(keys)) == 4
    assert {len(key) for key in keys} == {32}


async def test_to_have_none_still_changes_nothing(office, people, group):
    alice = people[0]
    key, end = key_of(office, alice), office.ask(find_end_of_log, group, alice.id)
    ear = office.listen(alice)
    await office.write(set_picture, alice.id, GENERATED)
    room = await office.write(set_group_picture, alice.id, group, GENERATED)
    assert (ear.heard, key_of(office, alice), room.last_seq) == ([], key, end)


@pytest.mark.parametrize("by", [0, 1])
async def test_a_groups_picture_is_an_entry_of_its_log(office, people, group, by):
    ears = [office.listen(person) for person in people]
    room = await office.write(set_group_picture, people[by].id, group, PICTURE)
    assert room.avatar.endswith(".webp")
    changed = RoomChanged(
        room=group,
        seq=room.last_seq,
        by=people[by].id,
        name="Team",
        description="",
        is_public=False,
        avatar=room.avatar,
    )
    assert [ear.heard for ear in ears] == [[changed]] * 3 + [[]]


@pytest.mark.parametrize("picture", [PICTURE, GENERATED])
async def test_who_may_not_set_it_is_refused(office, people, group, picture):
    alice, bob, carol, dave = people
    direct = await office.write(create_direct_chat, alice.id, bob.id, office.contact_of)
    for caller, room, code in (
        (carol, group, ErrorCode.NOT_ALLOWED),
        (dave, group, ErrorCode.NO_SUCH_ROOM),
        (alice, direct.room.id, ErrorCode.NOT_IN_DIRECT_ROOMS),
        (carol, direct.room.id, ErrorCode.NO_SUCH_ROOM),
    ):
        with pytest.raises(Refusal) as caught:
            await office.write(set_group_picture, caller.id, room, picture)
        assert caught.value.code is code


async def test_an_account_that_went_meanwhile_gets_no_picture(office, people):
    await office.write(delete_account, people[0].id, "-")
    with pytest.raises(Refusal) as caught:
        await office.write(set_picture, people[0].id, PICTURE)
    assert caught.value.code is ErrorCode.TOKEN_INVALID
    assert office.ask(find_picture, key_of(office, people[0]), 64) is None
