from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtWidgets import QApplication

from desktop.i18n import install_language
from desktop.models.words import (
    count_text,
    day_text,
    local_day,
    presence_text,
    recent_text,
    time_text,
    typing_text,
    unread_text,
)
from desktop.theme import Theme
from tests.helpers.examples import a_contact

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("day", "english", "russian"),
    [
        (TODAY, "Today", "Сегодня"),
        (date(2026, 11, 22), "Yesterday", "Вчера"),
        (date(2026, 11, 17), "Tuesday", "Вторник"),
        (date(2026, 11, 16), "November 16", "16 ноября"),
        (date(2025, 11, 23), "November 23, 2025", "23 ноября 2025"),
        (date(2026, 11, 24), "November 24", "24 ноября"),
    ],
)
def test_days(theme: Theme, qapp: QApplication, day: date, english: str, russian: str) -> None:
    assert day_text(day, TODAY) == english
    install_language(qapp, "ru")
    assert day_text(day, TODAY) == russian


def test_times_of_a_list_row_get_shorter_with_age(theme: Theme) -> None:
    now = datetime.now().astimezone().replace(hour=12)
    assert recent_text(now, now.date()) == time_text(now)
    assert recent_text(now - timedelta(days=2), now.date()) == (now - timedelta(days=2)).strftime("%a")
    assert recent_text(now - timedelta(days=7), now.date()).split()[1] == str((now - timedelta(days=7)).day)


def test_a_clock_has_no_seconds(theme: Theme) -> None:
    assert time_text(datetime(2026, 11, 23, 14, 5, 59).astimezone()).startswith(("14:05", "2:05"))
    assert "59" not in time_text(datetime(2026, 11, 23, 14, 5, 59).astimezone())


def test_presence(theme: Theme) -> None:
    noon = datetime.now().astimezone().replace(hour=12, minute=0)
    today = noon.date()
    at = time_text(noon)
    assert presence_text(a_contact(2, is_online=True), today) == "online"
    assert presence_text(a_contact(2), today) == "offline"
    assert presence_text(a_contact(2, last_seen=noon), today) == f"last seen today at {at}"
    yesterday = noon - timedelta(days=1)
    assert presence_text(a_contact(2, last_seen=yesterday), today) == f"last seen yesterday at {at}"
    assert presence_text(a_contact(2, last_seen=datetime(2020, 3, 1, 12, tzinfo=UTC)), today) == (
        "last seen March 1, 2020"
    )


def test_a_day_is_the_day_where_the_device_is() -> None:
    at = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert local_day(at) == at.astimezone().date()


def test_who_types(theme: Theme) -> None:
    assert typing_text(["Bob"], is_direct=True) == "typing…"
    assert typing_text(["Bob"], is_direct=False) == "Bob is typing…"


def test_counts(theme: Theme) -> None:
    assert [count_text(count) for count in (1, 999, 1000)] == ["1", "999", "999+"]
    assert unread_text(1) == "1 unread message"
