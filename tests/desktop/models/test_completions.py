import pytest

from desktop.models.completions import (
    MAX_SUGGESTIONS,
    Mentionable,
    Trigger,
    find_trigger,
    suggest_emoji,
    suggest_members,
)
from desktop.models.emoji import emoji_catalogue

MEMBERS = [
    Mentionable("anna", "Анна Каренина"),
    Mentionable("bob", "Bob Stone"),
    Mentionable("konstantin", "Константин Анненков"),
    Mentionable("joanna", "Joanna May"),
]


@pytest.mark.parametrize(
    ("line", "typed"),
    [
        (":sm", ":sm"),
        ("hello :sm", ":sm"),
        ("(:smile:", ":smile:"),
        ("да :серд", ":серд"),
        (":+1", ":+1"),
        ("@", "@"),
        ("hi @an", "@an"),
        ("@анн", "@анн"),
        ("😄:heart:", ":heart:"),
        ("❤️:he", ":he"),
        ("👍🏽:he", ":he"),
        ("👩‍🚀@an", "@an"),
    ],
)
def test_the_end_of_a_line_asks(line: str, typed: str):
    assert find_trigger(line) == Trigger(typed)


@pytest.mark.parametrize(
    "line", ["", ":", ":)", ":-)", ":D", "12:30", "a:smile", "http://x", "me@home", ":sm ", "@an "]
)
def test_other_ends_ask_for_nothing(line: str):
    assert find_trigger(line) is None


def emoji(typed: str, **options) -> list:
    options = {"is_russian": False, "tone": 0} | options
    return suggest_emoji(Trigger(typed), emoji_catalogue(), **options)


def test_emoji_come_by_shortcode_and_by_word():
    found = emoji(":wav")
    assert found[0].text == "👋"
    assert found[0].detail == ":wave:"
    assert 1 < len(found) <= MAX_SUGGESTIONS
    assert emoji(":wav", is_russian=True)[0].label == "машет рукой"
    assert "❤️" in [suggestion.text for suggestion in emoji(":красное_серд")]


def test_a_closed_shortcode_means_exactly_one():
    assert [suggestion.text for suggestion in emoji(":wave:")] == ["👋"]
    assert emoji(":wav:") == []


def test_the_chosen_skin_tone_is_used_where_there_is_one():
    assert emoji(":wave:", tone=3)[0].text == "👋🏽"
    assert emoji(":fire:", tone=3)[0].text == "🔥"


def names(typed: str) -> list[str]:
    return [suggestion.text for suggestion in suggest_members(Trigger(typed), MEMBERS)]


def test_members_come_by_part_of_a_name_in_any_alphabet_beginnings_first():
    assert names("@ann") == ["@anna ", "@joanna "]
    assert names("@АНН") == ["@anna ", "@konstantin "]
    assert names("@sto") == ["@bob "]
    assert len(names("@")) == 4
    assert names("@nobody") == []
