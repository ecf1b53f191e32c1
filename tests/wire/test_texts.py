"""Each refusal has its status and its text in both languages; the right one is chosen."""

import re
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.wire.answers import Fault
from backend.wire.errors import ErrorCode, FieldProblem, Invalid, Language, Phrase, Problem, Refusal, invalid
from backend.wire.texts import _TEXTS, choose_language, fault_answer, text

KEYS: list[ErrorCode | FieldProblem | Phrase] = [*ErrorCode, *FieldProblem, *Phrase]


@pytest.mark.parametrize("key", KEYS)
def test_each_key_has_a_sentence_in_both_languages(key: ErrorCode | FieldProblem | Phrase) -> None:
    english, russian = text(key, "en", 8), text(key, "ru", 8)
    assert english.isascii()
    assert re.search("[а-яё]", russian)
    assert english[0].isupper() or english.startswith("user_id")
    assert english.endswith(".")
    assert russian[0].isupper()
    assert "{" not in english + russian


def test_no_text_is_left_over() -> None:
    assert set(_TEXTS) == set(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_only_lengths_name_a_bound(key: ErrorCode | FieldProblem | Phrase) -> None:
    for template in _TEXTS[key]:
        names = {name for _, name, _, _ in Formatter().parse(template) if name is not None}
        assert names == ({"bound"} if key in {FieldProblem.TOO_LONG, FieldProblem.TOO_SHORT} else set())


def test_texts_read_like_those_of_the_seed() -> None:
    assert text(FieldProblem.BLANK, "en") == "This may not be empty."
    assert text(FieldProblem.TOO_LONG, "en", 128) == "At most 128 characters."
    assert text(FieldProblem.TOO_SHORT, "ru", 8) == "Слишком коротко: символов – не меньше 8."


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("en", "en"),
        ("ru", "ru"),
        ("RU-ru", "ru"),
        ("ru-RU,ru;q=0.9,en-US;q=0.8,en;q=0.7", "ru"),
        ("en-GB,en;q=0.9,ru;q=0.8", "en"),
        ("en;q=0.5, ru;q=0.501", "ru"),
        ("ru ; q = 0.5 , en ; q = 0.4", "ru"),
        ("ru, en", "ru"),
        ("en, ru", "en"),
        ("de", "en"),
        ("de, ru;q=0.1", "ru"),
        ("uk, ru;q=0.5, en;q=0.3", "ru"),
        ("*", "en"),
        ("*, ru;q=0.5", "en"),
        ("en;q=0, *", "ru"),
        ("ru;q=0", "en"),
        ("ru;q=0, en;q=0", "en"),
        ("ru;q=2, en;q=0.1", "en"),
        ("ru;q=nan", "en"),
        ("ru;q=1.5e3", "en"),
        ("ru;q=", "en"),
        ("ru;level=1", "en"),
        ("rus", "en"),
        (";;;,,=,", "en"),
        ("ру", "en"),
    ],
)
def test_language_is_chosen_by_quality(header: str | None, language: Language) -> None:
    assert choose_language(header) == language


@given(st.text())
def test_junk_headers_give_a_language(header: str) -> None:
    assert choose_language(header) in {"en", "ru"}


def test_wrong_fields_are_told_under_their_names() -> None:
    refusal = Invalid(
        {"content": [Problem(FieldProblem.BLANK)], "name": [Problem(FieldProblem.TOO_LONG, 128)]}
    )
    assert fault_answer(refusal, "ru") == {
        "content": ["Это поле не может быть пустым."],
        "name": ["Слишком длинно: символов – не больше 128."],
    }
    assert fault_answer(invalid("email", FieldProblem.EMAIL_TAKEN), "en") == {
        "email": ["A user with that email already exists."]
    }


def test_other_refusals_are_one_text_with_a_code() -> None:
    refusal = Refusal(ErrorCode.RATE_LIMITED, retry_after=2.0)
    assert fault_answer(refusal, "en") == Fault(
        error="Too many requests. Please wait a little.", code="rate_limited", retryable=True, retry_after=2.0
    )
    assert fault_answer(Refusal(ErrorCode.NO_SUCH_ROOM), "ru") == Fault(
        error="Такого чата нет.", code="no_such_room"
    )
