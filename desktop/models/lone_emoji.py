"""Whether a message is nothing but a few emoji, which are then shown large; for painters."""

import re
from functools import cache

MOST = 3
_LONGEST = 60
_PICTURE = (
    "[\U0001f000-\U0001faff\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f"
    "\u2693\u26a1\u26aa\u26ab\u26bd\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705"
    "\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55]"
)
"""What is a picture by itself; other signs are only before a variation selector."""
_ONE = (
    "(?:"
    "[\U0001f1e6-\U0001f1ff]{2}"  # a flag of two letters
    "|[0-9#*]\ufe0f?\u20e3"  # a key
    rf"|(?:{_PICTURE}\ufe0f?|[\u00a9-\u3299]\ufe0f)[\U0001f3fb-\U0001f3ff]?[\U000e0020-\U000e007f]*"
    rf"(?:\u200d(?:{_PICTURE}|[\u2190-\u2bff])\ufe0f?[\U0001f3fb-\U0001f3ff]?)*"
    ")"
)


@cache
def _few() -> re.Pattern[str]:
    """Made when the first message may be such: before the first paint each millisecond counts."""
    return re.compile(rf"{_ONE}(?:\s?{_ONE}){{0,{MOST - 1}}}")


def is_lone_emoji(text: str) -> bool:
    """One to three emoji and no word."""
    if text.isascii() or len(text) > _LONGEST:
        return False
    return _few().fullmatch(text) is not None
