from msgspec.structs import replace

from backend.wire.live import MemberRemoved, RoleChanged, RoomChanged
from backend.wire.types import Room, RoomId, Seq, UserId
from desktop.client.state.room_change import changed_room, plain_room, with_profile
from tests.helpers.examples import ME, a_room, a_user

BOB, EVE = a_user(2, "Bob"), a_user(3, "Eve")
ROOM = RoomId(7)


def _office() -> Room:
    room = a_room(7, [BOB, EVE], name="Office", chat_type="group")
    return replace(room, owner=ME, role="owner", admins=[EVE.id])


def test_whoever_goes_takes_their_role_along():
    gone = MemberRemoved(room=ROOM, seq=Seq(1), by=EVE.id, user=EVE.id)
    room = changed_room(_office(), gone, ME)
    assert ([user.id for user in room.participants], room.participants_count) == ([1, 2], 2)
    assert (room.owner, room.admins) == (ME, [])


def test_there_is_one_owner_and_what_was_given_is_left_as_it_was():
    before = _office()
    room = changed_room(before, RoleChanged(room=ROOM, seq=Seq(1), by=ME, user=BOB.id, role="owner"), ME)
    assert (room.owner, room.role, set(room.admins)) == (BOB.id, "admin", {ME, EVE.id})
    assert before == _office()


def test_a_name_that_would_paint_over_others_is_told_plainly():
    name = RoomChanged(
        room=ROOM, seq=Seq(1), by=ME, name="a\u202eb\nc", description="", is_public=False, avatar=""
    )
    room = changed_room(_office(), name, ME)
    assert room == plain_room(room)
    assert not {"\u202e", "\n"} & set(room.name)


def test_another_name_of_somebody_changes_them_alone():
    renamed = replace(BOB, first_name="Robert")
    direct = a_room(8, [BOB])
    assert with_profile(_office(), renamed, "/b.png").avatar == _office().avatar
    assert with_profile(_office(), renamed, "/b.png").participants[1:] == [renamed, EVE]
    assert with_profile(direct, renamed, "/b.png").other_participant == renamed
    assert with_profile(direct, renamed, "/b.png").avatar == "/b.png"
    assert with_profile(direct, a_user(UserId(3)), "/e.png") == direct
