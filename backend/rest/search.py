"""Search in the messages of the caller's rooms."""

from backend.rest.router import Call, Router
from backend.store.clock import to_us
from backend.store.search import Search, search_messages
from backend.wire import answers, rest
from backend.wire.errors import ErrorCode, FieldProblem, Invalid, Problem, Refusal
from backend.wire.folding import split_words
from backend.wire.types import MessageId, RoomId, UserId
from backend.wire.validation import parse_time

router = Router()


@router.answers(rest.SEARCH_MESSAGES)
async def search(call: Call) -> answers.SearchResults:
    """The newest messages that have all the words of `q`."""
    found = await call.context.ask(search_messages, call.caller.id, _read_query(call), call.page_limit())
    if found is None:
        raise Refusal(ErrorCode.NO_SUCH_ROOM)
    hits, has_more = found
    return answers.SearchResults(
        results=[answers.SearchHit(message=hit.message, ranges=hit.ranges) for hit in hits], has_more=has_more
    )


def _read_query(call: Call) -> Search:
    """What is looked for.

    Raises:
        Invalid: with everything that is wrong.
        Refusal: bad_request, where an id is none.
    """
    limits, query = call.context.limits, call.request.query
    problems: dict[str, list[Problem]] = {}
    q = query.get("q", "")
    words = split_words(q) if len(q) <= limits.search_length else []
    searched = [word for word in words if len(word) >= limits.search_min_length]
    if len(q) > limits.search_length:
        problems["q"] = [Problem(FieldProblem.TOO_LONG, limits.search_length)]
    elif not searched:
        problems["q"] = [Problem(FieldProblem.TOO_SHORT, limits.search_min_length)]
    times: dict[str, int] = {}
    for name in ("after", "before"):
        moment = parse_time(query.get(name))
        if moment is not None:
            times[name] = to_us(moment)
        elif query.get(name):
            problems[name] = [Problem(FieldProblem.NOT_A_TIME)]
    if problems:
        raise Invalid(problems)
    room, author, before_id = (call.query_int(name) for name in ("room", "from", "before_id"))
    return Search(
        words=words,
        searched=searched,
        room=None if room is None else RoomId(room),
        author=None if author is None else UserId(author),
        after=times.get("after"),
        before=times.get("before"),
        before_id=None if before_id is None else MessageId(before_id),
    )
