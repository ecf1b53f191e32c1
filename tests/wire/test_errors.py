"""Codes, their statuses, and the refusals that carry them."""

import pytest

from backend.wire.errors import MEANINGS, ErrorCode, FieldProblem, Invalid, Problem, Refusal, invalid


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
