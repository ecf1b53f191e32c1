"""Example people, rooms and messages for tests of models and widgets: dull defaults, a lively office."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import msgspec

from backend.wire.live import MessageCreated, MessageDeleted, MessageEdited
from backend.wire.types import (
    ChatType,
    Contact,
    Message,
    MessageId,
    ReadMark,
    Room,
    RoomId,
    Seq,
    User,
    UserId,
)
from desktop.client.state.entries import Entry, EntryState, confirmed_entry, quote_of
from desktop.client.state.store import Store

ME = UserId(1)
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def a_user(user_id: int, name: str = "") -> User:
    """A person; without a name they are called Person 7."""
    first, _, last = (name or f"Person {user_id}").partition(" ")
    return User(id=UserId(user_id), username=f"user{user_id}", email="", first_name=first, last_name=last)


def a_contact(
    user_id: int, name: str = "", *, is_online: bool = False, last_seen: datetime | None = None
) -> Contact:
    """The same person with presence."""
    user = a_user(user_id, name)
    return Contact(
        id=user.id,
        username=user.username,
        first_name=user.first_name,
        last_name=user.last_name,
        full_name=user.full_name,
        is_online=is_online,
        last_seen=last_seen,
        avatar="",
    )


def a_message(
    room_id: int, seq: int, text: str = "", *, author: User | None = None, at: datetime | None = None
) -> Message:
    """One message of a room's log."""
    author = author or a_user(2)
    return Message(
        id=MessageId(room_id * 1_000_000 + seq),
        room=RoomId(room_id),
        user=author,
        user_username=author.username,
        content=text or f"Message {seq}",
        timestamp=at or NOON + timedelta(minutes=seq),
        is_read=False,
        seq=Seq(seq),
        client_id=f"c-{room_id}-{seq}",
    )


def created(messages: Iterable[Message]) -> list[MessageCreated]:
    """Messages as they come: the entries of the log that they are."""
    return [MessageCreated(room=message.room, seq=message.seq, message=message) for message in messages]


def edited(message: Message, seq: int, text: str) -> MessageEdited:
    """The entry by which a message says something else."""
    changed = msgspec.structs.replace(message, content=text, edited_at=NOON)
    return MessageEdited(room=message.room, seq=Seq(seq), message=changed)


def deleted(message: Message, seq: int) -> MessageDeleted:
    """The entry by which its author takes a message back."""
    rest = msgspec.structs.replace(message, content="", deleted=True)
    return MessageDeleted(room=message.room, seq=Seq(seq), message=rest, by=message.user.id)


def answering(message: Message, answered: Message) -> Message:
    """A message that answers another one."""
    return msgspec.structs.replace(message, reply_to=answered.id, quote=quote_of(answered))


def a_room(
    room_id: int,
    others: Iterable[User],
    *,
    name: str = "",
    chat_type: ChatType = "direct",
    unread: int = 0,
    read_seq: int = 0,
    others_read_seq: int = 0,
    last: Message | None = None,
    created_at: datetime = NOON,
) -> Room:
    """A room with me in it."""
    members = [a_user(1, "Alice Doe"), *others]
    return Room(
        id=RoomId(room_id),
        name=name,
        description="",
        chat_type=chat_type,
        created_at=created_at,
        participants=members,
        participants_count=len(members),
        other_participant=members[1] if chat_type == "direct" else None,
        unread_count=unread,
        last_seq=last.seq if last else Seq(0),
        read_seq=Seq(read_seq),
        read_marks=[ReadMark(user=user.id, read_seq=Seq(others_read_seq)) for user in members[1:]],
        last_message=last,
    )


def a_store(rooms: Iterable[Room] = (), people: Iterable[Contact] = ()) -> Store:
    """A state as after a welcome."""
    store = Store()
    store.load(a_user(1, "Alice Doe"), "", list(rooms), people)
    return store


def a_direct_store(
    texts: int | list[str] = 0,
    *,
    read_seq: int | None = None,
    others_read_seq: int = 0,
    has_older: bool = False,
) -> Store:
    """One direct room, number 1, with Bob (2), whose messages are a minute apart."""
    lines = [f"Message {seq}" for seq in range(1, texts + 1)] if isinstance(texts, int) else texts
    bob = a_user(2, "Bob Stone")
    messages = [a_message(1, seq, text, author=bob) for seq, text in enumerate(lines, 1)]
    read = len(messages) if read_seq is None else read_seq
    room = a_room(
        1,
        [bob],
        unread=len(messages) - read,
        read_seq=read,
        others_read_seq=others_read_seq,
        last=messages[-1] if messages else None,
    )
    store = a_store([room], [a_contact(2, "Bob Stone", is_online=True)])
    fill(store, 1, messages, has_older=has_older)
    return store


def fill(store: Store, room_id: int, messages: Iterable[Message], *, has_older: bool = False) -> None:
    """Load a page of a room's log."""
    entries = [confirmed_entry(message, ME) for message in messages]
    store.timelines.of(RoomId(room_id)).reset(entries, has_older=has_older)


def a_pending(key: str, text: str, state: EntryState = EntryState.QUEUED, at: datetime = NOON) -> Entry:
    """A message of mine on its way."""
    return Entry(
        key=key, author_id=ME, author_name="Alice Doe", content=text, at=at, state=state, is_own=True
    )


# --- a lively office ---

_NAMES = (
    "Bob Stone",
    "Анна Каренина",
    "Carol Danvers",
    "Константин Константинович Константинопольский",
    "Dave Grohl",
    "Erin Brockovich",
    "Фёдор Достоевский",
    "Grace Hopper",
)

_TALK = (
    (2, -1500, "Hi! Did the release go out?"),
    (1, -1498, "Yes, an hour ago. No complaints so far 👍"),
    (2, -1497, "Great"),
    (
        2,
        -1496,
        (
            "I still see the old badge count on my laptop, but it went away after a restart, so perhaps it is"
            " only a stale cache. Could you look at it tomorrow, before the demo at eleven?"
        ),
    ),
    (1, -58, "Sure."),
    (
        1,
        -57,
        (
            "The counter is recomputed when the window is focused, so if a message arrives while it is"
            " hidden the number can lag by one. I have a fix, it needs a test."
        ),
    ),
    (
        2,
        -40,
        "Привет, а по-русски тоже нормально переносится? Проверяем длинное предложение.",
    ),
    (1, -39, "Переносится 🙂"),
    (2, -20, "Notes are here: https://example.org/spec/messages#read-markers"),
    (1, -12, "thanks, reading"),
    (2, -3, "New build is up"),
    (2, -2, "Shall we try it together?"),
    (1, -1, "Yes, give me five minutes"),
)


def an_office(now: datetime | None = None, *, rooms: int = 12, has_trouble: bool = True) -> Store:
    """Many rooms; the first is a long talk, with a message that failed and one on its way."""
    now = now or datetime.now(UTC)
    me = a_user(1, "Alice Doe")
    people = [a_user(number, name) for number, name in enumerate(_NAMES, 2)]
    people += [a_user(number) for number in range(len(_NAMES) + 2, rooms + 2)]
    talk = [
        a_message(
            1, seq, text, author=me if who == ME else people[who - 2], at=now + timedelta(minutes=minute)
        )
        for seq, (who, minute, text) in enumerate(_TALK, 1)
    ]
    team = [
        a_message(2, seq, text, author=author, at=now - timedelta(minutes=30 - 2 * seq))
        for seq, (author, text) in enumerate(
            (
                (people[1], "Доброе утро! Кто смотрит отчёт?"),
                (people[3], "Я посмотрю после обеда."),
                (people[3], "Там всё готово, кроме второй таблицы."),
                (me, "I can do the second table."),
                (people[6], "Отлично, тогда в пятницу публикуем."),
                (people[2], "Lunch at one?"),
            ),
            1,
        )
    ]
    made = [
        a_room(1, [people[0]], read_seq=13, others_read_seq=12, last=talk[-1]),
        a_room(
            2,
            people[1:7],
            name="Редакция",
            chat_type="group",
            unread=3,
            read_seq=3,
            others_read_seq=2,
            last=team[-1],
        ),
    ]
    for number, person in enumerate(people[1:rooms], 3):
        text = ("Can you review my change?", "Созвонимся завтра?", "See you at 11")[number % 3]
        last = a_message(number, 9, text, author=person, at=now - timedelta(hours=number * number))
        unread = {4: 2, 6: 128}.get(number, 0)
        made.append(a_room(number, [person], unread=unread, read_seq=9 - min(9, unread), last=last))
    contacts = [
        a_contact(
            person.id,
            person.full_name,
            is_online=person.id % 2 == 0,
            last_seen=now - timedelta(hours=person.id),
        )
        for person in people
    ]
    store = a_store(made, contacts)
    fill(store, 1, talk)
    fill(store, 2, team)
    store.rooms.set_typing(RoomId(3), people[1].id, is_typing=True)
    if has_trouble:
        lost = a_pending("p-1", "This one did not get through", EntryState.FAILED, now - timedelta(minutes=1))
        store.add_pending(RoomId(1), lost)
        on_its_way = a_pending("p-2", "Now I am coming", EntryState.IN_FLIGHT, now)
        store.add_pending(RoomId(1), on_its_way)
    return store
