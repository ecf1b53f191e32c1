"""Who is named in a text: `@username`, as members of the room."""

import re

from backend.wire.validation import username_key

_NAME = re.compile(r"(?<![\w.+@-])@([\w.+@-]+)")
_NOT_AT_THE_END = ".+@-_"


def find_names(content: str) -> list[list[str]]:
    """The keys of the names in a text; a name at the end of a sentence may be read without its last signs."""
    return [_readings(found) for found in _NAME.findall(content)] if "@" in content else []


def _readings(found: str) -> list[str]:
    readings = [username_key(found)]
    while found[-1:] and found[-1] in _NOT_AT_THE_END:
        found = found[:-1]
        readings.append(username_key(found))
    return readings
