"""A lock and its end are told once each."""

from desktop.models.presence import Presence


def test_a_lock_and_its_end_are_told_once_each() -> None:
    presence = Presence()
    told: list[bool] = []
    presence.changed.connect(lambda: told.append(presence.is_locked))
    for is_locked in (False, True, True, False):
        presence.take_lock(is_locked)
    assert told == [True, False]
