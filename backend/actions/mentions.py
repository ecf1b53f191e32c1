"""Who is named in a text: `@username`, as members of the room."""

from itertools import takewhile

from backend.wire.folding import username_key
from backend.wire.validation import fits_username

_SIGNS = "@.+-_"
_LONGEST = 450
"""No username's key is longer, whatever its letters become in it."""


def find_names(content: str) -> list[list[str]]:
    """The keys of the names in a text; a name at the end of a sentence may be read without its last signs."""
    names: list[list[str]] = []
    end = 0
    while (at := content.find("@", end)) >= 0:
        name = "".join(takewhile(fits_username, content[at + 1 :]))
        end = at + 1 + len(name)
        if name and not (at and fits_username(content[at - 1])):
            names.append(_readings(username_key(name)))
    return names


def _readings(key: str) -> list[str]:
    """The key itself and, longest first, what is left of it with fewer and fewer signs at its end."""
    bare = len(key.rstrip(_SIGNS))
    return [key[:length] for length in range(min(len(key), _LONGEST), max(bare, 1) - 1, -1)]
