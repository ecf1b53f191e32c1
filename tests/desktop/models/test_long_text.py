import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.models.long_text import split_text


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        ("   ", []),
        ("short", ["short"]),
        ("one two three", ["one two", "three"]),
        ("first\nsecond\nthird", ["first", "second", "third"]),
        ("abcdefghijklmnop", ["abcdefghij", "klmnop"]),
        ("a bcdefghijklmnop", ["a bcdefghi", "jklmnop"]),
    ],
)
def test_it_is_cut_at_lines_then_at_words_then_anywhere(text: str, pieces: list[str]):
    assert split_text(text, 10) == pieces


@given(st.text(alphabet="ab \n", max_size=400), st.integers(1, 40))
def test_no_piece_is_too_long_and_no_letter_is_lost(text: str, limit: int):
    pieces = split_text(text, limit)
    assert all(0 < len(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())
