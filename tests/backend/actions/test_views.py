"""A room is told as each member sees it, and a change of the room as it is after it."""

import pytest

from backend.actions.rooms import create_room, edit_room
from backend.actions.views import announce_room, announce_room_changed, load_view
from backend.store.rooms import list_rooms, load_room
from backend.wire.bodies import CreateRoom, EditRoom
from backend.wire.errors import ErrorCode, Refusal
from backend.wire.live import RoomChanged, RoomCreated


@pytest.fixture
async def alice(office):
    return (await office.hire("alice"))[0]


@pytest.fixture
async def room(office, alice):
    return await office.write(create_room, alice.id, CreateRoom(name="Team"), office.contact_of)


async def test_a_view_is_its_members_and_nobody_elses(office, alice, room):
    (bob,) = await office.hire("bob")
    assert await office.write(load_view, room.id, alice.id) == office.ask(load_room, room.id, alice.id)
    with pytest.raises(Refusal) as caught:
        await office.write(load_view, room.id, bob.id)
    assert caught.value.code is ErrorCode.NO_SUCH_ROOM


async def test_a_newcomer_is_shown_the_room(office, alice, room):
    listener = office.listen(alice)
    await office.write(lambda tx: announce_room(tx, tx.find_room(room.id), [alice.id], office.contact_of))
    assert listener.heard == [RoomCreated(room=room, people=[])]


async def test_a_change_is_an_entry_of_the_log_with_the_room_as_it_is(office, alice, room):
    await office.write(edit_room, alice.id, room.id, EditRoom(name="Crew"))
    listener = office.listen(alice)
    await office.write(lambda tx: announce_room_changed(tx, tx.find_room(room.id), alice.id))
    (view,) = office.ask(list_rooms, alice.id)
    assert listener.heard == [
        RoomChanged(
            room=room.id,
            seq=2,
            by=alice.id,
            name="Crew",
            description="",
            is_public=False,
            avatar=view.avatar,
        )
    ]
    assert view.last_seq == 2
