"""Accounts: a name belongs to one; what is deleted leaves nothing but its messages."""

import asyncio

import pytest

from backend.actions.accounts import (
    activate,
    change_password,
    create_account,
    deactivate,
    delete_account,
    edit_profile,
    make_admin,
    register,
    set_password,
)
from backend.actions.messages import send_message
from backend.actions.rooms import create_direct_chat
from backend.store.sessions import find_session, list_sessions
from backend.store.tables import metadata
from backend.store.users import find_active_user, find_login, find_user, load_people, search_people
from backend.wire.bodies import EditProfile, Register, SendMessage
from backend.wire.errors import ErrorCode, FieldProblem, Invalid, Problem, Refusal
from backend.wire.live import MessageCreated, ProfileChanged
from backend.wire.types import UserId


def command(username, **fields):
    return Register(username=username, password="securepass123", password_confirm="securepass123", **fields)


@pytest.fixture
async def session(office):
    return await office.open_session("alice", email="alice@example.org")


async def problems_of(coroutine):
    with pytest.raises(Invalid) as caught:
        await coroutine
    return {
        field: [problem.kind for problem in problems] for field, problems in caught.value.problems.items()
    }


async def test_an_account_is_made_with_a_session_a_picture_and_a_name_to_be_found_by(office):
    session = await office.write(register, command("Фёдор", first_name="Fyodor", device="laptop"), "hash")
    assert office.ask(find_session, session.id) == session
    assert office.ask(find_login, "фёдор") == (session.user, "hash", False)
    (person,) = office.ask(search_people, "федор", UserId(0), 10)
    assert person.user == session.user
    assert len(person.avatar) == len("/avatars/.svg") + 32


@pytest.mark.parametrize(
    ("wanted", "problems"),
    [
        (command("ALICE"), {"username": FieldProblem.USERNAME_TAKEN}),
        (command("ａｌｉｃｅ"), {"username": FieldProblem.USERNAME_TAKEN}),
        (command("bob", email="Alice@Example.org"), {"email": FieldProblem.EMAIL_TAKEN}),
        (
            command("Alice", email="alice@example.org"),
            {"username": FieldProblem.USERNAME_TAKEN, "email": FieldProblem.EMAIL_TAKEN},
        ),
    ],
    ids=["letter case", "width", "email", "both"],
)
async def test_names_and_addresses_that_are_taken_are_told_together(office, session, wanted, problems):
    with pytest.raises(Invalid) as caught:
        await office.write(register, wanted, "-")
    assert caught.value.problems == {field: [Problem(kind)] for field, kind in problems.items()}


async def test_of_twenty_who_race_for_a_name_one_gets_it(office):
    tries = [office.write(register, command("carol"), "-") for _ in range(20)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Invalid"] * 19 + ["Session"]


async def test_a_new_account_was_seen_when_it_was_made(office, session):
    (person,) = office.ask(load_people, [session.user.id])
    assert person.seen_at == session.rotated_at


async def test_an_account_can_be_made_that_nobody_is_signed_in_with(office):
    user = await office.write(create_account, command("alice"), "-")
    assert office.ask(list_sessions, user.id, 0) == []
    assert await problems_of(office.write(create_account, command("ALICE"), "-"))


async def test_an_edited_account_is_told_to_who_shares_a_room_and_to_nobody_else(office, session):
    bob, carol = await office.hire("bob", "carol")
    room = (await office.write(create_direct_chat, bob.id, session.user.id, office.contact_of)).room
    mine, bobs, carols = (office.listen(user) for user in (session.user, bob, carol))
    await office.write(edit_profile, session.user.id, EditProfile(first_name="Алиса"))
    (event,) = mine.heard
    assert isinstance(event, ProfileChanged)
    assert (event.user.first_name, event.user.email) == ("Алиса", "alice@example.org")
    assert (bobs.heard, carols.heard) == ([event], [])
    await office.write(send_message, session.user.id, SendMessage(room=room.id, content="hi"))
    assert isinstance(bobs.heard[1], MessageCreated)
    assert bobs.heard[1].message.user == event.user
    (found,) = office.ask(search_people, "алис", bob.id, 10)
    assert found.user == event.user


async def test_an_address_of_another_is_refused_and_nothing_is_changed(office, session):
    bob = await office.open_session("bob", email="bob@example.org")
    edit = EditProfile(first_name="Al", email="Bob@example.org")
    problems = await problems_of(office.write(edit_profile, session.user.id, edit))
    assert problems == {"email": [FieldProblem.EMAIL_TAKEN]}
    assert office.ask(find_user, session.user.id) == session.user
    await office.write(edit_profile, bob.user.id, EditProfile(email=""))
    await office.write(edit_profile, session.user.id, edit)


async def test_a_password_that_changed_since_it_was_checked_is_wrong(office, session):
    await office.write(set_password, session.user.id, "+")
    for action, *rest in ((change_password, session, "-", "x"), (delete_account, session.user.id, "-")):
        (kinds,) = (await problems_of(office.write(action, *rest))).values()
        assert kinds == [FieldProblem.WRONG_PASSWORD]


async def test_a_changed_password_leaves_the_session_that_changed_it(office, session):
    other = await office.write(register, command("bob"), "-")
    await office.write(change_password, session, "-", "+")
    assert office.ask(find_login, "alice").password_hash == "+"
    assert [office.ask(find_session, one.id) is None for one in (session, other)] == [False, False]
    await office.write(set_password, session.user.id, "x")
    assert office.ask(find_session, session.id) is None


async def test_a_deactivated_account_comes_back_as_it_was(office, session):
    listener = office.listen(session.user, session=session.id)
    await office.write(deactivate, session.user.id)
    assert listener.ended == "account_deactivated"
    assert office.ask(find_active_user, session.user.id) is None
    assert office.ask(find_login, "alice").is_deactivated
    await office.write(activate, session.user.id)
    assert office.ask(find_active_user, session.user.id) == session.user
    assert office.ask(find_session, session.id) is None


async def test_an_administrator_is_marked_as_one(office, session):
    await office.write(make_admin, session.user.id)
    flag = "SELECT is_admin FROM users"
    assert office.ask(lambda connection: connection.exec_driver_sql(flag).scalar_one()) == 1


async def test_of_a_deleted_account_nothing_personal_is_left_in_the_database(office):
    fields = {"email": "alice@secret.example", "first_name": "Alicia", "last_name": "Liddell"}
    session = await office.write(
        register, command("alice_liddell", **fields, device="her laptop"), "her hash"
    )
    await office.hire("bob")
    await office.write(create_direct_chat, session.user.id, UserId(2), office.contact_of)
    await office.write(delete_account, session.user.id, "her hash")

    def dump(connection):
        return "\n".join(
            str(row) for table in metadata.tables.values() for row in connection.execute(table.select())
        )

    left = office.ask(dump)
    assert [
        word for word in ("iddell", "Alicia", "secret.example", "her hash", "her laptop") if word in left
    ] == []


async def test_a_deleted_account_is_nobody_s_any_more(office, session):
    await office.write(delete_account, session.user.id, "-")
    assert office.ask(find_login, f"deleted-{session.user.id}") is None
    assert office.ask(find_active_user, session.user.id) is None
    (bob,) = await office.hire("bob")
    with pytest.raises(Refusal) as caught:
        await office.write(create_direct_chat, bob.id, session.user.id, office.contact_of)
    assert caught.value.code is ErrorCode.NO_SUCH_USER
    for action, argument in ((delete_account, "-"), (edit_profile, EditProfile(first_name="Alice"))):
        with pytest.raises(Refusal) as caught:
            await office.write(action, session.user.id, argument)
        assert caught.value.code is ErrorCode.TOKEN_INVALID


async def test_the_old_name_of_who_is_deleted_means_nobody_in_a_message(office, session):
    (bob,) = await office.hire("bob")
    room = (await office.write(create_direct_chat, bob.id, session.user.id, office.contact_of)).room.id
    hail = SendMessage(room=room, content="@alice?")
    assert (await office.write(send_message, bob.id, hail)).mentions == [session.user.id]
    await office.write(delete_account, session.user.id, "-")
    assert (await office.write(send_message, bob.id, hail)).mentions == []
