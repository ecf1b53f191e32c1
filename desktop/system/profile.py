"""Which profile a window owns: the first that no other window of this device has. For `app`.

A profile is one window's sessions, caches and settings. Two windows must never share one (they would
both write its cache), so a further window on the same data folder gets the next, with a login of its own.
"""

import sys
from typing import IO

from desktop.settings import Places

_MOST_WINDOWS = 64


class Profile:
    """A profile that this process owns until it ends, however it ends."""

    def __init__(self, places: Places, number: int, lock: IO[bytes]) -> None:
        self.number = number
        self.folder = places.profile(number)
        self.settings_file = places.settings(number)
        self._lock = lock

    def release(self) -> None:
        """Lets another window have it."""
        self._lock.close()


def claim_first(places: Places) -> Profile | None:
    """The first profile, unless a window has it."""
    return _claim(places, 1)


def claim_profile(places: Places, *, is_vacant: bool = False) -> Profile:
    """The lowest profile that is free, and where nobody is signed in if that is wanted.

    The system drops the lock when its process dies.
    """
    for number in range(1, _MOST_WINDOWS + 1):
        if is_vacant and any(places.profile(number).glob("servers/*/session.json")):
            continue
        profile = _claim(places, number)
        if profile is not None:
            return profile
    raise OSError(f"{_MOST_WINDOWS} windows are open on {places.data}")


def _claim(places: Places, number: int) -> Profile | None:
    folder = places.profile(number)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = (folder / "lock").open("ab")
    if _take(lock):
        return Profile(places, number, lock)
    lock.close()
    return None


def _take(lock: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - each system has one of the two

            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415

            fcntl.flock(lock.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
