"""Texts from outside, made fit to be kept and shown."""


def whole(text: str) -> str:
    """The text without halves of characters, which neither JSON nor SQLite takes."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
