from datetime import UTC, datetime, timedelta, timezone
from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from desktop.client.plain import EARLIEST, LATEST, NAME_LENGTH, plain_name, plain_person, plain_time, whole
from tests.helpers.examples import NOON, a_contact, a_user


def test_half_a_character_is_none():
    assert whole("a\ud83db") == "a\ufffdb"
    assert whole("\ud83d\ude00 ёж") == "\U0001f600 ёж"


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Алёна Ёж", "Алёна Ёж"),
        ("  two\t\nlines  here ", "two lines here"),
        ("bell\x07, nul\0, escape\x1b[31m", "bell, nul, escape[31m"),
        ("evil\u202etxt.exe\u202c", "eviltxt.exe"),
        ("\u2066isolate\u2069 \u200fmark\u061c", "isolate mark"),
        ("zero\u200bwidth\ufeff\u2060", "zerowidth"),
        ("family \U0001f468\u200d\U0001f469", "family \U0001f468\u200d\U0001f469"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\u202e\u200b", ""),
        ("x" * 1_000_000, "x" * NAME_LENGTH),
    ],
)
def test_a_name_is_one_line_of_what_can_be_seen(name, plain):
    assert plain_name(name) == plain


@given(st.text())
def test_a_plain_name_stays_as_it_is(text):
    plain = plain_name(text)
    assert plain_name(plain) == plain
    assert len(plain) <= NAME_LENGTH
    assert "\n" not in plain


@pytest.mark.usefixtures("without_garbage")
def test_a_huge_name_costs_nothing():
    names = ["\u202e" * 1_000_000, " \n" * 1_000_000, "\U0001f468\u200d" * 1_000_000]
    before = thread_time()
    for name in names:
        plain_name(name)
    assert thread_time() - before < 0.2


@pytest.mark.parametrize(
    ("at", "plain"),
    [
        (NOON, NOON),
        (NOON.replace(tzinfo=None), NOON),
        (datetime.min.replace(tzinfo=UTC), EARLIEST),
        (datetime.max.replace(tzinfo=UTC), LATEST),
        (datetime.max.replace(tzinfo=timezone(timedelta(hours=-14))), LATEST),
        (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))), EARLIEST),
    ],
)
def test_a_time_can_be_compared_and_shown_anywhere(at, plain):
    assert plain_time(at) == plain
    for hours in (-14, 14):
        assert plain_time(at).astimezone(timezone(timedelta(hours=hours))).tzinfo is not UTC


def test_a_person_has_plain_names_in_all_places():
    assert plain_person(a_user(2, "Bob Stone")) == a_user(2, "Bob Stone")
    evil = replace(
        a_contact(2),
        username="b\u202eob",
        first_name="B\0",
        full_name="B\u200bb",
        last_seen=LATEST.replace(tzinfo=None),
    )
    kept = plain_person(evil)
    assert (kept.username, kept.first_name, kept.full_name, kept.last_seen) == ("bob", "B", "Bb", LATEST)
