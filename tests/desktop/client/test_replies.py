import pytest

from backend.wire import codec
from backend.wire.answers import Fault
from backend.wire.errors import MEANINGS, ErrorCode
from desktop.client.errors import Incompatible, Refused, ServerFailed, SessionExpired
from desktop.client.replies import Reply, trouble_of


def _reply(code: ErrorCode) -> Reply:
    meaning = MEANINGS[code]
    fault = Fault(error="in words", code=code, retryable=meaning.is_retryable)
    return Reply(status=meaning.status, body=codec.encode(fault))


@pytest.mark.parametrize("code", ErrorCode)
def test_every_code_of_the_contract_means_what_its_status_and_retryability_say(code):
    trouble = trouble_of(_reply(code))
    if code is ErrorCode.UNSUPPORTED_PROTOCOL:
        assert type(trouble) is Incompatible
    elif MEANINGS[code].status == 401:
        assert type(trouble) is SessionExpired
    elif MEANINGS[code].is_retryable:
        assert type(trouble) is ServerFailed
    else:
        assert type(trouble) is Refused
        assert (trouble.code, trouble.text) == (code, "in words")


def test_a_form_s_errors_come_by_field():
    reply = Reply(status=400, body='{"username": ["занято"], "email": []}'.encode())
    trouble = trouble_of(reply)
    assert isinstance(trouble, Refused)
    assert (trouble.code, trouble.text, trouble.fields) == ("invalid", "занято", {"username": ["занято"]})


@pytest.mark.parametrize("status", [204, 302, 401, 403, 404, 407, 413, 418, 500, 502, 503, 504])
@pytest.mark.parametrize("body", [b"", b"<html>portal</html>", b"[]", b'{"detail": "x"}', b"\xff\xfe", b"{"])
def test_what_is_not_our_server_s_word_is_never_final(status, body):
    trouble = trouble_of(Reply(status=status, body=body, retry_after=3.0))
    assert isinstance(trouble, ServerFailed)
    assert trouble.retry_after == 3.0


def test_the_wait_is_the_fault_s_or_else_the_header_s():
    fault = Fault(error="", code="rate_limited", retryable=True, retry_after=1.5)
    assert trouble_of(Reply(status=429, body=codec.encode(fault), retry_after=9)).retry_after == 1.5
    bare = Fault(error="", code="overloaded", retryable=True)
    assert trouble_of(Reply(status=503, body=codec.encode(bare), retry_after=9)).retry_after == 9


def test_a_final_code_that_this_version_does_not_know_is_final_all_the_same():
    trouble = trouble_of(Reply(status=409, body=b'{"error": "later", "code": "made_up_later", "new": 1}'))
    assert isinstance(trouble, Refused)
    assert trouble.code == "made_up_later"
