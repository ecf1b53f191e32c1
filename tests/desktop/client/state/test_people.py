from backend.wire.types import UserId
from desktop.client.state.changes import Connection, ConnectionChanged, PersonChanged
from desktop.client.state.people import People
from desktop.client.state.store import Store
from tests.helpers.examples import NOON, a_contact, a_room, a_user
from tests.helpers.scripted_server import a_welcome


def _people():
    told = []
    people = People(told.append)
    people.reset([a_contact(3, "Zoe"), a_contact(2, "ada")])
    return people, told


def test_people_stand_by_name_whatever_the_case():
    people, told = _people()
    assert [person.full_name for person in people.all()] == ["ada", "Zoe"]
    assert told == []


def test_only_what_is_new_is_told():
    people, told = _people()
    people.put([a_contact(2, "ada"), a_contact(3, "Zoë"), a_contact(4, "Bob")])
    assert told == [PersonChanged(3), PersonChanged(4)]
    assert people.get(3).full_name == "Zoë"


def test_presence_comes_and_goes_and_of_strangers_nothing_is_kept():
    people, told = _people()
    people.set_presence(2, is_online=True, last_seen=None)
    people.set_presence(2, is_online=True, last_seen=None)
    people.set_presence(2, is_online=False, last_seen=NOON)
    people.set_presence(9, is_online=True, last_seen=None)
    assert told == [PersonChanged(2), PersonChanged(2)]
    assert (people.get(2).is_online, people.get(2).last_seen) == (False, NOON)
    assert people.get(9) is None


def test_who_shares_no_room_any_more_is_forgotten():
    people, told = _people()
    people.keep_only({3, 9})
    assert ([person.id for person in people.all()], told) == ([3], [PersonChanged(2)])


def test_another_name_and_picture():
    people, told = _people()
    people.change_profile(a_user(2, "Ada Byron"), "/ada.png")
    people.change_profile(a_user(9, "Nobody Known"), "")
    assert (people.get(2).full_name, people.get(2).avatar, told) == (
        "Ada Byron",
        "/ada.png",
        [PersonChanged(2)],
    )


def test_who_is_cut_off_sees_nobody_online_and_remembers_when_they_were():
    store = Store()
    gone, here = a_contact(3, "Eve", last_seen=NOON), a_contact(2, "Bob", is_online=True, last_seen=NOON)
    store.apply(a_welcome(a_room(7, [a_user(2), a_user(3)], chat_type="group"), people=[gone, here]))
    store.set_connection(Connection.ONLINE)
    assert store.people.get(UserId(2)).is_online
    told = []
    store.changes.subscribe(told.append)
    store.set_connection(Connection.OFFLINE)
    assert [(person.is_online, person.last_seen) for person in store.people.all()] == [(False, NOON)] * 2
    assert told == [PersonChanged(UserId(2)), ConnectionChanged(Connection.OFFLINE)]
    store.set_connection(Connection.CONNECTING)
    store.apply(a_welcome(a_room(7, [a_user(2), a_user(3)], chat_type="group"), people=[gone, here]))
    store.set_connection(Connection.ONLINE)
    assert store.people.get(UserId(2)).is_online
