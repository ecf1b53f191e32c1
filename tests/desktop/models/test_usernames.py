"""A username from a name: short, in letters that every keyboard has."""

import pytest

from backend.wire.validation import check_username
from desktop.models.usernames import split_name, suggest_username


@pytest.mark.parametrize(
    ("name", "username"),
    [
        ("Anna Schmidt", "anna"),
        ("  Zoë ", "zoe"),
        ("Юлия Щукина", "yuliya"),
        ("Жорж", "zhorzh"),
        ("Андрей", "andrey"),
        ("Йорг".replace("Й", "И\u0306"), "yorg"),
        ("Łukasz", "lukasz"),
        ("O'Neil", "oneil"),
        ("李雷", ""),
        ("…", ""),
        ("", ""),
        ("x" * 200, "x" * 30),
    ],
)
def test_a_name_gives_a_username_that_the_server_takes(name: str, username: str) -> None:
    assert suggest_username(name) == username
    assert not username or check_username(username) == username


def test_the_first_name_and_the_others() -> None:
    assert split_name(" Anna  Maria Schmidt ") == ("Anna", "Maria Schmidt")
    assert split_name("Anna") == ("Anna", "")
