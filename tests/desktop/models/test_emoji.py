import threading
import time

import pytest

from desktop.models.emoji import TONES, emoji_catalogue, read_ahead, with_tone, without_tone

CATALOGUE = emoji_catalogue()
ALL = [emoji for group in CATALOGUE.groups for emoji in group.emoji]


def test_the_catalogue_has_every_group_and_no_emoji_twice():
    assert [group.key for group in CATALOGUE.groups] == [
        *("smileys", "people", "nature", "food", "travel", "activities", "objects", "symbols", "flags")
    ]
    assert len({emoji.text for emoji in ALL}) == len(ALL) > 1800


def test_each_has_a_shortcode_of_its_own_and_a_name_in_both_languages():
    first = [emoji.shortcode for emoji in ALL]
    assert len(set(first)) == len(first)
    assert all(emoji.name and emoji.name_ru for emoji in ALL)


@pytest.mark.parametrize(
    ("query", "best"),
    [
        ("wave", "👋"),
        (":wave:", "👋"),
        ("+1", "👍"),
        ("heart", "❤️"),
        ("red heart", "❤️"),
        ("красное сердце", "❤️"),
        ("ПРИВЕТ", "👋"),
        ("ёжик", "🦔"),
        ("ежик", "🦔"),
        ("thumbs_u", "👍"),
        ("russia", "🇷🇺"),
        ("росси", "🇷🇺"),
    ],
)
def test_it_is_found_by_shortcode_and_by_names_in_both_languages(query: str, best: str):
    assert best in [emoji.text for emoji in CATALOGUE.search(query)[:5]]


def test_an_exact_shortcode_comes_first():
    assert [CATALOGUE.search(code)[0].text for code in ("smile", "heart", "fire", "ok")] == [
        "😄",
        "❤️",
        "🔥",
        "🆗",
    ]


@pytest.mark.parametrize("query", ["", "  ", ":", "qqqq", "wave qqqq"])
def test_nothing_is_found_by_nothing(query: str):
    assert CATALOGUE.search(query) == []


@pytest.mark.usefixtures("without_garbage")
def test_a_search_is_quick():
    CATALOGUE.search("warm")
    began = time.thread_time()
    for query in ("s", "sm", "smi", "с", "се", "face with"):
        CATALOGUE.search(query)
    assert time.thread_time() - began < 6 * 0.008 * 4  # 8 ms each on a machine four times as busy


def test_a_tone_follows_the_first_character_and_goes_again():
    for emoji in ALL:
        for tone in range(1, TONES + 1) if emoji.takes_tone else ():
            toned = with_tone(emoji.text, tone)
            assert toned != emoji.text
            assert CATALOGUE.find(toned) is emoji
            assert without_tone(toned).replace("\ufe0f", "") == emoji.text.replace("\ufe0f", "")
    assert with_tone("👋", 0) == "👋"
    assert with_tone("👋", 3) == "👋🏽"
    assert with_tone("☝️", 1) == "☝🏻"


def test_what_is_no_emoji_of_ours_is_not_found():
    assert CATALOGUE.find("x") is None
    assert CATALOGUE.find("") is None


def test_it_is_read_ahead_on_a_thread_that_ends():
    emoji_catalogue.cache_clear()
    read_ahead()
    for thread in threading.enumerate():
        if thread.name == "emoji":
            thread.join(5)
    assert emoji_catalogue.cache_info().currsize == 1
    read_ahead()
    assert "emoji" not in {thread.name for thread in threading.enumerate()}
