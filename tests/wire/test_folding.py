"""Words in texts: found whatever their case and accents, and shown where they stand in the original."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.wire.folding import find_ranges, fold, fold_text, has_all, spans, split_words
from tests.helpers.golden_search import CORPUS, GOLDEN


@given(st.text())
def test_each_character_folds_by_itself_and_once(text):
    assert fold_text(text) == fold(text) == fold(fold(text)) == "".join(map(fold, text))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Алёна ЁЖ", "алена еж"),
        ("José Ñandú", "jose nandu"),
        ("ＷＩＤＥ", "wide"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("Σίσυφος", "σισυφοσ"),
        ("IŞIK ışık", "isik isik"),
        ("Łódź Sønderborg", "lodz sonderborg"),
        ("が ｶﾞ", "か\u3099 カ\u3099"),
        ("", ""),
    ],
)
def test_search_sees_neither_case_nor_accents(text, folded):
    assert fold(text) == folded


@given(st.text(alphabet="aäAbß ё\u0301😀", max_size=20), st.text(alphabet="aäbs е", max_size=4))
def test_spans_are_pieces_of_the_original_that_hold_a_word(content, query):
    found = spans(content, query)
    assert found == [(start, start + length) for start, length in find_ranges(content, split_words(query))]
    assert all(0 <= start < end <= len(content) for start, end in found)
    assert bool(found) or not split_words(query) or not has_all(content, split_words(query))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello hello  WORLD\n", ["hello", "world"]),
        ("чай\u3000кофе\xa0", ["чаи", "кофе"]),
        ("\u0301 ", []),
        ("", []),
    ],
)
def test_words_are_parted_by_spaces(text, words):
    assert split_words(text) == words


@pytest.mark.parametrize(
    ("content", "words", "marked"),
    [
        ("a cat, a Catalogue", "cat", ["cat", "Cat"]),
        ("no such word", "cat", []),
        ("banana", "ana", ["anana"]),
        ("one two", "two one", ["one", "two"]),
        ("overlap", "over verl", ["overl"]),
        ("side by side", "si de", ["si", "de", "si", "de"]),
        ("Straße", "strasse", ["Straße"]),
        ("Straße", "as", ["aß"]),
        ("Straße", "se", ["ße"]),
        ("der ﬁnale Satz", "in", ["ﬁn"]),
        ("😀 Café!", "cafe", ["Café"]),
        ("😀 Cafe\u0301!", "cafe", ["Cafe\u0301"]),
        ("Cafe\u0301s", "fe", ["fe\u0301"]),
        ("İIı", "iii", ["İIı"]),
        ("﷽ end", "end", ["end"]),
        ("ЁЖ, ёж", "еж", ["ЁЖ", "ёж"]),
    ],
)
def test_ranges_mark_the_words_in_the_original(content, words, marked):
    ranges = find_ranges(content, words.split())
    assert [content[start : start + length] for start, length in ranges] == marked


@pytest.mark.parametrize(("query", "names"), GOLDEN, ids=[query for query, _ in GOLDEN])
def test_the_golden_set_is_what_the_words_say(query, names):
    words = split_words(query)
    assert {name for name, text in CORPUS.items() if has_all(text, words)} == names


_letters = st.text(alphabet="aAàсСßﬁİ\u0301 x", max_size=12)


@given(_letters, _letters)
def test_whatever_is_found_is_marked_and_nothing_else(content, query):
    words = split_words(query)
    ranges = find_ranges(content, words)
    for word in words:
        held = any(word in fold_text(content[start : start + length]) for start, length in ranges)
        assert held is (word in fold_text(content))
    ends = [-1] + [start + length for start, length in ranges]
    assert all(start >= end for (start, _), end in zip(ranges, ends[:-1], strict=True))
    assert all(length > 0 for _, length in ranges)
