"""The place of a page in the query of a call: `before_seq`, `after_seq`, `around_seq` or `at`."""

from backend.rest.router import Call
from backend.store.pages import Place
from backend.wire.errors import ErrorCode, FieldProblem, Refusal, invalid
from backend.wire.rest import PAGE_QUERY
from backend.wire.validation import parse_time


def place_of(call: Call) -> Place:
    """The place that is asked for; where none is, the newest page.

    Raises:
        Refusal: bad_request for more than one place.
        Invalid: for an `at` that is no time.
    """
    query = call.request.query
    if sum(1 for name in PAGE_QUERY if query.get(name)) > 1:
        raise Refusal(ErrorCode.BAD_REQUEST)
    at = parse_time(query["at"]) if query.get("at") else None
    if at is None and query.get("at"):
        raise invalid("at", FieldProblem.NOT_A_TIME)
    return Place(call.query_int("before_seq"), call.query_int("after_seq"), call.query_int("around_seq"), at)
