"""How well typed words fit a name: folded as the server folds, and parts of words count."""

from collections.abc import Iterable, Sequence

from backend.wire.folding import fold_text

NO_FIT = 99
_BEGINS_NAME, _BEGINS_WORD, _WITHIN, _LETTERS = range(4)


def fit(query: str, names: Iterable[str]) -> int:
    """The smaller the better: it begins a name, its words begin words, or stand within; else `NO_FIT`."""
    parts = fold_text(query.replace("@", " ")).split()
    folded = [fold_text(name) for name in names if name]
    if not parts:
        return _BEGINS_NAME
    if any(name.startswith(" ".join(parts)) for name in folded):
        return _BEGINS_NAME
    words = [word for name in folded for word in name.split()]
    return max(_fit_part(part, words) for part in parts)


def fit_letters(query: str, names: Iterable[str]) -> int:
    """The same; the first letters of words in turn fit too: `bs` is Bob Stone."""
    names = list(names)
    found = fit(query, names)
    if found != NO_FIT:
        return found
    letters = fold_text(query.replace("@", "")).replace(" ", "")
    initials = ("".join(word[0] for word in fold_text(name).split()) for name in names)
    return _LETTERS if len(letters) > 1 and any(letters in of_name for of_name in initials) else NO_FIT


def _fit_part(part: str, words: Sequence[str]) -> int:
    if any(word.startswith(part) for word in words):
        return _BEGINS_WORD
    return _WITHIN if any(part in word for word in words) else NO_FIT
