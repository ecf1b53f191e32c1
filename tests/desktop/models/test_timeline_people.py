"""Names and pictures of a talk follow their people, and only what was seen is told."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from backend.wire.live import ProfileChanged
from backend.wire.types import RoomId, UserId
from desktop.client.state.store import Store
from desktop.models.timeline_people import TimelinePeople
from tests.helpers.examples import ME, a_contact, a_direct_store, a_room, a_user

ROOM, BOB = RoomId(1), UserId(2)


@pytest.fixture
def store() -> Store:
    return a_direct_store(["hello"])


@pytest.fixture
def people(store: Store) -> Iterator[TimelinePeople]:
    parent = QObject()
    people = TimelinePeople(store, ROOM, parent)
    yield people
    people.close()


def profile(name: str = "Bob Stone", avatar: str = "") -> ProfileChanged:
    return ProfileChanged(user=a_user(BOB, name), avatar=avatar)


def test_another_name_is_told(store: Store, people: TimelinePeople, qtbot: QtBot) -> None:
    assert people.names.name_of("user2") == "Bob Stone"
    with qtbot.waitSignal(people.changed):
        store.apply(profile("Robert Stone"))
    assert people.names.name_of("user2") == "Robert Stone"


def test_another_picture_is_told_if_the_one_before_was_seen(
    store: Store, people: TimelinePeople, qtbot: QtBot
) -> None:
    with qtbot.assertNotEmitted(people.changed):
        store.apply(profile(avatar="/one.webp"))
    assert people.picture_of(BOB) == "/one.webp"
    with qtbot.waitSignal(people.changed):
        store.apply(profile(avatar="/two.webp"))
    assert people.picture_of(BOB) == "/two.webp"
    with qtbot.assertNotEmitted(people.changed):
        store.people.set_presence(BOB, is_online=False, last_seen=None)


def test_who_is_another_after_a_pause_is_told(store: Store, people: TimelinePeople, qtbot: QtBot) -> None:
    with qtbot.waitSignal(people.changed):
        room = a_room(1, [a_user(BOB, "Robert Stone")])
        store.load(a_user(ME, "Alice Doe"), "", [room], [a_contact(BOB, "Robert Stone")])
    assert people.names.name_of("user2") == "Robert Stone"


def test_who_follows_no_longer_hears_nothing(store: Store, people: TimelinePeople, qtbot: QtBot) -> None:
    people.close()
    with qtbot.assertNotEmitted(people.changed):
        store.apply(profile("Robert Stone"))
