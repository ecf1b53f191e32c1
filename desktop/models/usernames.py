"""A username for somebody of whom only the name is known: short, in letters that every keyboard has."""

import unicodedata

from backend.wire.folding import fold

_LATIN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u",
    "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "",
    "э": "e", "ю": "yu", "я": "ya", "і": "i", "ї": "i", "є": "ye", "ґ": "g", "ў": "u",
}  # fmt: skip
_MOST_LETTERS = 30


def suggest_username(name: str) -> str:
    """From the first of their names: Anna Schmidt is anna, Юлия is yuliya. May be empty."""
    words = name.split()
    letters = unicodedata.normalize("NFC", words[0]).casefold() if words else ""
    # Before folding, which takes й and ї for letters with accents.
    latin = fold("".join(_LATIN.get(letter, letter) for letter in letters))
    return "".join(letter for letter in latin if letter.isascii() and letter.isalnum())[:_MOST_LETTERS]


def split_name(name: str) -> tuple[str, str]:
    """The first name and the others."""
    first, _, last = " ".join(name.split()).partition(" ")
    return first, last
