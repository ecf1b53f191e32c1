"""Accounts: who shares a room with somebody sees what became of them."""

from backend.actions import accounts, messages, rooms
from backend.wire.bodies import CreateRoom, EditProfile, Register, SendMessage

REGISTER = Register(username="erin", password="securepass123", password_confirm="securepass123")


async def edit(scene):
    command = EditProfile(first_name="Алиса", email="alice@example.org")
    await scene.write(accounts.edit_profile, scene.alice.id, command)


async def edit_who_was_quoted(scene):
    quoted = SendMessage(room=scene.talk, content="and you?")
    answered = await scene.write(messages.send_message, scene.bob.id, quoted)
    command = SendMessage(room=scene.talk, content="fine", reply_to=answered.id)
    await scene.write(messages.send_message, scene.alice.id, command)
    await scene.write(accounts.edit_profile, scene.bob.id, EditProfile(last_name="Stone"))


async def stay_the_same(scene):
    await scene.write(accounts.edit_profile, scene.alice.id, EditProfile(first_name=""))


async def delete(scene):
    await scene.write(accounts.delete_account, scene.bob.id, "-")


async def delete_an_owner(scene):
    made = await scene.write(
        rooms.create_room, scene.alice.id, CreateRoom(name="Alone"), scene.office.contact_of
    )
    await scene.write(messages.send_message, scene.alice.id, SendMessage(room=made.id, content="hm"))
    await scene.write(accounts.delete_account, scene.alice.id, "-")


CASES = {
    "register": lambda scene: scene.write(accounts.register, REGISTER, "-"),
    "create_account": lambda scene: scene.write(accounts.create_account, REGISTER, "-"),
    "edit_profile": edit,
    "edit_profile, of who was quoted": edit_who_was_quoted,
    "edit_profile, the same again": stay_the_same,
    "announce_profile": lambda scene: scene.write(accounts.announce_profile, scene.carol.id),
    "change_password": lambda scene: scene.write(accounts.change_password, scene.sessions[0], "-", "+"),
    "set_password": lambda scene: scene.write(accounts.set_password, scene.bob.id, "+"),
    "deactivate": lambda scene: scene.write(accounts.deactivate, scene.bob.id),
    "activate": lambda scene: scene.write(accounts.activate, scene.bob.id),
    "make_admin": lambda scene: scene.write(accounts.make_admin, scene.bob.id),
    "delete_account": delete,
    "delete_account, of a group's owner": delete_an_owner,
}
