"""Do not disturb: its ends, its one timer, and what a restart keeps."""

from datetime import UTC, datetime, timedelta

import pytest

from desktop.models.choices import Choices
from desktop.models.do_not_disturb import NO_END, DoNotDisturb, QuietFor, end_of, quiet_for_text
from desktop.settings import Settings, load_settings, save_settings

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def choices(theme):
    return Choices()


def test_each_choice_has_its_end(qapp):
    assert end_of(QuietFor.HALF_AN_HOUR, NOON) == NOON + timedelta(minutes=30)
    assert end_of(QuietFor.AN_HOUR, NOON) == NOON + timedelta(hours=1)
    morning = end_of(QuietFor.UNTIL_TOMORROW, NOON).astimezone()
    assert morning.hour == 8
    assert morning.date() == NOON.astimezone().date() + timedelta(days=1)
    assert len({quiet_for_text(choice) for choice in QuietFor}) == len(QuietFor)


def test_it_goes_on_and_off_and_tells(choices, qtbot):
    switch = DoNotDisturb(choices, now=lambda: NOON)
    assert not switch.is_on
    assert switch.text() == "Do not disturb"
    with qtbot.waitSignal(switch.changed):
        switch.turn_on(QuietFor.UNTIL_TURNED_OFF)
    assert switch.is_on
    assert switch.text() == "Do not disturb: on"
    with qtbot.waitSignal(switch.changed):
        switch.turn_off()
    assert not switch.is_on


def test_it_ends_by_itself(choices, qtbot):
    now = NOON
    switch = DoNotDisturb(choices, now=lambda: now)
    choices.update(quiet_until=NOON + timedelta(milliseconds=40))
    assert switch.is_on
    assert "until" in switch.text()
    with qtbot.waitSignal(switch.changed, timeout=2_000):
        now = NOON + timedelta(milliseconds=41)
    assert choices.settings.quiet_until is None


def test_nothing_ticks_while_it_is_off_or_without_end(choices):
    switch = DoNotDisturb(choices, now=lambda: NOON)
    assert not switch._end.isActive()
    switch.turn_on(QuietFor.UNTIL_TURNED_OFF)
    assert not switch._end.isActive()
    choices.update(quiet_until=NOON + timedelta(days=365))
    assert 0 < switch._end.interval() < 2**31
    switch.turn_off()
    assert not switch._end.isActive()


def test_it_outlives_a_restart_unless_its_end_has_passed(qapp, tmp_path):
    path = tmp_path / "settings.json"
    for until, is_on in ((NO_END, True), (NOON + timedelta(hours=1), True), (NOON, False)):
        save_settings(Settings(quiet_until=until), path)
        choices = Choices(load_settings(path))
        assert DoNotDisturb(choices, now=lambda: NOON).is_on == is_on
        assert choices.settings.quiet_until == (until if is_on else None)
