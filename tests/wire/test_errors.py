"""Codes, their statuses, and the refusals that carry them."""

import re
from pathlib import Path

import pytest

import backend
from backend.wire.errors import MEANINGS, ErrorCode, FieldProblem, Invalid, Phrase, Problem, Refusal, invalid

ROOT = Path(backend.__file__).parent
SOURCES = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in ROOT.rglob("*.py")}
DEFINITIONS = {"wire/errors.py", "wire/texts.py"}


@pytest.mark.parametrize("code", ErrorCode)
def test_each_code_has_a_status_of_its_kind(code: ErrorCode) -> None:
    status, is_retryable = MEANINGS[code]
    assert 400 <= status < 600
    if status >= 500 or status == 429:
        assert is_retryable


def test_what_the_user_must_decide_is_never_retried() -> None:
    final = {ErrorCode.INVALID, ErrorCode.NO_SUCH_ROOM, ErrorCode.CLIENT_ID_CONFLICT, ErrorCode.TOO_LARGE}
    assert not any(MEANINGS[code].is_retryable for code in final)


def test_an_invalid_body_is_a_refusal() -> None:
    refusal = invalid("password", FieldProblem.TOO_SHORT, 8)
    assert isinstance(refusal, Invalid)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.retry_after) == (ErrorCode.INVALID, None)
    assert refusal.problems == {"password": [Problem(FieldProblem.TOO_SHORT, 8)]}


@pytest.mark.parametrize("key", [*FieldProblem, *Phrase], ids=str)
def test_nothing_is_defined_that_nobody_says(key: FieldProblem | Phrase) -> None:
    name = re.compile(rf"\b{type(key).__name__}\.{key.name}\b")
    assert any(name.search(source) for path, source in SOURCES.items() if path not in DEFINITIONS)
