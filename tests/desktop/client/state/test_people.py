from desktop.client.state.changes import PersonChanged
from desktop.client.state.people import People
from tests.helpers.examples import NOON, a_contact, a_user


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
