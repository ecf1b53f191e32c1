"""Who is in a room: listed, brought in, removed, given a role; and the caller's own coming and going."""

from backend.actions import members as actions
from backend.rest.router import Call, Reply, Router
from backend.store.engine import Connection
from backend.store.log import ContactOf
from backend.store.rooms import load_member_rows, to_member
from backend.store.users import load_people
from backend.wire import answers, rest
from backend.wire.errors import ErrorCode, Phrase, Refusal
from backend.wire.texts import text
from backend.wire.types import Member, RoomId, UserId

router = Router()


def _room_id(call: Call) -> RoomId:
    return RoomId(call.path_id("room_id"))


def _user_id(call: Call) -> UserId:
    return UserId(call.path_id("user_id"))


@router.answers(rest.LIST_PARTICIPANTS)
async def list_participants(call: Call) -> answers.ParticipantList:
    """Who is in one of the caller's rooms."""
    contact_of = call.context.contact_of(call.base_url)
    return await call.context.ask(_read_participants, _room_id(call), call.caller.id, contact_of)


def _read_participants(
    connection: Connection, room_id: RoomId, viewer: UserId, contact_of: ContactOf
) -> answers.ParticipantList:
    roles = {row.user.id: row.role for row in load_member_rows(connection, room_id)}
    if viewer not in roles:
        raise Refusal(ErrorCode.NO_SUCH_ROOM)
    people = {person.user.id: contact_of(person) for person in load_people(connection, roles)}
    members = [to_member(people[user_id], role) for user_id, role in roles.items()]
    return answers.ParticipantList(room_id=room_id, participants=members)


@router.answers(rest.ADD_PARTICIPANT)
async def add_participant(call: Call) -> Reply:
    """Somebody is brought in: 201; 200 for who is there already."""
    show = call.context.pictured(call.base_url)
    added = await call.context.write(
        actions.add_member,
        call.caller.id,
        _room_id(call),
        call.body.user_id,
        call.context.limits.group_members,
        call.context.contact_of(""),
    )
    return Reply(201 if added.is_new else 200, show(added.member))


@router.answers(rest.REMOVE_PARTICIPANT)
async def remove_participant(call: Call) -> None:
    """Somebody is removed, or the caller leaves."""
    await call.context.write(actions.remove_member, call.caller.id, _room_id(call), _user_id(call))


@router.answers(rest.CHANGE_ROLE)
async def change_role(call: Call) -> Member:
    """A member gets another role."""
    show = call.context.pictured(call.base_url)
    member = await call.context.write(
        actions.change_role,
        call.caller.id,
        _room_id(call),
        _user_id(call),
        call.body.role,
        call.context.contact_of(""),
    )
    return show(member)


@router.answers(rest.JOIN_ROOM)
async def join_room(call: Call) -> answers.Notice:
    """The caller comes into a public group."""
    await call.context.write(
        actions.join_room,
        call.caller.id,
        _room_id(call),
        call.context.limits.group_members,
        call.context.contact_of(""),
    )
    return answers.Notice(message=text(Phrase.JOINED, call.language))


@router.answers(rest.LEAVE_ROOM)
async def leave_room(call: Call) -> answers.Notice:
    """The caller leaves a group."""
    await call.context.write(actions.leave_room, call.caller.id, _room_id(call))
    return answers.Notice(message=text(Phrase.LEFT, call.language))
