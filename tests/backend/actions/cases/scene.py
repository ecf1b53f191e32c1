"""Where the actions of *events equal reload* happen, and what each of its people knows."""

from msgspec.structs import replace

from backend.actions import messages, presence, rooms
from backend.actions.snapshot import build_welcome
from backend.store.clock import now_us
from backend.wire.bodies import SendMessage
from backend.wire.limits import Limits

SERVER_ID = "00000000-0000-4000-8000-000000000000"


class Scene:
    """Alice and Bob share a direct room with a talk, Alice and Carol an empty one; Dave knows nobody."""

    def __init__(self, office, sessions, talk, empty):
        self.office = office
        self.sessions = sessions
        self.alice, self.bob, self.carol, self.dave = (session.user for session in sessions)
        self.talk = talk
        self.empty = empty

    def snapshots(self):
        """What each of them would be told now; how long ago somebody online was seen is no state.

        Who administers the server is told by the next welcome alone: commands beside the server make one.
        """
        return [self.steady(self.snapshot(session)) for session in self.sessions]

    def snapshot(self, session):
        return self.office.ask(build_welcome, session, SERVER_ID, Limits(), self.office.contact_of)

    def steady(self, welcome):
        people = [
            replace(contact, last_seen=None if contact.is_online else contact.last_seen)
            for contact in welcome.people
        ]
        rooms_by_id = sorted(welcome.rooms, key=lambda room: room.id)
        return replace(welcome, people=people, rooms=rooms_by_id, server_time=None, is_admin=False)

    async def write(self, action, *args, **kwargs):
        return await self.office.write(action, *args, **kwargs)

    async def come(self, user):
        self.office.online.add(user.id)
        await self.write(presence.came_online, user.id, now_us())

    async def go(self, user):
        self.office.online.discard(user.id)
        await self.write(presence.went_offline, user.id, now_us())


async def set_scene(office):
    """The scene, with Alice online."""
    sessions = [await office.open_session(name) for name in ("alice", "bob", "carol", "dave")]
    alice, bob, carol, _ = (session.user for session in sessions)
    talk = (await office.write(rooms.create_direct_chat, alice.id, bob.id, office.contact_of)).room.id
    empty = (await office.write(rooms.create_direct_chat, carol.id, alice.id, office.contact_of)).room.id
    for author, text in ((alice, "one"), (bob, "two"), (bob, "three")):
        await office.write(messages.send_message, author.id, SendMessage(room=talk, content=text))
    scene = Scene(office, sessions, talk, empty)
    await scene.come(alice)
    return scene


async def send(scene, author="alice", client_id="", room=None, content="hello", reply_to=None):
    """Somebody says hello, in the talk unless told where."""
    command = SendMessage(room=room or scene.talk, content=content, client_id=client_id, reply_to=reply_to)
    return await scene.write(messages.send_message, getattr(scene, author).id, command)
