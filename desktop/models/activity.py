"""How often the server needs to hear that the person is there. Screens ask before they say it."""

from collections.abc import Callable

_SECONDS = 20.0


class Activity:
    """What was said a moment ago is no news."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._said_at = -_SECONDS

    def is_news(self) -> bool:
        """Whether to say it now; it is taken for said then."""
        now = self._clock()
        if now - self._said_at < _SECONDS:
            return False
        self._said_at = now
        return True
