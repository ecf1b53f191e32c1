"""The log: for people or programs, with the request that a line belongs to, and without any token."""

import json
import logging

import pytest

from backend.auth.invite_tokens import InviteTokens
from backend.logs import request_id, set_up_logging
from backend.settings import Settings
from backend.wire.types import InviteId

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.Sig_-nature"


@pytest.fixture(autouse=True)
def logging_restored():
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = before


def said(capsys, settings, message, *values, **options):
    """What stands on standard error when that is logged."""
    set_up_logging(settings)
    logging.getLogger("backend.x").info(message, *values, **options)
    return capsys.readouterr().err


@pytest.fixture
def request_seven():
    before = request_id.set("seven")
    yield
    request_id.reset(before)


def test_log_lines_are_json_where_wanted(capsys):
    line = json.loads(said(capsys, Settings(log_json=True, log_level="info"), "привет %s", "мир"))
    assert (line["level"], line["logger"], line["message"]) == ("INFO", "backend.x", "привет мир")
    assert "request_id" not in line


def test_a_json_line_holds_the_whole_exception(capsys):
    try:
        int("two\nlines")
    except ValueError:
        (line,) = said(capsys, Settings(log_json=True), "failed", exc_info=True).splitlines()
    assert "Traceback" in json.loads(line)["exception"]


@pytest.mark.usefixtures("request_seven")
def test_a_line_names_its_request(capsys):
    assert json.loads(said(capsys, Settings(log_json=True), "x"))["request_id"] == "seven"
    assert said(capsys, Settings(), "x").endswith("INFO    backend.x [seven]: x\n")


def test_a_strangers_words_make_no_line_of_their_own(capsys):
    line = said(capsys, Settings(), "no %s", "room\n2026-01-01 ERROR: forged\x1b[2J\u2028")
    assert line.endswith("no room\\n2026-01-01 ERROR: forged\\x1b[2J\\u2028\n")
    assert line.count("\n") == 1


@pytest.mark.parametrize("log_json", [True, False])
def test_tokens_are_left_out_wherever_they_stand(capsys, log_json):
    message, error = "GET /ws/chat/1/?token=%s&x=1", ValueError(f"Bearer {TOKEN}")
    line = said(capsys, Settings(log_json=log_json), message, "opaque", exc_info=error)
    assert "Sig_-nature" not in line
    assert "opaque" not in line
    assert "/ws/chat/1/?token=...&x=1" in line
    assert "Bearer ..." in line


def test_of_a_link_the_token_is_left_out(capsys):
    mark = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
    secret = InviteTokens(b"k" * 64).make(InviteId(31))
    links = f"minichat://join/[::1]:8001/{secret}/{mark} https://[::1]/join/#{secret}"
    line = said(capsys, Settings(), "%s", links)
    assert line.endswith(f"minichat://join/[::1]:8001/.../{mark} https://[::1]/join/#...\n")


def test_the_level_is_kept(capsys):
    assert said(capsys, Settings(log_level="WARNING"), "quiet") == ""
    logging.getLogger("backend.x").warning("loud")
    assert capsys.readouterr().err.rstrip().endswith("WARNING backend.x: loud")
