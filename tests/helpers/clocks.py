"""A clock that a test winds."""


class Clock:
    """Says what it was set to, in seconds."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now

    def wind(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds
