"""Names in a text: what follows an @, read as long as it can be a name."""

import time

import pytest

from backend.actions.mentions import find_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("nobody", []),
        ("@", []),
        ("mail bob@example.com", []),
        ("@Alice, look", [["alice"]]),
        ("(@alice) and @bob's", [["alice"], ["bob"]]),
        ("thanks @alice.", [["alice.", "alice"]]),
        ("@a.b-c_: @d+e@f", [["a.b-c_", "a.b-c"], ["d+e@f"]]),
        ("Спасибо, @Фёдор!", [["фёдор"]]),
        ("@हिन्दी @ＡＬＩＣＥ", [["हिन्दी"], ["alice"]]),
        ("@...", [["...", "..", "."]]),
    ],
)
def test_each_name_is_found_with_its_readings(text, names):
    assert find_names(text) == names


@pytest.mark.parametrize("text", ["@a" + "." * 3_998, "@a " * 1_333, "@" * 4_000, "@Ω. " * 1_000])
def test_no_text_keeps_the_writer_busy(text):
    started = time.process_time()
    find_names(text)
    assert time.process_time() - started < 0.1
