"""Ten thousand random steps of a team: what is unread is what SQL counts and what events tell."""

import random
from collections import defaultdict, deque
from datetime import UTC, datetime
from functools import partial, reduce
from typing import NamedTuple

import pytest
import sqlalchemy as sa

from backend.actions.marks import mark_read, mark_unread
from backend.actions.members import add_member, leave_room
from backend.actions.messages import delete_message, edit_message, send_message
from backend.actions.rooms import create_room
from backend.store.marks import load_marks
from backend.store.rooms import list_rooms
from backend.store.tables import messages
from backend.wire.bodies import CreateRoom, SendMessage
from backend.wire.errors import Refusal
from backend.wire.live import PublicLimits, Welcome
from tests.helpers.reload import apply

STEPS, STEPS_OF_A_UNIT = 10_000, 200
NAMES = ("alice", "bob", "carol", "dave")

COUNT_UNREAD = sa.text("""
    SELECT count(*), coalesce(sum(',' || coalesce(m.mentions, '') || ',' LIKE '%,' || s.user_id || ',%'), 0)
    FROM memberships s JOIN messages m ON m.room_id = s.room_id
    WHERE s.user_id = :user AND s.room_id = :room AND m.user_id <> s.user_id AND m.deleted_at IS NULL
    AND (m.seq > s.read_seq OR m.seq >= s.unread_from)
""")


class Team(NamedTuple):
    """People, their two groups, and the dice."""

    people: list
    rooms: list
    contact_of: object
    dice: random.Random
    sent: dict
    """What each of them said lately, by person and room."""

    def walk(self, tx):
        """Some steps in one unit; how many weren't refused. A refused one leaves nothing behind."""
        return sum(self._step(tx) for _ in range(STEPS_OF_A_UNIT))

    def _step(self, tx):
        room = tx.find_room(self.dice.choice(self.rooms))
        actor = self.dice.choice(list(room.roles))
        try:
            self.dice.choices(*zip(*self._choices(tx, actor, room), strict=True))[0]()
        except Refusal:
            return False
        return True

    def _choices(self, tx, actor, room):
        """What the actor may be about to do, and how often people do it."""
        dice, place = self.dice, max(0, room.last_seq - self.dice.randrange(20))
        text = " ".join(dice.choices([*(f"@{name}" for name in NAMES), "hello"], k=2))
        recent = self.sent[actor, room.id]
        message = dice.choice(recent) if recent else None
        anybody = dice.choice(self.people).id
        command = SendMessage(room=room.id, content=text, reply_to=dice.choice([None, message]))
        yield lambda: recent.append(send_message(tx, actor, command).id), 40
        yield partial(mark_read, tx, actor, room.id, dice.choice([None, place])), 15
        yield partial(mark_unread, tx, actor, room.id, place), 10
        yield partial(add_member, tx, actor, room.id, anybody, 500, self.contact_of), 10
        if message is not None:
            yield partial(edit_message, tx, actor, message, text), 20
            yield partial(delete_message, tx, actor, message), 6
        if len(room.roles) > 1:
            yield partial(leave_room, tx, actor, room.id), 3


@pytest.fixture
async def team(office):
    people = [(await office.open_session(name)).user for name in NAMES]
    rooms = [
        (await office.write(create_room, person.id, CreateRoom(name="Team"), office.contact_of)).id
        for person in people[:2]
    ]
    return Team(
        people, rooms, office.contact_of, random.Random(20_261_003), defaultdict(lambda: deque(maxlen=8))
    )


def counted_by_sql(connection, user, room):
    return tuple(connection.execute(COUNT_UNREAD, {"user": user, "room": room}).one())


def read_messages(connection, room):
    marks = load_marks(connection, room)
    rows = connection.execute(
        sa.select(messages.c.id, messages.c.user_id, messages.c.seq).where(messages.c.room_id == room)
    )
    return {message_id for message_id, author, seq in rows if marks.is_read(author, seq)}


def counts(rooms):
    return {room.id: (room.unread_count, room.unread_mentions, room.unread_from) for room in rooms}


async def test_what_is_unread_is_true_and_what_is_read_stays_read(office, team):
    taken, read = 0, set()
    listeners = [office.listen(person) for person in team.people]
    snapshots = [a_welcome(person, office.ask(list_rooms, person.id)) for person in team.people]
    while taken < STEPS:
        taken += await office.write(team.walk)
        for number, (person, listener) in enumerate(zip(team.people, listeners, strict=True)):
            snapshots[number] = reduce(apply, listener.heard, snapshots[number])
            listener.heard.clear()
            views = office.ask(list_rooms, person.id)
            assert counts(snapshots[number].rooms) == counts(views)
            for view in views:
                counted = office.ask(counted_by_sql, person.id, view.id)
                assert (view.unread_count, view.unread_mentions) == counted
        now_read = set().union(*(office.ask(read_messages, room) for room in team.rooms))
        assert read <= now_read
        read = now_read
        for room in team.rooms:
            marks, remembered = office.ask(load_marks, room), await office.write(remember, room)
            assert remembered == (marks.by_user, marks.floor)
    assert read


def remember(tx, room):
    marks = tx.find_room(room).marks
    return dict(marks.by_user), marks.floor


def a_welcome(person, rooms):
    """As much of a snapshot as counting needs."""
    return Welcome(
        protocol=1,
        version="",
        server_id="",
        session=1,
        me=person,
        my_avatar="",
        rooms=rooms,
        people=[],
        limits=PublicLimits(message_length=1, page_default=1, page_max=1, frame_bytes=1),
        server_time=datetime.now(UTC),
    )
