"""A text that is too long for one message, in pieces that are not; for the composer."""


def split_text(text: str, limit: int) -> list[str]:
    """Pieces of at most `limit` characters, cut at the end of a line or of a word where there is one."""
    pieces = []
    rest = text.strip()
    while len(rest) > limit:
        cut = _last_end(rest, limit)
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip("\n") if rest[cut : cut + 1] == "\n" else rest[cut:].lstrip(" ")
    return [piece for piece in (*pieces, rest) if piece]


def _last_end(text: str, limit: int) -> int:
    """Where a piece may end: never so early that most of its room is wasted."""
    for end in ("\n", " "):
        place = text.rfind(end, 0, limit + 1)
        if place >= limit // 2:
            return place
    return limit
