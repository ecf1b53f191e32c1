"""The log: lines for people or JSON, each with the id of its request, none with a token.

Set up once by the program; whoever serves a request gives it its id. The rest of the server just logs.
"""

import json
import logging
import re
import sys
from contextvars import ContextVar

from backend.settings import Settings

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The request that is served here; empty outside of any."""

_TOKENS = re.compile(
    r"eyJ[\w-]+\.[\w-]+\.[\w-]+|(?<=[?&]token=)[^\s&'\"]+|(?<=[/#])\d{1,15}-[\w-]{16}(?![\w-])"
)
"""Of sessions wherever they stand, of sockets in an address, of invites in a link."""
_CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")


class _Lines(logging.Formatter):
    """For people: a record is one line, whatever a stranger put into it; only tracebacks take more."""

    def format(self, record: logging.LogRecord) -> str:
        time = self.formatTime(record, "%Y-%m-%d %H:%M:%S")
        request = f" [{request_id.get()}]" if request_id.get() else ""
        message = _CONTROLS.sub(lambda found: repr(found[0])[1:-1], record.getMessage())
        line = f"{time} {record.levelname:<7} {record.name}{request}: {message}"
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return _TOKENS.sub("...", line)


class _JsonLines(logging.Formatter):
    """For programs: a record is one JSON object on one line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id.get():
            line["request_id"] = request_id.get()
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return _TOKENS.sub("...", json.dumps(line, ensure_ascii=False))


def set_up_logging(settings: Settings) -> None:
    """Log to standard error, for people or as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLines() if settings.log_json else _Lines())
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)
