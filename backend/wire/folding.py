"""Words as search sees them, on the server and on the desktop: folded, looked for inside other words, and
where they stand in a text. And usernames, as both sides compare them.

Folding goes character by character, so that each place in a folded text belongs to one in the original.
"""

import unicodedata
from collections.abc import Sequence

FOLDS_KEPT = 20_000

_KANA_MARKS = "\u3099\u309a"
"""They make another letter of one, as no accent does."""

_PLAIN = str.maketrans("ıłøđħŧ", "ilodht")
"""Letters whose stroke, or missing dot, Unicode doesn't take off."""


def fold(text: str) -> str:
    """The text as search sees it: without letter case and accents, so that ё is е.

    Each character folds by itself, whatever stands around it.
    """
    bare = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = [sign for sign in bare if sign in _KANA_MARKS or not unicodedata.combining(sign)]
    return "".join(kept).translate(_PLAIN)


class _Folds(dict[int, str]):
    """What each character folds to; most texts need a few hundred of them, and nobody may fill the memory."""

    def __missing__(self, code: int) -> str:
        folded = fold(chr(code))
        if len(self) < FOLDS_KEPT:
            self[code] = folded
        return folded


_FOLDS = _Folds()


def fold_text(text: str) -> str:
    """The same as `fold`, at half its time."""
    return text.lower() if text.isascii() else text.translate(_FOLDS)


def split_words(text: str) -> list[str]:
    """The folded words of a search, each once."""
    return list(dict.fromkeys(fold_text(text).split()))


def has_all(content: str, words: Sequence[str]) -> bool:
    """Whether every word stands somewhere in the content."""
    folded = fold_text(content)
    return all(word in folded for word in words)


def find_ranges(content: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where in the content the words stand: start and length, in order; what overlaps is one."""
    folded, places = _fold_with_places(content)
    found = sorted(
        (places[at], places[at + len(word) - 1] + 1) for word in words for at in _find_all(folded, word)
    )
    ranges: list[tuple[int, int]] = []
    for start, end in found:
        whole = _with_marks(content, end)
        if ranges and start < sum(ranges[-1]):
            first, length = ranges[-1]
            ranges[-1] = (first, max(length, whole - first))
        else:
            ranges.append((start, whole - start))
    return ranges


def spans(content: str, query: str) -> list[tuple[int, int]]:
    """The same for the words as a person typed them: start and end, for who highlights them."""
    return [(start, start + length) for start, length in find_ranges(content, split_words(query))]


def _fold_with_places(content: str) -> tuple[str, Sequence[int]]:
    """The folded content, and for each of its characters the place of the one that it comes from."""
    if content.isascii():
        return content.lower(), range(len(content))
    pieces = [_FOLDS[ord(character)] for character in content]
    return "".join(pieces), [place for place, piece in enumerate(pieces) for _ in piece]


def _find_all(text: str, word: str) -> list[int]:
    found = []
    at = text.find(word)
    while at >= 0:
        found.append(at)
        at = text.find(word, at + 1)
    return found


def _with_marks(content: str, end: int) -> int:
    """The end with the accents that are written after the last letter."""
    while end < len(content) and not _FOLDS[ord(content[end])]:
        end += 1
    return end


def username_key(name: str) -> str:
    """What two usernames share when they are the same name."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
