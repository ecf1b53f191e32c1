"""The QR code of some words. For a thread that may wait: the module behind it takes its time to load."""


def make_rows(words: str) -> tuple[tuple[bool, ...], ...]:
    """Its modules without a margin, dark ones true. What a thumb hides of it is read nevertheless."""
    import segno  # noqa: PLC0415 - 120 ms that only who invites somebody waits for

    code = segno.make(words, error="m", micro=False)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)
