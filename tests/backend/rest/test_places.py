"""A query names one place of a page, or none."""

from datetime import UTC, datetime

import pytest
from aiohttp.test_utils import make_mocked_request

from backend.rest.places import place_of
from backend.rest.router import Call
from backend.store.pages import NEWEST, Place
from backend.wire.errors import ErrorCode, FieldProblem, Invalid, Problem, Refusal


def place(query):
    request = make_mocked_request("GET", f"/?{query}")
    return place_of(Call(request, None, None, None))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", NEWEST),
        ("limit=3&before_seq=", NEWEST),
        ("before_seq=4", Place(before_seq=4)),
        ("after_seq=0", Place(after_seq=0)),
        ("around_seq=7&at=", Place(around_seq=7)),
        ("at=2026-10-03T06:00:00%2B03:00", Place(at=datetime(2026, 10, 3, 3, tzinfo=UTC))),
        ("at=2026-10-03T03:00:00", Place(at=datetime(2026, 10, 3, 3, tzinfo=UTC))),
    ],
)
def test_a_place_is_read(query, expected):
    assert place(query) == expected


@pytest.mark.parametrize(
    "query",
    ["before_seq=1&after_seq=1", "around_seq=1&at=2026-10-03T03:00:00Z", "around_seq=x", "after_seq=-1"],
)
def test_two_places_or_no_number_are_malformed(query):
    with pytest.raises(Refusal) as caught:
        place(query)
    assert caught.value.code is ErrorCode.BAD_REQUEST


@pytest.mark.parametrize(
    "text", ["yesterday", "5", "2026-13-01T00:00:00Z", "0001-01-01T00:00:00%2B14:00", "%00"]
)
def test_what_is_no_time_is_told_under_its_name(text):
    with pytest.raises(Invalid) as caught:
        place(f"at={text}")
    assert caught.value.problems == {"at": [Problem(FieldProblem.NOT_A_TIME)]}
