"""What the process takes of its machine: processor, memory, room on the disk. For `context`."""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

_LEAST_SECONDS = 1.0


class Load:
    """Measures from one look to the next; looks that follow at once see the same."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, used: Callable[[], float] = time.process_time
    ) -> None:
        self._clock = clock
        self._used = used
        self._looked = clock(), used()
        self._percent = 0.0

    def cpu_percent(self) -> float:
        """Of one processor, since the last look."""
        (before, used_before), (now, used) = self._looked, (self._clock(), self._used())
        if now - before >= _LEAST_SECONDS:
            self._percent = 100 * (used - used_before) / (now - before)
            self._looked = now, used
        return self._percent


def memory_bytes() -> int:
    """What the process holds in memory; 0 where this system doesn't say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:  # Linux alone says it in a file
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def free_bytes(folder: Path) -> int:
    """What is left on the disk of that folder."""
    return shutil.disk_usage(folder).free
